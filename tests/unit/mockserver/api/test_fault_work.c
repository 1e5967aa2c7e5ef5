/*
 * test_fault_work.c - faults on what the service does: twice, by another, hidden,
 * forbidden
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/api/fault_work.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	chain_make_all(&mock.chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

static const char *id_of(enum kind kind)
{
	return mock.chain.made[kind].id;
}

static void arm(const char *on, const char *action)
{
	AUTO_MEM char *fault = mem_printf("{'fault':'f','on':'%s','do':%s}", on, action);

	chain_arm(&mock.chain, fault);
}

/* What the fault's only receipt says was done. */
static char *done(void)
{
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	return mem_strdup(json_str(mock.body, "receipts[0].done"));
}

#define RENAME "[{'op':'replace','path':'/name','value':'renamed'}]"

static int patch_target(void)
{
	AUTO_MEM char *what =
		mem_printf("PATCH /targetConnections/%s", id_of(KIND_TARGET));

	routed_header(&mock, "If-Match", mock.chain.made[KIND_TARGET].etag);
	return routed_ask(&mock, what, RENAME);
}

/* ---------------------------------------------------------------- twice */

static void a_post_that_is_done_twice_makes_two_and_answers_the_second(
	void **state UNUSED)
{
	AUTO_MEM char *answered = NULL;
	AUTO_MEM char *said = NULL;

	arm("SOURCE_CREATE", "{'twice':{}}");
	routed_expect(&mock, "POST /sourceConnections", chain_bodies[KIND_SOURCE], 201);
	answered = mem_strdup(json_str(mock.body, "id"));
	assert_non_null(strstr(mock.rq.reply.location, answered));
	routed_expect(&mock, "GET /sourceConnections?count=true", NULL, 200);
	routed_has(&mock, "count", "3");
	said = done();
	assert_int_equal(strncmp(said, "did it once before: ", 20), 0);
	assert_string_not_equal(said + 20, answered);
	assert_int_equal(routed_askf(&mock, "GET /sourceConnections/%s", said + 20), 200);
	assert_int_equal(routed_askf(&mock, "GET /sourceConnections/%s", answered), 200);
}

static void a_patch_that_is_done_twice_makes_two_versions(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err e = { 0 };
	int64_t seq = 1, version = 0;
	char id[UUID_TEXT] = "";

	arm("TARGET_PATCH", "{'twice':{}}");
	assert_int_equal(patch_target(), 200);
	for (; strcmp(id, id_of(KIND_TARGET)) != 0; seq++)
		assert_true(entity_version_at(&mock.chain.world.store, seq, id, &version,
		                              &e) >= 0);
	assert_int_equal(version, 3);
	tree = chain_tree(&mock.chain, KIND_TARGET);
	assert_string_equal(json_str(tree, "etag"), mock.rq.reply.etag);
	assert_string_equal(json_str(tree, "name"), "renamed");
}

static void what_is_refused_is_not_done_at_all(void **state UNUSED)
{
	arm("SOURCE_CREATE", "{'twice':{}}");
	routed_expect(&mock, "POST /sourceConnections", "{'name':'x'}", 400);
	routed_expect(&mock, "GET /sourceConnections?count=true", NULL, 200);
	routed_has(&mock, "count", "1");
}

/* What a handler has seen each time, and what it leaves. */
struct handled {
	struct buf seen;
	const char *etag; /* the answer's; NULL for none */
	int rc;
};
static struct handled handled;

static int note_headers(struct request *rq)
{
	buf_printf(&handled.seen, "%s %s\n", request_header(rq, "If-Match"),
	           request_header(rq, "x-api-key"));
	buf_add_str(&rq->reply.body, JSON({"id":"made"}));
	rq->reply.etag = handled.etag;
	return handled.rc;
}

static void the_second_time_has_the_etag_of_the_first_in_if_match(void **state UNUSED)
{
	static const struct {
		struct handled handled;
		const char *seen; /* by both */
	} cases[] = {
		{ { .etag = "\"2\"" }, "\"1\" key\n\"2\" key\n" },
		{ { .etag = NULL }, "\"1\" key\n\"1\" key\n" },
		{ { .etag = "\"2\"", .rc = -1 }, "\"1\" key\n" }, /* not again */
	};
	static const struct route r = { .run = note_headers, .body = BODY_JSON };

	for_each_row(i, cases) {
		struct request rq = { 0 };
		struct fault_hit hit = { 0 };

		handled = cases[i].handled;
		buf_add_str(&rq.raw, "[]");
		assert_true(request_add_header(&rq, "x-api-key", "key"));
		assert_true(request_add_header(&rq, "if-match", "\"1\""));
		row_int_equal(i, fault_work_twice(&rq, &r, &hit), handled.rc);
		if (!handled.rc)
			row_int_equal(i, r.run(&rq), 0);
		row_string_equal(i, buf_str(&handled.seen), cases[i].seen);
		row_int_equal(i, !hit.done, handled.rc < 0);
		buf_release(&handled.seen);
		request_release(&rq);
	}
}

