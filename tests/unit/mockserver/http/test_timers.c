/*
 * test_timers.c - mockserver/http/timers.c: the soonest comes first
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/http/timers.h"

#define MS INT64_C(1000000)

static void equal_times_come_in_the_order_in_which_they_were_set(void **state UNUSED)
{
	struct timers ts = { 0 };
	struct timer a = { 0 }, b = { 0 }, c = { 0 };

	timers_set(&ts, &a, 10 * MS);
	timers_set(&ts, &b, 10 * MS);
	timers_set(&ts, &c, 7 * MS);
	assert_null(timers_take(&ts, 7 * MS - 1));
	assert_ptr_equal(timers_take(&ts, 10 * MS), &c);
	assert_ptr_equal(timers_take(&ts, 10 * MS), &a);
	assert_ptr_equal(timers_take(&ts, 10 * MS), &b);
	assert_null(timers_take(&ts, INT64_MAX));
	timers_release(&ts);
}

static void a_timer_is_set_anew_and_stopped(void **state UNUSED)
{
	struct timers ts = { 0 };
	struct timer a = { 0 }, b = { 0 };

	timers_set(&ts, &a, 1 * MS);
	timers_set(&ts, &b, 2 * MS);
	timers_set(&ts, &a, 3 * MS);
	timers_stop(&ts, &b);
	timers_stop(&ts, &b);
	assert_ptr_equal(timers_take(&ts, 3 * MS), &a);
	assert_int_equal(ts.count, 0);
	timers_release(&ts);
}

static void a_wait_is_rounded_up(void **state UNUSED)
{
	static const struct {
		int64_t due, now, ms;
	} cases[] = {
		{ 5 * MS, 0, 5 },      { 5 * MS, 1, 5 },      { 5 * MS, 5 * MS - 1, 1 },
		{ 5 * MS, 5 * MS, 0 }, { 5 * MS, 9 * MS, 0 },
	};
	struct timers ts = { 0 };
	struct timer t = { 0 };

	assert_int_equal(timers_wait_ms(&ts, 0), -1);
	for_each_row(i, cases) {
		timers_set(&ts, &t, cases[i].due);
		row_int_equal(i, timers_wait_ms(&ts, cases[i].now), cases[i].ms);
	}
	timers_release(&ts);
}

#define TIMERS 64
#define STEPS  20000

/* The first of those that are set, by looking at all of them. */
static struct timer *soonest(struct timer *all)
{
	struct timer *first = NULL;

	for (size_t i = 0; i < TIMERS; i++) {
		struct timer *t = &all[i];

		if (t->place &&
		    (!first || t->due_ns < first->due_ns ||
		     (t->due_ns == first->due_ns && t->serial < first->serial)))
			first = t;
	}
	return first;
}

static void any_history_gives_what_looking_at_all_gives(void **state UNUSED)
{
	const uint64_t seed = 20260101;
	struct timer all[TIMERS] = { 0 };
	struct timers ts = { 0 };

	print_message("seed %llu\n", (unsigned long long)seed);
	for (uint64_t i = 0; i < STEPS; i++) {
		uint64_t h = hash_with(seed, i);
		struct timer *t = &all[hash_below(h, TIMERS)], *first;
		uint64_t what = hash_below(hash_with(h, 1), 4);

		if (what < 2)
			timers_set(&ts, t, (int64_t)hash_below(hash_with(h, 2), 100));
		else if (what == 2)
			timers_stop(&ts, t);
		first = soonest(all);
		if (what == 3)
			row_int_equal(i, timers_take(&ts, INT64_MAX) == first, 1);
		else
			row_int_equal(i, (ts.count ? ts.heap[1] : NULL) == first, 1);
	}
	timers_release(&ts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_times_come_in_the_order_in_which_they_were_set),
		cmocka_unit_test(a_timer_is_set_anew_and_stopped),
		cmocka_unit_test(a_wait_is_rounded_up),
		cmocka_unit_test(any_history_gives_what_looking_at_all_gives),
	};

	return cmocka_run_group_tests_name("timers", tests, NULL, NULL);
}
