/*
 * test_html_text.c - harness/report/html_text.c: text in a page
 */
#include "tests/unit/unit.h"

#include "harness/report/html_text.h"
#include "tests/support/quoted.h"

static void markup_and_control_characters_are_not_read_as_such(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "&<>\"'", "&amp;&lt;&gt;&quot;'" },
		{ "a\tb\nc", "a\tb\nc" },
		{ "\001\r\037 \177~", "??? ?~" },
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "&amp;", "&amp;amp;" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };

		html_text_put(&out, cases[i][0]);
		row_string_equal(i, buf_str(&out), cases[i][1]);
	}
}

static void an_element_holds_its_text(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	html_text_element(&out, "code", "a<b");
	assert_string_equal(buf_str(&out), "<code>a&lt;b</code>");
}

/* What made a run fail is red, what was not played yellow. */
static void each_verdict_has_a_look(void **state UNUSED)
{
	static const char *const looks[] = {
		[VERDICT_PASSED] = "good",  [VERDICT_SKIPPED] = "odd",
		[VERDICT_FAILED] = "bad",   [VERDICT_UNTOLD] = "odd",
		[VERDICT_BAD] = "bad",      [VERDICT_UNREACHABLE] = "bad",
		[VERDICT_INTERNAL] = "bad", [VERDICT_STOPPED] = "odd",
		[VERDICT_FLAKY] = "bad",    [VERDICT_REFUSED] = "bad",
	};
	AUTO(buf_release) struct buf out = { 0 };

	for_each_row(i, looks)
		row_string_equal(i, html_text_look((enum verdict)i), looks[i]);
	html_text_verdict(&out, VERDICT_UNTOLD);
	assert_quoted_equal(buf_str(&out), "<span class='v odd'>could not tell</span>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_and_control_characters_are_not_read_as_such),
		cmocka_unit_test(an_element_holds_its_text),
		cmocka_unit_test(each_verdict_has_a_look),
	};

	return cmocka_run_group_tests_name("report/html_text", tests, NULL, NULL);
}
