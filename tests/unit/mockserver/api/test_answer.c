/*
 * test_answer.c - faults on an answer that is there: its body, its headers, its entities
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/api/answer.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

#define HEALTHY "GET /connections?count=true" /* {"count":0} */

/* Arms a fault on the list of connections that does this. */
static void arm(const char *action)
{
	AUTO_MEM char *fault =
		mem_printf("{'fault':'f','on':'CONNECTION_LIST','do':%s}", action);

	chain_arm(&mock.chain, fault);
}

/* ---------------------------------------------------------------- bodies */

static void a_body_is_patched_and_keeps_its_status(void **state UNUSED)
{
	arm("{'patch':[{'op':'replace','path':'/count','value':null},"
	    "{'op':'add','path':'/more','value':[1]}]}");
	routed_expect(&mock, HEALTHY, NULL, 200);
	assert_string_equal(routed_text(&mock), JSON({"count":null,"more":[1]}));
	assert_string_equal(mock.rq.reply.content_type, "application/json");
}

/* Nothing is done, and no receipt says that anything was. */
static void what_changes_nothing_has_no_effect(void **state UNUSED)
{
	static const struct {
		const char *on, *action;
	} cases[] = {
		{ "CONNECTION_LIST", "{'patch':[{'op':'remove','path':'/nothing'}]}" },
		{ "CONNECTION_LIST",
		  "{'patch':[{'op':'replace','path':'/count','value':2}]}" },
		{ "CONNECTION_LIST", "{'headers':{'ETag':null,'X-None':null}}" },
		{ "CONNECTION_LIST", "{'headers':{'Content-Type':null}}" }, /* it has */
		{ "SOURCE_DELETE", "{'empty':{}}" },
		{ "SOURCE_DELETE", "{'text':'of an answer without a body'}" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *fault = mem_printf("{'fault':'f','on':'%s','do':%s}",
		                                  cases[i].on, cases[i].action);

		chain_make_all(&mock.chain);
		chain_arm(&mock.chain, fault);
		routed_expect(&mock, HEALTHY, NULL, 200);
		assert_string_equal(routed_text(&mock), JSON({"count":2}));
		assert_int_equal(routed_askf(&mock, "DELETE /sourceConnections/%s",
		                             mock.chain.made[KIND_SOURCE].id),
		                 204);
		assert_int_equal(mock.rq.reply.body.size, 0);
		routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
		routed_has(&mock, "fired", "1");
		routed_has(&mock, "effective", i == 3 ? "1" : "0");
		teardown(NULL);
		setup(NULL);
	}
}

static void a_body_is_taken_away_or_replaced_by_a_text(void **state UNUSED)
{
	arm("{'empty':{}}");
	routed_expect(&mock, HEALTHY, NULL, 200);
	assert_int_equal(mock.rq.reply.body.size, 0);
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	routed_has(&mock, "receipts[0].done", "'took away a body of 11 bytes'");
	teardown(NULL);
	setup(NULL);
	arm("{'text':'<html>'}");
	routed_expect(&mock, HEALTHY, NULL, 200);
	assert_string_equal(routed_text(&mock), "<html>");
	assert_string_equal(mock.rq.reply.content_type, "text/plain");
	teardown(NULL);
	setup(NULL);
	arm("{'text':{'text':'a,b','type':'text/csv'}}");
	routed_expect(&mock, HEALTHY, NULL, 200);
	assert_string_equal(mock.rq.reply.content_type, "text/csv");
}

static void a_refusals_body_is_changed_too(void **state UNUSED)
{
	arm("{'patch':[{'op':'replace','path':'/status','value':'four hundred'}]}");
	routed_expect(&mock, "GET /connections?limit=x", NULL, 400);
	routed_has(&mock, "status", "'four hundred'");
}

/* ---------------------------------------------------------------- headers */

static size_t count_more(const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < mock.rq.reply.more_count; i++)
		count += !strcmp(mock.rq.reply.more[i].name, name);
	return count;
}

static void a_header_is_set_several_times_or_taken_away(void **state UNUSED)
{
	arm("{'headers':{'content-type':null,'X-Two':['a','b'],'x-request-id':'mine'}}");
	routed_expect(&mock, HEALTHY, NULL, 200);
	assert_null(mock.rq.reply.content_type);
	assert_int_equal(count_more("X-Two"), 2);
	assert_null(mock.rq.id); /* the one of the fault is sent in its place */
	assert_string_equal(routed_more(&mock, "x-request-id"), "mine");
}

