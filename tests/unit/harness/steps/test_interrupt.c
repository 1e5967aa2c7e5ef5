/*
 * test_interrupt.c - harness/steps/interrupt.c
 */
#include "tests/unit/unit.h"

#include <signal.h>

#include "harness/steps/interrupt.h"
#include "lib/vtime.h"

static void a_signal_is_held_until_asked_for(void **state UNUSED)
{
	static const int signals[] = { SIGINT, SIGTERM };

	for_each_row(i, signals) {
		struct interrupt in;

		interrupt_init(&in, 0);
		assert_false(interrupt_came(&in));
		raise(signals[i]);
		assert_true(interrupt_came(&in));
		assert_true(interrupt_came(&in));
		row_int_equal(i, in.exit_code, 128 + signals[i]);
	}
}

static void a_deadline_comes_by_itself(void **state UNUSED)
{
	struct interrupt in;

	interrupt_init(&in, 1);
	/* Sleeps no longer than the deadline, however long it was asked to. */
	interrupt_sleep(&in, 60 * 60 * 1000);
	assert_true(interrupt_came(&in));
	assert_int_equal(in.exit_code, EXIT_TIMED_OUT);
}

static void a_signal_ends_a_sleep(void **state UNUSED)
{
	struct interrupt in;
	int64_t start = vtime_monotonic_ns();

	interrupt_init(&in, 0);
	raise(SIGTERM);
	interrupt_sleep(&in, 60 * 60 * 1000);
	assert_int_equal(in.exit_code, 128 + SIGTERM);
	assert_true(vtime_monotonic_ns() - start < INT64_C(60000000000));
}

static void what_is_left_is_at_least_a_moment(void **state UNUSED)
{
	struct interrupt in;

	interrupt_init(&in, 0);
	assert_int_equal(interrupt_left_ms(&in, 500), 500);
	interrupt_init(&in, 60 * 60 * 1000);
	assert_int_equal(interrupt_left_ms(&in, 500), 500);
	assert_true(interrupt_left_ms(&in, INT64_MAX) <= 60 * 60 * 1000);
	in.deadline_ns = 1;
	assert_int_equal(interrupt_left_ms(&in, 500), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_is_held_until_asked_for),
		cmocka_unit_test(a_deadline_comes_by_itself),
		cmocka_unit_test(a_signal_ends_a_sleep),
		cmocka_unit_test(what_is_left_is_at_least_a_moment),
	};

	return cmocka_run_group_tests_name("interrupt", tests, NULL, NULL);
}