/* ---------------------------------------------------------------- another writer */

static void another_writer_makes_the_etag_stale(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO_MEM char *said = NULL;

	arm("TARGET_PATCH", "{'other-writer':{}}");
	assert_int_equal(patch_target(), 412);
	tree = chain_tree(&mock.chain, KIND_TARGET);
	assert_string_equal(json_str(tree, "name"), "target"); /* only its version */
	assert_string_equal(json_str(tree, "updatedClient"), "another-client");
	said = done();
	assert_non_null(strstr(said, json_str(tree, "etag")));
}

static void an_entity_that_is_not_there_has_no_other_writer(void **state UNUSED)
{
	arm("TARGET_PATCH", "{'other-writer':{}}");
	routed_header(&mock, "If-Match", "*");
	routed_expect(&mock, "PATCH /targetConnections/nobody", RENAME, 404);
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	routed_has(&mock, "effective", "0");
}

/* ---------------------------------------------------------------- hidden */

static void a_hidden_entity_is_404_and_in_no_list(void **state UNUSED)
{
	AUTO_MEM char *hide = mem_printf("{'hide':'%s'}", id_of(KIND_FLOW));
	char hidden[UUID_TEXT];

	memcpy(hidden, id_of(KIND_FLOW), UUID_TEXT);
	arm("service", hide);
	chain_make(&mock.chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", hidden), 404);
	assert_string_equal(routed_refused(&mock), "NOT_FOUND");
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	routed_has(&mock, "receipts[0].done", "'answered that there is no such entity'");
	assert_int_equal(routed_askf(&mock, "DELETE /flows/%s", hidden), 404);
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 200);
	routed_expect(&mock, "GET /flows", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "items")), 1);
	assert_string_equal(json_str(mock.body, "items[0].id"), id_of(KIND_FLOW));
}

