/*
 * test_match.c - lib/match/match.c
 */
#include "tests/unit/unit.h"

#include "lib/match/match.h"
#include "lib/mem.h"
#include "lib/yaml/yaml.h"
#include "tests/unit/lib/match/differences.h"

static void a_value_fits_a_pattern_or_says_why_not(void **state UNUSED)
{
	static const struct {
		const char *pattern, *value, *differences;
	} cases[] = {
		/* clang-format off */
		{ "1", "1.0", "" },
		{ "9007199254740993", "9007199254740992", "  v: expected 9007199254740993, got 9007199254740992\n" },
		{ "'5'", "5", "  v: expected \"5\", got 5\n" },
		{ "null", "null", "" },
		{ "null", NULL, "  v: expected null, got nothing\n" },
		{ "true", "false", "  v: expected true, got false\n" },
		{ "{}", "{'a':1}", "" },
		{ "{}", "[]", "  v: expected {}, got []\n" },
		{ "{'a':1}", "{'b':2,'a':1}", "" },
		{ "{'a':1}", "{}", "  v.a: expected 1, got nothing\n" },
		{ "{'a':{'b':[1,2]}}", "{'a':{'b':[1,3]}}", "  v.a.b[1]: expected 2, got 3\n" },
		{ "{'a':1,'b':2}", "{'a':2,'b':1}", "  v.a: expected 1, got 2\n  v.b: expected 2, got 1\n" },
		{ "{'\xe2\x80\xa6':null}", "{'a':1}", "" },
		{ "{'...':null,'a':1}", "{'a':1}", "" },
		{ "[1,2]", "[1,2]", "" },
		{ "[1,2]", "[1]", "  v[1]: expected 2, got nothing\n" },
		{ "[1]", "[1,2]", "  v[1]: expected no more elements, got 2\n" },
		{ "[]", "[1]", "  v[0]: expected no more elements, got 1\n" },
		{ "[]", "[]", "" },
		{ "[1,'\xe2\x80\xa6']", "[1]", "" },
		{ "[1,'...']", "[1,2,3]", "" },
		{ "[1,'...']", "[]", "  v[0]: expected 1, got nothing\n" },
		{ "[{'a':1}]", "[{'a':1,'b':2}]", "" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO_MEM char *found = differences(cases[i].pattern, cases[i].value);

		if (strcmp(found, cases[i].differences) != 0)
			fail_msg("%s of %s: '%s'", cases[i].pattern, cases[i].value,
			         found);
	}
}

static bool is_later(const cJSON *text)
{
	return cJSON_IsString(text) && strstr(text->valuestring, "${");
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

	for_each_row(i, cases) {
		struct yaml y;
		struct err e = { 0 };
		char text[600] = "";
		const cJSON *at;

		row_int_equal(i,
		              yaml_parse("x.yaml", cases[i].yaml, strlen(cases[i].yaml),
		                         &y, &e),
		              0);
		if (match_check(y.root, is_later, &at, &e) < 0) {
			struct yaml_mark mark = yaml_where(&y, at);

			snprintf(text, sizeof(text), "%s:%d:%d: %s", y.file, mark.line,
			         mark.column, e.text);
		}
		if (!!*text != !!cases[i].refusal ||
		    (*text && !strstr(text, cases[i].refusal)))
			fail_msg("%s: '%s'", cases[i].yaml, text);
		yaml_release(&y);
	}
}

static void a_text_that_is_known_later_may_be_any_argument(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *pattern = quoted_json("{'$length':'${n}'}");
	struct err e = { 0 };
	const cJSON *at;

	assert_int_equal(match_check(pattern, is_later, &at, &e), 0);
	assert_int_equal(match_check(pattern, NULL, &at, &e), -1);
	assert_string_equal(e.text, "$length must be a number or a map, not text");
	assert_ptr_equal(at, pattern->child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_fits_a_pattern_or_says_why_not),
		cmocka_unit_test(a_text_that_is_known_later_may_be_any_argument),
		cmocka_unit_test(what_is_no_pattern_is_refused_where_it_stands),
	};

	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
