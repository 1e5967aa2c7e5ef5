/*
 * test_clock_queue.c - moves of the clock that requests wait for, one after the other
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/clock_queue.h"
#include "tests/support/chain_runs.h"

static struct chain chain;
static struct clock_queue queue;
static struct buf story; /* of the answers, in their order */

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	queue = (struct clock_queue){ .w = &chain.world };
	return 0;
}

static int teardown(void **state UNUSED)
{
	assert_false(clock_queue_wait(&queue));
	assert_int_equal(queue.count, 0);
	buf_release(&story);
	chain_close(&chain);
	return 0;
}

static const char *const codes[] = {
	[ERR_NONE] = "arrived",
	[ERR_INVALID] = "invalid",
	[ERR_STALE] = "stale",
	[ERR_UNAVAILABLE] = "unavailable",
};

static int64_t last_run; /* of the move that has arrived: its serial */

static void arrived(void *ctx, const struct travel *t, const struct err *why)
{
	const char *name = ctx;
	int64_t minute = (clock_now(&chain.world.clock) - CHAIN_ZERO) / MS_PER_MINUTE;

	last_run = t->last;
	buf_printf(&story, "%s %s at %lld with %lld%s\n", name, codes[why->code],
	           (long long)minute, (long long)t->began, t->reached ? ", reached" : "");
}

static char added[] = "added", first_name[] = "first";

static void arrived_and_adds(void *ctx, const struct travel *t, const struct err *why)
{
	const struct way hour = { { .ms = MS_PER_HOUR }, .to = VTIME_NEVER };

	arrived(ctx, t, why);
	clock_queue_add(&queue, &hour, arrived, added);
}

static void arrived_sometime(void *ctx, const struct travel *t UNUSED,
                             const struct err *why)
{
	buf_printf(&story, "%s %s\n", (const char *)ctx, codes[why->code]);
}

static void add(const char *name, struct way way)
{
	clock_queue_add(&queue, &way, arrived, (void *)(uintptr_t)name);
}

static struct way hours(int64_t n)
{
	return (struct way){ { .ms = n * MS_PER_HOUR }, .to = VTIME_NEVER };
}

static struct way to_hour(int64_t n)
{
	return (struct way){ .to = CHAIN_ZERO + n * MS_PER_HOUR };
}

static void run_all(void)
{
	while (clock_queue_wait(&queue))
		clock_queue_step(&queue);
}

static void moves_go_in_order_and_a_length_counts_from_the_end_of_the_last(
	void **state UNUSED)
{
	add("a", hours(1));
	add("b", hours(3));
	add("c", to_hour(4));
	assert_int_equal(queue.count, 3);
	assert_string_equal(buf_str(&story), ""); /* never answered at once */
	run_all();
	assert_string_equal(buf_str(&story), "a arrived at 60 with 1\n"
	                                     "b arrived at 240 with 1\n"
	                                     "c arrived at 240 with 0\n");
	clock_queue_step(&queue); /* nobody waits */
}

static void a_move_that_cannot_be_made_is_answered_and_the_next_goes_on(
	void **state UNUSED)
{
	add("forward", to_hour(2));
	add("back", to_hour(1));
	add("too far", (struct way){ .to = VTIME_MAX + 1 });
	add("too long", (struct way){ { .ms = INT64_MAX }, .to = VTIME_NEVER });
	add("too many months",
	    (struct way){ { .months = INT32_MAX }, .to = VTIME_NEVER });
	add("on", hours(1));
	run_all();
	assert_string_equal(buf_str(&story), "forward arrived at 120 with 1\n"
	                                     "back invalid at 120 with 0\n"
	                                     "too far invalid at 120 with 0\n"
	                                     "too long invalid at 120 with 0\n"
	                                     "too many months invalid at 120 with 0\n"
	                                     "on arrived at 180 with 1\n");
}

