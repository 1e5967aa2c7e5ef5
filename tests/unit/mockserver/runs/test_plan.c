/*
 * test_plan.c - what a run of a flow sets out to do, as its flow and ends say it
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/plan.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"

#define OTHER_DATASET "65b1f00d0a1c4e2b9d7e3f03"

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

/* The newest flow's number. */
static int64_t flow_seq(void)
{
	AUTO(flow_release) struct flow_row row = { 0 };
	struct err e = { 0 };

	assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id, &row,
	                           &e),
	                 0);
	return row.seq;
}

static void load(struct plan *p)
{
	struct err e = { 0 };

	if (plan_load(&chain.world, flow_seq(), p, &e) < 0)
		fail_msg("%s", e.text);
}

/* A target like the chain's whose params end with these, and a flow to it. */
static void make_flow_to(const char *params, const char *schedule)
{
	AUTO_MEM char *target =
		mem_printf("{'name':'t','baseConnectionId':'%%s','params':{'mode':"
	                   "'Server-to-server','bucketName':'bucket','path':'p/q'%s},"
	                   "%s}",
	                   params, CHAIN_S3);
	AUTO_MEM char *flow =
		mem_printf("{'name':'named','sourceConnectionIds':['%%s'],"
	                   "'targetConnectionIds':['%%s'],'scheduleParams':{'timeUnit':"
	                   "'hour','interval':3,'startTime':1767225600%s},%s}",
	                   schedule, CHAIN_EXPORT);

	chain_make(&chain, KIND_TARGET, target);
	chain_make(&chain, KIND_FLOW, flow);
}

/* ---------------------------------------------------------------- what it says */

static void it_says_what_the_flow_and_its_ends_say(void **state UNUSED)
{
	AUTO(plan_release) struct plan p = { 0 };

	load(&p);
	assert_string_equal(p.name, "flow");
	assert_string_equal(p.source, chain.made[KIND_SOURCE].id);
	assert_string_equal(p.target, chain.made[KIND_TARGET].id);
	assert_string_equal(p.destination, "Amazon S3");
	assert_string_equal(p.place, "s3/bucket/p");
	assert_null(p.template);
	assert_null(p.broken);
	assert_int_equal(cJSON_GetArraySize(p.datasets), 1);
	assert_string_equal(json_str(p.datasets, "[0]"), CHAIN_DATASET);
	assert_false(p.full);
	assert_false(p.manifest);
	assert_int_equal(p.format, EXPORT_JSON);
	assert_int_equal(p.codec, EXPORT_NONE);
	assert_string_equal(json_str(p.entity, "id"), chain.made[KIND_FLOW].id);
	assert_int_equal(p.serial, 0);
}

static void form_and_options_are_the_targets_and_the_schedules(void **state UNUSED)
{
	AUTO(plan_release) struct plan p = { 0 };

	make_flow_to(",'datasetFileType':'PARQUET','compression':'GZIP',"
	             "'includeFileManifest':true",
	             ",'foldernameTemplate':'%DATASET_ID%/x','exportMode':"
	             "'DAILY_FULL_EXPORT'");
	load(&p);
	assert_string_equal(p.name, "named");
	assert_string_equal(p.place, "s3/bucket/p/q");
	assert_string_equal(p.template, "%DATASET_ID%/x");
	assert_true(p.full);
	assert_true(p.manifest);
	assert_int_equal(p.format, EXPORT_PARQUET);
	assert_int_equal(p.codec, EXPORT_GZIP);
}

static void a_template_has_two_spellings_and_the_tutorials_wins(void **state UNUSED)
{
	AUTO(plan_release) struct plan one = { 0 };
	AUTO(plan_release) struct plan both = { 0 };

	make_flow_to(",'compression':'NONE','datasetFileType':'JSON'",
	             ",'folderNameTemplate':'%DATASET_ID%/a'");
	load(&one);
	assert_string_equal(one.template, "%DATASET_ID%/a");
	make_flow_to(",'compression':'NONE','datasetFileType':'JSON'",
	             ",'folderNameTemplate':'%DATASET_ID%/a','foldernameTemplate':"
	             "'%DATASET_ID%/b'");
	load(&both);
	assert_string_equal(both.template, "%DATASET_ID%/b");
}

static void a_dataset_that_is_named_twice_is_exported_once(void **state UNUSED)
{
	AUTO(plan_release) struct plan p = { 0 };

	chain_make(&chain, KIND_SOURCE,
	           "{'name':'s','params':{'datasets':[{'dataSetId':'" CHAIN_DATASET
	           "'},{'dataSetId':'" OTHER_DATASET "'},{'dataSetId':'" CHAIN_DATASET
	           "'}]}," CHAIN_LAKE "}");
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	load(&p);
	assert_int_equal(cJSON_GetArraySize(p.datasets), 2);
	plan_narrow(&p, OTHER_DATASET);
	assert_int_equal(cJSON_GetArraySize(p.datasets), 1);
	assert_string_equal(json_str(p.datasets, "[0]"), OTHER_DATASET);
}

static void an_ingestion_exports_no_dataset_and_needs_no_place(void **state UNUSED)
{
	AUTO(plan_release) struct plan p = { 0 };

	for (int kind = 0; kind < KIND_COUNT; kind++)
		chain_make(&chain, (enum kind)kind, chain_ingestion[kind]);
	load(&p);
	assert_null(p.datasets);
	assert_null(p.place);
	assert_null(p.broken);
	plan_narrow(&p, CHAIN_DATASET);
	assert_null(p.datasets);
}

/* ---------------------------------------------------------------- what is gone */

