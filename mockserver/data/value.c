/*
 * value.c - JSON values as the values of columns
 */
#include "mockserver/data/value.h"

#include "lib/decimal.h"
#include "lib/vtime.h"

#define DATE_TEXT    10                 /* "2026-01-31" */
#define DIGITS_MAX   18                 /* 10^18 is the last power of ten in an int64 */
#define EXACT_DOUBLE (INT64_C(1) << 53) /* above it doubles skip whole numbers */

/* n is DIGITS_MAX at most: a column of decimals is an int64 of units. */
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

static int read_time(const char *text, const struct cursor *at, int64_t *out,
                     struct err *e)
{
	struct err why = { 0 };

	if (vtime_parse(text, out, &why) == 0)
		return 0;
	return cursor_fail(at, e, "%s", why.text);
}

/* A date is its midnight in UTC, divided by a day; the length keeps times out. */
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

/* text × 10^scale, if that is whole and has no more digits than a column can have. */
static bool read_units(const char *text, int scale, int64_t *out)
{
	const int64_t end = power_of_ten(DIGITS_MAX);

	return decimal_to_units(decimal_of(text), scale, out) && -end < *out &&
	       *out < end;
}

/* The types of JSON are bits, and so is what a row wants: true and false are two. */
static int check_json(const struct column_def *d, const cJSON *v, const struct cursor *at,
                      struct err *e)
{
	if (v->type & wanted[d->type].json)
		return 0;
	return cursor_fail(at, e, "is not %s", wanted[d->type].name);
}

/*
 * Numbers are read from their text, as cJSON's double has lost digits above 2^53.  All
 * ends in one comparison with the type's range, which is in the same units.
 */
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
		if (!read_units(v->valuestring, d->scale, out))
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

/* The arrays of a column are as wide as its type; v fits, value_units() saw to that. */
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

/*
 * Goes by the schema's children, so that their order in the object is of no matter and
 * a missing one becomes null.  Members that the schema does not know are found by
 * counting: only an object with more members than were asked for is searched.
 */
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

/*
 * Elements go to the child first; column_add_list() then ends the list where the child
 * ends now.  A list that fails half-way leaves elements without an owner, which does no
 * harm: the caller drops the whole batch.
 */
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

/* As a list, of two children: names and values. */
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

/*
 * A missing member is null.  A struct's children have a value for each of its own, so
 * column_add_null() adds to those, too.
 */
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

/* A list or map: its elements stand from offsets[i] to offsets[i + 1] in the children. */
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
