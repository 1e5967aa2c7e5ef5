/*
 * test_fold.c - folded block texts, as YAML 1.2 §8.1.3 folds them
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/yaml/yaml.h"

static const struct {
	const char *yaml, *text;
} rows[] = {
	{ "a: >\n  one\n  two\n", "one two\n" },
	{ "a: >-\n  one\n  two\nb: 1\n", "one two" },
	{ "a: >+\n  one\n\n\n", "one\n\n\n" },
	{ "a: >-\n  one\n\n  two\n", "one\ntwo" },
	{ "a: >-\n  one\n\n\n  two\n", "one\n\ntwo" },
	{ "a: >-\n\n  one\n", "\none" },
	{ "a: >-\n  one\n    two\n    three\n  four\n", "one\n  two\n  three\nfour" },
	{ "a: >-\n  one\n\n    two\n\n  three\n", "one\n\n  two\n\nthree" },
	{ "a:\n  >-\n  one\n  two\n\n  - x:\n      - y\n      - z\n\n  end\nb: 1\n",
	  "one two\n- x:\n    - y\n    - z\n\nend" },
	{ "a: >-\r\n  one\r\n  two\r\n", "one two" },
	{ "a: >-\n  caf\xc3\xa9\n  two\n", "caf\xc3\xa9 two" },
	{ "a: > # a comment\n  one\n  two\n", "one two\n" },
	{ "a: >2-\n  one\n  two\n", "one two" },
	{ "a: >1-\n   one\n   two\n", "  one\n  two" },
	{ "a: >1+\n  one\n\n", " one\n\n" },
	{ "a: >-\n", "" },
	{ "a: >-\n  one\n   \n  two\n", "one\n \ntwo" }, /* indented further: kept */
	{ "a: >-\n  one\n  \n  two\n", "one\ntwo" },
	{ "- a: >-\n    one\n    two\n  b: 1\n", "one two" },
};

static void texts_are_folded(void **state UNUSED)
{
	for_each_row(i, rows) {
		AUTO(yaml_release) struct yaml y = { 0 };
		struct err e = { 0 };
		const cJSON *holder;

		if (yaml_parse("t", rows[i].yaml, strlen(rows[i].yaml), &y, &e) < 0)
			fail_msg("%s: %s", e.text, rows[i].yaml);
		holder = cJSON_IsArray(y.root) ? y.root->child : y.root;
		if (strcmp(json_str(holder, "a"), rows[i].text) != 0)
			fail_msg("%s\nexpected: %s\nfound: %s", rows[i].yaml,
			         rows[i].text, json_str(holder, "a"));
	}
}

/* A text that is the whole document need not be indented. */
static void a_text_without_indentation_keeps_its_first_characters(void **state UNUSED)
{
	static const char *const texts[][2] = {
		{ "--- >\none\ntwo\n", "one two\n" },
		{ "--- >-\none\n\n two\n", "one\n\n two" },
		{ "--- >\n one\n two\n", "one two\n" },
	};

	for_each_row(i, texts) {
		AUTO(yaml_release) struct yaml y = { 0 };
		struct err e = { 0 };

		if (yaml_parse("t", texts[i][0], strlen(texts[i][0]), &y, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		row_string_equal(i, json_str(y.root, ""), texts[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_folded),
		cmocka_unit_test(a_text_without_indentation_keeps_its_first_characters),
	};

	return cmocka_run_group_tests_name("yaml_fold", tests, NULL, NULL);
}
