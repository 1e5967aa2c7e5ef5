/*
 * test_compare.c - harness/match/compare.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/match/compare.h"
#include "lib/mem.h"

static cJSON *json(const char *text)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	if (text && json_parse(text, strlen(text), &v, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	return v;
}

static void differences_are_texts_without_secrets(void **state UNUSED)
{
	static const struct {
		const char *pattern, *value, *said;
	} cases[] = {
		/* clang-format off */
		{ "1", "1", "" },
		{ "1", "2", "  v: expected 1, got 2\n" },
		{ "1", NULL, "  v: expected 1, got nothing\n" },
		{ JSON({"$gt":3}), "3", "  v: expected $gt 3, got 3\n" },
		{ "[]", "[7]", "  v[0]: expected no more elements, got 7\n" },
		{ JSON({"$schema":{"minimum":3}}), "2", "  v: expected what the schema says, got must be at least 3, is 2\n" },
		{ JSON({"password":"a"}), JSON({"password":"b"}), "  v.password: expected ***, got ***\n" },
		{ JSON({"a":1}), JSON({"a":{"token":"b"}}), "  v.a: expected 1, got {'token':'***'}\n" },
		{ JSON({"$oneOf":[{"token":"a"}]}), "1", "  v: expected $oneOf [{'token':'***'}], got 1\n" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *pattern = json(cases[i].pattern);
		AUTO(cJSON_Delete) cJSON *value = json(cases[i].value);
		AUTO(diffs_release) struct diffs found = { 0 };
		AUTO(buf_release) struct buf text = { 0 };
		AUTO_MEM char *said = quoted(cases[i].said);
		bool fits = compare_value(pattern, value, "v", &found);

		diffs_print(&found, 9, &text);
		if (fits != !*said || compare_value(pattern, value, "", NULL) != fits ||
		    strncmp(buf_str(&text), said, strlen(said)) != 0)
			fail_msg("%s of %s: '%s'", cases[i].pattern, cases[i].value,
			         buf_str(&text));
	}
}

static void what_is_no_pattern_is_refused_with_its_place(void **state UNUSED)
{
	static const struct {
		const char *yaml, *refusal; /* NULL: fine */
	} cases[] = {
		{ "a: { $matches: \"${name}\" }", NULL },
		{ "a: { $length: \"${n}\" }", NULL },
		{ "a: 1\nb: { $maches: x }", "x.yaml:2:6: unknown matcher '$maches'" },
		{ "a: { $any: 1 }",
		  "x.yaml:1:6: $any must be true or false, not a number" },
		{ "a: { $type: [ string, text ] }", "x.yaml:1:23: $type knows string" },
	};

	for_each_row(i, cases) {
		const char *text = cases[i].yaml, *refusal = cases[i].refusal;
		struct err e = { 0 };
		struct yaml y;
		int rc;

		row_int_equal(i, yaml_parse("x.yaml", text, strlen(text), &y, &e), 0);
		rc = compare_check(&y, y.root, &e);
		if ((rc < 0) != !!refusal || (rc < 0 && !strstr(e.text, refusal)))
			fail_msg("%s: '%s'", text, e.text);
		yaml_release(&y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_are_texts_without_secrets),
		cmocka_unit_test(what_is_no_pattern_is_refused_with_its_place),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