static void the_end_of_the_calendar_is_reached_and_not_passed(void **state UNUSED)
{
	const long long end = (VTIME_MAX - CHAIN_ZERO) / MS_PER_MINUTE;
	AUTO(mem_free) char *expected = NULL;

	chain_act(&chain, "disable");
	add("too long",
	    (struct way){ { .ms = VTIME_MAX - CHAIN_ZERO + 1 }, .to = VTIME_NEVER });
	add("end", (struct way){ .to = VTIME_MAX });
	add("beyond", (struct way){ { .ms = 1 }, .to = VTIME_NEVER });
	run_all();
	expected = mem_printf("too long invalid at 0 with 0\nend arrived at %lld with 0\n"
	                      "beyond invalid at %lld with 0\n",
	                      end, end);
	assert_string_equal(buf_str(&story), expected);
	assert_int_equal(clock_now(&chain.world.clock), VTIME_MAX);
}

static void only_a_virtual_clock_can_be_moved(void **state UNUSED)
{
	static char name[] = "real";
	const struct way way = hours(1);

	chain.world.clock.mode = CLOCK_IS_REAL;
	clock_queue_add(&queue, &way, arrived_sometime, name);
	clock_queue_step(&queue);
	chain.world.clock.mode = CLOCK_IS_VIRTUAL;
	assert_string_equal(buf_str(&story), "real stale\n");
}

static void an_answer_may_add_a_move(void **state UNUSED)
{
	const struct way way = hours(1);

	clock_queue_add(&queue, &way, arrived_and_adds, first_name);
	add("second", hours(1));
	run_all();
	assert_string_equal(buf_str(&story), "first arrived at 60 with 1\n"
	                                     "second arrived at 120 with 0\n"
	                                     "added arrived at 180 with 1\n");
}

static void the_flow_of_a_goal_is_the_queues_own_text(void **state UNUSED)
{
	char *flow = mem_strdup(chain.made[KIND_FLOW].id);
	struct way way = hours(10);

	chain_live(&chain, "after:1h");
	way.goal = (struct travel_goal){ .given = true, .flow = flow, .status = -1 };
	add("goal", way);
	memset(flow, 'x', strlen(flow));
	free(flow);
	run_all();
	assert_string_equal(buf_str(&story), "goal arrived at 60 with 1, reached\n");
}

/* ---------------------------------------------------------------- ends */

static void a_cancel_ends_all_where_the_clock_is(void **state UNUSED)
{
	add("a", to_hour(1));
	add("b", to_hour(2));
	assert_int_equal(clock_queue_cancel(&queue), 2);
	assert_int_equal(clock_queue_cancel(&queue), 0);
	assert_string_equal(buf_str(&story), "a stale at 0 with 0\n"
	                                     "b stale at 0 with 0\n");
	add("c", to_hour(1));
	run_all();
	assert_non_null(strstr(buf_str(&story), "c arrived at 60 with 1\n"));
}

/* A move that an answer adds meanwhile is not ended with the others. */
static void a_cancel_leaves_what_its_answers_add(void **state UNUSED)
{
	const struct way way = hours(1);

	clock_queue_add(&queue, &way, arrived_and_adds, first_name);
	assert_int_equal(clock_queue_cancel(&queue), 1);
	assert_int_equal(queue.count, 1);
	run_all();
	assert_string_equal(buf_str(&story), "first stale at 0 with 0\n"
	                                     "added arrived at 60 with 1\n");
}

static void the_end_of_the_mock_answers_all(void **state UNUSED)
{
	add("a", hours(1));
	add("b", hours(1));
	clock_queue_end(&queue);
	assert_string_equal(buf_str(&story), "a unavailable at 0 with 0\n"
	                                     "b unavailable at 0 with 0\n");
}

/* ---------------------------------------------------------------- one flow's run */

static int run_flow(const char *flow)
{
	struct err e = { 0 };
	int rc = clock_queue_run_flow(&queue, flow, &e);

	if (rc < 0)
		fail_msg("%s", e.text);
	return rc;
}

static void a_flow_has_its_run_and_the_clock_stays(void **state UNUSED)
{
	char first[UUID_TEXT];

	memcpy(first, chain.made[KIND_FLOW].id, UUID_TEXT);
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	assert_int_equal(run_flow(first), 1);
	assert_int_equal(chain_runs(&chain), 1);
	assert_int_equal(run_flow(first), 0);
	assert_int_equal(run_flow(chain.made[KIND_FLOW].id), 1);
	assert_int_equal(chain_runs(&chain), 2);
	assert_int_equal(clock_now(&chain.world.clock), CHAIN_ZERO);
}

