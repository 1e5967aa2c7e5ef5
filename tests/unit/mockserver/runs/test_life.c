/*
 * test_life.c - a run from its beginning to its end, and the ticks that fall due
 * meanwhile
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/demand.h"
#include "mockserver/runs/life.h"
#include "mockserver/runs/reads.h"
#include "mockserver/runs/text.h"
#include "tests/support/chain_runs.h"

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	run_reads_free(&chain.world);
	chain_close(&chain);
	return 0;
}

static vtime at_minute(int64_t minute)
{
	return CHAIN_ZERO + minute * MS_PER_MINUTE;
}

static void travel_to_minute(int64_t minute)
{
	chain_travel(&chain, at_minute(minute));
}

/* Reads the run so often. */
static void read_run(int64_t serial, int times)
{
	struct err e = { 0 };

	while (times--) {
		run_shown(&chain.world, serial);
		assert_int_equal(run_reads_count(&chain.world, &e), 0);
	}
}

/* ---------------------------------------------------------------- by time */

static void a_run_that_lives_no_time_ends_as_it_begins(void **state UNUSED)
{
	struct run_row row;

	travel_to_minute(0);
	row = chain_run(&chain, 1);
	assert_int_equal(row.status, RUN_SUCCESS);
	assert_int_equal(row.scheduled_at, CHAIN_ZERO);
	assert_int_equal(row.created_at, CHAIN_ZERO);
	assert_int_equal(row.started_at, CHAIN_ZERO);
	assert_int_equal(row.completed_at, CHAIN_ZERO);
	assert_int_equal(row.version, 1);
	assert_false(row.demanded);
	chain_live(&chain, "after:0s");
	chain_travel(&chain, at_minute(180));
	chain_expect_statuses(&chain, "success success");
}

static void a_run_waits_a_tenth_of_its_life_and_then_is_in_progress(void **state UNUSED)
{
	struct run_row row;

	chain_live(&chain, "after:100m");
	travel_to_minute(0);
	chain_expect_statuses(&chain, "queued");
	assert_int_equal(chain_run(&chain, 1).started_at, VTIME_NEVER);
	chain_travel(&chain, at_minute(10) - 1);
	chain_expect_statuses(&chain, "queued");
	travel_to_minute(10);
	chain_expect_statuses(&chain, "inProgress");
	chain_travel(&chain, at_minute(100) - 1);
	chain_expect_statuses(&chain, "inProgress");
	travel_to_minute(100);
	row = chain_run(&chain, 1);
	assert_int_equal(row.status, RUN_SUCCESS);
	assert_int_equal(row.created_at, at_minute(0));
	assert_int_equal(row.started_at, at_minute(10));
	assert_int_equal(row.completed_at, at_minute(100));
	assert_int_equal(row.version, 3);
}

static void a_drawn_length_is_the_same_for_the_same_seed_and_run(void **state UNUSED)
{
	int64_t lengths[2], day = 24 * MS_PER_HOUR;

	for_each_row(i, lengths) {
		if (i) {
			teardown(NULL);
			setup(NULL);
		}
		chain_live(&chain, "after:10m..150m");
		chain_travel(&chain, CHAIN_ZERO + day);
		lengths[i] = chain_run(&chain, 2).completed_at -
		             chain_run(&chain, 2).created_at;
		assert_in_range(lengths[i], 10 * MS_PER_MINUTE, 150 * MS_PER_MINUTE);
	}
	assert_int_equal(lengths[0], lengths[1]);
	assert_int_not_equal(lengths[0], chain_run(&chain, 1).completed_at -
	                                         chain_run(&chain, 1).created_at);
}

/* The records are those that arrived before its time, not before its end. */
static void it_exports_what_arrived_before_its_scheduled_time(void **state UNUSED)
{
	chain_live(&chain, "after:2h");
	travel_to_minute(180);
	travel_to_minute(300);
	chain_expect_statuses(&chain, "success success");
	assert_int_equal(chain_run(&chain, 2).records, 120);
}

/* ---------------------------------------------------------------- by being read */

