/*
 * test_schedule.c - mockserver/sim/schedule.c
 */
#include "tests/unit/unit.h"

#include "mockserver/sim/schedule.h"
#include "tests/support/quoted.h"

static vtime at(const char *text)
{
	struct err e = { 0 };
	vtime t;

	assert_int_equal(vtime_parse(text, &t, &e), 0);
	return t;
}

static struct schedule read_text(const char *params, vtime now)
{
	AUTO(cJSON_Delete) cJSON *tree = quoted_json(params);

	return schedule_read(tree, now, schedule_default_end(now));
}

/* "06:00" of 2026-01-01 */
static vtime today(const char *hours)
{
	char text[VTIME_TEXT];

	snprintf(text, sizeof(text), "2026-01-01T%.5s:00Z", hours);
	return at(text);
}

#define NOW   "2026-01-01T00:00:00Z"
#define START "1767225600" /* the same, in seconds */

static void reads_the_steps_that_the_contract_names(void **state UNUSED)
{
	static const struct {
		const char *params;
		int64_t step_ms;
	} cases[] = {
		{ "{'timeUnit':'day','interval':0}", 0 },
		{ "{'timeUnit':'day','interval':1}", MS_PER_DAY },
		{ "{'timeUnit':'hour','interval':3}", 3 * MS_PER_HOUR },
		{ "{'timeUnit':'hour','interval':6}", 6 * MS_PER_HOUR },
		{ "{'timeUnit':'hour','interval':9}", 9 * MS_PER_HOUR },
		{ "{'timeUnit':'hour','interval':12}", 12 * MS_PER_HOUR },
		{ "{'timeUnit':'hour','interval':24}", MS_PER_DAY },
		{ "{'timeUnit':'hour','interval':'3'}", 3 * MS_PER_HOUR },
		{ "{'timeUnit':'day','interval':'1','frequency':'hour'}", MS_PER_DAY },
		{ "{'frequency':'hour','interval':'3'}", 3 * MS_PER_HOUR },
		{ "{'frequency':'minute','interval':'15'}", 15 * MS_PER_MINUTE },
		{ "{'frequency':'week','interval':1}", 7 * MS_PER_DAY },
		{ "{'frequency':'once'}", 0 },
		{ "{}", 0 },
	};

	for_each_row(i, cases)
		assert_int_equal(read_text(cases[i].params, at(NOW)).step_ms,
		                 cases[i].step_ms);
}

static void a_missing_end_is_six_calendar_months_after_creation(void **state UNUSED)
{
	static const struct {
		const char *created, *end;
	} cases[] = {
		{ "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z" },
		{ "2026-08-31T10:20:30Z", "2027-02-28T10:20:30Z" },
		{ "2027-08-31T00:00:00Z", "2028-02-29T00:00:00Z" },
	};

	for_each_row(i, cases)
		assert_int_equal(read_text("{}", at(cases[i].created)).end_at,
		                 at(cases[i].end));
}

static void a_missing_mode_is_incremental(void **state UNUSED)
{
	assert_int_equal(read_text("{}", 0).mode, EXPORT_INCREMENTAL);
	assert_int_equal(
		read_text("{'exportMode':'FIRST_FULL_THEN_INCREMENTAL'}", 0).mode,
		EXPORT_INCREMENTAL);
	assert_int_equal(read_text("{'exportMode':'DAILY_FULL_EXPORT'}", 0).mode,
	                 EXPORT_FULL);
}

static void no_schedule_never_ticks(void **state UNUSED)
{
	struct schedule s = schedule_read(NULL, at(NOW), VTIME_NEVER);

	assert_false(s.ticks);
	assert_int_equal(schedule_first(&s, at(NOW)), VTIME_NEVER);
	assert_int_equal(schedule_next(&s, at(NOW)), VTIME_NEVER);
}

static void ticks_stand_on_a_grid_from_the_start_to_before_the_end(void **state UNUSED)
{
	struct schedule s = read_text("{'timeUnit':'hour','interval':3,'startTime':" START
	                              ",'endTime':1767258000}",
	                              at(NOW)); /* ends at 09:00 */
	vtime t = schedule_first(&s, at(NOW));

	assert_int_equal(t, at("2026-01-01T00:00:00Z"));
	assert_int_equal(t = schedule_next(&s, t), at("2026-01-01T03:00:00Z"));
	assert_int_equal(t = schedule_next(&s, t), at("2026-01-01T06:00:00Z"));
	assert_int_equal(schedule_next(&s, t), VTIME_NEVER);
}

