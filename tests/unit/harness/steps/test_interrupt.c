/*
 * test_interrupt.c - harness/steps/interrupt.c
 */
#include "tests/unit/unit.h"

#include <signal.h>

#include "harness/steps/interrupt.h"
#include "lib/vtime.h"

static void a_signal_is_held_until_asked_for(void **state UNUSED)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

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

static void a_hang_up_that_is_ignored_stays_so(void **state UNUSED)
{
	struct interrupt in;
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGHUP, SIG_IGN);
	interrupt_init(&in, 0);
	raise(SIGHUP);
	assert_false(interrupt_came(&in));
	signal(SIGHUP, SIG_DFL);
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

/* A clean-up is ended by the second signal, whether the first came before it or not. */
static void a_clean_up_goes_on_after_one_signal(void **state UNUSED)
{
	for (int before = 0; before < 2; before++) {
		struct interrupt in, grace, next;

		interrupt_init(&in, 0);
		if (before)
			raise(SIGINT);
		interrupt_grace(&in, &grace);
		if (!before)
			raise(SIGINT);
		assert_false(interrupt_came(&grace));
		row_int_equal(before, grace.deadline_ns > 0, 1);
		interrupt_pass(&grace, &in);
		row_int_equal(before, in.exit_code, 128 + SIGINT);
		assert_false(in.insisted);

		raise(SIGTERM);
		assert_true(interrupt_came(&grace));
		interrupt_pass(&grace, &in);
		row_int_equal(before, in.exit_code, 128 + SIGINT);
		interrupt_grace(&in, &next);
		assert_true(interrupt_came(&next));
	}
}

static void a_clean_up_that_nothing_ends_has_no_bound(void **state UNUSED)
{
	struct interrupt in, grace;

	interrupt_init(&in, 60 * 60 * 1000);
	interrupt_grace(&in, &grace);
	assert_false(interrupt_came(&grace));
	assert_int_equal(grace.deadline_ns, 0);
	interrupt_pass(&grace, &in);
	assert_int_equal(in.exit_code, 0);
	in.deadline_ns = 1;
	interrupt_grace(&in, &grace);
	assert_false(interrupt_came(&grace));
	assert_true(grace.deadline_ns > 1);
	grace.deadline_ns = 1;
	assert_true(interrupt_came(&grace));
	interrupt_pass(&grace, &in);
	assert_int_equal(in.exit_code, EXIT_TIMED_OUT);
	assert_false(in.insisted);
}

static void no_length_is_too_long(void **state UNUSED)
{
	struct interrupt in;

	interrupt_init(&in, INT64_MAX);
	assert_false(interrupt_came(&in));
	interrupt_init(&in, 1);
	interrupt_sleep(&in, INT64_MAX);
	assert_true(interrupt_came(&in));
}

/* What is waited for may go on while the answer is true. */
static void a_wait_says_whether_to_go_on(void **state UNUSED)
{
	struct interrupt in;

	interrupt_init(&in, 0);
	assert_true(interrupt_wait(&in, 1));
	raise(SIGINT);
	assert_false(interrupt_wait(&in, 60 * 60 * 1000));
	assert_int_equal(in.exit_code, 128 + SIGINT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_is_held_until_asked_for),
		cmocka_unit_test(a_hang_up_that_is_ignored_stays_so),
		cmocka_unit_test(a_deadline_comes_by_itself),
		cmocka_unit_test(a_signal_ends_a_sleep),
		cmocka_unit_test(what_is_left_is_at_least_a_moment),
		cmocka_unit_test(a_wait_says_whether_to_go_on),
		cmocka_unit_test(a_clean_up_goes_on_after_one_signal),
		cmocka_unit_test(a_clean_up_that_nothing_ends_has_no_bound),
		cmocka_unit_test(no_length_is_too_long),
	};

	return cmocka_run_group_tests_name("interrupt", tests, NULL, NULL);
}
