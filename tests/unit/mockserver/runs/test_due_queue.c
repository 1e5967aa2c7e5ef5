/*
 * test_due_queue.c - what falls due next, while a clock is on its way
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/runs/due_queue.h"
#include "mockserver/store/entity.h"
#include "tests/support/seeded.h"

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

/* ---------------------------------------------------------------- histories */

#define MOST   60
#define ROUNDS 60
#define DEEDS  80
#define END    400

/* Next to a list that is looked through each time. */
struct known {
	struct seeded d;
	struct due_queue q;
	int64_t lag;
	size_t count;
	struct {
		char id[16];
		int64_t seq;
		vtime tick_at, job_at;
	} all[MOST];
};

static vtime some_time(struct known *k)
{
	return seeded_once_in(&k->d, 8) ? VTIME_NEVER
	                                : seeded_between(&k->d, 0, END + END / 8);
}

static void create_flow(struct known *k)
{
	size_t i = k->count;

	if (i == MOST)
		return;
	k->count++;
	/* Ids are in no order of numbers. */
	snprintf(k->all[i].id, sizeof(k->all[i].id), "%c%zu",
	         (char)('a' + seeded_below(&k->d, 3)), i);
	k->all[i].tick_at = some_time(k);
	k->all[i].job_at = VTIME_NEVER;
	k->all[i].seq = put_flow(k->all[i].id, k->all[i].tick_at);
}

static struct due first_of(const struct known *k)
{
	struct due first = { .what = DUE_NOTHING };

	for (size_t i = 0; i < k->count; i++) {
		const vtime tick = k->all[i].tick_at, job = k->all[i].job_at;
		const vtime tick_due = tick == VTIME_NEVER ? VTIME_NEVER : tick + k->lag;
		const bool runs = job <= tick_due;
		struct due one = { .what = runs ? DUE_RUN : DUE_TICK,
			           .at = runs ? job : tick_due };

		if (one.at > END || /* or never */
		    (first.what &&
		     (one.at > first.at ||
		      (one.at == first.at && strcmp(k->all[i].id, first.flow) > 0))))
			continue;
		first = one;
		first.flow_seq = (int64_t)i; /* its place */
		memcpy(first.flow, k->all[i].id, sizeof(k->all[i].id));
	}
	return first;
}

static void do_what_is_due(struct known *k)
{
	struct due want = first_of(k), got;
	const size_t i = (size_t)want.flow_seq;

	assert_int_equal(due_queue_next(&k->q, &got, &err), 0);
	if (got.what != want.what ||
	    (want.what && (got.at != want.at || strcmp(got.flow, want.flow) != 0)))
		fail_msg("TEST_SEED=%llu: %d of %s at %lld instead of %d of %s at %lld",
		         (unsigned long long)k->d.seed, got.what, got.flow,
		         (long long)got.at, want.what, want.flow, (long long)want.at);
	if (want.what == DUE_RUN) {
		assert_int_equal(job_drop(&store, got.id, &err), 0);
		k->all[i].job_at = VTIME_NEVER;
	} else if (want.what == DUE_TICK) {
		assert_int_equal(got.tick_at, k->all[i].tick_at);
		k->all[i].tick_at = seeded_once_in(&k->d, 8)
		                            ? VTIME_NEVER
		                            : got.tick_at + seeded_between(&k->d, 1, 90);
		due_queue_ticked(&k->q, &got, k->all[i].tick_at, 1);
	}
}

/* What the store says once it has what moved: of one flow, or of all. */
static void assert_stored(const struct known *k, size_t i)
{
	AUTO(flow_release) struct flow_row row = { 0 };

	assert_int_equal(flow_load(&store, k->all[i].seq, &row, &err), 0);
	if (row.next_at != k->all[i].tick_at)
		fail_msg("TEST_SEED=%llu: %s ticks at %lld in the store, not at %lld",
		         (unsigned long long)k->d.seed, k->all[i].id,
		         (long long)row.next_at, (long long)k->all[i].tick_at);
}

/* The tick of one that is due is moved in the store, as by a run that has ended. */
static void change_one(struct known *k)
{
	const size_t i = seeded_below(&k->d, k->count);
	struct flow_tick tick = { .flow = k->all[i].seq, .run = 1 };

	tick.ticked_at = k->all[i].tick_at;
	if (tick.ticked_at > END - k->lag)
		return; /* the queue does not know it */
	assert_int_equal(due_queue_yield(&k->q, k->all[i].seq, &err), 0);
	assert_stored(k, i);
	k->all[i].tick_at = seeded_once_in(&k->d, 2) ? VTIME_NEVER : some_time(k);
	tick.next_at = k->all[i].tick_at;
	assert_int_equal(flow_ticked(&store, &tick, &err), 0);
	assert_int_equal(due_queue_take(&k->q, k->all[i].seq, &err), 0);
}

static void add_job(struct known *k)
{
	const size_t i = seeded_below(&k->d, k->count);
	struct job job = { .run = (int64_t)i + 1,
		           .flow_seq = k->all[i].seq,
		           .flow = k->all[i].id,
		           .due_at = seeded_between(&k->d, 0, END) };

	if (k->all[i].job_at != VTIME_NEVER)
		return;
	k->all[i].job_at = job.due_at;
	assert_int_equal(job_put(&store, &job, &err), 0);
}

/* A transaction ends: the store alone says what is due. */
static void begin_again(struct known *k)
{
	assert_int_equal(due_queue_put_back(&k->q, &err), 0);
	for (size_t i = 0; i < k->count; i++)
		assert_stored(k, i);
	if (seeded_once_in(&k->d, 2))
		return;
	due_queue_end(&k->q);
	due_queue_begin(&k->q, &store, END, k->lag);
}

static void live(struct known *k)
{
	static void (*const deeds[])(struct known *) = {
		do_what_is_due, do_what_is_due, do_what_is_due, do_what_is_due,
		do_what_is_due, do_what_is_due, do_what_is_due, change_one,
		change_one,     change_one,     change_one,     add_job,
		add_job,        create_flow,    begin_again,
	};

	for (int deed = 0; deed < DEEDS; deed++)
		deeds[seeded_below(&k->d, ARRAY_LEN(deeds))](k);
	begin_again(k);
}

static void whatever_happens_the_first_that_is_due_comes_first(void **state UNUSED)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		struct known k = { .d = seeded_begin(round) };

		store_close(&store);
		assert_int_equal(store_open(NULL, &store, &err), 0);
		k.lag = seeded_between(&k.d, 0, 5);
		for (size_t i = MOST / 2 + seeded_below(&k.d, MOST / 2); i; i--)
			create_flow(&k);
		due_queue_begin(&k.q, &store, END, k.lag);
		live(&k);
		due_queue_end(&k.q);
	}
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
		TEST(whatever_happens_the_first_that_is_due_comes_first),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