static void a_start_in_the_past_ticks_at_once_and_replays_nothing(void **state UNUSED)
{
	struct schedule s =
		read_text("{'timeUnit':'hour','interval':3,'startTime':" START "}",
	                  at("2026-01-02T01:30:00Z"));
	vtime t = schedule_first(&s, at("2026-01-02T01:30:00Z"));

	assert_int_equal(t, at("2026-01-02T01:30:00Z"));
	assert_int_equal(schedule_next(&s, t), at("2026-01-02T03:00:00Z"));
}

static void a_start_in_the_future_waits_for_it(void **state UNUSED)
{
	struct schedule s =
		read_text("{'timeUnit':'day','interval':1,'startTime':1767312000}",
	                  at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), at("2026-01-02T00:00:00Z"));
}

static void once_is_once(void **state UNUSED)
{
	struct schedule s = read_text("{'timeUnit':'day','interval':0}", at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), at(NOW));
	assert_int_equal(schedule_next(&s, at(NOW)), VTIME_NEVER);
}

static void an_end_that_has_passed_leaves_no_tick(void **state UNUSED)
{
	struct schedule s =
		read_text("{'timeUnit':'day','interval':1,'endTime':" START "}", at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), VTIME_NEVER);
}

static void an_end_before_the_start_leaves_no_tick(void **state UNUSED)
{
	struct schedule s = read_text("{'timeUnit':'day','interval':1,"
	                              "'startTime':1798761600}", /* a year ahead */
	                              at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), VTIME_NEVER);
}

static void old_flows_end_when_it_was_announced(void **state UNUSED)
{
	static const struct {
		const char *created, *end;
	} cases[] = {
		{ "0001-01-01T00:00:00Z", "2025-05-01T00:00:00Z" },
		{ "2023-02-09T00:06:50Z", "2025-05-01T00:00:00Z" },
		{ "2024-08-31T23:59:59.999Z", "2025-05-01T00:00:00Z" },
		{ "2024-09-01T00:00:00Z", "2025-09-01T00:00:00Z" },
		{ "2024-10-31T23:59:59.999Z", "2025-09-01T00:00:00Z" },
		{ "2024-11-01T00:00:00Z", "2025-05-01T00:00:00Z" },
		{ "2024-11-30T12:00:00.999Z", "2025-05-30T12:00:00Z" },
		{ "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59Z" },
	};

	for_each_row(i, cases)
		assert_int_equal(schedule_default_end(at(cases[i].created)),
		                 at(cases[i].end));
}

static void numbers_may_be_texts_of_digits_and_nothing_else(void **state UNUSED)
{
	static const struct {
		const char *params;
		int64_t start_s; /* -1: none is read */
	} cases[] = {
		{ "{'startTime':'1675901210'}", 1675901210 },
		{ "{'startTime':'007'}", 7 },
		{ "{'startTime':3.0}", 3 },
		{ "{'startTime':3e2}", 300 },
		{ "{'startTime':'+3'}", -1 },
		{ "{'startTime':'-3'}", -1 },
		{ "{'startTime':' 3'}", -1 },
		{ "{'startTime':''}", -1 },
		{ "{'startTime':'99999999999999999999'}", -1 },
		{ "{'startTime':1e30}", -1 },
		{ "{'startTime':1.5}", -1 },
		{ "{'startTime':null}", -1 },
	};

	for_each_row(i, cases) {
		vtime want =
			cases[i].start_s < 0 ? at(NOW) : cases[i].start_s * MS_PER_SECOND;

		assert_int_equal(read_text(cases[i].params, at(NOW)).start_at, want);
	}
}

#define GRID   "{'timeUnit':'hour','interval':3,'startTime':" START "}"
#define ONCE   "{'timeUnit':'day','interval':0,'startTime':" START "}"
/* Once, at five. */
#define SECOND "{'timeUnit':'day','interval':0,'startTime':1767243600}"
/* From noon on. */
#define LATE   "{'timeUnit':'hour','interval':3,'startTime':1767268800}"

