/*
 * test_due_queue.c - what falls due next, while a clock is on its way
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/runs/due_queue.h"
#include "mockserver/store/entity.h"

static struct store store;
static struct err err;

static int64_t put_flow(const char *id, vtime next_at)
{
	char name[UUID_TEXT], org[] = "O", sandbox[] = "p", none[] = "x";
	const struct entity n = { .kind = KIND_FLOW,
		                  .id = id,
		                  .org = org,
		                  .sandbox = sandbox,
		                  .spec = none,
		                  .state = "enabled",
		                  .etag = "e",
		                  .body = "{}" };
	struct flow_row f = { .id = name,
		              .org = org,
		              .sandbox = sandbox,
		              .spec = none,
		              .source = none,
		              .target = none,
		              .start_at = 0,
		              .end_at = VTIME_NEVER,
		              .next_at = next_at };

	snprintf(name, sizeof(name), "%s", id);
	assert_int_equal(entity_put(&store, &n, &f.seq, &err), 0);
	assert_int_equal(flow_put(&store, &f, &err), 0);
	return f.seq;
}

static int setup(void **state UNUSED)
{
	err = (struct err){ 0 };
	return store_open(NULL, &store, &err);
}

static int teardown(void **state UNUSED)
{
	store_close(&store);
	return 0;
}

static void assert_next(struct due_queue *d, enum due_what what, const char *flow,
                        vtime at)
{
	struct due due;

	assert_int_equal(due_queue_next(d, &due, &err), 0);
	assert_int_equal(due.what, what);
	if (what == DUE_NOTHING)
		return;
	assert_string_equal(due.flow, flow);
	assert_int_equal(due.at, at);
	if (what == DUE_TICK)
		due_queue_ticked(d, &due, VTIME_NEVER, 1);
}

static void a_tick_that_lags_is_due_later_and_keeps_its_time(void **state UNUSED)
{
	struct due_queue d;
	struct due due;
	struct flow_row row;
	vtime at;

	put_flow("a", 20);
	put_flow("b", 31);
	due_queue_begin(&d, &store, 40, 10);
	assert_int_equal(due_queue_next(&d, &due, &err), 0);
	assert_string_equal(due.flow, "a");
	assert_int_equal(due.at, 30);
	assert_int_equal(due.tick_at, 20);
	due_queue_ticked(&d, &due, 35, 1);
	assert_next(&d, DUE_NOTHING, NULL, 0);
	assert_int_equal(due_queue_put_back(&d, &err), 0);
	due_queue_end(&d);
	assert_int_equal(due_at(&store, 10, &at, &err), 0);
	assert_int_equal(at, 41);
	assert_int_equal(flow_find(&store, "a", &row, &err), 0);
	assert_int_equal(row.ticked_at, 20);
	flow_release(&row);
}

static void ticks_come_by_time_then_by_flow_id(void **state UNUSED)
{
	struct due_queue d;

	put_flow("c", 20);
	put_flow("b", 20);
	put_flow("a", 30);
	put_flow("d", VTIME_NEVER);
	put_flow("e", 41);
	due_queue_begin(&d, &store, 40, 0);
	assert_next(&d, DUE_TICK, "b", 20);
	assert_next(&d, DUE_TICK, "c", 20);
	assert_next(&d, DUE_TICK, "a", 30);
	assert_next(&d, DUE_NOTHING, "", 0);
	due_queue_end(&d);
}

static void of_one_flow_the_run_goes_before_the_tick(void **state UNUSED)
{
	int64_t b = put_flow("b", 20);
	const struct job job = { .run = 1, .flow_seq = b, .flow = "b", .due_at = 20 };
	struct due_queue d;

	put_flow("a", 20);
	assert_int_equal(job_put(&store, &job, &err), 0);
	due_queue_begin(&d, &store, 40, 0);
	assert_next(&d, DUE_TICK, "a", 20);
	assert_next(&d, DUE_RUN, "b", 20);
	assert_int_equal(job_drop(&store, 1, &err), 0);
	assert_next(&d, DUE_TICK, "b", 20);
	due_queue_end(&d);
}

static void what_moved_is_in_the_store_once_it_was_put_back(void **state UNUSED)
{
	AUTO(flow_release) struct flow_row f = { 0 };
	int64_t a = put_flow("a", 20);
	struct due_queue d;
	struct due due;

	due_queue_begin(&d, &store, 100, 0);
	assert_int_equal(due_queue_next(&d, &due, &err), 0);
	due_queue_ticked(&d, &due, 50, 7);
	assert_int_equal(due_queue_next(&d, &due, &err), 0);
	assert_int_equal(due.at, 50);
	assert_int_equal(due_queue_put_back(&d, &err), 0);
	due_queue_end(&d);
	assert_int_equal(flow_load(&store, a, &f, &err), 0);
	assert_int_equal(f.next_at, 50);
}

static void a_flow_that_was_written_meanwhile_is_read_again(void **state UNUSED)
{
	struct due_queue d;

	put_flow("a", 20);
	due_queue_begin(&d, &store, 100, 0);
	assert_next(&d, DUE_TICK, "a", 20);
	put_flow("b", 30);
	assert_next(&d, DUE_TICK, "b", 30);
	assert_next(&d, DUE_NOTHING, "", 0);
	due_queue_end(&d);
}

/* Against a loop that looks at all of them each time. */
static void many_ticks_come_in_order(void **state UNUSED)
{
	enum { FLOWS = 40, END = 2000 };
	struct {
		char id[16];
		vtime at;
		int64_t step;
	} all[FLOWS];
	struct due_queue d;
	struct due due;

	for (int i = 0; i < FLOWS; i++) {
		uint64_t h = hash_with(11, (uint64_t)i);

		snprintf(all[i].id, sizeof(all[i].id), "f%02d", i);
		all[i].at = (vtime)hash_below(h, 50);
		all[i].step = 1 + (int64_t)hash_below(hash_mix(h), 60);
		put_flow(all[i].id, all[i].at);
	}
	due_queue_begin(&d, &store, END, 0);
	for (;;) {
		int first = 0;

		for (int i = 1; i < FLOWS; i++) {
			if (all[i].at < all[first].at)
				first = i;
		}
		assert_int_equal(due_queue_next(&d, &due, &err), 0);
		if (all[first].at > END)
			break;
		assert_string_equal(due.flow, all[first].id);
		assert_int_equal(due.at, all[first].at);
		all[first].at += all[first].step;
		due_queue_ticked(&d, &due, all[first].at, 1);
	}
	assert_int_equal(due.what, DUE_NOTHING);
	due_queue_end(&d);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_tick_that_lags_is_due_later_and_keeps_its_time),
		TEST(ticks_come_by_time_then_by_flow_id),
		TEST(of_one_flow_the_run_goes_before_the_tick),
		TEST(what_moved_is_in_the_store_once_it_was_put_back),
		TEST(a_flow_that_was_written_meanwhile_is_read_again),
		TEST(many_ticks_come_in_order),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
