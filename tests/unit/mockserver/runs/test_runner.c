/*
 * test_runner.c - what a run exports, what it came to, and what moves with success only
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/mem.h"
#include "mockserver/runs/runner.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define OTHER_DATASET "65b1f00d0a1c4e2b9d7e3f03"
#define GONE_DATASET  "000000000000000000000000"
#define PLACE         "exports/s3/bucket/p/" CHAIN_DATASET

static struct chain chain;
static int64_t flow;

static int64_t find_flow(void)
{
	AUTO(flow_release) struct flow_row row = { 0 };
	struct err e = { 0 };

	assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id, &row,
	                           &e),
	                 0);
	return row.seq;
}

static int setup(void **state UNUSED)
{
	chain_open_with_files(&chain);
	chain_make_all(&chain);
	flow = find_flow();
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

/* The chain's flow exports these datasets from now on. */
static void export_from(const char *datasets)
{
	AUTO_MEM char *source =
		mem_printf("{'name':'s','params':{'datasets':[%s]}," CHAIN_LAKE "}",
	                   datasets);

	chain_make(&chain, KIND_SOURCE, source);
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	flow = find_flow();
}

/* What a run at that hour came to; the caller frees its texts. */
struct outcome {
	struct run_row row;
	cJSON *detail; /* NULL: none */
};

static int export_at(struct world *w, void *ctx, struct refusal *rf)
{
	AUTO(runner_release) struct runner r = { .w = w };
	AUTO(plan_release) struct plan p = { 0 };
	struct outcome *o = ctx;

	if (plan_load(w, flow, &p, &rf->err) < 0)
		return -1;
	r.plan = &p;
	r.row = o->row;
	r.row.started_at = r.row.completed_at = VTIME_NEVER;
	if (runner_export(&r, &rf->err) < 0)
		return -1;
	o->row = r.row;
	o->detail = r.row.detail ? parsed(r.row.detail) : NULL;
	o->row.detail = NULL;
	return 0;
}

static struct outcome run_at(int64_t hour)
{
	static int64_t serial;
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct outcome o = { .row = { .serial = ++serial,
		                      .scheduled_at = CHAIN_ZERO + hour * MS_PER_HOUR } };

	chain.world.clock.at = o.row.scheduled_at + MS_PER_MINUTE;
	if (chain_do(&chain, export_at, &o, &rf) < 0)
		fail_msg("%s", rf.err.text);
	return o;
}

static vtime exported(const char *dataset)
{
	struct err e = { 0 };
	vtime until;

	assert_int_equal(flow_load_exported(&chain.world.store, flow, dataset, &until,
	                                    &e),
	                 0);
	return until;
}

/* ---------------------------------------------------------------- success */

static void a_run_writes_the_records_and_completes_its_row(void **state UNUSED)
{
	AUTO(mem_free) char *files = NULL;
	struct outcome first = run_at(0), second = run_at(3);
	vtime until = CHAIN_ZERO + 3 * MS_PER_HOUR;

	assert_int_equal(first.row.status, RUN_SUCCESS);
	assert_true(first.row.records > 120);
	assert_int_equal(second.row.records, 120);
	assert_int_equal(second.row.files, 1);
	assert_true(second.row.bytes > 1200);
	assert_null(second.detail); /* the row's columns say it all */
	assert_int_equal(second.row.started_at, until + MS_PER_MINUTE);
	assert_int_equal(second.row.completed_at, until + MS_PER_MINUTE);
	assert_int_equal(second.row.updated_at, until + MS_PER_MINUTE);
	assert_int_equal(exported(CHAIN_DATASET), until);
	files = chain_files(&chain);
	assert_int_equal(scratch_files((void *const *)&chain.folder), 2);
	assert_int_equal(strncmp(files, "s3/bucket/p/" CHAIN_DATASET "/", 12), 0);
}

static void a_run_without_new_records_succeeds_and_writes_no_file(void **state UNUSED)
{
	struct outcome o;

	run_at(3);
	o = run_at(3);
	assert_int_equal(o.row.status, RUN_SUCCESS);
	assert_int_equal(o.row.records, 0);
	assert_int_equal(o.row.files, 0);
	assert_int_equal(scratch_files((void *const *)&chain.folder), 1);
}