/* What a flow does next, by what lies behind it. */
static void a_flow_goes_on_by_what_lies_behind_it(void **state UNUSED)
{
	static const struct {
		const char *params, *now, *ticked;
		bool once;
		enum resume why;
		const char *next;
	} cases[] = {
		/* clang-format off */
		{ GRID, "04:00", NULL,    false, RESUME_BEGUN,   "04:00" },
		{ GRID, "04:00", NULL,    false, RESUME_CHANGED, "04:00" },
		{ GRID, "04:00", NULL,    false, RESUME_ENABLED, "06:00" },
		{ GRID, "04:00", "03:00", false, RESUME_CHANGED, "06:00" },
		{ GRID, "04:00", "03:00", false, RESUME_ENABLED, "06:00" },
		{ GRID, "06:00", "03:00", false, RESUME_ENABLED, "06:00" },
		{ GRID, "06:00", "06:00", false, RESUME_ENABLED, "09:00" },
		{ GRID, "06:00", "06:00", false, RESUME_CHANGED, "09:00" },
		{ LATE, "04:00", NULL,    false, RESUME_BEGUN,   "12:00" },
		{ LATE, "04:00", "03:00", false, RESUME_CHANGED, "12:00" },
		{ LATE, "04:00", NULL,    false, RESUME_ENABLED, "12:00" },
		{ LATE, "12:00", "12:00", false, RESUME_CHANGED, "15:00" },
		{ ONCE, "04:00", NULL,    false, RESUME_BEGUN,   "04:00" },
		{ ONCE, "04:00", NULL,    false, RESUME_CHANGED, "04:00" },
		{ ONCE, "04:00", NULL,    false, RESUME_ENABLED, "04:00" },
		{ ONCE, "04:00", "03:00", false, RESUME_CHANGED, "04:00" },
		{ ONCE, "04:00", "03:00", true,  RESUME_CHANGED, NULL },
		{ ONCE, "04:00", "03:00", true,  RESUME_ENABLED, NULL },
		{ SECOND, "04:00", "03:00", true, RESUME_CHANGED, "05:00" },
		{ SECOND, "06:00", "03:00", true, RESUME_ENABLED, "06:00" },
		{ SECOND, "06:00", "05:00", true, RESUME_CHANGED, NULL },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct schedule s = read_text(cases[i].params, at(NOW));
		struct schedule_past past = {
			.ticked_at =
				cases[i].ticked ? today(cases[i].ticked) : VTIME_NEVER,
			.once = cases[i].once,
		};

		assert_int_equal(schedule_resume(&s, today(cases[i].now), cases[i].why,
		                                 &past),
		                 cases[i].next ? today(cases[i].next) : VTIME_NEVER);
	}
}

static void no_time_ticks_twice_not_even_by_another_schedule(void **state UNUSED)
{
	struct schedule once = read_text(ONCE, at(NOW));
	struct schedule_past past = { .ticked_at = today("06:00") };

	assert_int_equal(schedule_resume(&once, today("06:00"), RESUME_CHANGED, &past),
	                 today("06:00") + 1);
}

static void a_window_has_its_ticks_in_closed_form(void **state UNUSED)
{
	struct schedule s = read_text(GRID, at(NOW));
	static const struct {
		const char *next, *from, *until;
		int64_t count;
		const char *first, *last;
	} cases[] = {
		/* clang-format off */
		{ "00:00", "00:00", "00:00", 0, NULL,    NULL },
		{ "00:00", "00:00", "00:01", 1, "00:00", "00:00" },
		{ "00:00", "00:00", "03:00", 1, "00:00", "00:00" },
		{ "00:00", "00:00", "03:01", 2, "00:00", "03:00" },
		{ "00:00", "00:01", "23:59", 7, "03:00", "21:00" },
		{ "01:30", "00:00", "07:00", 3, "01:30", "06:00" },
		{ "01:30", "01:30", "03:00", 1, "01:30", "01:30" },
		{ "01:30", "02:00", "07:00", 2, "03:00", "06:00" },
		{ "01:30", "07:00", "02:00", 0, NULL,    NULL },
		{ NULL,    "00:00", "23:59", 0, NULL,    NULL },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct tick_range r =
			schedule_between(&s,
		                         cases[i].next ? today(cases[i].next)
		                                       : VTIME_NEVER,
		                         today(cases[i].from), today(cases[i].until));

		assert_int_equal(r.count, cases[i].count);
		assert_int_equal(schedule_tick(&r, -1), VTIME_NEVER);
		assert_int_equal(schedule_tick(&r, r.count), VTIME_NEVER);
		if (!r.count)
			continue;
		assert_int_equal(schedule_tick(&r, 0), today(cases[i].first));
		assert_int_equal(schedule_tick(&r, r.count - 1), today(cases[i].last));
	}
}

static void a_year_of_three_hours_is_2920_ticks(void **state UNUSED)
{
	struct schedule s = read_text(GRID, at(NOW));
	struct tick_range r;

	s.end_at = VTIME_NEVER;
	r = schedule_between(&s, s.start_at, at(NOW), at("2027-01-01T00:00:00Z"));
	assert_int_equal(r.count, 2920);
	assert_int_equal(schedule_tick(&r, 2919), at("2026-12-31T21:00:00Z"));
}

