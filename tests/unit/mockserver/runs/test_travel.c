/*
 * test_travel.c - a clock on its way: what is due is done, in order, and whole steps only
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/travel.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world_state.h"
#include "tests/support/chain_runs.h"
#include "tests/support/scratch.h"

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

static vtime at_hour(int64_t hour)
{
	return CHAIN_ZERO + hour * MS_PER_HOUR;
}

static struct travel begin(vtime until, const struct travel_goal *goal)
{
	struct err e = { 0 };
	struct travel t;

	assert_int_equal(travel_begin(&chain.world, until, goal, &t, &e), 0);
	return t;
}

/* Steps until it has arrived. */
static void arrive(struct travel *t)
{
	struct err e = { 0 };
	int more = 1;

	while (more > 0)
		more = travel_step(t, &e);
	if (more < 0)
		fail_msg("%s", e.text);
}

static int64_t stored_now(void)
{
	struct err e = { 0 };
	int64_t at = 0;

	assert_int_equal(store_meta_load(&chain.world.store, "now", &at, &e), 0);
	return at;
}

static void all_that_falls_due_is_done_and_the_clock_arrives(void **state UNUSED)
{
	struct travel t = begin(at_hour(10), NULL);

	arrive(&t);
	assert_int_equal(t.began, 4); /* at 0, 3, 6 and 9 */
	assert_int_equal(t.after, 0);
	assert_int_equal(t.last, 4);
	assert_false(t.reached);
	assert_int_equal(clock_now(&chain.world.clock), at_hour(10));
	assert_int_equal(stored_now(), at_hour(10));
	for (int64_t serial = 1; serial <= 4; serial++) {
		struct run_row row = chain_run(&chain, serial);

		row_int_equal(serial, row.scheduled_at, at_hour(3 * (serial - 1)));
		row_int_equal(serial, row.created_at, row.scheduled_at);
	}
	t = begin(at_hour(12), NULL);
	arrive(&t);
	assert_int_equal(t.after, 4);
	assert_int_equal(t.began, 1);
	assert_int_equal(t.last, 5);
}

static void what_is_due_at_the_very_end_is_done_and_nothing_after_it(void **state UNUSED)
{
	assert_int_equal(chain_travel(&chain, at_hour(3) - 1), 1);
	assert_int_equal(chain_travel(&chain, at_hour(3)), 1);
	assert_int_equal(chain_travel(&chain, at_hour(6) - 1), 0);
}

/* ---------------------------------------------------------------- goals */

static void it_stops_at_a_goal_with_all_of_that_instant(void **state UNUSED)
{
	const struct travel_goal any = { .given = true, .status = -1 };
	char first[UUID_TEXT];
	struct travel t;

	memcpy(first, chain.made[KIND_FLOW].id, UUID_TEXT);
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	t = begin(at_hour(10), &any);
	arrive(&t);
	assert_true(t.reached);
	assert_int_equal(t.began, 2); /* of both flows */
	assert_int_equal(clock_now(&chain.world.clock), at_hour(0));
	assert_int_equal(stored_now(), at_hour(0));
}

static void a_goal_may_name_its_flow_and_a_status(void **state UNUSED)
{
	char first[UUID_TEXT];
	struct travel_goal goal = { .given = true,
		                    .flow = first,
		                    .status = RUN_IN_PROGRESS };
	struct travel t;

	memcpy(first, chain.made[KIND_FLOW].id, UUID_TEXT);
	chain_live(&chain, "after:1h");
	t = begin(at_hour(10), &goal);
	arrive(&t);
	assert_true(t.reached);
	assert_int_equal(clock_now(&chain.world.clock), at_hour(0) + 6 * MS_PER_MINUTE);
	chain_expect_statuses(&chain, "inProgress");
	goal.status = -1;
	t = begin(at_hour(10), &goal);
	arrive(&t);
	assert_int_equal(clock_now(&chain.world.clock), at_hour(1));
	chain_expect_statuses(&chain, "success");
	goal.status = RUN_FAILED;
	t = begin(at_hour(5), &goal);
	arrive(&t);
	assert_false(t.reached);
	assert_int_equal(clock_now(&chain.world.clock), at_hour(5));
	goal = (struct travel_goal){ .given = true, .flow = "another", .status = -1 };
	t = begin(at_hour(8), &goal);
	arrive(&t);
	assert_false(t.reached);
	assert_int_equal(clock_now(&chain.world.clock), at_hour(8));
}

static void runs_of_clients_do_not_count_as_begun(void **state UNUSED)
{
	struct travel t;

	chain_live(&chain, "after:1h");
	t = begin(at_hour(2), NULL);
	assert_int_equal(chain_run_now(&chain), 1);
	arrive(&t);
	assert_int_equal(t.began, 1);
	chain_expect_statuses(&chain, "success success");
}

/* One flow's ticks alone, whatever else is due. */
static void a_travel_of_one_flow_leaves_the_others(void **state UNUSED)
{
	struct err e = { 0 };
	struct travel t;
	vtime next;

	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	t = begin(at_hour(0), NULL);
	assert_int_equal(due_tick_of(&chain.world.store, chain.made[KIND_FLOW].id,
	                             &t.flow, &next, &e),
	                 0);
	arrive(&t);
	assert_int_equal(t.began, 1);
	assert_int_equal(chain_run(&chain, 1).flow_seq, t.flow);
}

