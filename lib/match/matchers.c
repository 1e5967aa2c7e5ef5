/*
 * matchers.c - what `$name` means in a pattern, a row each
 */
#include "lib/match/matchers.h"

#include <stdarg.h>

#include "lib/json/type.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/match/formats.h"
#include "lib/mem.h"
#include "lib/str.h"

#define REASON_ROOM 400

void matchers_differ(const struct match *m, const char *words, const cJSON *actual)
{
	const struct match_difference d = { .path = m->path,
		                            .words = words,
		                            .actual = actual };

	if (m->out)
		m->out->differs(m->out->ctx, &d);
}

int matchers_refuse(struct match_judge *j, const cJSON *at, const char *fmt, ...)
{
	char reason[REASON_ROOM];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	j->at = at;
	return err_set(j->e, ERR_INVALID, "%s", reason);
}

/* The answer alone, without differences. */
static bool quietly(const struct match *m, const cJSON *pattern, const cJSON *value)
{
	struct match inner = *m;

	inner.path = "";
	inner.out = NULL;
	return m->again(&inner, pattern, value);
}

static bool fits_any(const struct match *m UNUSED, const cJSON *arg UNUSED,
                     const cJSON *value UNUSED)
{
	return true;
}

static bool fits_absent(const struct match *m UNUSED, const cJSON *arg UNUSED,
                        const cJSON *value)
{
	return !value;
}

/* JSON Schema's names, in the order of enum json_type. */
static const char *const type_names[] = { "string", "number", "boolean",
	                                  "array",  "object", "null" };
static_assert(JSON_ANY == (1 << ARRAY_LEN(type_names)) - 1, "every type has a name");

static bool fits_type_name(const char *name, const cJSON *value)
{
	int64_t n;

	if (!strcmp(name, "integer"))
		return json_to_int(value, &n);
	for (size_t i = 0; i < ARRAY_LEN(type_names); i++) {
		if (!strcmp(type_names[i], name))
			return json_type(value) == 1u << i;
	}
	return false;
}

static bool fits_type(const struct match *m UNUSED, const cJSON *arg, const cJSON *value)
{
	const cJSON *name;

	if (cJSON_IsString(arg))
		return fits_type_name(arg->valuestring, value);
	cJSON_ArrayForEach(name, arg) {
		if (cJSON_IsString(name) && fits_type_name(name->valuestring, value))
			return true;
	}
	return false;
}

static bool fits_format(const struct match *m UNUSED, const cJSON *arg,
                        const cJSON *value)
{
	return formats_fit(arg->valuestring, value) == 1;
}

static bool fits_regex(const struct match *m UNUSED, const cJSON *arg, const cJSON *value)
{
	struct err e = { 0 };
	bool fits = false;

	return formats_match(arg->valuestring, value, &fits, &e) == 0 && fits;
}

/* The order of two numbers or two texts in *order; false for anything else. */
static bool compare(const cJSON *a, const cJSON *b, int *order)
{
	if (cJSON_IsNumber(a) && cJSON_IsNumber(b))
		*order = json_number_cmp(a->valuestring, b->valuestring);
	else if (cJSON_IsString(a) && cJSON_IsString(b))
		*order = strcmp(a->valuestring, b->valuestring);
	else
		return false;
	return true;
}

static bool fits_gt(const struct match *m UNUSED, const cJSON *arg, const cJSON *value)
{
	int order;

	return compare(value, arg, &order) && order > 0;
}

static bool fits_ge(const struct match *m UNUSED, const cJSON *arg, const cJSON *value)
{
	int order;

	return compare(value, arg, &order) && order >= 0;
}

static bool fits_lt(const struct match *m UNUSED, const cJSON *arg, const cJSON *value)
{
	int order;

	return compare(value, arg, &order) && order < 0;
}

static bool fits_le(const struct match *m UNUSED, const cJSON *arg, const cJSON *value)
{
	int order;

	return compare(value, arg, &order) && order <= 0;
}

static bool fits_contains(const struct match *m, const cJSON *arg, const cJSON *value)
{
	const cJSON *element;

	if (cJSON_IsString(value))
		return cJSON_IsString(arg) &&
		       strstr(value->valuestring, arg->valuestring);
	if (!cJSON_IsArray(value))
		return false;
	cJSON_ArrayForEach(element, value) {
		if (quietly(m, arg, element))
			return true;
	}
	return false;
}

