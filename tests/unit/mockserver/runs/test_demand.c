/*
 * test_demand.c - runs that a client asks for, and those that are made again
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/demand.h"
#include "mockserver/runs/text.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int setup_ingestion(void **state UNUSED)
{
	chain_open(&chain);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		chain_make(&chain, (enum kind)kind, chain_ingestion[kind]);
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

static const char *flow_id(void)
{
	return chain.made[KIND_FLOW].id;
}

/* ---------------------------------------------------------------- the plan */

static void the_plan_is_of_a_live_flow_of_the_caller(void **state UNUSED)
{
	static const struct caller org = { "test", "OTHER@AdobeOrg", "prod" };
	static const struct caller sandbox = { "test", "TEST@AdobeOrg", "dev" };
	AUTO(plan_release) struct plan p = { 0 };
	struct world *w = &chain.world;
	struct err e = { 0 };

	assert_int_equal(demand_plan(w, &org, flow_id(), &p, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct err){ 0 };
	assert_int_equal(demand_plan(w, &sandbox, flow_id(), &p, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct err){ 0 };
	assert_int_equal(demand_plan(w, &chain_caller, "nobody", &p, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct err){ 0 };
	assert_int_equal(demand_plan(w, &chain_caller, flow_id(), &p, &e), 0);
	assert_string_equal(json_str(p.entity, "id"), flow_id());
	plan_release(&p);
	chain_delete(&chain, KIND_FLOW);
	assert_int_equal(demand_plan(w, &chain_caller, flow_id(), &p, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

/* ---------------------------------------------------------------- POST /runs */

struct asked {
	const struct caller *by;
	const char *body; /* "%s": the flow's id */
	struct created made;
};

static int create(struct world *w, void *ctx, struct refusal *rf)
{
	struct asked *a = ctx;
	AUTO(mem_free) char *json = quoted(a->body);
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(cJSON_Delete) cJSON *body = NULL;
	const char *hole = strstr(json, "%s");

	buf_add(&text, json, hole ? (size_t)(hole - json) : strlen(json));
	if (hole)
		buf_printf(&text, "%s%s", flow_id(), hole + 2);
	body = parsed(buf_str(&text));
	return demand_create(w, a->by ? a->by : &chain_caller, body, &a->made, rf);
}

/* The refusal's name; "" when the run was made. */
static void expect_create(const char *body, const char *refusal)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct asked a = { .body = body };
	int64_t runs = chain_runs(&chain);
	int rc = chain_do(&chain, create, &a, &rf);

	assert_string_equal(rc < 0 ? chain_refused(&rf) : "", refusal);
	assert_int_equal(chain_runs(&chain), runs + !*refusal);
}

static void a_body_that_names_no_flow_is_refused(void **state UNUSED)
{
	static const struct {
		const char *body, *refusal;
	} cases[] = {
		{ "{}", "FLOW_ID_MISSING" },
		{ "{'flowId':null}", "FLOW_ID_MISSING" },
		{ "{'flowId':''}", "FLOW_ID_MISSING" },
		{ "[]", "FLOW_ID_MISSING" },
		{ "{'flowId':1}", "FIELD_INVALID" },
		{ "{'flowId':'%s','params':1}", "FIELD_INVALID" },
		{ "{'flowId':'nobody'}", "FLOW_UNKNOWN" },
		{ "{'flowId':'%s'}", "" },
		{ "{'flowId':'%s','status':'active'}", "" },
	};

	for_each_row(i, cases)
		expect_create(cases[i].body, cases[i].refusal);
}

static void a_run_begins_now_and_leaves_the_schedule(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct asked a = { .body = "{'flowId':'%s'}" };
	char id[UUID_TEXT], etag[ETAG_TEXT];
	struct run_row row;

	chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR);
	assert_int_equal(chain_do(&chain, create, &a, &rf), 0);
	row = chain_run(&chain, 2);
	assert_true(row.demanded);
	assert_int_equal(row.scheduled_at, CHAIN_ZERO + MS_PER_HOUR);
	assert_int_equal(row.records, 40);
	assert_string_equal(a.made.id, run_id(&chain.world, 2, id));
	assert_string_equal(a.made.etag, run_etag(&chain.world, &row, etag));
	assert_int_equal(chain_travel(&chain, CHAIN_ZERO + 3 * MS_PER_HOUR), 1);
	assert_int_equal(chain_run(&chain, 3).records, 80); /* the rest of the 120 */
}

static void a_disabled_flow_runs_too(void **state UNUSED)
{
	chain_act(&chain, "disable");
	expect_create("{'flowId':'%s'}", "");
	chain_expect_statuses(&chain, "success");
}

static void what_the_client_sends_is_kept_without_its_secrets(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *run = NULL;

	expect_create("{'flowId':'%s','params':{'windowStartTime':7,'password':'geheim'}"
	              "}",
	              "");
	run = chain_run_tree(&chain, 1);
	assert_true(json_at(run, "params.windowStartTime")->valueint == 7);
	assert_string_not_equal(json_str(run, "params.password"), "geheim");
}

/* ---------------------------------------------------------------- which flows */

static void the_ledger_may_keep_runs_to_one_time_flows_of_batch_sources(
	void **state UNUSED)
{
	chain_choose(&chain, "C1=refuse");
	expect_create("{'flowId':'%s'}", "RUN_OF_AN_EXPORT");
}

static void an_hourly_ingestion_is_no_one_time_flow(void **state UNUSED)
{
	chain_choose(&chain, "C1=refuse");
	expect_create("{'flowId':'%s'}", "RUN_OF_AN_EXPORT");
	chain_make(&chain, KIND_FLOW,
	           "{'name':'once','sourceConnectionIds':['%s'],'targetConnectionIds':"
	           "['%s'],'scheduleParams':{'startTime':1798761600,'frequency':'once'},"
	           "'flowSpec':{'id':'9753525b-82c7-4dce-8a9b-5ccfce2b9876','version':"
	           "'1.0'}}");
	expect_create("{'flowId':'%s'}", "");
}

static void the_window_of_an_ingestion_does_not_end_before_it_starts(void **state UNUSED)
{
	static const struct {
		const char *params, *refusal;
	} cases[] = {
		{ "{'windowStartTime':9,'windowEndTime':8}", "RUN_WINDOW" },
		{ "{'windowStartTime':'9','windowEndTime':'8'}", "RUN_WINDOW" },
		{ "{'windowStartTime':9,'windowEndTime':9}", "" },
		{ "{'windowStartTime':8,'windowEndTime':9}", "" },
		{ "{'windowStartTime':9}", "" },
		{ "{'windowStartTime':'x','windowEndTime':8}", "" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *body =
			mem_printf("{'flowId':'%%s','params':%s}", cases[i].params);

		expect_create(body, cases[i].refusal);
	}
}

static void an_export_has_no_window(void **state UNUSED)
{
	expect_create("{'flowId':'%s','params':{'windowStartTime':9,'windowEndTime':8}}",
	              "");
}

/* ---------------------------------------------------------------- again */

struct again {
	const char *run, *if_match;
	struct created made;
};

static int run_again(struct world *w, void *ctx, struct refusal *rf)
{
	struct again *a = ctx;

	return demand_again(w, &chain_caller, a->run, a->if_match, &a->made, rf);
}

static void expect_again(int64_t serial, const char *if_match, const char *refusal)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	char id[UUID_TEXT];
	struct again a = { run_id(&chain.world, serial, id), if_match };
	int64_t runs = chain_runs(&chain);
	int rc = chain_do(&chain, run_again, &a, &rf);

	assert_string_equal(rc < 0 ? chain_refused(&rf) : "", refusal);
	assert_int_equal(chain_runs(&chain), runs + !*refusal);
}

static void only_a_run_that_failed_or_had_no_records_is_made_again(void **state UNUSED)
{
	chain_travel(&chain, CHAIN_ZERO); /* 1: with records */
	expect_again(1, NULL, "RUN_NOT_FAILED");
	chain_run_now(&chain); /* 2: without */
	expect_again(2, NULL, "");
	chain_arm(&chain, "{'fault':'f','on':'run','nth':1,'do':{'fail':{}}}");
	chain_run_now(&chain); /* 4 */
	chain_expect_statuses(&chain, "success success success failed");
	expect_again(4, NULL, "");
	chain_live(&chain, "after:1h");
	chain_run_now(&chain); /* 6 */
	expect_again(6, NULL, "RUN_NOT_FAILED");
	expect_again(99, NULL, "NOT_FOUND");
}

static void another_one_is_made_at_the_etag_that_was_seen(void **state UNUSED)
{
	struct run_row row;
	char etag[ETAG_TEXT];

	chain_travel(&chain, CHAIN_ZERO);
	chain_run_now(&chain);
	row = chain_run(&chain, 2);
	expect_again(2, "\"another\"", "VERSION_STALE");
	expect_again(2, run_etag(&chain.world, &row, etag), "");
}

static void a_flow_that_is_not_enabled_makes_none_again(void **state UNUSED)
{
	chain_travel(&chain, CHAIN_ZERO);
	chain_run_now(&chain);
	chain_act(&chain, "disable");
	expect_again(2, NULL, "RUN_FLOW_STATE");
	chain_delete(&chain, KIND_FLOW);
	expect_again(2, NULL, "FLOW_UNKNOWN");
}

static void the_ledger_may_refuse_it_for_exports_and_not_for_ingestions(
	void **state UNUSED)
{
	chain_travel(&chain, CHAIN_ZERO);
	chain_run_now(&chain);
	chain_choose(&chain, "B34=refuse");
	expect_again(2, NULL, "RE_TRIGGER_EXPORT");
}

static void a_run_of_an_ingestion_is_made_again_in_any_mode(void **state UNUSED)
{
	chain_choose(&chain, "B34=refuse");
	chain_run_now(&chain);
	expect_again(1, NULL, "");
}

#define TEST(f)      cmocka_unit_test_setup_teardown(f, setup, teardown)
#define INGESTION(f) cmocka_unit_test_setup_teardown(f, setup_ingestion, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_plan_is_of_a_live_flow_of_the_caller),
		TEST(a_body_that_names_no_flow_is_refused),
		TEST(a_run_begins_now_and_leaves_the_schedule),
		TEST(a_disabled_flow_runs_too),
		TEST(what_the_client_sends_is_kept_without_its_secrets),
		TEST(the_ledger_may_keep_runs_to_one_time_flows_of_batch_sources),
		INGESTION(an_hourly_ingestion_is_no_one_time_flow),
		INGESTION(the_window_of_an_ingestion_does_not_end_before_it_starts),
		TEST(an_export_has_no_window),
		TEST(only_a_run_that_failed_or_had_no_records_is_made_again),
		TEST(another_one_is_made_at_the_etag_that_was_seen),
		TEST(a_flow_that_is_not_enabled_makes_none_again),
		TEST(the_ledger_may_refuse_it_for_exports_and_not_for_ingestions),
		INGESTION(a_run_of_an_ingestion_is_made_again_in_any_mode),
	};

	return cmocka_run_group_tests_name("demand", tests, NULL, NULL);
}