/* ---------------------------------------------------------------- when it fails */

/*
 * The second run of the state can't be stored, or can be again.  It is due with the
 * first, for a step on a slow machine may end between two instants.
 */
static void break_second_run(bool broken)
{
	const char *sql = broken ? "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.run "
	                           "WHEN NEW.serial = 2 BEGIN SELECT RAISE(ABORT, "
	                           "'broken'); END"
	                         : "DROP TRIGGER broken";

	assert_int_equal(sqlite3_exec(chain.world.store.db, sql, NULL, NULL, NULL), 0);
}

static void a_step_that_fails_has_not_happened_and_is_tried_again(void **state UNUSED)
{
	const struct travel_goal goal = { .given = true, .status = RUN_QUEUED };
	struct err e = { 0 };
	struct travel t;

	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	t = begin(at_hour(4), &goal);
	break_second_run(true);
	assert_int_equal(travel_step(&t, &e), -1);
	assert_non_null(strstr(e.text, "broken"));
	assert_int_equal(t.began, 0);
	assert_int_equal(t.last, 0);
	assert_false(t.reached);
	assert_int_equal(t.until, at_hour(4));
	assert_int_equal(clock_now(&chain.world.clock), at_hour(0));
	assert_int_equal(chain_runs(&chain), 0);
	assert_null(chain.world.watch);
	break_second_run(false);
	arrive(&t);
	assert_int_equal(t.began, 4); /* of both flows, at 0 and 3 */
	chain_expect_statuses(&chain, "success success success success");
}

static void a_reset_ends_it(void **state UNUSED)
{
	struct travel t = begin(at_hour(4), NULL);
	struct err e = { 0 };

	assert_int_equal(world_reset(&chain.world, &e), 0);
	assert_int_equal(travel_step(&t, &e), -1);
	assert_int_equal(e.code, ERR_STALE);
	assert_int_equal(clock_now(&chain.world.clock), CHAIN_ZERO);
}

/* ---------------------------------------------------------------- files */

static void a_file_goes_when_its_time_is_over(void **state UNUSED)
{
	AUTO(mem_free) char *before = NULL, *after = NULL;
	struct store *s = &chain.world.store;
	struct err e = { 0 };
	bool has = true;

	scratch_write((void *const *)&chain.folder, "exports/dlz/dlz-destination/a.json",
	              "{}\n");
	assert_int_equal(exported_file_put(s, 7, "dlz/dlz-destination/a.json", 3, 1, &e),
	                 0);
	assert_int_equal(exported_file_expire(s, 7, at_hour(2), 0, &e), 0);
	chain_travel(&chain, at_hour(2) - 1);
	before = chain_files(&chain);
	assert_string_equal(before, "dlz/dlz-destination/a.json\n");
	chain_travel(&chain, at_hour(2));
	after = chain_files(&chain);
	assert_string_equal(after, "");
	assert_int_equal(exported_file_has_row(s, "dlz/dlz-destination/a.json", &has, &e),
	                 0);
	assert_false(has);
}

/* ---------------------------------------------------------------- how long a step is */

#define FLOWS 20
#define DAYS  100

/* Somebody who asks, or does not; and how often a step wanted to know. */
struct asking {
	bool asks;
	int heard, heard_in_step, most_in_step;
};

static bool asks(const void *ctx)
{
	struct asking *a = (struct asking *)(uintptr_t)ctx;

	a->heard++;
	a->heard_in_step++;
	if (a->heard_in_step > a->most_in_step)
		a->most_in_step = a->heard_in_step;
	return a->asks;
}

static void travel_far(struct asking *a)
{
	struct travel t;
	struct err e = { 0 };
	int more;

	for (int i = 1; i < FLOWS; i++)
		chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	chain.world.audience = (struct audience){ asks, a };
	t = begin(at_hour(24 * DAYS), NULL);
	do {
		a->heard_in_step = 0;
		more = travel_step(&t, &e);
	} while (more > 0);
	assert_int_equal(more, 0);
	assert_int_equal(t.began, FLOWS * (8 * DAYS + 1));
}

static void a_step_ends_when_it_hears_of_a_request(void **state UNUSED)
{
	struct asking a = { .asks = true };

	travel_far(&a);
	assert_true(a.heard > 0);
	assert_int_equal(a.most_in_step, 1);
}

static void a_step_goes_on_while_nobody_asks(void **state UNUSED)
{
	struct asking a = { .asks = false };

	travel_far(&a);
	assert_true(a.most_in_step > 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_that_falls_due_is_done_and_the_clock_arrives),
		TEST(what_is_due_at_the_very_end_is_done_and_nothing_after_it),
		TEST(it_stops_at_a_goal_with_all_of_that_instant),
		TEST(a_goal_may_name_its_flow_and_a_status),
		TEST(runs_of_clients_do_not_count_as_begun),
		TEST(a_travel_of_one_flow_leaves_the_others),
		TEST(a_step_that_fails_has_not_happened_and_is_tried_again),
		TEST(a_reset_ends_it),
		TEST(a_file_goes_when_its_time_is_over),
		TEST(a_step_ends_when_it_hears_of_a_request),
		TEST(a_step_goes_on_while_nobody_asks),
	};

	return cmocka_run_group_tests_name("travel", tests, NULL, NULL);
}