static void no_number_overflows(void **state UNUSED)
{
	static const int64_t edges[] = {
		INT64_MIN,
		INT64_MIN + 1,
		VTIME_MIN - 1,
		VTIME_MIN,
		-1,
		0,
		1,
		MS_PER_DAY,
		VTIME_MAX,
		VTIME_MAX + 1,
		INT64_MAX,
		INT64_MAX - 1,
	};
	const size_t n = ARRAY_LEN(edges);

	for (size_t i = 0; i < n * n * n * n; i++) {
		const struct schedule s = {
			.ticks = true,
			.start_at = edges[i % n],
			.step_ms = edges[i / n % n],
			.end_at = edges[i / n / n % n],
		};
		vtime t = edges[i / n / n / n], next = schedule_next(&s, t),
		      first = schedule_first(&s, t);
		struct tick_range r = schedule_between(&s, s.start_at, t, VTIME_NEVER);

		assert_true(next == VTIME_NEVER || (next > t && next < VTIME_MAX));
		assert_true(first == VTIME_NEVER || (first >= t && first < VTIME_MAX));
		assert_true(next == VTIME_NEVER || next < s.end_at);
		assert_true(!r.count || schedule_tick(&r, r.count - 1) < VTIME_MAX);
	}
}

static void what_lies_beyond_the_calendar_does_not_tick(void **state UNUSED)
{
	static const char *const beyond[] = {
		"{'startTime':9223372036854775807}",
		"{'startTime':253402300800,'endTime':253402300900}",
	};

	for_each_row(i, beyond) {
		AUTO(cJSON_Delete) cJSON *tree = quoted_json(beyond[i]);
		struct schedule s;

		s = schedule_read(tree, at(NOW), VTIME_NEVER);
		assert_int_equal(schedule_first(&s, at(NOW)), VTIME_NEVER);
	}
	assert_int_equal(read_text("{'interval':9223372036854775807}", 0).step_ms,
	                 INT64_MAX);
	assert_int_equal(read_text("{'interval':-3}", 0).step_ms, 0);
}

static void what_lies_outside_the_calendar_is_put_at_its_ends(void **state UNUSED)
{
	static const struct {
		const char *params;
		vtime start, end;
	} cases[] = {
		{ "{'startTime':-62135596801,'endTime':253402300800}", VTIME_MIN,
		  VTIME_MAX },
		{ "{'startTime':-62135596800,'endTime':253402300799}", VTIME_MIN,
		  VTIME_MAX - 999 }, /* the last whole second */
		{ "{'startTime':-62135596799,'endTime':253402300798}", VTIME_MIN + 1000,
		  VTIME_MAX - 1999 },
	};

	for_each_row(i, cases) {
		struct schedule s = read_text(cases[i].params, at(NOW));

		row_int_equal(i, s.start_at, cases[i].start);
		row_int_equal(i, s.end_at, cases[i].end);
	}
}

static void units_are_known_in_any_case(void **state UNUSED)
{
	static const struct {
		const char *name;
		bool known;
	} cases[] = {
		{ "hour", true }, { "DAY", true }, { "Week", true }, { "hours", false },
		{ "hou", false }, { "", false },   { NULL, false },
	};

	for_each_row(i, cases)
		row_int_equal(i, schedule_knows_unit(cases[i].name), cases[i].known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_steps_that_the_contract_names),
		cmocka_unit_test(a_missing_end_is_six_calendar_months_after_creation),
		cmocka_unit_test(a_missing_mode_is_incremental),
		cmocka_unit_test(no_schedule_never_ticks),
		cmocka_unit_test(ticks_stand_on_a_grid_from_the_start_to_before_the_end),
		cmocka_unit_test(a_start_in_the_past_ticks_at_once_and_replays_nothing),
		cmocka_unit_test(a_start_in_the_future_waits_for_it),
		cmocka_unit_test(once_is_once),
		cmocka_unit_test(an_end_that_has_passed_leaves_no_tick),
		cmocka_unit_test(an_end_before_the_start_leaves_no_tick),
		cmocka_unit_test(old_flows_end_when_it_was_announced),
		cmocka_unit_test(numbers_may_be_texts_of_digits_and_nothing_else),
		cmocka_unit_test(a_flow_goes_on_by_what_lies_behind_it),
		cmocka_unit_test(no_time_ticks_twice_not_even_by_another_schedule),
		cmocka_unit_test(a_window_has_its_ticks_in_closed_form),
		cmocka_unit_test(a_year_of_three_hours_is_2920_ticks),
		cmocka_unit_test(no_number_overflows),
		cmocka_unit_test(what_lies_beyond_the_calendar_does_not_tick),
		cmocka_unit_test(what_lies_outside_the_calendar_is_put_at_its_ends),
		cmocka_unit_test(units_are_known_in_any_case),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
