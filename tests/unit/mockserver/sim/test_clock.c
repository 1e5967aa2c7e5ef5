/*
 * test_clock.c - mockserver/sim/clock.c: the one clock of a mock, in its three modes
 */
#include "tests/unit/unit.h"

#include "mockserver/sim/clock.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static void a_mode_is_written_as_it_is_read(void **state UNUSED)
{
	static const struct {
		const char *text;
		enum clock_mode mode;
		int64_t factor;
	} cases[] = {
		{ "virtual", CLOCK_IS_VIRTUAL, 1 },
		{ "real", CLOCK_IS_REAL, 1 },
		{ "scaled:1", CLOCK_IS_SCALED, 1 },
		{ "scaled:60", CLOCK_IS_SCALED, 60 },
		{ "scaled:1000000", CLOCK_IS_SCALED, CLOCK_FACTOR_MAX },
	};

	for_each_row(i, cases) {
		char text[CLOCK_TEXT];
		struct clock c;
		struct err e = { 0 };

		assert_int_equal(clock_parse(cases[i].text, &c, &e), 0);
		assert_int_equal(c.mode, cases[i].mode);
		assert_int_equal(c.factor, cases[i].factor);
		assert_string_equal(clock_text(&c, text), cases[i].text);
	}
}

static void what_is_no_mode_is_refused_with_those_that_are(void **state UNUSED)
{
	static const char *const texts[] = { "",         "Virtual",        "scaled",
		                             "scaled:",  "scaled:0",       "scaled:-1",
		                             "scaled:x", "scaled:1000001", "real:2" };

	for_each_row(i, texts) {
		struct clock c;
		struct err e = { 0 };

		assert_int_equal(clock_parse(texts[i], &c, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_non_null(strstr(e.text,
		                       "virtual, real or scaled:N with N from 1 to "
		                       "1000000"));
	}
}

static void a_virtual_clock_shows_what_it_was_set_to(void **state UNUSED)
{
	struct clock c = { .mode = CLOCK_IS_VIRTUAL, .at = ZERO };

	assert_int_equal(clock_now(&c), ZERO);
	clock_set(&c, ZERO + 5);
	assert_int_equal(clock_now(&c), ZERO + 5);
	assert_int_equal(clock_wait_ms(&c, ZERO + 6), -1); /* nothing comes by itself */
	assert_int_equal(clock_wait_ms(&c, ZERO), -1);
}

static void a_real_clock_shows_the_machines_time(void **state UNUSED)
{
	struct clock c = { .mode = CLOCK_IS_REAL };
	vtime before = clock_machine(), now;

	clock_set(&c, ZERO); /* which changes nothing */
	now = clock_now(&c);
	assert_in_range(now, before, clock_machine_now());
	assert_int_equal(clock_wait_ms(&c, before), 0);
	assert_int_equal(clock_wait_ms(&c, VTIME_NEVER), -1);
	assert_in_range(clock_wait_ms(&c, now + MS_PER_DAY), 1, MS_PER_DAY);
}

/* The bounds of what it shows now: those of the machine's clock around the look. */
static void expect_scaled(const struct clock *c)
{
	vtime before = clock_machine(), now = clock_now(c);

	assert_in_range(now, c->at + (before - c->anchor) * c->factor,
	                c->at + (clock_machine() - c->anchor) * c->factor);
}

static void a_scaled_clock_goes_faster_from_its_anchor_on(void **state UNUSED)
{
	struct clock c = { CLOCK_IS_SCALED, ZERO, clock_machine() - 1000, 60 };
	vtime before;

	expect_scaled(&c);
	assert_true(clock_now(&c) >= ZERO + MS_PER_MINUTE);
	before = clock_machine();
	clock_set(&c, ZERO + MS_PER_DAY);
	assert_int_equal(c.at, ZERO + MS_PER_DAY);
	assert_in_range(c.anchor, before, clock_machine());
	expect_scaled(&c);
}

/* A minute on the clock is a second of waiting, and a part of one a whole millisecond. */
static void its_waits_are_shorter_and_never_too_short(void **state UNUSED)
{
	struct clock c = { CLOCK_IS_SCALED, ZERO, clock_machine() + MS_PER_DAY, 60 };

	/* the anchor lies in the future: the machine's clock was set back */
	assert_int_equal(clock_now(&c), ZERO);
	assert_int_equal(clock_wait_ms(&c, ZERO), 0);
	assert_int_equal(clock_wait_ms(&c, ZERO - 1), 0);
	assert_int_equal(clock_wait_ms(&c, ZERO + 1), 1);
	assert_int_equal(clock_wait_ms(&c, ZERO + 60), 1);
	assert_int_equal(clock_wait_ms(&c, ZERO + 61), 2);
	assert_int_equal(clock_wait_ms(&c, ZERO + MS_PER_MINUTE), MS_PER_SECOND);
}

static void the_calendars_end_stops_it(void **state UNUSED)
{
	static const struct {
		vtime at, gone;
		int64_t factor;
	} cases[] = {
		{ VTIME_MAX - 1000, 1000, 2 },
		{ VTIME_MAX, 1, 1 },
		{ ZERO, INT64_MAX / 1000, CLOCK_FACTOR_MAX },
	};

	for_each_row(i, cases) {
		const struct clock c = { CLOCK_IS_SCALED, cases[i].at,
			                 clock_machine() - cases[i].gone,
			                 cases[i].factor };

		assert_int_equal(clock_now(&c), VTIME_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mode_is_written_as_it_is_read),
		cmocka_unit_test(what_is_no_mode_is_refused_with_those_that_are),
		cmocka_unit_test(a_virtual_clock_shows_what_it_was_set_to),
		cmocka_unit_test(a_real_clock_shows_the_machines_time),
		cmocka_unit_test(a_scaled_clock_goes_faster_from_its_anchor_on),
		cmocka_unit_test(its_waits_are_shorter_and_never_too_short),
		cmocka_unit_test(the_calendars_end_stops_it),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