static void a_connection_that_is_gone_leaves_it_broken(void **state UNUSED)
{
	static const enum kind kinds[] = { KIND_SOURCE, KIND_TARGET };

	for_each_row(i, kinds) {
		AUTO(plan_release) struct plan p = { 0 };

		chain_make_all(&chain);
		chain_delete(&chain, kinds[i]);
		load(&p);
		assert_string_equal(p.broken, "A connection of the flow is gone");
		assert_string_equal(p.target, chain.made[KIND_TARGET].id);
	}
}

static void a_deleted_flow_leaves_it_broken_and_an_unknown_is_an_error(
	void **state UNUSED)
{
	AUTO(plan_release) struct plan p = { 0 };
	struct err e = { 0 };
	int64_t seq = flow_seq();

	chain_delete(&chain, KIND_FLOW);
	assert_int_equal(plan_load(&chain.world, seq, &p, &e), 0);
	assert_string_equal(p.broken, "A connection of the flow is gone");
	assert_null(p.entity);
	plan_release(&p);
	assert_int_equal(plan_load(&chain.world, 999, &p, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

static void credentials_that_do_not_fit_break_it_where_the_ledger_says_so(
	void **state UNUSED)
{
	AUTO(plan_release) struct plan refused = { 0 };
	AUTO(plan_release) struct plan taken = { 0 };
	struct err e = { 0 };

	assert_int_equal(entity_note_soundness(&chain.world.store,
	                                       chain.made[KIND_CONNECTION].id, UNSOUND,
	                                       &e),
	                 0);
	load(&taken);
	assert_null(taken.broken);
	chain_choose(&chain, "unsound-credentials=refuse");
	load(&refused);
	assert_non_null(strstr(refused.broken, chain.made[KIND_CONNECTION].id));
}

/* Runs have the labels that their flow had when they were made. */
static void the_labels_are_the_flows(void **state UNUSED)
{
	AUTO(plan_release) struct plan none = { 0 };
	AUTO(plan_release) struct plan some = { 0 };
	AUTO_MEM char *flow =
		mem_printf("{'name':'l','labels':['a','b'],'sourceConnectionIds':['%%s'],"
	                   "'targetConnectionIds':['%%s'],'scheduleParams':{'timeUnit':"
	                   "'hour','interval':3,'startTime':1767225600},%s}",
	                   CHAIN_EXPORT);

	load(&none);
	assert_null(json_get(none.json, "labels"));
	chain_make(&chain, KIND_FLOW, flow);
	load(&some);
	assert_int_equal(cJSON_GetArraySize(json_get(some.json, "labels")), 2);
	assert_string_equal(json_str(some.json, "labels[1]"), "b");
}

/* ---------------------------------------------------------------- kept */

static void keep(struct plan *p)
{
	struct err e = { 0 };

	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	assert_int_equal(plan_keep(&chain.world, p, &e), 0);
	assert_int_equal(store_commit(&chain.world.store, &e), 0);
}

static void equal_plans_are_kept_once_and_a_narrowed_one_is_another(void **state UNUSED)
{
	AUTO(plan_release) struct plan a = { 0 };
	AUTO(plan_release) struct plan b = { 0 };
	int64_t serial;

	load(&a);
	load(&b);
	keep(&a);
	assert_true(a.serial > 0);
	keep(&b);
	assert_int_equal(b.serial, a.serial);
	serial = a.serial;
	keep(&a);
	assert_int_equal(a.serial, serial);
	plan_narrow(&a, OTHER_DATASET);
	assert_int_equal(a.serial, 0);
	keep(&a);
	assert_int_not_equal(a.serial, serial);
}

/* What changes after a run has begun does not change the run. */
static void the_plan_of_a_run_is_the_one_that_it_began_with(void **state UNUSED)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(plan_release) struct plan p = { 0 };
	struct run_row row;
	struct err e = { 0 };

	chain_live(&chain, "after:1h");
	chain_travel(&chain, CHAIN_ZERO);
	chain_delete(&chain, KIND_TARGET);
	assert_int_equal(run_begin(&chain.world.store, 1, &q, &row, &e), 0);
	assert_int_equal(plan_of_run(&chain.world, &row, &p, &e), 0);
	assert_null(p.broken);
	assert_string_equal(p.place, "s3/bucket/p");
	assert_int_equal(p.format, EXPORT_JSON);
	assert_int_equal(p.serial, row.plan);
	assert_null(p.entity);
}

static void a_flow_may_have_a_life_of_its_own(void **state UNUSED)
{
	AUTO(plan_release) struct plan mocks = { 0 };
	AUTO(plan_release) struct plan own = { 0 };
	struct err e = { 0 };

	chain_live(&chain, "after:1h");
	load(&mocks);
	assert_int_equal(mocks.life.most_ms, MS_PER_HOUR);
	assert_int_equal(flow_set_life(&chain.world.store, chain.made[KIND_FLOW].id,
	                               "polls:3", &e),
	                 0);
	load(&own);
	assert_int_equal(own.life.kind, LIFE_POLLS);
	assert_int_equal(own.life.polls, 3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_says_what_the_flow_and_its_ends_say),
		TEST(form_and_options_are_the_targets_and_the_schedules),
		TEST(a_template_has_two_spellings_and_the_tutorials_wins),
		TEST(a_dataset_that_is_named_twice_is_exported_once),
		TEST(an_ingestion_exports_no_dataset_and_needs_no_place),
		TEST(a_connection_that_is_gone_leaves_it_broken),
		TEST(a_deleted_flow_leaves_it_broken_and_an_unknown_is_an_error),
		TEST(credentials_that_do_not_fit_break_it_where_the_ledger_says_so),
		TEST(the_labels_are_the_flows),
		TEST(equal_plans_are_kept_once_and_a_narrowed_one_is_another),
		TEST(the_plan_of_a_run_is_the_one_that_it_began_with),
		TEST(a_flow_may_have_a_life_of_its_own),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