static void a_flow_that_is_not_there_or_not_due_has_no_run(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(clock_queue_run_flow(&queue, "nobody", &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	chain_act(&chain, "disable");
	assert_int_equal(run_flow(chain.made[KIND_FLOW].id), 0);
	assert_int_equal(chain_runs(&chain), 0);
}

/* A run that begins later than its tick is not due until then. */
static void a_run_that_the_ledger_has_begin_later_is_not_due_at_its_tick(
	void **state UNUSED)
{
	chain_choose(&chain, "B39=live");
	assert_int_equal(run_flow(chain.made[KIND_FLOW].id), 0);
	chain_travel(&chain, CHAIN_ZERO + 379 * MS_PER_SECOND);
	assert_int_equal(run_flow(chain.made[KIND_FLOW].id), 0);
	chain.world.clock.at += MS_PER_SECOND;
	assert_int_equal(run_flow(chain.made[KIND_FLOW].id), 1);
}

/* A move that is far from its end after a step of some milliseconds: 24,000 ticks. */
static void begin_a_long_move(const char *goal)
{
	struct way way = { .to = CHAIN_ZERO + 150 * MS_PER_DAY };

	for (int i = 0; i < 19; i++)
		chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	way.goal = (struct travel_goal){ .given = true, .flow = goal, .status = -1 };
	add("long", way);
	clock_queue_step(&queue);
	assert_int_equal(queue.count, 1);
}

static void the_run_counts_for_the_move_under_way(void **state UNUSED)
{
	AUTO(mem_free) char *expected = NULL;
	int64_t runs, minute;

	begin_a_long_move("the next flow");
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	runs = chain_runs(&chain);
	assert_int_equal(run_flow(chain.made[KIND_FLOW].id), 1);
	clock_queue_cancel(&queue);
	assert_int_equal(last_run, runs + 1);
	minute = (clock_now(&chain.world.clock) - CHAIN_ZERO) / MS_PER_MINUTE;
	expected = mem_printf("long stale at %lld with %lld\n", (long long)minute,
	                      (long long)runs + 1);
	assert_string_equal(buf_str(&story), expected);
}

static void the_move_under_way_may_reach_its_goal_by_it(void **state UNUSED)
{
	char goal[UUID_TEXT];
	vtime now;

	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	memcpy(goal, chain.made[KIND_FLOW].id, UUID_TEXT);
	chain_act(&chain, "disable");
	begin_a_long_move(goal);
	now = clock_now(&chain.world.clock);
	memcpy(chain.made[KIND_FLOW].id, goal, UUID_TEXT);
	chain_act(&chain, "enable");
	assert_int_equal(run_flow(goal), 1);
	clock_queue_step(&queue);
	assert_non_null(strstr(buf_str(&story), "reached"));
	assert_int_equal(clock_now(&chain.world.clock), now);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(moves_go_in_order_and_a_length_counts_from_the_end_of_the_last),
		TEST(a_move_that_cannot_be_made_is_answered_and_the_next_goes_on),
		TEST(the_end_of_the_calendar_is_reached_and_not_passed),
		TEST(only_a_virtual_clock_can_be_moved),
		TEST(an_answer_may_add_a_move),
		TEST(the_flow_of_a_goal_is_the_queues_own_text),
		TEST(a_cancel_ends_all_where_the_clock_is),
		TEST(a_cancel_leaves_what_its_answers_add),
		TEST(the_end_of_the_mock_answers_all),
		TEST(a_flow_has_its_run_and_the_clock_stays),
		TEST(a_flow_that_is_not_there_or_not_due_has_no_run),
		TEST(a_run_that_the_ledger_has_begin_later_is_not_due_at_its_tick),
		TEST(the_run_counts_for_the_move_under_way),
		TEST(the_move_under_way_may_reach_its_goal_by_it),
	};

	return cmocka_run_group_tests_name("clock_queue", tests, NULL, NULL);
}
