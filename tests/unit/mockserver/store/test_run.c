/*
 * test_run.c - runs come back as they were written, each with its flow
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/store/entity.h"
#include "mockserver/store/flow.h"
#include "mockserver/store/plan.h"
#include "mockserver/store/run.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

#define RUNS 200

static struct store store;
static struct err err;
static int64_t flows[2];

static int64_t put_flow(char *id)
{
	const struct entity n = { .kind = KIND_FLOW,
		                  .id = id,
		                  .org = "O",
		                  .sandbox = "s",
		                  .spec = "p",
		                  .state = "enabled",
		                  .etag = "e",
		                  .body = "{}" };
	char org[] = "O", sandbox[] = "s", spec[] = "p", source[] = "src",
	     target[] = "tgt";
	struct flow_row f = { .id = id,
		              .org = org,
		              .sandbox = sandbox,
		              .spec = spec,
		              .source = source,
		              .target = target,
		              .next_at = 1 };

	assert_int_equal(entity_put(&store, &n, &f.seq, &err), 0);
	assert_int_equal(flow_put(&store, &f, &err), 0);
	return f.seq;
}

static int setup(UNUSED void **state)
{
	char a[] = "flow-a", b[] = "flow-b";

	err = (struct err){ 0 };
	assert_int_equal(store_open(NULL, &store, &err), 0);
	flows[0] = put_flow(a);
	flows[1] = put_flow(b);
	return 0;
}

static int teardown(UNUSED void **state)
{
	store_close(&store);
	return 0;
}

static vtime draw_time(struct seeded *d)
{
	return seeded_once_in(d, 4) ? VTIME_NEVER
	                            : seeded_between(d, 0, INT64_C(1) << 45);
}

/* What run_change() may write. */
static void draw_outcome(struct seeded *d, struct run_row *r)
{
	static const char *const texts[] = { NULL, "{}", JSON({"errors":["é"]}) };

	r->started_at = draw_time(d);
	r->completed_at = draw_time(d);
	r->status = (enum run_status)seeded_below(d, RUN_STATUS_COUNT);
	r->records = seeded_between(d, 0, INT64_C(1) << 50);
	r->bytes = seeded_between(d, 0, INT64_C(1) << 60);
	r->files = seeded_between(d, 0, 1000);
	r->detail = texts[seeded_below(d, ARRAY_LEN(texts))];
	r->sent = texts[seeded_below(d, ARRAY_LEN(texts))];
	r->version = seeded_between(d, 1, 9);
	r->updated_at = seeded_between(d, 0, INT64_C(1) << 45);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same(const struct run_row *a, const struct run_row *b)
{
	return a->serial == b->serial && a->scheduled_at == b->scheduled_at &&
	       a->created_at == b->created_at && a->started_at == b->started_at &&
	       a->completed_at == b->completed_at && a->status == b->status &&
	       a->records == b->records && a->bytes == b->bytes && a->files == b->files &&
	       same_text(a->detail, b->detail) && a->version == b->version &&
	       a->updated_at == b->updated_at && same_text(a->sent, b->sent) &&
	       a->plan == b->plan && a->demanded == b->demanded &&
	       a->flow_seq == b->flow_seq;
}

static void assert_reads(const struct run_row *want, uint64_t seed)
{
	struct run_row got;
	struct stmt *q;

	assert_int_equal(run_begin(&store, want->serial, &q, &got, &err), 0);
	if (!same(&got, want))
		fail_msg("TEST_SEED=%llu: run %lld", (unsigned long long)seed,
		         (long long)want->serial);
	assert_string_equal(got.flow, want->flow_seq == flows[0] ? "flow-a" : "flow-b");
	assert_string_equal(got.org, "O");
	assert_string_equal(got.sandbox, "s");
	assert_string_equal(got.source, "src");
	assert_string_equal(got.target, "tgt");
	if (want->plan)
		assert_string_equal(got.plan_text, JSON({"plan":1}));
	else
		assert_null(got.plan_text);
	stmt_end(q);
}

static void draw_row(struct seeded *d, int64_t plan, struct run_row *r)
{
	int64_t serial;

	assert_int_equal(run_next_serial(&store, &serial, &err), 0);
	*r = (struct run_row){ .serial = serial,
		               .scheduled_at = seeded_between(d, 0, 1000),
		               .created_at = seeded_between(d, 0, 1000),
		               .plan = seeded_once_in(d, 2) ? plan : 0,
		               .demanded = seeded_once_in(d, 3),
		               .flow_seq = flows[seeded_below(d, 2)] };
	draw_outcome(d, r);
}

static int count_run(void *ctx, const struct run_row *row, struct err *e)
{
	int64_t *seen = ctx;

	assert_false(row->demanded);
	assert_true(row->serial > seen[0]);
	seen[0] = row->serial;
	return ++seen[1] == seen[2] ? err_set(e, ERR_INVALID, "enough") : 0;
}

/* The runs of the schedule in (after, until], at most `most`: counted by hand. */
static void assert_range(const struct run_row *all, int64_t after, int64_t until,
                         int64_t most)
{
	const struct run_range range = { after, until, most };
	int64_t seen[3] = { 0, 0, -1 }, want = 0;

	for (int64_t i = after; i < until && i < RUNS && want < most; i++)
		want += !all[i].demanded; /* run i + 1 */
	assert_int_equal(run_each(&store, &range, count_run, seen, &err), 0);
	assert_int_equal(seen[1], want);
}

static void runs_are_read_as_they_were_put_and_changed(UNUSED void **state)
{
	static struct run_row all[RUNS];
	struct seeded d = seeded_begin(0);
	int64_t plan;

	assert_int_equal(plan_intern(&store, JSON({"plan":1}), &plan, &err), 0);
	for (size_t i = 0; i < RUNS; i++) {
		size_t other = seeded_below(&d, i + 1);

		draw_row(&d, plan, &all[i]);
		assert_int_equal(all[i].serial, i + 1);
		assert_int_equal(run_put(&store, &all[i], &err), 0);
		assert_reads(&all[i], d.seed);
		draw_outcome(&d, &all[other]);
		assert_int_equal(run_change(&store, &all[other], &err), 0);
		assert_reads(&all[other], d.seed);
	}
	for (size_t i = 0; i < RUNS; i++)
		assert_reads(&all[i], d.seed);
	for (int i = 0; i < 50; i++) {
		int64_t after = seeded_between(&d, 0, RUNS);

		assert_range(all, after, seeded_between(&d, after, RUNS + 5),
		             seeded_between(&d, 0, RUNS));
	}
}

static void a_visit_that_fails_ends_the_walk(UNUSED void **state)
{
	const struct run_range range = { 0, 9, 9 };
	int64_t seen[3] = { 0, 0, 2 };

	for (int64_t i = 1; i <= 4; i++) {
		const struct run_row r = { .serial = i, .flow_seq = flows[0] };

		assert_int_equal(run_put(&store, &r, &err), 0);
	}
	assert_int_equal(run_each(&store, &range, count_run, seen, &err), -1);
	assert_int_equal(seen[1], 2);
	assert_string_equal(err.text, "enough");
}

static void serials_go_on_from_the_newest_that_is_there(UNUSED void **state)
{
	const struct run_row r = { .serial = 1, .flow_seq = flows[0] };
	int64_t serial;

	assert_int_equal(run_next_serial(&store, &serial, &err), 0);
	assert_int_equal(serial, 1);
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(run_put(&store, &r, &err), 0);
	assert_int_equal(run_next_serial(&store, &serial, &err), 0);
	assert_int_equal(serial, 2);
	store_rollback(&store);
	assert_int_equal(run_next_serial(&store, &serial, &err), 0);
	assert_int_equal(serial, 1); /* what was undone leaves no gap */
}

static void the_newest_run_is_the_flows_own(UNUSED void **state)
{
	const struct run_row r = { .serial = 1,
		                   .flow_seq = flows[0],
		                   .created_at = 7,
		                   .started_at = VTIME_NEVER,
		                   .completed_at = VTIME_NEVER,
		                   .status = RUN_QUEUED };
	struct last_run last;

	assert_int_equal(run_last_of(&store, "flow-a", &last, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_int_equal(run_put(&store, &r, &err), 0);
	assert_int_equal(flow_ran(&store, flows[0], 1, &err), 0);
	assert_int_equal(run_last_of(&store, "flow-a", &last, &err), 0);
	assert_int_equal(last.serial, 1);
	assert_int_equal(last.created_at, 7);
	assert_int_equal(last.status, RUN_QUEUED);
	assert_int_equal(last.started_at, VTIME_NEVER);
	assert_int_equal(run_last_of(&store, "flow-b", &last, &err), -1);
}

static void a_status_has_the_services_name_and_an_end(UNUSED void **state)
{
	static const struct {
		enum run_status status;
		const char *name;
		bool ended;
	} rows[] = {
		{ RUN_SUCCESS, "success", true },
		{ RUN_FAILED, "failed", true },
		{ RUN_PARTIAL, "partialSuccess", true },
		{ RUN_IN_PROGRESS, "inProgress", false },
		{ RUN_QUEUED, "queued", false },
	};

	assert_int_equal(ARRAY_LEN(rows), RUN_STATUS_COUNT);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		row_string_equal(i, run_status_name(rows[i].status), rows[i].name);
		row_int_equal(i, run_has_ended(rows[i].status), rows[i].ended);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			runs_are_read_as_they_were_put_and_changed, setup, teardown),
		cmocka_unit_test_setup_teardown(a_visit_that_fails_ends_the_walk, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
			serials_go_on_from_the_newest_that_is_there, setup, teardown),
		cmocka_unit_test_setup_teardown(the_newest_run_is_the_flows_own, setup,
		                                teardown),
		cmocka_unit_test(a_status_has_the_services_name_and_an_end),
	};

	return cmocka_run_group_tests_name("store/run", tests, NULL, NULL);
}
