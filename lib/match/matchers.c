/*
 * matchers.c - what `$name` means in a pattern, a row each
 */
#include "lib/match/matchers.h"

#include "lib/json/type.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/match/arguments.h"
#include "lib/match/formats.h"
#include "lib/mem.h"
#include "lib/str.h"

void matchers_differ(const struct match *m, const char *words, const cJSON *actual)
{
	const struct match_difference d = { .path = m->path,
		                            .words = words,
		                            .actual = actual };

	if (m->out)
		m->out->differs(m->out->ctx, &d);
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

static bool fits_type(const struct match *m UNUSED, const cJSON *arg, const cJSON *value)
{
	const cJSON *name;

	if (cJSON_IsString(arg))
		return formats_type(arg->valuestring, value) == 1;
	cJSON_ArrayForEach(name, arg) {
		if (cJSON_IsString(name) && formats_type(name->valuestring, value) == 1)
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
		AUTO_MEM char *at = mem_printf("%s%s", m->path, found.all[i].pointer);
		const struct match_difference d = { .path = at,
			                            .words = "what the schema says",
			                            .said = found.all[i].message };

		m->out->differs(m->out->ctx, &d);
	}
	violations_release(&found);
	return fits;
}

/* clang-format off */
static const struct matcher matchers[] = {
	{ .name = "$any", .example = "true", .arg = JSON_BOOL, .fits = fits_any,
	  .check = arguments_true,
	  .help = "whatever is there, `null` included" },
	{ .name = "$absent", .example = "true", .arg = JSON_BOOL, .fits = fits_absent,
	  .check = arguments_true, .takes_absent = true,
	  .help = "nothing: the member is not there" },
	{ .name = "$type", .example = "string", .arg = JSON_TEXT | JSON_LIST,
	  .fits = fits_type,
	  .check = arguments_type,
	  .help = "`string`, `number`, `integer`, `boolean`, `array`, `object`, "
	          "`null`, or one of a list of them" },
	{ .name = "$is", .example = "uuid", .arg = JSON_TEXT, .fits = fits_format,
	  .check = arguments_format,
	  .help = "a named format (`flowcheck help formats`)" },
	{ .name = "$matches", .example = "\"^a+$\"", .arg = JSON_TEXT, .fits = fits_regex,
	  .check = arguments_regex,
	  .help = "a text with that ECMA 262 pattern in it" },
	{ .name = "$gt", .example = "3", .arg = JSON_NUMBER | JSON_TEXT, .fits = fits_gt,
	  .help = "a number, or a text by its bytes, above the one given" },
	{ .name = "$ge", .example = "3", .arg = JSON_NUMBER | JSON_TEXT, .fits = fits_ge,
	  .help = "the same, or an equal one" },
	{ .name = "$lt", .example = "3", .arg = JSON_NUMBER | JSON_TEXT, .fits = fits_lt,
	  .help = "a number, or a text by its bytes, below the one given" },
	{ .name = "$le", .example = "3", .arg = JSON_NUMBER | JSON_TEXT, .fits = fits_le,
	  .help = "the same, or an equal one" },
	{ .name = "$contains", .example = "X", .arg = JSON_ANY, .fits = fits_contains,
	  .holds = ARG_PATTERN,
	  .help = "a text with the text X in it, or a list with an element that fits "
	          "X" },
	{ .name = "$every", .example = "X", .arg = JSON_ANY, .fits = fits_every,
	  .holds = ARG_PATTERN, .explains = true,
	  .help = "a list of one or more, each of which fits X" },
	{ .name = "$length", .example = "3", .arg = JSON_NUMBER | JSON_MAP,
	  .fits = fits_length,
	  .holds = ARG_PATTERN, .explains = true,
	  .help = "that many characters, elements or members; a pattern is fine: `{ "
	          "$ge: 1 }`" },
	{ .name = "$oneOf", .example = "[ X, Y ]", .arg = JSON_LIST, .fits = fits_one_of,
	  .holds = ARG_PATTERNS, .takes_absent = true,
	  .help = "what fits one of the patterns" },
	{ .name = "$not", .example = "X", .arg = JSON_ANY, .fits = fits_not,
	  .holds = ARG_PATTERN, .takes_absent = true,
	  .help = "what does not fit; what is not there does not either" },
	{ .name = "$equals", .example = "X", .arg = JSON_ANY, .fits = fits_equals,
	  .help = "just X, with nothing in it read as a pattern: for captured values "
	          "that have members such as `$schema`" },
	{ .name = "$exact", .example = "X", .arg = JSON_ANY, .fits = fits_exact,
	  .holds = ARG_PATTERN, .explains = true,
	  .help = "what fits X and has no other members, at any depth" },
	{ .name = "$unordered", .example = "[ X, Y ]", .arg = JSON_LIST,
	  .fits = fits_unordered,
	  .holds = ARG_PATTERNS,
	  .help = "a list of as many elements, in any order; each takes the first "
	          "pattern that fits" },
	{ .name = "$unique", .example = "\"id\"", .arg = JSON_TEXT, .fits = fits_unique,
	  .help = "a list whose elements have different values at that path (`\"\"`: "
	          "the elements themselves)" },
	{ .name = "$schema", .example = "{…}", .arg = JSON_MAP | JSON_BOOL,
	  .fits = fits_schema,
	  .check = arguments_schema, .explains = true,
	  .help = "what a JSON Schema (draft-07) allows" },
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

const struct matcher *matchers_at(size_t i)
{
	return i < ARRAY_LEN(matchers) ? &matchers[i] : NULL;
}

void matchers_names(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(matchers); i++)
		buf_printf(out, "%s%s", i ? ", " : "", matchers[i].name);
}
