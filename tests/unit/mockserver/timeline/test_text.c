/*
 * test_text.c - mockserver/timeline: text.c, words.c
 */
#include "tests/unit/unit.h"

#include "lib/str.h"
#include "mockserver/timeline/text.h"
#include "mockserver/timeline/words.h"
#include "tests/support/timelines.h"

#define END INT64_C(1767301200000) /* 2026-01-01T21:00:00Z */

static struct timelines all;

static int setup(void **state UNUSED)
{
	timelines_begin(&all);
	return 0;
}

static void assert_drawn(enum charset charset, enum colours colours, const char *wanted)
{
	AUTO(buf_release) struct buf got = { 0 };

	timeline_text(&all.t, charset, colours, &got);
	if (strcmp(buf_str(&got), wanted) != 0)
		print_message("%s", buf_str(&got));
	assert_string_equal(buf_str(&got), wanted);
}

static void every_mark_has_a_sign_in_ascii_and_utf8(void **state UNUSED)
{
	struct timeline_flow *f = timelines_add(&all, "All", "s  d  p  f  q  r  c  c");

	f->end_at = END;
	f = timelines_add(&all, "With gaps", "S  g  G     s");
	f->next_at = VTIME_NEVER;
	assert_drawn(
		CHARSET_ASCII, COLOURS_OFF,
		"2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z, now 2026-01-01T12:30:00Z\n"
		"\n"
		"                      01-01       12:00\n"
		"                      +-----------v-----------\n"
		"All                   *  a  %  X  q  >  .  ]\n"
		"  enabled, every 3h: 6 runs, 1 failed,\n"
		"    1 partial, 1 in progress, 1 queued,\n"
		"    1 on demand; next 2026-01-01T15:00:00Z;\n"
		"    ends 2026-01-01T21:00:00Z\n"
		"With gaps             *  -  -     *\n"
		"                      2     2\n"
		"  enabled, every 3h: 3 runs, 3 gaps\n"
		"\n"
		". coming  * success  a on demand  - gap\n"
		"q queued  > in progress  % partial  X failed\n"
		"] end\n");
	assert_drawn(
		CHARSET_UTF8, COLOURS_OFF,
		"2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z, now 2026-01-01T12:30:00Z\n"
		"\n"
		"                      01-01       12:00\n"
		"                      ┬───────────▼───────────\n"
		"All                   ●  ◆  ◐  ✗  …  ▶  ○  ┃\n"
		"  enabled, every 3h: 6 runs, 1 failed,\n"
		"    1 partial, 1 in progress, 1 queued,\n"
		"    1 on demand; next 2026-01-01T15:00:00Z;\n"
		"    ends 2026-01-01T21:00:00Z\n"
		"With gaps             ●  ╌  ╌     ●\n"
		"                      2     2\n"
		"  enabled, every 3h: 3 runs, 3 gaps\n"
		"\n"
		"○ coming  ● success  ◆ on demand  ╌ gap\n"
		"… queued  ▶ in progress  ◐ partial  ✗ failed\n"
		"┃ end\n");
}

static void colours_are_turned_off_again(void **state UNUSED)
{
	timelines_add(&all, "Two", "sf");
	assert_drawn(
		CHARSET_ASCII, COLOURS_ON,
		"2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z, now 2026-01-01T12:30:00Z\n"
		"\n"
		"                      01-01       12:00\n"
		"                      +-----------v-----------\n"
		"Two                   \033[32m*\033[m\033[1;31mX\033[m          "
		"\033[1m|\033[m\n"
		"  enabled, every 3h: 2 runs, 1 failed;\n"
		"    next 2026-01-01T15:00:00Z\n"
		"\n"
		"\033[32m*\033[m success  \033[1;31mX\033[m failed  \033[1m|\033[m "
		"now\n");
}

static void the_end_stands_next_to_a_run(void **state UNUSED)
{
	static const struct {
		const char *marks;
		char where; /* of the sign of the end, in hours after 00:00 */
	} cases[] = {
		{ "                    s", 21 },
		{ "                     s", 22 },
		{ "                     c", 21 },
		{ "                     ss", -1 },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf got = { 0 };
		const char *line, *at;

		timelines_begin(&all);
		timelines_add(&all, "F", cases[i].marks)->end_at = END;
		timeline_text(&all.t, CHARSET_ASCII, COLOURS_OFF, &got);
		line = strstr(buf_str(&got), "\nF ") + 1;
		at = memchr(line, ']', (size_t)(strchr(line, '\n') - line));
		assert_int_equal(at ? at - line - 22 : -1, cases[i].where);
	}
}

