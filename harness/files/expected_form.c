/*
 * expected_form.c - what is written behind an expectation of files
 */
#include "harness/files/expected_form.h"

#include "harness/files/records.h"
#include "harness/files/template.h"
#include "harness/match/compare.h"

const struct expected_form expected_pattern = { compare_check, shape_pattern };

/* ---------------------------------------------------------------- words */

static int one_of(const struct yaml *y, const cJSON *pattern, word_fn *word_at,
                  struct err *e)
{
	AUTO(buf_release) struct buf known = { 0 };
	const char *name;

	if (node_has_variable(pattern))
		return 0;
	for (size_t i = 0; (name = word_at(i)) != NULL; i++) {
		if (!strcmp(pattern->valuestring, name))
			return 0;
		buf_printf(&known, "%s%s", i ? " or " : "", name);
	}
	return node_err(y, pattern, e, "%s is %s, not '%s'", pattern->string,
	                buf_str(&known), pattern->valuestring);
}

static cJSON *word_or_variable(word_fn *word_at)
{
	return shape_of_either(shape_of_word(word_at), shape_of_text(SHAPE_VARIABLE));
}

static const char *compression_name_at(size_t i)
{
	const struct compression *c = compression_at(i);

	return c ? c->name : NULL;
}

static const char *match_at(size_t i)
{
	return i ? NULL : "match";
}

/* clang-format off */
#define WORDS(name, word_at)                                                        \
	static int check_##name(const struct yaml *y, const cJSON *p, struct err *e) \
	{ return one_of(y, p, word_at, e); }                                         \
	static cJSON *name##_shape(void) { return word_or_variable(word_at); }       \
	const struct expected_form expected_##name = { check_##name, name##_shape };

WORDS(match, match_at)
WORDS(format, records_type_at)
WORDS(compression, compression_name_at)
/* clang-format on */

/* ---------------------------------------------------------------- layouts */

static int check_layout(const struct yaml *y, const cJSON *pattern, struct err *e)
{
	struct err why = { 0 };

	if (!node_has_variable(pattern) && template_check(pattern->valuestring, &why) < 0)
		return node_err(y, pattern, e, "%s", why.text);
	return 0;
}

static cJSON *layout_shape(void)
{
	AUTO(buf_release) struct buf pattern = { 0 };

	template_pattern(&pattern);
	buf_add_str(&pattern, "|" SHAPE_VARIABLE);
	return shape_of_text(buf_str(&pattern));
}

const struct expected_form expected_layout = { check_layout, layout_shape };

/* ---------------------------------------------------------------- records */

static const struct key records_keys[] = {
	{ "first", JSON_MAP, .shape = shape_pattern },
	{ "last", JSON_MAP, .shape = shape_pattern },
	{ "any", JSON_MAP, .shape = shape_pattern },
	{ "every", JSON_MAP, .shape = shape_pattern },
	{ 0 },
};

static int check_records(const struct yaml *y, const cJSON *pattern, struct err *e)
{
	const cJSON *member;

	if (node_keys(y, pattern, records_keys, "records", e) < 0)
		return -1;
	cJSON_ArrayForEach(member, pattern) {
		if (compare_check(y, member, e) < 0)
			return -1;
	}
	return 0;
}

static cJSON *records_shape(void)
{
	return shape_of_map(records_keys);
}

const struct expected_form expected_records = { check_records, records_shape };