static void several_datasets_are_summed_and_each_stands_in_the_detail(void **state UNUSED)
{
	struct outcome o;
	int64_t one = -1, other = -1;

	export_from("{'dataSetId':'" CHAIN_DATASET "'},{'dataSetId':'" OTHER_DATASET
	            "'}");
	o = run_at(0);
	assert_int_equal(o.row.status, RUN_SUCCESS);
	assert_int_equal(o.row.files, 2);
	assert_true(json_int(o.detail, "datasets[0].records", &one));
	assert_true(json_int(o.detail, "datasets[1].records", &other));
	assert_int_equal(o.row.records, one + other);
	for (int i = 0; i < 2; i++) {
		const cJSON *dataset =
			cJSON_GetArrayItem(json_get(o.detail, "datasets"), i);
		int64_t files = -1, bytes = -1;

		assert_true(json_int(dataset, "files", &files));
		assert_true(json_int(dataset, "bytes", &bytes));
		row_int_equal(i, files, 1);
		assert_true(bytes > 0 && bytes < o.row.bytes);
		assert_null(json_get(dataset, "skipped")); /* where nothing was */
	}
	assert_string_equal(json_str(o.detail, "datasets[1].id"), OTHER_DATASET);
	assert_int_equal(cJSON_GetArraySize(json_get(o.detail, "errors")), 0);
	cJSON_Delete(o.detail);
}

static void a_run_that_has_started_keeps_when_it_did(void **state UNUSED)
{
	AUTO(runner_release) struct runner r = { .w = &chain.world };
	AUTO(plan_release) struct plan p = { 0 };
	struct err e = { 0 };

	chain.world.files = FILES_OFF;
	assert_int_equal(plan_load(&chain.world, flow, &p, &e), 0);
	r.plan = &p;
	r.row.scheduled_at = CHAIN_ZERO;
	r.row.started_at = CHAIN_ZERO - 5;
	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	assert_int_equal(runner_export(&r, &e), 0);
	store_rollback(&chain.world.store);
	assert_int_equal(r.row.started_at, CHAIN_ZERO - 5);
	assert_int_equal(r.row.completed_at, CHAIN_ZERO);
}

/* ---------------------------------------------------------------- failure */

/* A file stands where the dataset's folder is to be. */
static void obstruct(void)
{
	scratch_write((void *const *)&chain.folder, PLACE, "");
}

static void a_dataset_that_cannot_be_written_fails_and_moves_no_progress(
	void **state UNUSED)
{
	struct outcome o;
	const char *message;

	obstruct();
	o = run_at(3);
	assert_int_equal(o.row.status, RUN_FAILED);
	assert_int_equal(o.row.records, 0);
	assert_int_equal(o.row.files, 0);
	assert_int_equal(o.row.bytes, 0);
	assert_string_equal(json_str(o.detail, "errors[0].code"),
	                    "ACTIVATION_BATCH-0000-FAILED");
	message = json_str(o.detail, "errors[0].message");
	assert_int_equal(strncmp(message, "Job aborted. Dataset " CHAIN_DATASET ": ", 46),
	                 0);
	assert_int_equal(exported(CHAIN_DATASET), VTIME_MIN);
	cJSON_Delete(o.detail);
}

static void the_next_run_has_the_records_of_the_one_that_failed(void **state UNUSED)
{
	AUTO(mem_free) char *file = mem_printf("%s/" PLACE, chain.folder);
	struct outcome o;

	chain.world.files = FILES_OFF;
	run_at(0);
	chain.world.files = FILES_ON;
	obstruct();
	o = run_at(3);
	assert_int_equal(o.row.status, RUN_FAILED);
	cJSON_Delete(o.detail);
	assert_int_equal(exported(CHAIN_DATASET), CHAIN_ZERO);
	assert_int_equal(unlink(file), 0);
	o = run_at(4);
	assert_int_equal(o.row.status, RUN_SUCCESS);
	assert_int_equal(o.row.records, 160);
}

static void the_ledger_may_leave_the_cause_out(void **state UNUSED)
{
	struct outcome o;

	chain_choose(&chain, "B33=samples");
	obstruct();
	o = run_at(3);
	assert_string_equal(json_str(o.detail, "errors[0].message"), "Job aborted.");
	cJSON_Delete(o.detail);
}

