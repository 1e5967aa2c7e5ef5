/*
 * rule_kind.c - the kinds of rules, and what the settings of each say
 */
#include "mockserver/data/rule_kind.h"

#include "lib/mem.h"
#include "lib/vtime.h"
#include "mockserver/data/value.h"

#define LENGTH_MAX       1000 /* elements of a generated list */
#define WEIGHT_MAX       1000000
#define DECIMALS_DEFAULT 2
#define DECIMALS_MAX     9
#define DIGITS_DEFAULT   4 /* before the point of a decimal without 'max' */

/* A share between 0 and 1, of 2^32: exact, for a power of two only moves the point. */
int rule_share_read(const cJSON *settings, const char *name, const struct cursor *at,
                    uint64_t *out, struct err *e)
{
	const cJSON *v = json_get(settings, name);

	if (!v)
		return 0;
	if (!cJSON_IsNumber(v) || !(v->valuedouble >= 0 && v->valuedouble <= 1))
		return cursor_fail(at, e, "'%s' is not a number between 0 and 1", name);
	*out = (uint64_t)(v->valuedouble * (double)RULE_CHANCE_ONE);
	return 0;
}

static int read_skew(const cJSON *settings, const struct cursor *at, struct rule *r,
                     struct err *e)
{
	static const char *const names[] = { "none", "low", "middle", "high" };
	const cJSON *v = json_get(settings, "skew");

	if (!v)
		return 0;
	for (size_t i = 0; cJSON_IsString(v) && i < ARRAY_LEN(names); i++) {
		if (!strcmp(v->valuestring, names[i])) {
			r->skew = (enum rule_skew)i;
			return 0;
		}
	}
	return cursor_fail(at, e, "'skew' is not one of none, low, middle, high");
}

/* The definition whose units a rule's numbers are in: a double's are decimals. */
static int read_unit(const cJSON *settings, const struct cursor *at, struct rule *r,
                     struct column_def *unit, struct err *e)
{
	int64_t decimals = DECIMALS_DEFAULT;

	*unit = *r->def;
	if (r->def->type != COLUMN_DOUBLE) {
		if (json_get(settings, "decimals"))
			return cursor_fail(at, e, "only a double has 'decimals'");
		return 0;
	}
	if (json_get(settings, "decimals") &&
	    (!json_int(settings, "decimals", &decimals) || decimals < 0 ||
	     decimals > DECIMALS_MAX))
		return cursor_fail(at, e, "'decimals' is not within 0 to %d",
		                   DECIMALS_MAX);
	unit->scale = (int)decimals;
	for (r->divisor = 1; decimals > 0; decimals--)
		r->divisor *= 10;
	return 0;
}

/* The member in units of the column; left as it is when missing. */
static int read_units(const cJSON *settings, const char *name,
                      const struct column_def *unit, struct cursor *at, int64_t *out,
                      struct err *e)
{
	const cJSON *v = json_get(settings, name);
	size_t mark = cursor_enter(at, name);

	if (v && value_units(unit, v, at, out, e) < 0)
		return -1;
	cursor_leave(at, mark);
	return 0;
}

static int read_sequence(const cJSON *settings, struct cursor *at, struct rule *r,
                         struct err *e)
{
	uint64_t end, room, step;

	r->low = 1;
	r->high = 1;
	if (read_units(settings, "start", r->def, at, &r->low, e) < 0 ||
	    read_units(settings, "step", r->def, at, &r->high, e) < 0)
		return -1;
	if (!r->high)
		return cursor_fail(at, e, "'step' is 0");
	end = (uint64_t)(r->high > 0 ? value_greatest(r->def) : value_least(r->def));
	room = r->high > 0 ? end - (uint64_t)r->low : (uint64_t)r->low - end;
	step = r->high > 0 ? (uint64_t)r->high : 0 - (uint64_t)r->high;
	r->period = room / step + 1; /* 0 when all 2^64 steps fit */
	return 0;
}

static int read_range(const cJSON *settings, struct cursor *at, struct rule *r,
                      struct err *e)
{
	struct column_def unit;

	if (read_unit(settings, at, r, &unit, e) < 0 || read_skew(settings, at, r, e) < 0)
		return -1;
	if (r->def->type != COLUMN_DECIMAL &&
	    (!json_get(settings, "min") || !json_get(settings, "max")))
		return cursor_fail(at, e, "a range needs 'min' and 'max'");
	unit.precision = unit.scale + DIGITS_DEFAULT;
	r->high = value_greatest(unit.precision < r->def->precision ? &unit : r->def);
	unit.precision = r->def->precision;
	if (read_units(settings, "min", &unit, at, &r->low, e) < 0 ||
	    read_units(settings, "max", &unit, at, &r->high, e) < 0)
		return -1;
	if (r->low > r->high)
		return cursor_fail(at, e, "'min' is greater than 'max'");
	return 0;
}