static void a_run_that_lives_by_reads_goes_on_with_each(void **state UNUSED)
{
	chain_live(&chain, "polls:3");
	travel_to_minute(0);
	chain_travel(&chain, at_minute(170)); /* time does nothing to it */
	chain_expect_statuses(&chain, "queued");
	read_run(1, 1);
	chain_expect_statuses(&chain, "inProgress");
	read_run(1, 1);
	chain_expect_statuses(&chain, "inProgress");
	read_run(1, 1);
	chain_expect_statuses(&chain, "success");
	assert_int_equal(chain_run(&chain, 1).completed_at, at_minute(170));
	read_run(1, 3);
	assert_int_equal(chain_run(&chain, 1).version, 3);
}

static void a_run_that_is_read_once_ends_at_once(void **state UNUSED)
{
	chain_live(&chain, "polls:1");
	travel_to_minute(0);
	chain_expect_statuses(&chain, "queued");
	read_run(1, 1);
	chain_expect_statuses(&chain, "success");
}

static void a_run_that_lives_by_time_is_not_moved_by_reads(void **state UNUSED)
{
	chain_live(&chain, "after:1h");
	travel_to_minute(0);
	read_run(1, 5);
	chain_expect_statuses(&chain, "queued");
}

/* ---------------------------------------------------------------- ticks meanwhile */

static void ticks_of_an_active_run_get_one_run_with_the_time_of_the_last(
	void **state UNUSED)
{
	struct run_row row;

	chain_live(&chain, "after:10h");
	chain_travel(&chain, at_minute(599));
	chain_expect_statuses(&chain, "inProgress"); /* ticks of 3, 6 and 9 o'clock */
	travel_to_minute(600);
	chain_expect_statuses(&chain, "success queued");
	row = chain_run(&chain, 2);
	assert_int_equal(row.scheduled_at, at_minute(540));
	assert_int_equal(row.created_at, at_minute(600));
	chain_live(&chain, "immediate");
	travel_to_minute(1200);
	assert_int_equal(chain_run(&chain, 2).records, 360);
}

static void a_run_that_ends_before_the_next_tick_leaves_it_alone(void **state UNUSED)
{
	chain_live(&chain, "after:2h");
	travel_to_minute(179);
	chain_expect_statuses(&chain, "success");
	travel_to_minute(180);
	chain_expect_statuses(&chain, "success queued");
	assert_int_equal(chain_run(&chain, 2).scheduled_at, at_minute(180));
}

static void a_flow_that_is_disabled_or_deleted_meanwhile_has_none(void **state UNUSED)
{
	for (int deleted = 0; deleted < 2; deleted++) {
		if (deleted) {
			teardown(NULL);
			setup(NULL);
		}
		chain_live(&chain, "after:4h");
		travel_to_minute(200);
		if (deleted)
			chain_delete(&chain, KIND_FLOW);
		else
			chain_act(&chain, "disable");
		travel_to_minute(600);
		chain_expect_statuses(&chain, "success");
	}
}

static void a_clients_run_is_not_in_the_way_of_a_tick(void **state UNUSED)
{
	chain_live(&chain, "after:100m");
	travel_to_minute(170);
	assert_int_equal(chain_run_now(&chain), 2);
	travel_to_minute(180);
	chain_expect_statuses(&chain, "success inProgress queued");
	assert_int_equal(chain_run(&chain, 3).scheduled_at, at_minute(180));
}

/* ---------------------------------------------------------------- a client ends it */

struct end {
	int64_t serial;
	enum run_status status;
};

static int end_it(struct world *w, void *ctx, struct refusal *rf)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	const struct end *end = ctx;
	struct run_row row;

	if (run_begin(&w->store, end->serial, &q, &row, &rf->err) < 0)
		return -1;
	row.status = end->status;
	row.completed_at = row.started_at = clock_now(&w->clock);
	if (run_change(&w->store, &row, &rf->err) < 0)
		return -1;
	return run_is_over(w, &row, &rf->err);
}

static void a_run_that_a_client_ended_is_over_and_the_missed_tick_runs(
	void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct end end = { 1, RUN_FAILED };

	chain_live(&chain, "after:5h");
	travel_to_minute(200);
	assert_int_equal(chain_do(&chain, end_it, &end, &rf), 0);
	chain_expect_statuses(&chain, "failed queued");
	assert_int_equal(chain_run(&chain, 2).scheduled_at, at_minute(180));
	travel_to_minute(301);
	chain_expect_statuses(&chain, "failed inProgress");
}