static void some_datasets_that_fail_make_it_a_partial_success(void **state UNUSED)
{
	struct outcome o;
	int64_t records = -1;

	export_from("{'dataSetId':'" OTHER_DATASET "'},{'dataSetId':'" CHAIN_DATASET
	            "'}");
	obstruct();
	o = run_at(0);
	assert_int_equal(o.row.status, RUN_PARTIAL);
	assert_true(o.row.records > 0);
	assert_int_equal(o.row.files, 1);
	assert_true(json_int(o.detail, "datasets[1].records", &records));
	assert_int_equal(records, 0);
	assert_int_equal(cJSON_GetArraySize(json_get(o.detail, "errors")), 1);
	assert_int_equal(exported(OTHER_DATASET), CHAIN_ZERO);
	assert_int_equal(exported(CHAIN_DATASET), VTIME_MIN);
	cJSON_Delete(o.detail);
}

static void a_dataset_that_is_not_there_fails(void **state UNUSED)
{
	struct outcome o;

	export_from("{'dataSetId':'" GONE_DATASET "'}");
	o = run_at(0);
	assert_int_equal(o.row.status, RUN_FAILED);
	assert_string_equal(json_str(o.detail, "errors[0].message"),
	                    "Job aborted. Dataset " GONE_DATASET
	                    ": there is no such dataset");
	cJSON_Delete(o.detail);
}

static void a_broken_plan_fails_with_its_cause(void **state UNUSED)
{
	struct outcome o;

	chain_delete(&chain, KIND_SOURCE);
	o = run_at(0);
	assert_int_equal(o.row.status, RUN_FAILED);
	assert_string_equal(json_str(o.detail, "errors[0].message"),
	                    "Job aborted. A connection of the flow is gone");
	assert_int_equal(cJSON_GetArraySize(json_get(o.detail, "datasets")), 0);
	assert_int_equal(scratch_files((void *const *)&chain.folder), 0);
	cJSON_Delete(o.detail);
}

static void a_run_that_a_fault_fails_says_why_after_the_files_that_it_wrote(
	void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *run = NULL;
	struct run_row row;

	chain_arm(&chain, "{'fault':'f','on':'run','nth':1,'do':{'fail':{'code':'C-1',"
	                  "'message':'Out of luck.','afterFiles':1}}}");
	chain_travel(&chain, CHAIN_ZERO);
	row = chain_run(&chain, 1);
	assert_int_equal(row.status, RUN_FAILED);
	assert_int_equal(row.records, 0);
	assert_int_equal(row.files, 0);
	assert_int_equal(scratch_files((void *const *)&chain.folder), 1);
	assert_int_equal(exported(CHAIN_DATASET), VTIME_MIN);
	run = chain_run_tree(&chain, 1);
	assert_string_equal(json_str(run, "metrics.statusSummary.errors[0].code"), "C-1");
	assert_string_equal(json_str(run, "metrics.statusSummary.errors[0].message"),
	                    "Out of luck.");
	assert_null(json_at(run, "metrics.statusSummary.errors[1]"));
}

static void a_run_that_skips_records_says_how_many_of_each_dataset(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *run = NULL;
	int64_t skipped = -1;

	chain_arm(&chain, "{'fault':'f','on':'run','nth':1,'do':{'skip-records':5}}");
	chain_travel(&chain, CHAIN_ZERO);
	run = chain_run_tree(&chain, 1);
	assert_true(json_int(run, "metrics.recordSummary.skippedRecordCount", &skipped));
	assert_int_equal(skipped, 5);
	skipped = -1;
	assert_true(json_int(run,
	                     "metrics.recordSummary.sourceSummaries[0]."
	                     "entitySummaries[0].skippedRecordCount",
	                     &skipped));
	assert_int_equal(skipped, 5);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_writes_the_records_and_completes_its_row),
		TEST(a_run_without_new_records_succeeds_and_writes_no_file),
		TEST(several_datasets_are_summed_and_each_stands_in_the_detail),
		TEST(a_run_that_has_started_keeps_when_it_did),
		TEST(a_dataset_that_cannot_be_written_fails_and_moves_no_progress),
		TEST(the_next_run_has_the_records_of_the_one_that_failed),
		TEST(the_ledger_may_leave_the_cause_out),
		TEST(some_datasets_that_fail_make_it_a_partial_success),
		TEST(a_dataset_that_is_not_there_fails),
		TEST(a_broken_plan_fails_with_its_cause),
		TEST(a_run_that_a_fault_fails_says_why_after_the_files_that_it_wrote),
		TEST(a_run_that_skips_records_says_how_many_of_each_dataset),
	};

	return cmocka_run_group_tests_name("runner", tests, NULL, NULL);
}