static int read_arrival(const cJSON *settings, struct cursor *at, struct rule *r,
                        struct err *e)
{
	const char *lag = json_str(settings, "lag");
	struct err why = { 0 };
	struct duration d = { 0 };

	if (!json_get(settings, "lag"))
		return 0;
	if (!lag || duration_parse(lag, &d, &why) < 0 || d.months || d.ms < 0 ||
	    d.ms > VTIME_MAX)
		return cursor_fail(at, e, "'lag' is no length of time such as PT2H");
	r->lag_ms = d.ms;
	return 0;
}

static int read_text(const cJSON *settings, struct cursor *at, struct rule *r,
                     struct err *e)
{
	const char *text = json_str(settings, "pattern");

	if (!text)
		return cursor_fail(at, e, "a text needs a 'pattern' (a string)");
	return shape_new(text, at, &r->pattern, e);
}

static struct rule_option *add_option(struct rule *r)
{
	r->option = mem_grow(r->option, r->option_count + 1, sizeof(*r->option));
	r->option[r->option_count] = (struct rule_option){ 0 };
	return &r->option[r->option_count++];
}

static void set_text(struct rule_option *o, const char *text)
{
	o->text = mem_strdup(text);
	o->size = strlen(text);
}

/* The elements of `of`; each is worth 1 until its weight is read. */
static int read_options(const cJSON *of, const struct column_def *unit, struct cursor *at,
                        struct rule *r, struct err *e)
{
	size_t mark = cursor_enter(at, "of");
	const cJSON *v;

	cJSON_ArrayForEach(v, of) {
		struct rule_option *o = add_option(r);
		size_t inner = cursor_enter_at(at, r->option_count - 1);

		o->upto = r->option_count;
		if (unit->type == COLUMN_STRING && !cJSON_IsString(v))
			return cursor_fail(at, e, "is not a string");
		if (unit->type == COLUMN_STRING)
			set_text(o, v->valuestring);
		else if (value_units(unit, v, at, &o->units, e) < 0)
			return -1;
		cursor_leave(at, inner);
	}
	if (!r->option_count)
		return cursor_fail(at, e, "holds nothing to choose from");
	cursor_leave(at, mark);
	return 0;
}

static int read_weights(const cJSON *weights, struct cursor *at, struct rule *r,
                        struct err *e)
{
	const cJSON *v;
	uint64_t upto = 0;
	int64_t weight;
	size_t i = 0;

	if ((size_t)cJSON_GetArraySize(weights) != r->option_count)
		return cursor_fail(at, e, "'weights' are not as many as 'of'");
	cJSON_ArrayForEach(v, weights) {
		if (!json_to_int(v, &weight) || weight < 0 || weight > WEIGHT_MAX)
			return cursor_fail(at, e,
			                   "a weight is a whole number from 0 to %d",
			                   WEIGHT_MAX);
		upto += (uint64_t)weight;
		r->option[i++].upto = upto;
	}
	return upto ? 0 : cursor_fail(at, e, "all weights are 0");
}

static int read_choice(const cJSON *settings, struct cursor *at, struct rule *r,
                       struct err *e)
{
	const cJSON *weights = json_get(settings, "weights");
	struct column_def unit;

	if (read_unit(settings, at, r, &unit, e) < 0)
		return -1;
	if (!cJSON_IsArray(json_get(settings, "of")))
		return cursor_fail(at, e, "a choice needs a list 'of' values");
	if (read_options(json_get(settings, "of"), &unit, at, r, e) < 0)
		return -1;
	return weights ? read_weights(weights, at, r, e) : 0;
}

static int read_list(const cJSON *settings, struct cursor *at, struct rule *r,
                     struct err *e)
{
	const cJSON *length = json_get(settings, "length");

	if (read_skew(settings, at, r, e) < 0)
		return -1;
	r->high = 3;
	if (!length)
		return 0;
	if (cJSON_GetArraySize(length) != 2 || !json_int(length, "[0]", &r->low) ||
	    !json_int(length, "[1]", &r->high) || r->low < 0 || r->low > r->high ||
	    r->high > LENGTH_MAX)
		return cursor_fail(at, e,
		                   "'length' is no pair [least, most] within 0 to %d",
		                   LENGTH_MAX);
	return 0;
}

