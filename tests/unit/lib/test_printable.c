/*
 * test_printable.c - lib/printable.c
 */
#include "tests/unit/unit.h"

#include "lib/printable.h"

static void control_characters_are_not_printed(void **state UNUSED)
{
	static const struct {
		const char *text, *plain, *line;
	} cases[] = {
		/* clang-format off */
		{ "It holds", "It holds", "It holds" },
		{ "", "", "" },
		{ " \n", " \n", "" },
		{ "a\tb\nc ", "a\tb\nc ", "a b c" },
		{ "a \r\n  b", "a ?\n  b", "a b" },
		{ "\x1b[31mred\x07\x7f", "?[31mred??", "?[31mred??" },
		{ "\xc2\x9b" "31m\xc2\xa0", "?31m\xc2\xa0", "?31m\xc2\xa0" },
		{ "\xc3\xa9\xe2\x80\xa6", "\xc3\xa9\xe2\x80\xa6", "\xc3\xa9\xe2\x80\xa6" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf plain = { 0 };
		AUTO(buf_release) struct buf line = { 0 };

		printable_text(str_of(cases[i].text), &plain);
		printable_line(str_of(cases[i].text), &line);
		row_string_equal(i, buf_str(&plain), cases[i].plain);
		row_string_equal(i, buf_str(&line), cases[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_are_not_printed),
	};

	return cmocka_run_group_tests_name("printable", tests, NULL, NULL);
}
