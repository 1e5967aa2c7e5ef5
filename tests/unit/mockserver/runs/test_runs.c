/*
 * test_runs.c - runs as clients find them and put them
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/runs.h"
#include "mockserver/runs/text.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	chain_travel(&chain, CHAIN_ZERO);
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

/* ---------------------------------------------------------------- finding */

static void a_run_is_found_by_its_owner_alone(void **state UNUSED)
{
	static const struct {
		struct caller by;
		bool finds;
	} cases[] = {
		{ { "test", "TEST@AdobeOrg", "prod" }, true },
		{ { "test", "TEST@AdobeOrg", "dev" }, false },
		{ { "test", "OTHER@AdobeOrg", "prod" }, false },
	};
	char id[UUID_TEXT];

	run_id(&chain.world, 1, id);
	for_each_row(i, cases) {
		AUTO(stmt_end) struct stmt *q = NULL;
		AUTO(refusal_release) struct refusal rf = { 0 };
		struct run_row row;
		int rc = run_find(&chain.world, &cases[i].by, id, &q, &row, &rf);

		assert_int_equal(rc, cases[i].finds ? 0 : -1);
		assert_string_equal(cases[i].finds ? "" : chain_refused(&rf),
		                    cases[i].finds ? "" : "NOT_FOUND");
		assert_int_equal(q != NULL, cases[i].finds);
	}
}

static void an_id_that_no_run_has_is_404(void **state UNUSED)
{
	char next[UUID_TEXT];
	const char *const ids[] = { run_id(&chain.world, 2, next), "", "x",
		                    "00000000-0000-0000-0000-000000000000",
		                    chain.made[KIND_FLOW].id };

	for_each_row(i, ids) {
		AUTO(stmt_end) struct stmt *q = NULL;
		AUTO(refusal_release) struct refusal rf = { 0 };
		struct run_row row;

		assert_int_equal(run_find(&chain.world, &chain_caller, ids[i], &q, &row,
		                          &rf),
		                 -1);
		assert_string_equal(chain_refused(&rf), "NOT_FOUND");
	}
}

/* ---------------------------------------------------------------- PUT */

struct put {
	int64_t serial;
	const char *if_match; /* NULL: the run's etag */
	const char *body;
};

static int put_it(struct world *w, void *ctx, struct refusal *rf)
{
	const struct put *p = ctx;
	AUTO(cJSON_Delete) cJSON *body = quoted_json(p->body);
	struct run_row row = chain_run(&chain, p->serial);
	char id[UUID_TEXT], etag[ETAG_TEXT];

	return run_replace(w, &chain_caller, run_id(w, p->serial, id),
	                   p->if_match ? p->if_match : run_etag(w, &row, etag), body, rf);
}

static void expect_put(struct put p, const char *refusal)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	int rc = chain_do(&chain, put_it, &p, &rf);

	assert_int_equal(rc, *refusal ? -1 : 0);
	assert_string_equal(rc < 0 ? chain_refused(&rf) : "", refusal);
}

static void put(int64_t serial, const char *body)
{
	expect_put((struct put){ serial, NULL, body }, "");
}

#define STATUS(s) "{'metrics':{'statusSummary':{'status':'" s "'}}}"

static void a_status_is_taken_in_every_known_spelling(void **state UNUSED)
{
	static const struct {
		const char *body;
		enum run_status status;
	} cases[] = {
		{ STATUS("success"), RUN_SUCCESS },
		{ STATUS("Completed"), RUN_SUCCESS },
		{ STATUS("FAILED"), RUN_FAILED },
		{ STATUS("partialSuccess"), RUN_PARTIAL },
		{ STATUS("partial_success"), RUN_PARTIAL },
		{ STATUS("partial_failure"), RUN_PARTIAL },
		{ STATUS("inProgress"), RUN_IN_PROGRESS },
		{ STATUS("in_progress"), RUN_IN_PROGRESS },
		{ STATUS("processing"), RUN_IN_PROGRESS },
		{ STATUS("scheduled"), RUN_QUEUED },
		{ STATUS("queued"), RUN_QUEUED },
		{ STATUS("waiting"), RUN_QUEUED },
	};

	for_each_row(i, cases) {
		put(1, cases[i].body);
		assert_int_equal(chain_run(&chain, 1).status, cases[i].status);
		assert_int_equal(chain_run(&chain, 1).version, (int64_t)i + 2);
	}
	expect_put((struct put){ 1, NULL, STATUS("done") }, "RUN_STATUS");
	put(1, "{}"); /* without one it stays */
	assert_int_equal(chain_run(&chain, 1).status, RUN_QUEUED);
}

static void numbers_that_are_put_are_the_rows_and_others_stay(void **state UNUSED)
{
	struct run_row before = chain_run(&chain, 1), row;

	put(1, "{'metrics':{'durationSummary':{'startedAtUTC':7},'recordSummary':{"
	       "'outputRecordCount':8},'sizeSummary':{'outputBytes':9},'fileSummary':"
	       "{'outputFileCount':10}}}");
	row = chain_run(&chain, 1);
	assert_int_equal(row.started_at, 7);
	assert_int_equal(row.completed_at, before.completed_at);
	assert_int_equal(row.records, 8);
	assert_int_equal(row.bytes, 9);
	assert_int_equal(row.files, 10);
	assert_int_equal(row.scheduled_at, before.scheduled_at);
}

