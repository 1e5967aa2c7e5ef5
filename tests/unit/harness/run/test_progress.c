/*
 * test_progress.c - harness/run/progress.c; what a terminal shows:
 * tests/harness/terminal.py
 */
#include "tests/unit/unit.h"

#include "harness/run/progress.h"

static void a_length_is_as_long_as_it_need_be(void **state UNUSED)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{ 0, "0 s" },          { 1, "1 s" },        { 59, "59 s" },
		{ 60, "1 min" },       { 61, "61 s" },      { 119, "119 s" },
		{ 120, "2 min" },      { 749, "12 min" },   { 3600, "1 h" },
		{ 5400, "90 min" },    { 7199, "119 min" }, { 7200, "2 h" },
		{ 86400, "1 d" },      { 100000, "27 h" },  { 172800, "2 d" },
		{ 31536000, "365 d" },
	};

	for_each_row(i, cases) {
		char text[PROGRESS_LENGTH_TEXT];

		row_string_equal(i, progress_length(cases[i].seconds * 1000, text),
		                 cases[i].text);
	}
}

static void nothing_is_shown_on_what_is_no_terminal(void **state UNUSED)
{
	FILE *file = tmpfile();
	struct progress_line p;

	assert_non_null(file);
	progress_init(&p, file, 3);
	progress_play(&p, 0, "A first");
	progress_wait(&p, "run 1", 1, 2);
	progress_clear(&p);
	assert_int_equal(ftell(file), 0);
	assert_null(p.to);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_length_is_as_long_as_it_need_be),
		cmocka_unit_test(nothing_is_shown_on_what_is_no_terminal),
	};

	return cmocka_run_group_tests_name("run/progress", tests, NULL, NULL);
}
