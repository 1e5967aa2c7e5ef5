/*
 * test_schedule.c - mockserver/sim/schedule.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/sim/schedule.h"

static vtime at(const char *text)
{
	struct err e = { 0 };
	vtime t;

	assert_int_equal(vtime_parse(text, &t, &e), 0);
	return t;
}

static struct schedule read_text(const char *params, vtime now)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err e = { 0 };

	assert_int_equal(json_parse(params, strlen(params), &tree, &e), 0);
	return schedule_read(tree, now, schedule_default_end(now));
}

#define NOW   "2026-01-01T00:00:00Z"
#define START "1767225600" /* the same, in seconds */

static void reads_the_steps_that_the_contract_names(void **state UNUSED)
{
	static const struct {
		const char *params;
		int64_t step_ms;
	} cases[] = {
		{ "{\"timeUnit\":\"day\",\"interval\":0}", 0 },
		{ "{\"timeUnit\":\"day\",\"interval\":1}", MS_PER_DAY },
		{ "{\"timeUnit\":\"hour\",\"interval\":3}", 3 * MS_PER_HOUR },
		{ "{\"timeUnit\":\"hour\",\"interval\":6}", 6 * MS_PER_HOUR },
		{ "{\"timeUnit\":\"hour\",\"interval\":9}", 9 * MS_PER_HOUR },
		{ "{\"timeUnit\":\"hour\",\"interval\":12}", 12 * MS_PER_HOUR },
		{ "{\"timeUnit\":\"hour\",\"interval\":24}", MS_PER_DAY },
		{ "{\"timeUnit\":\"hour\",\"interval\":\"3\"}", 3 * MS_PER_HOUR },
		{ "{\"timeUnit\":\"day\",\"interval\":\"1\",\"frequency\":\"hour\"}",
		  MS_PER_DAY },
		{ "{\"frequency\":\"hour\",\"interval\":\"3\"}", 3 * MS_PER_HOUR },
		{ "{\"frequency\":\"minute\",\"interval\":\"15\"}", 15 * MS_PER_MINUTE },
		{ "{\"frequency\":\"week\",\"interval\":1}", 7 * MS_PER_DAY },
		{ "{\"frequency\":\"once\"}", 0 },
		{ "{}", 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
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

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(read_text("{}", at(cases[i].created)).end_at,
		                 at(cases[i].end));
}

static void a_missing_mode_is_incremental(void **state UNUSED)
{
	assert_int_equal(read_text("{}", 0).mode, EXPORT_INCREMENTAL);
	assert_int_equal(
		read_text("{\"exportMode\":\"FIRST_FULL_THEN_INCREMENTAL\"}", 0).mode,
		EXPORT_INCREMENTAL);
	assert_int_equal(read_text("{\"exportMode\":\"DAILY_FULL_EXPORT\"}", 0).mode,
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
	struct schedule s =
		read_text("{\"timeUnit\":\"hour\",\"interval\":3,\"startTime\":" START
	                  ",\"endTime\":1767258000}",
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
		read_text("{\"timeUnit\":\"hour\",\"interval\":3,\"startTime\":" START
	                  "}",
	                  at("2026-01-02T01:30:00Z"));
	vtime t = schedule_first(&s, at("2026-01-02T01:30:00Z"));

	assert_int_equal(t, at("2026-01-02T01:30:00Z"));
	assert_int_equal(schedule_next(&s, t), at("2026-01-02T03:00:00Z"));
}

static void a_start_in_the_future_waits_for_it(void **state UNUSED)
{
	struct schedule s = read_text(
		"{\"timeUnit\":\"day\",\"interval\":1,\"startTime\":1767312000}",
		at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), at("2026-01-02T00:00:00Z"));
}

static void once_is_once(void **state UNUSED)
{
	struct schedule s = read_text("{\"timeUnit\":\"day\",\"interval\":0}", at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), at(NOW));
	assert_int_equal(schedule_next(&s, at(NOW)), VTIME_NEVER);
}

static void an_end_that_has_passed_leaves_no_tick(void **state UNUSED)
{
	struct schedule s =
		read_text("{\"timeUnit\":\"day\",\"interval\":1,\"endTime\":" START "}",
	                  at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), VTIME_NEVER);
}

static void an_end_before_the_start_leaves_no_tick(void **state UNUSED)
{
	struct schedule s = read_text("{\"timeUnit\":\"day\",\"interval\":1,"
	                              "\"startTime\":1798761600}", /* a year ahead */
	                              at(NOW));

	assert_int_equal(schedule_first(&s, at(NOW)), VTIME_NEVER);
}

static void goes_on_with_its_grid_but_never_twice_with_one_time(void **state UNUSED)
{
	struct schedule grid =
		read_text("{\"timeUnit\":\"hour\",\"interval\":3,\"startTime\":" START
	                  "}",
	                  at(NOW));
	struct schedule once =
		read_text("{\"timeUnit\":\"day\",\"interval\":0}", at(NOW));
	vtime later = at("2026-01-01T04:00:00Z"), tick = at("2026-01-01T06:00:00Z");

	assert_int_equal(schedule_resume(&grid, later, HAS_RUN), tick);
	assert_int_equal(schedule_resume(&grid, tick, HAS_RUN), tick);
	assert_int_equal(schedule_resume(&grid, later, NEVER_RAN), later);
	assert_int_equal(schedule_resume(&once, later, HAS_RUN), VTIME_NEVER);
	assert_int_equal(schedule_resume(&once, later, NEVER_RAN), later);
}

/* The obvious way: walk the grid from its start. */
static vtime slow_next(const struct schedule *s, vtime last)
{
	vtime t = s->start_at;

	while (t <= last)
		t += s->step_ms;
	return t < s->end_at ? t : VTIME_NEVER;
}

static void the_next_tick_is_the_first_of_the_grid_after_the_last(void **state UNUSED)
{
	const uint64_t seed = 20260101;

	for (uint64_t i = 0; i < 20000; i++) {
		uint64_t h = hash_with(seed, i);
		struct schedule s = { .ticks = true };
		vtime last;

		s.start_at = (vtime)hash_below(hash_with(h, 1), 1000) * MS_PER_MINUTE;
		s.step_ms = (int64_t)(1 + hash_below(hash_with(h, 2), 48)) * MS_PER_HOUR;
		s.end_at = s.start_at +
		           (vtime)hash_below(hash_with(h, 3), 500) * MS_PER_HOUR;
		last = (vtime)hash_below(hash_with(h, 4), 300) * MS_PER_HOUR;
		if (schedule_next(&s, last) != slow_next(&s, last))
			print_error("seed %llu, case %llu\n", (unsigned long long)seed,
			            (unsigned long long)i);
		assert_int_equal(schedule_next(&s, last), slow_next(&s, last));
	}
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
		cmocka_unit_test(goes_on_with_its_grid_but_never_twice_with_one_time),
		cmocka_unit_test(the_next_tick_is_the_first_of_the_grid_after_the_last),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