static void names_can_not_harm_a_terminal(void **state UNUSED)
{
	static const struct {
		const char *name, *ascii, *utf8; /* the line's first 22 columns */
	} cases[] = {
		/* clang-format off */
		{ "",                            "id-1                  ", "id-1                  " },
		{ "exactly twenty chars",        "exactly twenty chars  ", "exactly twenty chars  " },
		{ "twenty-one characters",       "twenty-one characte~  ", "twenty-one characte…  " },
		{ "a\033[31mb\tc\x7f\n",         "a?[31mb?c??           ", "a?[31mb?c??           " },
		{ "Zürich \xc2\x9b" "1m",        "Z?rich ?1m            ", "Zürich ?1m            " },
		{ "\xe2\x80\xae" "backwards",    "?backwards            ", "?backwards            " },
		{ "\xe2\x81\xa7" "isolated",    "?isolated             ", "?isolated             " },
		{ "日本語",                      "???                   ", "日本語                " },
		{ "日本語日本語日本語日本語",    "????????????          ", "日本語日本語日本語…   " },
		{ "e\xcc\x81t\xcc\x81",          "e?t?                  ", "e\xcc\x81t\xcc\x81                    " },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf ascii = { 0 };
		AUTO(buf_release) struct buf utf8 = { 0 };

		timelines_begin(&all);
		timelines_add(&all, cases[i].name, "s");
		timeline_text(&all.t, CHARSET_ASCII, COLOURS_OFF, &ascii);
		timeline_text(&all.t, CHARSET_UTF8, COLOURS_OFF, &utf8);
		if (!strstr(buf_str(&ascii), cases[i].ascii) ||
		    !strstr(buf_str(&utf8), cases[i].utf8))
			fail_msg("%s: %s%s", cases[i].name, buf_str(&ascii),
			         buf_str(&utf8));
	}
}

static void without_flows_it_says_so(void **state UNUSED)
{
	assert_drawn(CHARSET_UTF8, COLOURS_OFF,
	             "2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z, now "
	             "2026-01-01T12:30:00Z\nno flows\n");
}

static void lengths_of_time_are_written_in_their_units(void **state UNUSED)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = {
		{ 0, "0s" },
		{ 1, "1ms" },
		{ 3 * MS_PER_HOUR, "3h" },
		{ MS_PER_DAY, "1d" },
		{ 36 * MS_PER_HOUR, "1d 12h" },
		{ 90 * MS_PER_SECOND, "1m 30s" },
		{ 7 * MS_PER_DAY + 3 * MS_PER_HOUR + 25 * MS_PER_MINUTE, "7d 3h 25m" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf got = { 0 };

		words_length(cases[i].ms, &got);
		assert_string_equal(buf_str(&got), cases[i].text);
	}
}

static void a_flow_in_words_tells_what_is_worth_it(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };
	struct timeline_flow *f = timelines_add(&all, "F", "s  f  f  g  q  r  d  p");

	words_flow(f, &got);
	buf_add_char(&got, '\n');
	f->step_ms = 0;
	f->counts[MARK_FAILED] = f->counts[MARK_GAP] = 0;
	words_flow(f, &got);
	buf_add_char(&got, '\n');
	f->start_at = f->next_at = VTIME_NEVER;
	words_flow(f, &got);
	assert_string_equal(
		buf_str(&got),
		"enabled, every 3h: 7 runs, 2 failed, 1 partial, 1 in progress, 1 "
		"queued, "
		"1 on demand, 1 gap; next 2026-01-01T15:00:00Z\n"
		"enabled, once: 7 runs, 1 partial, 1 in progress, 1 queued, 1 on demand; "
		"next 2026-01-01T15:00:00Z\n"
		"enabled, no schedule: 7 runs, 1 partial, 1 in progress, 1 queued, "
		"1 on demand");
}

static void labels_of_an_axis_have_room(void **state UNUSED)
{
	for (int64_t span = MS_PER_SECOND; span < 9998 * 365 * MS_PER_DAY; span *= 2) {
		for (size_t cells = 18; cells < 900; cells += 7) {
			int64_t step = timeline_axis_step(span, cells);
			int64_t room = step * (int64_t)cells / span;

			assert_true(room >= (step < MS_PER_DAY ? 6 : 11));
		}
	}
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

static void a_gap_does_not_hide_the_run_that_was_its_cause(void **state UNUSED)
{
	struct timeline_cell cell = { .counts = { [MARK_GAP] = 2, [MARK_RUNNING] = 1 } };

	assert_int_equal(timeline_cell_mark(&cell), MARK_RUNNING);
	cell.counts[MARK_FAILED] = 1;
	assert_int_equal(timeline_cell_mark(&cell), MARK_FAILED);
}

static void the_axis_is_repeated_after_twenty_flows(void **state UNUSED)
{
	const struct timeline_flow *f = timelines_add(&all, "A flow", "s");
	struct timeline_flow many[41];

	for_each_row(i, many)
		many[i] = *f;
	all.t.flows = many;
	for (size_t flows = 20; flows <= 41; flows += 21) {
		AUTO(buf_release) struct buf got = { 0 };
		size_t n = 0;

		all.t.flow_count = flows;
		timeline_text(&all.t, CHARSET_ASCII, COLOURS_OFF, &got);
		for (const char *at = buf_str(&got); (at = strstr(at, "+-----")); at++)
			n++;
		assert_int_equal(n, flows == 20 ? 1 : 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_mark_has_a_sign_in_ascii_and_utf8),
		TEST(colours_are_turned_off_again),
		TEST(the_end_stands_next_to_a_run),
		TEST(names_can_not_harm_a_terminal),
		TEST(without_flows_it_says_so),
		TEST(lengths_of_time_are_written_in_their_units),
		TEST(a_flow_in_words_tells_what_is_worth_it),
		TEST(labels_of_an_axis_have_room),
		TEST(a_gap_does_not_hide_the_run_that_was_its_cause),
		TEST(the_axis_is_repeated_after_twenty_flows),
	};

	return cmocka_run_group_tests_name("timeline_text", tests, NULL, NULL);
}