static bool fits_every(const struct match *m, const cJSON *arg, const cJSON *value)
{
	const cJSON *element;
	bool fits = true;
	size_t i = 0;

	if (!cJSON_IsArray(value) || !value->child) {
		matchers_differ(m, "a list of one or more", value);
		return false;
	}
	cJSON_ArrayForEach(element, value) {
		AUTO(mem_free) char *path = mem_printf("%s[%zu]", m->path, i++);
		struct match inner = *m;

		inner.path = path;

		fits &= m->again(&inner, arg, element);
	}
	return fits;
}

/* Characters of a text, elements of a list, members of a map; -1 for the rest. */
static int64_t length_of(const cJSON *value)
{
	if (cJSON_IsArray(value) || cJSON_IsObject(value))
		return cJSON_GetArraySize(value);
	return cJSON_IsString(value) ? (int64_t)str_length(value->valuestring) : -1;
}

static bool fits_length(const struct match *m, const cJSON *arg, const cJSON *value)
{
	AUTO(cJSON_Delete) cJSON *length = NULL;
	AUTO(mem_free) char *path = mem_printf("length of %s", m->path);
	struct match inner = *m;
	int64_t n = length_of(value);

	if (n < 0) {
		matchers_differ(m, "something with a length", value);
		return false;
	}
	length = json_new_int(n);
	inner.path = path;
	return m->again(&inner, arg, length);
}

static bool fits_one_of(const struct match *m, const cJSON *arg, const cJSON *value)
{
	const cJSON *pattern;

	cJSON_ArrayForEach(pattern, arg) {
		if (quietly(m, pattern, value))
			return true;
	}
	return false;
}

static bool fits_not(const struct match *m, const cJSON *arg, const cJSON *value)
{
	return !quietly(m, arg, value);
}

static bool fits_equals(const struct match *m UNUSED, const cJSON *arg,
                        const cJSON *value)
{
	return json_equal(arg, value);
}

static bool fits_exact(const struct match *m, const cJSON *arg, const cJSON *value)
{
	struct match inner = *m;

	inner.exact = true;
	return m->again(&inner, arg, value);
}

/* Each element takes the first that fits and is not taken yet. */
static bool fits_unordered(const struct match *m, const cJSON *arg, const cJSON *value)
{
	int count = cJSON_GetArraySize(arg);
	AUTO(mem_free) bool *taken = mem_alloc((size_t)count + 1);
	const cJSON *element;

	if (!cJSON_IsArray(value) || cJSON_GetArraySize(value) != count)
		return false;
	cJSON_ArrayForEach(element, value) {
		const cJSON *pattern = arg->child;
		int i = 0;

		for (; pattern; pattern = pattern->next, i++) {
			if (!taken[i] && quietly(m, pattern, element))
				break;
		}
		if (!pattern)
			return false;
		taken[i] = true;
	}
	return true;
}

static bool fits_unique(const struct match *m, const cJSON *arg, const cJSON *value)
{
	const cJSON *a, *b;

	if (!cJSON_IsArray(value))
		return false;
	cJSON_ArrayForEach(a, value) {
		const cJSON *key = json_at(a, arg->valuestring);

		if (!key) {
			matchers_differ(m, "every element to have a key", a);
			return false;
		}
		for (b = a->next; b; b = b->next) {
			if (json_equal(key, json_at(b, arg->valuestring)))
				return false;
		}
	}
	return true;
}

static bool fits_schema(const struct match *m, const cJSON *arg, const cJSON *value)
{
	AUTO(jsonschema_free) struct jsonschema *schema = NULL;
	struct violations found = { 0 };
	struct err e = { 0 };
	bool fits;

	if (jsonschema_new(arg, NULL, &schema, &e) < 0)
		return false;
	fits = jsonschema_check(schema, value, "", &found);
	for (size_t i = 0; i < found.count && m->out; i++) {
		AUTO(mem_free)
		char *at = mem_printf("%s%s", m->path, found.all[i].pointer);
		const struct match_difference d = { .path = at,
			                            .words = "what the schema says",
			                            .said = found.all[i].message };

		m->out->differs(m->out->ctx, &d);
	}
	violations_release(&found);
	return fits;
}

