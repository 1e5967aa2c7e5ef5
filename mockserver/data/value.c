/*
 * value.c - JSON values as the values of columns
 */
#include "mockserver/data/value.h"

#include "lib/str.h"
#include "lib/vtime.h"

#define DIGITS_MAX      18 /* 10^18 is the last power of ten in an int64 */
#define EXPONENT_DIGITS 6
#define DATE_TEXT       10 /* "2026-01-31" */
#define EXACT_DOUBLE    (INT64_C(1) << 53)

static int64_t power_of_ten(int n)
{
	int64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

int64_t value_greatest(const struct column_def *d)
{
	switch (d->type) {
	case COLUMN_BOOL:
		return 1;
	case COLUMN_INT32:
		return INT32_MAX;
	case COLUMN_DATE:
		return VTIME_MAX / MS_PER_DAY;
	case COLUMN_TIMESTAMP:
		return VTIME_MAX;
	case COLUMN_DECIMAL:
		return power_of_ten(d->precision) - 1;
	case COLUMN_DOUBLE:
		return EXACT_DOUBLE;
	case COLUMN_INT64:
	case COLUMN_STRING:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		break;
	}
	return INT64_MAX;
}

int64_t value_least(const struct column_def *d)
{
	switch (d->type) {
	case COLUMN_BOOL:
		return 0;
	case COLUMN_INT32:
		return INT32_MIN;
	case COLUMN_DATE:
		return VTIME_MIN / MS_PER_DAY;
	case COLUMN_TIMESTAMP:
		return VTIME_MIN;
	case COLUMN_DECIMAL:
	case COLUMN_DOUBLE:
		return -value_greatest(d);
	case COLUMN_INT64:
	case COLUMN_STRING:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		break;
	}
	return INT64_MIN;
}

/* A number's digits without point and zeros at the ends, and where the point was. */
struct digits {
	bool negative;
	int64_t all; /* at most DIGITS_MAX of them */
	int count, exponent;
};

/* text is a JSON number; false when it has more digits than an int64 can hold. */
static bool read_digits(const char *text, struct digits *out)
{
	const char *c = text;
	int64_t exponent = 0;
	int point = 0, zeros = 0;

	*out = (struct digits){ .negative = *c == '-' };
	for (c += out->negative; *c && *c != 'e' && *c != 'E'; c++) {
		if (*c == '.') {
			point = 1;
			continue;
		}
		out->exponent -= point;
		zeros++;
		if (*c == '0')
			continue;
		/* Zeros count only once a digit follows; in front they weigh nothing. */
		if (!out->count)
			zeros = 1;
		out->count += zeros;
		if (out->count > DIGITS_MAX)
			return false;
		out->all = out->all * power_of_ten(zeros) + (*c - '0');
		zeros = 0;
	}
	out->exponent += zeros;
	if (*c && (strlen(c + 1) > EXPONENT_DIGITS || !str_to_int(c + 1, &exponent)))
		return false;
	out->exponent += (int)exponent;
	return true;
}

/* v * 10^scale where that is a whole number of at most DIGITS_MAX digits. */
static bool scaled(const cJSON *v, int scale, int64_t *out)
{
	struct digits d;

	if (!read_digits(v->valuestring, &d))
		return false;
	if (!d.count) {
		*out = 0;
		return true;
	}
	d.exponent += scale;
	if (d.exponent < 0 || d.count + d.exponent > DIGITS_MAX)
		return false;
	*out = d.all * power_of_ten(d.exponent);
	if (d.negative)
		*out = -*out;
	return true;
}

static int read_time(const char *text, const struct cursor *at, int64_t *out,
                     struct err *e)
{
	struct err why = { 0 };

	if (vtime_parse(text, out, &why) == 0)
		return 0;
	return cursor_fail(at, e, "%s", why.text);
}

static int read_date(const char *text, const struct cursor *at, int64_t *out,
                     struct err *e)
{
	char midnight[DATE_TEXT + sizeof("T00:00:00Z")];
	struct err why = { 0 };

	snprintf(midnight, sizeof(midnight), "%.*sT00:00:00Z", DATE_TEXT, text);
	if (strlen(text) != DATE_TEXT || vtime_parse(midnight, out, &why) < 0)
		return cursor_fail(at, e, "'%.40s' is no date such as 2026-01-31", text);
	*out /= MS_PER_DAY;
	return 0;
}

/* What JSON must hold for each type of column. */
static const struct {
	const char *name;
	int json; /* a cJSON type */
} wanted[] = {
	[COLUMN_BOOL] = { "true or false", cJSON_True | cJSON_False },
	[COLUMN_INT32] = { "a whole number", cJSON_Number },
	[COLUMN_INT64] = { "a whole number", cJSON_Number },
	[COLUMN_DOUBLE] = { "a number", cJSON_Number },
	[COLUMN_STRING] = { "a string", cJSON_String },
	[COLUMN_TIMESTAMP] = { "a string with a time", cJSON_String },
	[COLUMN_DATE] = { "a string with a date", cJSON_String },
	[COLUMN_DECIMAL] = { "a number", cJSON_Number },
	[COLUMN_STRUCT] = { "an object", cJSON_Object },
	[COLUMN_LIST] = { "a list", cJSON_Array },
	[COLUMN_MAP] = { "an object", cJSON_Object },
};
static_assert(ARRAY_LEN(wanted) == COLUMN_TYPE_COUNT, "every type has a row");

static int check_json(const struct column_def *d, const cJSON *v, const struct cursor *at,
                      struct err *e)
{
	if (v->type & wanted[d->type].json)
		return 0;
	return cursor_fail(at, e, "is not %s", wanted[d->type].name);
}

int value_units(const struct column_def *d, const cJSON *v, const struct cursor *at,
                int64_t *out, struct err *e)
{
	if (check_json(d, v, at, e) < 0)
		return -1;
	switch (d->type) {
	case COLUMN_BOOL:
		*out = cJSON_IsTrue(v);
		return 0;
	case COLUMN_DATE:
		return read_date(v->valuestring, at, out, e);
	case COLUMN_TIMESTAMP:
		return read_time(v->valuestring, at, out, e);
	case COLUMN_INT32:
	case COLUMN_INT64:
		if (!json_to_int(v, out))
			return cursor_fail(at, e, "%.40s is no 64-bit whole number",
			                   v->valuestring);
		break;
	case COLUMN_DOUBLE:
	case COLUMN_STRING:
	case COLUMN_DECIMAL:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		if (!scaled(v, d->scale, out))
			return cursor_fail(at, e,
			                   "%.40s has more than %d decimals or too "
			                   "many digits",
			                   v->valuestring, d->scale);
	}
	if (*out < value_least(d) || *out > value_greatest(d))
		return cursor_fail(at, e, "%.40s does not fit %s", v->valuestring,
		                   column_type_name(d->type));
	return 0;
}

static void add_units(struct column *c, int64_t v)
{
	switch (c->def->type) {
	case COLUMN_BOOL:
		column_add_bool(c, v != 0);
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		column_add_i32(c, (int32_t)v);
		break;
	case COLUMN_INT64:
	case COLUMN_DOUBLE:
	case COLUMN_STRING:
	case COLUMN_TIMESTAMP:
	case COLUMN_DECIMAL:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		column_add_i64(c, v);
		break;
	}
}

/* The first member of the object that the struct has no child for. */
static const char *find_stranger(const struct column_def *d, const cJSON *object)
{
	const cJSON *m;

	cJSON_ArrayForEach(m, object) {
		size_t i = 0;

		while (i < d->child_count && strcmp(d->child[i].name, m->string) != 0)
			i++;
		if (i == d->child_count)
			return m->string;
	}
	return "";
}

static int add_struct(struct column *c, const cJSON *v, struct cursor *at, struct err *e)
{
	int known = 0;
	size_t mark;

	for (size_t i = 0; i < c->def->child_count; i++) {
		const cJSON *member = json_get(v, c->def->child[i].name);

		known += member != NULL;
		mark = cursor_enter(at, c->def->child[i].name);
		if (value_add(&c->child[i], member, at, e) < 0)
			return -1;
		cursor_leave(at, mark);
	}
	column_add_struct(c);
	if (known == cJSON_GetArraySize(v))
		return 0;
	return cursor_fail(at, e, "the schema has no member '%.100s'",
	                   find_stranger(c->def, v));
}

static int add_list(struct column *c, const cJSON *v, struct cursor *at, struct err *e)
{
	const cJSON *element;
	size_t mark, i = 0;

	cJSON_ArrayForEach(element, v) {
		mark = cursor_enter_at(at, i++);
		if (value_add(&c->child[0], element, at, e) < 0)
			return -1;
		cursor_leave(at, mark);
	}
	column_add_list(c);
	return 0;
}

static int add_map(struct column *c, const cJSON *v, struct cursor *at, struct err *e)
{
	const cJSON *m;
	size_t mark;

	cJSON_ArrayForEach(m, v) {
		mark = cursor_enter(at, m->string);
		column_add_str(&c->child[0], m->string, strlen(m->string));
		if (value_add(&c->child[1], m, at, e) < 0)
			return -1;
		cursor_leave(at, mark);
	}
	column_add_list(c);
	return 0;
}

int value_add(struct column *c, const cJSON *v, struct cursor *at, struct err *e)
{
	int64_t units;

	if (!v || cJSON_IsNull(v)) {
		if (!c->def->nullable)
			return cursor_fail(at, e, v ? "may not be null" : "is missing");
		column_add_null(c);
		return 0;
	}
	if (check_json(c->def, v, at, e) < 0)
		return -1;
	switch (c->def->type) {
	case COLUMN_STRUCT:
		return add_struct(c, v, at, e);
	case COLUMN_LIST:
		return add_list(c, v, at, e);
	case COLUMN_MAP:
		return add_map(c, v, at, e);
	case COLUMN_STRING:
		column_add_str(c, v->valuestring, strlen(v->valuestring));
		return 0;
	case COLUMN_DOUBLE:
		column_add_double(c, v->valuedouble);
		return 0;
	case COLUMN_BOOL:
	case COLUMN_INT32:
	case COLUMN_INT64:
	case COLUMN_TIMESTAMP:
	case COLUMN_DATE:
	case COLUMN_DECIMAL:
	case COLUMN_TYPE_COUNT:
		break;
	}
	if (value_units(c->def, v, at, &units, e) < 0)
		return -1;
	add_units(c, units);
	return 0;
}

static void copy_range(struct column *c, const struct column *from, size_t i)
{
	for (size_t k = 0; k < c->def->child_count; k++) {
		for (size_t j = from->offsets[i]; j < from->offsets[i + 1]; j++)
			value_copy(&c->child[k], &from->child[k], j);
	}
	column_add_list(c);
}

void value_copy(struct column *c, const struct column *from, size_t i)
{
	if (!from->valid[i]) {
		column_add_null(c);
		return;
	}
	switch (c->def->type) {
	case COLUMN_STRUCT:
		for (size_t k = 0; k < c->def->child_count; k++)
			value_copy(&c->child[k], &from->child[k], i);
		column_add_struct(c);
		break;
	case COLUMN_LIST:
	case COLUMN_MAP:
		copy_range(c, from, i);
		break;
	case COLUMN_STRING:
		column_add_str(c, from->bytes + from->offsets[i],
		               from->offsets[i + 1] - from->offsets[i]);
		break;
	case COLUMN_DOUBLE:
		column_add_double(c, from->f64[i]);
		break;
	case COLUMN_BOOL:
		add_units(c, from->bools[i]);
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		add_units(c, from->i32[i]);
		break;
	case COLUMN_INT64:
	case COLUMN_TIMESTAMP:
	case COLUMN_DECIMAL:
	case COLUMN_TYPE_COUNT:
		add_units(c, from->i64[i]);
		break;
	}
}
