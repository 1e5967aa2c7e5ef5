/*
 * test_late.c - bounds of the times of runs, kept with them
 */
#include "tests/unit/unit.h"

#include "mockserver/store/store.h"

#define BEGAN INT64_C(1767225600000)

static int open_store(void **state)
{
	static struct store s;
	struct err e = { 0 };

	*state = &s;
	return store_open(NULL, &s, &e);
}

static int close_store(void **state)
{
	store_close(*state);
	return 0;
}

/* Notes a run whose times lie so far behind its creation. */
static void note(struct store *s, vtime updated, vtime started, vtime completed)
{
	const vtime times[RUN_TIMES] = { updated, started, completed };
	struct err e = { 0 };

	assert_int_equal(late_note(&s->late, &s->sql, BEGAN, times, &e), 0);
}

static void assert_bounds(struct store *s, enum run_time which, int64_t least,
                          int64_t most)
{
	struct lateness is;
	struct err e = { 0 };

	assert_int_equal(late_load(&s->late, &s->sql, which, &is, &e), 0);
	assert_int_equal(is.least, least);
	assert_int_equal(is.most, most);
}

static void bounds_begin_at_none_and_only_widen(void **state)
{
	struct store *s = *state;

	assert_bounds(s, RUN_UPDATED, 0, 0);
	note(s, BEGAN + 5, BEGAN, BEGAN);
	note(s, BEGAN - 7, BEGAN, BEGAN + 3);
	note(s, BEGAN + 2, BEGAN, BEGAN + 1);
	assert_bounds(s, RUN_UPDATED, -7, 5);
	assert_bounds(s, RUN_STARTED, 0, 0);
	assert_bounds(s, RUN_COMPLETED, 0, 3);
}

static void a_time_that_has_not_come_counts_for_nothing(void **state)
{
	note(*state, BEGAN, VTIME_NEVER, VTIME_NEVER);
	assert_bounds(*state, RUN_STARTED, 0, 0);
	assert_bounds(*state, RUN_COMPLETED, 0, 0);
}

static void bounds_are_those_of_the_table_again_after_a_rollback(void **state)
{
	struct store *s = *state;
	struct err e = { 0 };

	note(s, BEGAN + 5, BEGAN, BEGAN);
	assert_int_equal(store_begin(s, &e), 0);
	note(s, BEGAN + 9, BEGAN, BEGAN);
	assert_bounds(s, RUN_UPDATED, 0, 9);
	store_rollback(s);
	assert_bounds(s, RUN_UPDATED, 0, 5);
}

static void a_wiped_store_has_no_bounds(void **state)
{
	struct store *s = *state;
	struct err e = { 0 };

	note(s, BEGAN + 5, BEGAN, BEGAN);
	assert_int_equal(store_wipe(s, &e), 0);
	assert_bounds(s, RUN_UPDATED, 0, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_store, close_store)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bounds_begin_at_none_and_only_widen),
		TEST(a_time_that_has_not_come_counts_for_nothing),
		TEST(bounds_are_those_of_the_table_again_after_a_rollback),
		TEST(a_wiped_store_has_no_bounds),
	};

	return cmocka_run_group_tests_name("late", tests, NULL, NULL);
}