static bool has_option(const struct rule *r, const char *text)
{
	for (size_t i = 0; i < r->option_count; i++) {
		if (!strcmp(r->option[i].text, text))
			return true;
	}
	return false;
}

static int read_map(const cJSON *settings, struct cursor *at, struct rule *r,
                    struct err *e)
{
	const cJSON *keys = json_get(settings, "keys"), *key;

	r->chance = RULE_CHANCE_ONE / 2;
	if (rule_share_read(settings, "chance", at, &r->chance, e) < 0)
		return -1;
	if (!cJSON_IsArray(keys))
		return cursor_fail(at, e, "a map needs a list of 'keys'");
	cJSON_ArrayForEach(key, keys) {
		if (!cJSON_IsString(key) || has_option(r, key->valuestring))
			return cursor_fail(at, e, "'keys' are strings, each another");
		set_text(add_option(r), key->valuestring);
	}
	return 0;
}

#define BIT(type) (1U << COLUMN_##type)
#define INTEGERS  (BIT(INT32) | BIT(INT64))
#define NUMBERS   (INTEGERS | BIT(DOUBLE) | BIT(DECIMAL))
#define TIMES     (BIT(TIMESTAMP) | BIT(DATE))
#define SCALARS   (NUMBERS | TIMES | BIT(STRING) | BIT(BOOL))

/* clang-format off */
static const struct kind_row {
	const char *name;
	unsigned columns;       /* BIT() of each type that it fills */
	const char *members[5]; /* besides `kind` and `nulls` */
	int (*read)(const cJSON *settings, struct cursor *at, struct rule *r,
	            struct err *e);
} kinds[] = {
	[RULE_SEQUENCE] = { "sequence", INTEGERS, { "start", "step" }, read_sequence },
	[RULE_CHOICE]   = { "choice", SCALARS, { "of", "weights", "decimals" },
	                    read_choice },
	[RULE_RANGE]    = { "range", NUMBERS | TIMES,
	                    { "min", "max", "skew", "decimals" }, read_range },
	[RULE_ARRIVAL]  = { "arrival", TIMES | BIT(INT64), { "lag" }, read_arrival },
	[RULE_TEXT]     = { "text", BIT(STRING), { "pattern" }, read_text },
	[RULE_LIST]     = { "list", BIT(LIST), { "length", "skew" }, read_list },
	[RULE_MAP]      = { "map", BIT(MAP), { "keys", "chance" }, read_map },
	[RULE_STRUCT]   = { "struct", BIT(STRUCT), { NULL }, NULL },
};
/* clang-format on */
static_assert(ARRAY_LEN(kinds) == RULE_KIND_COUNT, "every kind has a row");

static bool has_member(const struct kind_row *k, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(k->members) && k->members[i]; i++) {
		if (!strcmp(k->members[i], name))
			return true;
	}
	return !strcmp(name, "kind") || !strcmp(name, "nulls");
}

/* The kind by its name, or for lists, maps and structs the only one there is. */
static int find_kind(const cJSON *settings, const struct cursor *at, struct rule *r,
                     struct err *e)
{
	const char *name = json_str(settings, "kind");
	unsigned column = 1U << r->def->type;

	for (size_t i = 0; i < RULE_KIND_COUNT; i++) {
		if (name ? strcmp(kinds[i].name, name) != 0 : kinds[i].columns != column)
			continue;
		if (!(kinds[i].columns & column))
			return cursor_fail(at, e, "'%s' cannot fill a column of type %s",
			                   name, column_type_name(r->def->type));
		r->kind = (enum rule_kind)i;
		return 0;
	}
	if (!name)
		return cursor_fail(at, e, "has no 'kind' (a string)");
	return cursor_fail(at, e, "no kind of rule is called '%.40s'", name);
}

int rule_kind_read(const cJSON *settings, struct cursor *at, struct rule *r,
                   struct err *e)
{
	const cJSON *m;

	if (find_kind(settings, at, r, e) < 0)
		return -1;
	cJSON_ArrayForEach(m, settings) {
		if (!has_member(&kinds[r->kind], m->string))
			return cursor_fail(at, e,
			                   "a rule of kind '%s' has no member '%.40s'",
			                   kinds[r->kind].name, m->string);
	}
	return kinds[r->kind].read ? kinds[r->kind].read(settings, at, r, e) : 0;
}
