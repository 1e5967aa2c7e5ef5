/*
 * test_timeline.c - /__admin/timeline: its forms, and which time it shows
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	chain_make_all(&mock.chain);
	chain_travel(&mock.chain, CHAIN_ZERO + 4 * MS_PER_HOUR);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

#define TIMELINE "GET /__admin/timeline"

static void it_is_json_text_or_a_drawing(void **state UNUSED)
{
	static const struct {
		const char *query, *type, *has;
	} cases[] = {
		/* clang-format off */
		{ "", "application/json", JSON("flows":) },
		{ "?format=json", "application/json", JSON("flows":) },
		{ "?format=text", "text/plain; charset=utf-8", "flow" },
		{ "?format=svg", "image/svg+xml", "<svg" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO_MEM char *what = mem_printf(TIMELINE "%s", cases[i].query);

		routed_expect(&mock, what, NULL, 200);
		assert_string_equal(mock.rq.reply.content_type, cases[i].type);
		assert_non_null(strstr(routed_text(&mock), cases[i].has));
		assert_null(strchr(routed_text(&mock), '\033')); /* no colours */
	}
}

static void what_is_no_value_is_refused_with_those_that_are(void **state UNUSED)
{
	static const struct {
		const char *query, *text;
	} cases[] = {
		{ "format=xml", "format is json, text or svg" },
		{ "from=yesterday", "from is a time such as" },
		{ "until=1", "until is a time such as" },
		{ "width=39", "width is a number of columns from 40 to 1000" },
		{ "width=1001", "width is a number of columns from 40 to 1000" },
		{ "width=x", "width is" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *what = mem_printf(TIMELINE "?%s", cases[i].query);

		routed_expect(&mock, what, NULL, 400);
		assert_string_equal(routed_refused(&mock), "ADMIN_INVALID");
		assert_non_null(strstr(routed_text(&mock), cases[i].text));
	}
	routed_expect(&mock,
	              TIMELINE "?from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z",
	              NULL, 400);
	assert_string_equal(routed_refused(&mock), "ADMIN_INVALID");
}

/* How many characters the line of the flow has. */
static size_t width(void)
{
	const char *line = strstr(routed_text(&mock), "\nflow ");
	size_t count = 0;

	assert_non_null(line);
	for (line++; *line != '\n'; line++)
		count += (*line & 0xc0) != 0x80;
	return count;
}

/* Its cells fill the lines, whose last blanks are left out. */
static void a_text_is_as_wide_as_is_asked_for(void **state UNUSED)
{
	static const size_t widths[] = { 40, 60, 160, 1000 };

	for_each_row(i, widths) {
		assert_int_equal(routed_askf(&mock, TIMELINE "?format=text&width=%zu",
		                             widths[i]),
		                 200);
		assert_in_range(width(), widths[i] * 9 / 10, widths[i]);
	}
	routed_expect(&mock, TIMELINE "?format=text", NULL, 200);
	assert_in_range(width(), 72, 80);
}

static void it_shows_the_time_that_is_asked_for(void **state UNUSED)
{
	AUTO_MEM char *all = NULL;

	routed_expect(&mock, TIMELINE, NULL, 200);
	routed_has(&mock, "now", "'2026-01-01T04:00:00Z'");
	all = mem_strdup(routed_text(&mock));
	routed_expect(&mock,
	              TIMELINE "?from=2026-01-01T02:00:00Z&until=2026-01-01T03:30:00Z",
	              NULL, 200);
	assert_string_not_equal(routed_text(&mock), all);
	assert_non_null(strstr(routed_text(&mock), "2026-01-01T02:00:00Z"));
	assert_non_null(strstr(routed_text(&mock), "2026-01-01T03:30:00Z"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_json_text_or_a_drawing),
		TEST(what_is_no_value_is_refused_with_those_that_are),
		TEST(a_text_is_as_wide_as_is_asked_for),
		TEST(it_shows_the_time_that_is_asked_for),
	};

	return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
