/*
 * test_match.c - harness/match/match.c and harness/match/matchers.c
 */
#include "tests/unit/unit.h"

#include "harness/match/match.h"
#include "lib/mem.h"

static cJSON *json(const char *text)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	if (json_parse(text, strlen(text), &v, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	return v;
}

/* The differences as text; "" when it fits.  value NULL: not there. */
static char *differences(const char *pattern_text, const char *value_text)
{
	AUTO(cJSON_Delete) cJSON *pattern = json(pattern_text);
	AUTO(cJSON_Delete) cJSON *value = value_text ? json(value_text) : NULL;
	AUTO(diffs_release) struct diffs found = { 0 };
	struct buf text = { 0 };
	bool fits = match_value(pattern, value, "v", &found);

	assert_int_equal(fits, found.count == 0);
	/* The answer is the same when nobody wants to know why. */
	assert_int_equal(match_value(pattern, value, "", NULL), fits);
	diffs_print(&found, 9, &text);
	return buf_take(&text);
}

static void a_value_fits_a_pattern_or_says_why_not(void **state UNUSED)
{
	static const struct {
		const char *pattern, *value, *differences;
	} cases[] = {
		/* clang-format off */
		{ "1", "1.0", "" },
		{ "9007199254740993", "9007199254740992", "  v: expected 9007199254740993, got 9007199254740992\n" },
		{ "\"5\"", "5", "  v: expected \"5\", got 5\n" },
		{ "null", "null", "" },
		{ "null", NULL, "  v: expected null, got nothing\n" },
		{ "true", "false", "  v: expected true, got false\n" },
		{ "{}", "{\"a\":1}", "" },
		{ "{}", "[]", "  v: expected {}, got []\n" },
		{ "{\"a\":1}", "{\"b\":2,\"a\":1}", "" },
		{ "{\"a\":1}", "{}", "  v.a: expected 1, got nothing\n" },
		{ "{\"a\":{\"b\":[1,2]}}", "{\"a\":{\"b\":[1,3]}}", "  v.a.b[1]: expected 2, got 3\n" },
		{ "{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", "  v.a: expected 1, got 2\n  v.b: expected 2, got 1\n" },
		{ "{\"\xe2\x80\xa6\":null}", "{\"a\":1}", "" },
		{ "{\"...\":null,\"a\":1}", "{\"a\":1}", "" },
		{ "[1,2]", "[1,2]", "" },
		{ "[1,2]", "[1]", "  v[1]: expected 2, got nothing\n" },
		{ "[1]", "[1,2]", "  v[1]: expected no more elements, got 2\n" },
		{ "[]", "[1]", "  v[0]: expected no more elements, got 1\n" },
		{ "[]", "[]", "" },
		{ "[1,\"\xe2\x80\xa6\"]", "[1]", "" },
		{ "[1,\"...\"]", "[1,2,3]", "" },
		{ "[1,\"...\"]", "[]", "  v[0]: expected 1, got nothing\n" },
		{ "[{\"a\":1}]", "[{\"a\":1,\"b\":2}]", "" },
		/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(mem_free)
		char *found = differences(cases[i].pattern, cases[i].value);

		assert_string_equal(found, cases[i].differences);
	}
}

static void each_matcher_fits_what_it_should_and_nothing_else(void **state UNUSED)
{
	static const struct {
		const char *pattern, *fits, *differs; /* NULL: nothing there */
	} cases[] = {
		/* clang-format off */
		{ "{\"$any\":true}", "null", NULL },
		{ "{\"$any\":true}", "{\"a\":[]}", NULL },
		{ "{\"$absent\":true}", NULL, "null" },
		{ "{\"a\":{\"$absent\":true}}", "{\"b\":1}", "{\"a\":null}" },
		{ "{\"$type\":\"string\"}", "\"\"", "1" },
		{ "{\"$type\":\"number\"}", "1.5", "\"1.5\"" },
		{ "{\"$type\":\"integer\"}", "3.0", "3.5" },
		{ "{\"$type\":\"integer\"}", "-9223372036854775808", "\"3\"" },
		{ "{\"$type\":\"boolean\"}", "false", "0" },
		{ "{\"$type\":\"array\"}", "[]", "{}" },
		{ "{\"$type\":\"object\"}", "{}", "[]" },
		{ "{\"$type\":\"null\"}", "null", "false" },
		{ "{\"$type\":[\"null\",\"string\"]}", "null", "1" },
		{ "{\"$type\":[\"null\",\"string\"]}", "\"a\"", NULL },
		{ "{\"$is\":\"uuid\"}", "\"12401496-2573-4ca7-8137-fef1aeb9dd4c\"", "\"12401496\"" },
		{ "{\"$matches\":\"^a+$\"}", "\"aaa\"", "\"ab\"" },
		{ "{\"$matches\":\"^a+$\"}", "\"a\"", "7" },
		{ "{\"$matches\":\"(?=.*b)a\"}", "\"ab\"", "\"a\"" },
		{ "{\"$gt\":3}", "4", "3" },
		{ "{\"$gt\":9007199254740992}", "9007199254740993", "9007199254740992" },
		{ "{\"$gt\":3}", "3.5", "\"4\"" },
		{ "{\"$ge\":3}", "3", "2.9" },
		{ "{\"$lt\":3}", "2", "3" },
		{ "{\"$le\":3}", "3.0", "3.1" },
		{ "{\"$ge\":1,\"$lt\":3}", "2", "3" },
		{ "{\"$gt\":\"2026-01-01\"}", "\"2026-01-02\"", "\"2025-12-31\"" },
		{ "{\"$contains\":\"b\"}", "\"abc\"", "\"ac\"" },
		{ "{\"$contains\":\"b\"}", "[\"a\",\"b\"]", "[\"ab\"]" },
		{ "{\"$contains\":{\"id\":2}}", "[{\"id\":1},{\"id\":2,\"x\":0}]", "[]" },
		{ "{\"$contains\":1}", "[1]", "\"1\"" },
		{ "{\"$contains\":1}", "[1]", "{\"a\":1}" },
		{ "{\"$every\":{\"$gt\":0}}", "[1,2]", "[1,0]" },
		{ "{\"$every\":{\"$gt\":0}}", "[1]", "[]" },
		{ "{\"$every\":1}", "[1]", "1" },
		{ "{\"$length\":2}", "[1,2]", "[1]" },
		{ "{\"$length\":2}", "\"\xc3\xa9\xc3\xa9\"", "\"\xc3\xa9\"" },
		{ "{\"$length\":{\"$ge\":1}}", "{\"a\":1}", "{}" },
		{ "{\"$length\":0}", "\"\"", "0" },
		{ "{\"$oneOf\":[1,\"a\"]}", "\"a\"", "2" },
		{ "{\"$oneOf\":[1,{\"$absent\":true}]}", NULL, "2" },
		{ "{\"$not\":1}", "2", "1" },
		{ "{\"$not\":{\"a\":1}}", "{\"a\":2}", "{\"a\":1,\"b\":2}" },
		{ "{\"$not\":{\"$absent\":true}}", "null", NULL },
		{ "{\"$equals\":{\"$schema\":\"x\"}}", "{\"$schema\":\"x\"}", "{\"$schema\":\"x\",\"a\":1}" },
		{ "{\"$equals\":[\"\xe2\x80\xa6\"]}", "[\"\xe2\x80\xa6\"]", "[]" },
		{ "{\"$exact\":{\"a\":1}}", "{\"a\":1}", "{\"a\":1,\"b\":2}" },
		{ "{\"$exact\":{\"a\":{\"b\":1}}}", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1,\"c\":2}}" },
		{ "{\"$exact\":[{\"a\":1}]}", "[{\"a\":1}]", "[{\"a\":1,\"b\":2}]" },
		{ "{\"$exact\":{\"a\":{\"$any\":true}}}", "{\"a\":{\"x\":1}}", "{}" },
		{ "{\"$unordered\":[1,2]}", "[2,1]", "[2,2]" },
		{ "{\"$unordered\":[1,2]}", "[1,2]", "[1,2,3]" },
		{ "{\"$unordered\":[]}", "[]", "{}" },
		{ "{\"$unique\":\"id\"}", "[{\"id\":1},{\"id\":2}]", "[{\"id\":1},{\"id\":1.0}]" },
		{ "{\"$unique\":\"\"}", "[1,2]", "[1,1]" },
		{ "{\"$unique\":\"id\"}", "[]", "[{}]" },
		{ "{\"$schema\":{\"minimum\":3}}", "3", "2" },
		/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(mem_free) char *fits = differences(cases[i].pattern, cases[i].fits);
		AUTO(mem_free)
		char *differs = differences(cases[i].pattern, cases[i].differs);

		if (*fits || !*differs)
			fail_msg("%s: '%s', '%s'", cases[i].pattern, fits, differs);
	}
}

static void differences_inside_matchers_have_their_path(void **state UNUSED)
{
	static const struct {
		const char *pattern, *value, *differences;
	} cases[] = {
		{ "{\"$every\":{\"a\":1}}", "[{\"a\":1},{\"a\":2}]",
		  "  v[1].a: expected 1, got 2\n" },
		{ "{\"$length\":3}", "[1]", "  length of v: expected 3, got 1\n" },
		{ "{\"$exact\":{\"a\":1}}", "{\"a\":1,\"b\":2}",
		  "  v.b: expected nothing, got 2\n" },
		{ "{\"$oneOf\":[1,2]}", "3", "  v: expected $oneOf [1,2], got 3\n" },
		{ "{\"$gt\":3,\"$lt\":3}", "3",
		  "  v: expected $gt 3, got 3\n  v: expected $lt 3, got 3\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(mem_free)
		char *found = differences(cases[i].pattern, cases[i].value);

		assert_string_equal(found, cases[i].differences);
	}
}

static void what_is_no_pattern_is_refused_where_it_stands(void **state UNUSED)
{
	static const struct {
		const char *yaml, *refusal; /* NULL: fine */
	} cases[] = {
		/* clang-format off */
		{ "{ a: [ { $any: true } ] }", NULL },
		{ "{ $matches: \"${name}\" }", NULL },
		{ "{ $length: \"${n}\" }", NULL },
		{ "a: { $maches: x }", "x.yaml:1:6: unknown matcher '$maches' (known: $any, $absent" },
		{ "{ $gt: 1, b: 2 }", "x.yaml:1:11: 'b' stands between matchers" },
		{ "{ b: 2, $gt: 1 }", "x.yaml:1:9: matcher '$gt' stands between members" },
		{ "{ $any: false }", "x.yaml:1:3: $any takes only true" },
		{ "{ $any: 1 }", "x.yaml:1:3: $any must be true or false, not a number" },
		{ "{ $type: text }", "x.yaml:1:3: $type knows string, number, integer" },
		{ "{ $type: [ string, text ] }", "$type knows string" },
		{ "{ $is: uid }", "x.yaml:1:3: $is knows no format 'uid'" },
		{ "{ $matches: \"(\" }", "x.yaml:1:3: " },
		{ "{ $every: { $maches: x } }", "unknown matcher '$maches'" },
		{ "{ $oneOf: [ 1, { $maches: x } ] }", "unknown matcher '$maches'" },
		{ "{ $unordered: { a: 1 } }", "$unordered must be a list, not a map" },
		{ "{ $schema: { type: strin } }", "x.yaml:1:3: " },
		{ "[ 1, \xe2\x80\xa6, 2 ]", "must be the last element" },
		/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct yaml y;
		struct err e = { 0 };
		int rc;

		assert_int_equal(yaml_parse("x.yaml", cases[i].yaml,
		                            strlen(cases[i].yaml), &y, &e),
		                 0);
		rc = match_check(&y, y.root, &e);
		if ((rc < 0) != (cases[i].refusal != NULL) ||
		    (rc < 0 && !strstr(e.text, cases[i].refusal)))
			fail_msg("%s: %s", cases[i].yaml, e.text);
		yaml_release(&y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_fits_a_pattern_or_says_why_not),
		cmocka_unit_test(each_matcher_fits_what_it_should_and_nothing_else),
		cmocka_unit_test(differences_inside_matchers_have_their_path),
		cmocka_unit_test(what_is_no_pattern_is_refused_where_it_stands),
	};

	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