/* ---------------------------------------------------------------- arguments */

static int check_true(struct match_judge *j, const cJSON *arg)
{
	return cJSON_IsTrue(arg)
	               ? 0
	               : matchers_refuse(j, arg, "%s takes only true", arg->string);
}

static bool is_type_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(type_names); i++) {
		if (!strcmp(name, type_names[i]))
			return true;
	}
	return !strcmp(name, "integer");
}

static int check_type_name(struct match_judge *j, const cJSON *arg)
{
	if (cJSON_IsString(arg) && is_type_name(arg->valuestring))
		return 0;
	return matchers_refuse(j, arg,
	                       "$type knows string, number, integer, boolean, array, "
	                       "object, null");
}

static int check_type(struct match_judge *j, const cJSON *arg)
{
	const cJSON *name;

	if (!cJSON_IsArray(arg))
		return check_type_name(j, arg);
	cJSON_ArrayForEach(name, arg) {
		if (check_type_name(j, name) < 0)
			return -1;
	}
	return 0;
}

static int check_format(struct match_judge *j, const cJSON *arg)
{
	if (formats_fit(arg->valuestring, NULL) < 0)
		return matchers_refuse(j, arg, "$is knows no format '%s'",
		                       arg->valuestring);
	return 0;
}

static int check_regex(struct match_judge *j, const cJSON *arg)
{
	struct err why = { 0 };
	bool fits;

	if (formats_match(arg->valuestring, NULL, &fits, &why) < 0)
		return matchers_refuse(j, arg, "%s", why.text);
	return 0;
}

static int check_schema(struct match_judge *j, const cJSON *arg)
{
	AUTO(jsonschema_free) struct jsonschema *schema = NULL;
	struct err why = { 0 };

	if (jsonschema_new(arg, NULL, &schema, &why) < 0)
		return matchers_refuse(j, arg, "%s", why.text);
	return 0;
}

/* clang-format off */
static const struct matcher matchers[] = {
	{ "$any",       JSON_BOOL,               fits_any,       check_true },
	{ "$absent",    JSON_BOOL,               fits_absent,    check_true, .takes_absent = true },
	{ "$type",      JSON_TEXT | JSON_LIST,   fits_type,      check_type },
	{ "$is",        JSON_TEXT,               fits_format,    check_format },
	{ "$matches",   JSON_TEXT,               fits_regex,     check_regex },
	{ "$gt",        JSON_NUMBER | JSON_TEXT, fits_gt },
	{ "$ge",        JSON_NUMBER | JSON_TEXT, fits_ge },
	{ "$lt",        JSON_NUMBER | JSON_TEXT, fits_lt },
	{ "$le",        JSON_NUMBER | JSON_TEXT, fits_le },
	{ "$contains",  JSON_ANY,                fits_contains,  .holds = ARG_PATTERN },
	{ "$every",     JSON_ANY,                fits_every,     .holds = ARG_PATTERN, .explains = true },
	{ "$length",    JSON_NUMBER | JSON_MAP,  fits_length,    .holds = ARG_PATTERN, .explains = true },
	{ "$oneOf",     JSON_LIST,               fits_one_of,    .holds = ARG_PATTERNS, .takes_absent = true },
	{ "$not",       JSON_ANY,                fits_not,       .holds = ARG_PATTERN, .takes_absent = true },
	{ "$equals",    JSON_ANY,                fits_equals },
	{ "$exact",     JSON_ANY,                fits_exact,     .holds = ARG_PATTERN, .explains = true },
	{ "$unordered", JSON_LIST,               fits_unordered, .holds = ARG_PATTERNS },
	{ "$unique",    JSON_TEXT,               fits_unique },
	{ "$schema",    JSON_MAP | JSON_BOOL,    fits_schema,    check_schema, .explains = true },
};
/* clang-format on */

const struct matcher *matchers_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(matchers); i++) {
		if (!strcmp(matchers[i].name, name))
			return &matchers[i];
	}
	return NULL;
}

void matchers_names(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(matchers); i++)
		buf_printf(out, "%s%s", i ? ", " : "", matchers[i].name);
}
