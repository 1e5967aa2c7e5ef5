/*
 * test_line.c - lib/json/line.c
 */
#include "tests/unit/unit.h"

#include "lib/json/line.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static const char document[] = "\n"
			       "{\n"
			       "  'a': { 'b': [ 1,\n"
			       "    ']}\\'', {},\n"
			       "    { 'c/d': null,\n"
			       "      'e~f': true,\n"
			       "      '': -1e3 } ] },\n"
			       "  'ab':\n"
			       "    'x'\n"
			       "}\n";

static void finds_the_line_of_a_value(void **state UNUSED)
{
	static const struct {
		const char *pointer;
		size_t line;
	} cases[] = {
		{ "", 2 },        { "/a", 3 },          { "/a/b", 3 },
		{ "/a/b/0", 3 },  { "/a/b/1", 4 },      { "/a/b/2", 4 },
		{ "/a/b/3", 5 },  { "/a/b/3/c~1d", 5 }, { "/a/b/3/e~0f", 6 },
		{ "/a/b/3/", 7 }, { "/ab", 9 },
	};
	AUTO_MEM char *text = quoted(document);

	for_each_row(i, cases)
		assert_int_equal(json_line(text, strlen(text), cases[i].pointer),
		                 cases[i].line);
}

static void stops_at_the_last_value_that_is_there(void **state UNUSED)
{
	static const struct {
		const char *pointer;
		size_t line;
	} cases[] = {
		{ "/none", 2 },      { "/a/none/b", 3 },
		{ "/a/b/4", 3 },     { "/a/b/-", 3 },
		{ "/a/b/1x", 3 },    { "/a/b/2/x/y", 4 },
		{ "/ab/c", 9 },      { "a", 2 },
		{ "/a/b/3/c~2", 5 }, { "/a/b/99999999999999999999", 3 },
	};
	AUTO_MEM char *text = quoted(document);

	for_each_row(i, cases)
		assert_int_equal(json_line(text, strlen(text), cases[i].pointer),
		                 cases[i].line);
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	AUTO_MEM char *text = quoted(document);

	for (size_t n = 0; n < strlen(text); n++) {
		char *cut = mem_alloc(n + 1);

		memcpy(cut, text, n);
		cut[n] = 'x';
		assert_true(json_line(cut, n, "/a/b/3/e~0f") <= 6);
		free(cut);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_line_of_a_value),
		cmocka_unit_test(stops_at_the_last_value_that_is_there),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests_name("json_line", tests, NULL, NULL);
}