/* The etag names the version, and the old one is refused. */
static void an_etag_is_asked_for_and_is_new_after_each_put(void **state UNUSED)
{
	struct run_row row = chain_run(&chain, 1);
	char etag[ETAG_TEXT];

	run_etag(&chain.world, &row, etag);
	expect_put((struct put){ 1, "", "{}" }, "VERSION_STALE");
	expect_put((struct put){ 1, etag, "{}" }, "");
	expect_put((struct put){ 1, etag, "{}" }, "VERSION_STALE");
}

static int put_without(struct world *w, void *ctx UNUSED, struct refusal *rf)
{
	AUTO(cJSON_Delete) cJSON *body = quoted_json("{}");
	char id[UUID_TEXT];

	return run_replace(w, &chain_caller, run_id(w, 1, id), NULL, body, rf);
}

static void without_an_etag_it_is_refused(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };

	assert_int_equal(chain_do(&chain, put_without, NULL, &rf), -1);
	assert_string_equal(chain_refused(&rf), "IF_MATCH_MISSING");
}

static void what_is_put_is_shown_member_by_member_and_without_secrets(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *run = NULL;

	put(1, "{'providerRefId':'a','params':{'password':'geheim'},'flowId':'other',"
	       "'activities':[{'id':'x'}]}");
	put(1, "{'providerRefId':'b','predecessors':[]}");
	run = chain_run_tree(&chain, 1);
	assert_string_equal(json_str(run, "providerRefId"), "b");
	assert_string_equal(json_str(run, "flowId"), chain.made[KIND_FLOW].id);
	assert_true(json_str(run, "activities[0].id") != NULL);
	assert_string_not_equal(json_str(run, "params.password"), "geheim");
}

/* ---------------------------------------------------------------- its end */

static void a_run_that_is_put_to_its_end_gets_the_times_that_it_lacks(void **state UNUSED)
{
	struct run_row row;

	chain_live(&chain, "polls:5");
	chain_travel(&chain, CHAIN_ZERO + 3 * MS_PER_HOUR);
	assert_int_equal(chain_run(&chain, 2).started_at, VTIME_NEVER);
	chain.world.clock.at += MS_PER_MINUTE;
	put(2, STATUS("failed"));
	row = chain_run(&chain, 2);
	assert_int_equal(row.completed_at, chain.world.clock.at);
	assert_int_equal(row.started_at, chain.world.clock.at);
	assert_int_equal(row.updated_at, chain.world.clock.at);
}

static void the_tick_that_it_kept_waiting_runs_then(void **state UNUSED)
{
	chain_live(&chain, "after:5h");
	chain_travel(&chain, CHAIN_ZERO + 7 * MS_PER_HOUR);
	chain_expect_statuses(&chain, "success inProgress");
	put(2, STATUS("inProgress"));
	chain_expect_statuses(&chain, "success inProgress");
	put(2, STATUS("success"));
	chain_expect_statuses(&chain, "success success queued");
}

/* ---------------------------------------------------------------- what is refused */

static void what_a_run_comes_after_must_be_there(void **state UNUSED)
{
	char id[UUID_TEXT], none[UUID_TEXT];
	const struct {
		const char *flow, *run, *refusal;
	} cases[] = {
		{ chain.made[KIND_FLOW].id, run_id(&chain.world, 1, id), "" },
		{ "nobody", id, "PREDECESSOR_FLOW" },
		{ chain.made[KIND_FLOW].id, run_id(&chain.world, 5, none),
		  "PREDECESSOR_RUN" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *body = mem_printf("{'predecessors':[{'flowId':'%s',"
		                                 "'flowRunId':'%s'}]}",
		                                 cases[i].flow, cases[i].run);

		expect_put((struct put){ 1, NULL, body }, cases[i].refusal);
	}
}

static void the_ledger_may_keep_puts_to_providers(void **state UNUSED)
{
	chain_choose(&chain, "run-write=refuse");
	expect_put((struct put){ 1, NULL, "{}" }, "RUN_WRITE");
}

static void a_put_that_is_refused_changes_nothing(void **state UNUSED)
{
	expect_put((struct put){ 1, NULL,
	                         "{'metrics':{'recordSummary':{'outputRecordCount':3},"
	                         "'statusSummary':{'status':'no'}}}" },
	           "RUN_STATUS");
	expect_put((struct put){ 1, NULL, "{'metrics':1}" }, "FIELD_INVALID");
	assert_int_equal(chain_run(&chain, 1).version, 1);
	assert_int_equal(chain_run(&chain, 1).records, 1000);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_is_found_by_its_owner_alone),
		TEST(an_id_that_no_run_has_is_404),
		TEST(a_status_is_taken_in_every_known_spelling),
		TEST(numbers_that_are_put_are_the_rows_and_others_stay),
		TEST(an_etag_is_asked_for_and_is_new_after_each_put),
		TEST(without_an_etag_it_is_refused),
		TEST(what_is_put_is_shown_member_by_member_and_without_secrets),
		TEST(a_run_that_is_put_to_its_end_gets_the_times_that_it_lacks),
		TEST(the_tick_that_it_kept_waiting_runs_then),
		TEST(what_a_run_comes_after_must_be_there),
		TEST(the_ledger_may_keep_puts_to_providers),
		TEST(a_put_that_is_refused_changes_nothing),
	};

	return cmocka_run_group_tests_name("runs", tests, NULL, NULL);
}