static void a_header_of_the_answer_is_replaced_in_any_case(void **state UNUSED)
{
	chain_make_all(&mock.chain);
	chain_arm(&mock.chain, "{'fault':'f','on':'CONNECTION_GET','do':{'headers':"
	                       "{'etag':'\\\"other\\\"'}}}");
	assert_int_equal(routed_askf(&mock, "GET /connections/%s",
	                             mock.chain.made[KIND_CONNECTION].id),
	                 200);
	assert_null(mock.rq.reply.etag);
	assert_string_equal(routed_more(&mock, "ETag"), "\"other\"");
}

/* One that another fault has added is replaced as well. */
static void the_last_of_two_faults_on_a_header_stays(void **state UNUSED)
{
	chain_arm(&mock.chain, "[{'fault':'f','on':'CONNECTION_LIST','do':{'headers':"
	                       "{'X-A':'1','X-B':'1'}}},{'fault':'g','on':"
	                       "'CONNECTION_LIST','do':{'headers':{'x-a':'2'}}}]");
	routed_expect(&mock, HEALTHY, NULL, 200);
	assert_int_equal(mock.rq.reply.more_count, 2);
	assert_string_equal(routed_more(&mock, "X-A"), "2");
	assert_string_equal(routed_more(&mock, "X-B"), "1");
}

/* ---------------------------------------------------------------- entities */

/* A request that was answered with that body. */
static void answered(struct request *rq, int status, const char *body)
{
	AUTO_MEM char *json = quoted(body);

	*rq = (struct request){ .reply.status = status };
	buf_add_str(&rq->reply.body, json);
}

static void the_state_of_an_entity_is_changed_where_it_is_shown(void **state UNUSED)
{
	static const struct {
		int status;
		const char *body, *after; /* NULL: it stays */
	} cases[] = {
		{ 200, "{'items':[{'id':'a','state':'x'}]}",
		  "{'items':[{'id':'a','state':'new'}]}" },
		{ 200, "{'items':[{'id':'b','state':'x'},{'id':'a','state':'x'}]}",
		  "{'items':[{'id':'b','state':'x'},{'id':'a','state':'new'}]}" },
		{ 200, "{'items':[{'id':'b','state':'x'}]}", NULL },
		{ 200, "{'items':[{'id':'a'}]}", NULL },
		{ 200, "{'items':[{'state':'x'}]}", NULL },
		{ 200, "{'count':1}", NULL },
		{ 200, "no json", NULL },
		{ 404, "{'items':[{'id':'a','state':'x'}]}", NULL },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *after =
			quoted(cases[i].after ? cases[i].after : cases[i].body);
		struct request rq;

		answered(&rq, cases[i].status, cases[i].body);
		assert_int_equal(answer_put_state(&rq, "a", "new"),
		                 cases[i].after != NULL);
		assert_string_equal(buf_str(&rq.reply.body), after);
		request_release(&rq);
	}
}

static void a_member_is_a_text_or_none(void **state UNUSED)
{
	struct request rq;

	answered(&rq, 201, "{'id':'a','n':1,'items':[{'id':'b'}]}");
	assert_string_equal(answer_member(&rq, "id"), "a");
	assert_string_equal(answer_member(&rq, "items[0].id"), "b");
	assert_null(answer_member(&rq, "n"));
	assert_null(answer_member(&rq, "etag"));
	request_release(&rq);
	answered(&rq, 201, "");
	assert_null(answer_member(&rq, "id"));
	request_release(&rq);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_body_is_patched_and_keeps_its_status),
		TEST(what_changes_nothing_has_no_effect),
		TEST(a_body_is_taken_away_or_replaced_by_a_text),
		TEST(a_refusals_body_is_changed_too),
		TEST(a_header_is_set_several_times_or_taken_away),
		TEST(a_header_of_the_answer_is_replaced_in_any_case),
		TEST(the_last_of_two_faults_on_a_header_stays),
		cmocka_unit_test(the_state_of_an_entity_is_changed_where_it_is_shown),
		cmocka_unit_test(a_member_is_a_text_or_none),
	};

	return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