static void the_runs_of_a_hidden_flow_are_hidden(void **state UNUSED)
{
	AUTO_MEM char *hide = mem_printf("{'hide':'%s'}", id_of(KIND_FLOW));
	AUTO_MEM char *run = NULL;
	AUTO_MEM char *other = NULL;

	chain_travel(&mock.chain, CHAIN_ZERO);
	routed_expect(&mock, "GET /runs", NULL, 200);
	run = mem_strdup(json_str(mock.body, "items[0].id"));
	arm("service", hide);
	assert_int_equal(routed_askf(&mock, "GET /runs/%s", run), 404);
	routed_expect(&mock, "GET /runs", NULL, 200);
	routed_has(&mock, "items", "[]");
	chain_make(&mock.chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	chain_travel(&mock.chain, CHAIN_ZERO + MS_PER_HOUR);
	routed_expect(&mock, "GET /runs", NULL, 200);
	other = mem_strdup(json_str(mock.body, "items[0].id"));
	assert_int_equal(routed_askf(&mock, "GET /runs/%s", other), 200);
}

static void an_entity_that_was_just_made_is_in_no_list_for_a_while(void **state UNUSED)
{
	chain_arm(&mock.chain,
	          "{'fault':'f','on':'SOURCE_LIST','do':{'list-lag':{'reads':2}}}");
	routed_expect(&mock, "GET /sourceConnections", NULL, 200);
	routed_has(&mock, "items[1]", "nothing");
	routed_expect(&mock, "POST /sourceConnections", chain_bodies[KIND_SOURCE], 201);
	for (int i = 0; i < 3; i++) {
		routed_expect(&mock, "GET /sourceConnections", NULL, 200);
		row_int_equal(i, cJSON_GetArraySize(json_get(mock.body, "items")),
		              i < 2 ? 1 : 2);
	}
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	routed_has(&mock, "receipts[1].done", "'left 1 new entities out of a list'");
}

/* ---------------------------------------------------------------- states */

static void what_was_written_is_in_a_state_for_a_while(void **state UNUSED)
{
	AUTO_MEM char *id = NULL;

	arm("SOURCE_CREATE", "{'transient':{'state':'initializing','reads':1}}");
	routed_expect(&mock, "POST /sourceConnections", chain_bodies[KIND_SOURCE], 201);
	id = mem_strdup(json_str(mock.body, "id"));
	assert_int_equal(routed_askf(&mock, "GET /sourceConnections/%s", id), 200);
	routed_has(&mock, "items[0].state", "'initializing'");
	assert_int_equal(routed_askf(&mock, "GET /sourceConnections/%s", id), 200);
	routed_has(&mock, "items[0].state", "'enabled'");
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	assert_true(
		str_ends(json_str(mock.body, "receipts[0].done"), " is initializing"));
	assert_true(str_starts(json_str(mock.body, "receipts[0].done"), id));
}

/* ---------------------------------------------------------------- refused */

static void a_permission_that_is_missing_has_its_own_text(void **state UNUSED)
{
	static const struct {
		const char *action, *refusal, *text;
	} cases[] = {
		{ "{'forbid':{}}", "FORBIDDEN", "" },
		{ "{'forbid':{'permission':'write'}}", "PERMISSION_MISSING", "write" },
		{ "{'forbid':{'permission':'write','resource':'flows'}}",
		  "PERMISSION_DENIED", "flows" },
	};

	for_each_row(i, cases) {
		teardown(NULL);
		setup(NULL);
		arm("FLOW_LIST", cases[i].action);
		routed_expect(&mock, "GET /flows", NULL, 403);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
		assert_non_null(strstr(routed_text(&mock), cases[i].text));
	}
}

static void a_token_is_refused_once_or_from_then_on(void **state UNUSED)
{
	arm("FLOW_LIST", "{'token-expired':{}}");
	routed_expect(&mock, "GET /flows", NULL, 401);
	assert_string_equal(routed_refused(&mock), "TOKEN_INVALID");
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	routed_has(&mock, "receipts[0].done", "'refused the token'");
	routed_expect(&mock, "GET /flows", NULL, 200);
	chain_arm(&mock.chain, "{'fault':'g','on':'FLOW_LIST','do':{'revoke':{}}}");
	routed_expect(&mock, "GET /flows", NULL, 401);
	routed_expect(&mock, "GET /flows", NULL, 401);
	routed_header(&mock, "Authorization", "Bearer another");
	routed_expect(&mock, "GET /flows", NULL, 200);
}

static void beyond_its_rate_a_key_is_told_when_to_come_again(void **state UNUSED)
{
	chain_arm(&mock.chain, "[{'fault':'f','on':'FLOW_LIST','do':{'rate':{'limit':2,"
	                       "'by':'mock'}}},{'fault':'g','on':'POST /ims/*','do':"
	                       "{'rate':{'limit':0,'by':'mock'}}}]");
	routed_expect(&mock, "GET /flows", NULL, 200);
	mock.chain.world.clock.at = CHAIN_ZERO + 20 * MS_PER_SECOND;
	routed_expect(&mock, "GET /flows", NULL, 200);
	routed_expect(&mock, "GET /flows", NULL, 429);
	assert_string_equal(routed_refused(&mock), "THROTTLED");
	assert_string_equal(routed_more(&mock, "Retry-After"), "40");
	routed_expect(&mock, "POST /ims/token/v3", NULL, 429);
	assert_string_equal(routed_refused(&mock), "IMS_THROTTLED");
	mock.chain.world.clock.at = CHAIN_ZERO + 60 * MS_PER_SECOND;
	routed_expect(&mock, "GET /flows", NULL, 200);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_post_that_is_done_twice_makes_two_and_answers_the_second),
		TEST(a_patch_that_is_done_twice_makes_two_versions),
		TEST(what_is_refused_is_not_done_at_all),
		cmocka_unit_test(the_second_time_has_the_etag_of_the_first_in_if_match),
		TEST(another_writer_makes_the_etag_stale),
		TEST(an_entity_that_is_not_there_has_no_other_writer),
		TEST(a_hidden_entity_is_404_and_in_no_list),
		TEST(the_runs_of_a_hidden_flow_are_hidden),
		TEST(an_entity_that_was_just_made_is_in_no_list_for_a_while),
		TEST(what_was_written_is_in_a_state_for_a_while),
		TEST(a_permission_that_is_missing_has_its_own_text),
		TEST(a_token_is_refused_once_or_from_then_on),
		TEST(beyond_its_rate_a_key_is_told_when_to_come_again),
	};

	return cmocka_run_group_tests_name("fault_work", tests, NULL, NULL);
}