/* ---------------------------------------------------------------- who is notified */

struct seen {
	struct buf story;
};

static void note(void *ctx, const struct run_row *row, unsigned changes)
{
	struct seen *s = ctx;

	buf_printf(&s->story, "%lld:%s%s%s ", (long long)row->serial,
	           changes & RUN_BEGINS ? "begins" : "",
	           changes & RUN_GOES_ON ? "goes on" : "",
	           changes & RUN_ENDS ? "ends" : "");
}

/* A travel has a watch of its own; a request's is seen here. */
static void a_watch_is_notified_of_each_change(void **state UNUSED)
{
	struct seen seen = { 0 };
	const struct run_watch watch = { note, &seen };

	travel_to_minute(0);
	chain.world.watch = &watch;
	chain_run_now(&chain);
	chain_live(&chain, "polls:2");
	chain_run_now(&chain);
	read_run(3, 2);
	chain.world.watch = NULL;
	assert_string_equal(buf_str(&seen.story),
	                    "2:beginsends 3:begins 3:goes on 3:ends ");
	buf_release(&seen.story);
}

/* ---------------------------------------------------------------- the ledger */

static void a_run_begins_later_than_its_tick_where_the_ledger_says_so(void **state UNUSED)
{
	struct run_row row;

	assert_int_equal(run_lag_ms(&chain.world), 0);
	chain_choose(&chain, "B39=live");
	assert_int_equal(run_lag_ms(&chain.world), 380 * MS_PER_SECOND);
	chain_travel(&chain, CHAIN_ZERO + 380 * MS_PER_SECOND - 1);
	assert_int_equal(chain_runs(&chain), 0);
	chain_travel(&chain, CHAIN_ZERO + 380 * MS_PER_SECOND);
	row = chain_run(&chain, 1);
	assert_int_equal(row.scheduled_at, CHAIN_ZERO);
	assert_int_equal(row.created_at, CHAIN_ZERO + 380 * MS_PER_SECOND);
}

static int64_t flow_version(void)
{
	struct err e = { 0 };
	char id[UUID_TEXT];
	int64_t version = 0;
	AUTO(flow_release) struct flow_row row = { 0 };

	assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id, &row,
	                           &e),
	                 0);
	assert_int_equal(entity_version_at(&chain.world.store, row.seq, id, &version, &e),
	                 1);
	return version;
}

static void a_run_writes_to_its_flow_when_it_is_made_starts_and_ends(void **state UNUSED)
{
	int64_t before = flow_version();

	chain_live(&chain, "after:1h");
	travel_to_minute(0);
	assert_int_equal(flow_version(), before + 1);
	travel_to_minute(6);
	assert_int_equal(flow_version(), before + 2);
	travel_to_minute(60);
	assert_int_equal(flow_version(), before + 3);
	chain_choose(&chain, "B19=keep");
	travel_to_minute(300);
	assert_int_equal(flow_version(), before + 3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_that_lives_no_time_ends_as_it_begins),
		TEST(a_run_waits_a_tenth_of_its_life_and_then_is_in_progress),
		TEST(a_drawn_length_is_the_same_for_the_same_seed_and_run),
		TEST(it_exports_what_arrived_before_its_scheduled_time),
		TEST(a_run_that_lives_by_reads_goes_on_with_each),
		TEST(a_run_that_is_read_once_ends_at_once),
		TEST(a_run_that_lives_by_time_is_not_moved_by_reads),
		TEST(ticks_of_an_active_run_get_one_run_with_the_time_of_the_last),
		TEST(a_run_that_ends_before_the_next_tick_leaves_it_alone),
		TEST(a_flow_that_is_disabled_or_deleted_meanwhile_has_none),
		TEST(a_clients_run_is_not_in_the_way_of_a_tick),
		TEST(a_run_that_a_client_ended_is_over_and_the_missed_tick_runs),
		TEST(a_watch_is_notified_of_each_change),
		TEST(a_run_begins_later_than_its_tick_where_the_ledger_says_so),
		TEST(a_run_writes_to_its_flow_when_it_is_made_starts_and_ends),
	};

	return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
