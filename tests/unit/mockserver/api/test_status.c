/*
 * test_status.c - the answer of an error that a fault asks for: which one, and its text
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/api/status.h"
#include "tests/support/chain_runs.h"
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

static void a_status_has_the_documented_error_of_the_operations_service(
	void **state UNUSED)
{
	static const struct {
		enum operation operation;
		int status;
		enum error error;
	} cases[] = {
		{ OP_FLOW_GET, 404, E_NOT_FOUND },
		{ OP_FLOW_GET, 412, E_VERSION_STALE },
		{ OP_FLOW_GET, 500, E_INTERNAL },
		{ OP_FLOW_GET, 503, E_UNAVAILABLE },
		{ OP_FLOW_GET, 504, E_GATEWAY_TIMEOUT },
		{ OP_FLOW_GET, 401, E_TOKEN_INVALID },
		{ OP_FLOW_GET, 429, E_THROTTLED },
		{ OP_FLOW_GET, 418, E_STATUS },
		{ OP_CATALOG_DATASETS, 404, E_CATALOG_NOT_FOUND },
		{ OP_CATALOG_DATASETS, 500, E_CATALOG_INTERNAL },
		{ OP_CATALOG_DATASETS, 401, E_TOKEN_INVALID },
		{ OP_CATALOG_DATASETS, 503, E_STATUS },
		{ OP_ADHOC_RUN, 400, E_ADHOC_BODY },
		{ OP_ADHOC_RUN, 500, E_ADHOC_INTERNAL },
		{ OP_ADHOC_RUN, 429, E_THROTTLED },
		{ OP_IMS_TOKEN_V3, 400, E_IMS_CLIENT },
		{ OP_IMS_TOKEN_V3, 429, E_IMS_THROTTLED },
		{ OP_IMS_TOKEN_V3, 401, E_IMS_STATUS },
		{ OP_IMS_TOKEN_V3, 500, E_IMS_STATUS },
	};

	for_each_row(i, cases)
		assert_int_equal(status_error(cases[i].operation, cases[i].status),
		                 cases[i].error);
}

/* Whatever the status, the error's own row is not the answer's status. */
static void every_operation_answers_every_status(void **state UNUSED)
{
	for (int op = 0; op < OPERATION_COUNT; op++) {
		for (int status = 400; status < 600; status++)
			row_int_equal(op,
			              status_error((enum operation)op, status) != E_NONE,
			              true);
	}
}

#define FAULT(action) "{'fault':'f','on':'FLOW_GET','do':{'status':" action "}}"

static void the_texts_stand_for_the_request_or_as_the_fault_says(void **state UNUSED)
{
	static const struct {
		const char *fault;
		int status;
		const char *said;
	} cases[] = {
		{ FAULT("404"), 404, "The requested flows resource an-id is not found" },
		{ FAULT("{'error':404,'args':['runs','r-1']}"), 404,
		  "The requested runs resource r-1 is not found" },
		{ FAULT("{'error':404,'args':['runs']}"), 404,
		  "The requested runs resource an-id is not found" },
		{ FAULT("418"), 418, "418" },
		{ FAULT("'FORBIDDEN'"), 403, "" },
	};

	for_each_row(i, cases) {
		teardown(NULL);
		setup(NULL);
		chain_arm(&mock.chain, cases[i].fault);
		routed_expect(&mock, "GET /flows/an-id", NULL, cases[i].status);
		if (!strstr(routed_text(&mock), cases[i].said))
			fail_msg("%s", routed_text(&mock));
	}
}

static void retry_after_is_seconds_or_a_date(void **state UNUSED)
{
	const char *date;

	chain_arm(&mock.chain, FAULT("{'error':503,'retryAfter':7}"));
	routed_expect(&mock, "GET /flows/x", NULL, 503);
	assert_string_equal(routed_more(&mock, "Retry-After"), "7");
	teardown(NULL);
	setup(NULL);
	chain_arm(&mock.chain, FAULT("{'error':503,'retryAfter':{'date':7}}"));
	routed_expect(&mock, "GET /flows/x", NULL, 503);
	date = routed_more(&mock, "Retry-After");
	assert_int_equal(strlen(date), strlen("Sun, 06 Nov 1994 08:49:37 GMT"));
	assert_true(str_ends(date, " GMT"));
	assert_non_null(strstr("Mon,Tue,Wed,Thu,Fri,Sat,Sun,",
	                       (char[5]){ date[0], date[1], date[2], date[3], '\0' }));
	teardown(NULL);
	setup(NULL);
	chain_arm(&mock.chain, FAULT("503"));
	routed_expect(&mock, "GET /flows/x", NULL, 503);
	assert_null(routed_more(&mock, "Retry-After"));
}

static void a_proxys_page_has_nothing_of_the_service(void **state UNUSED)
{
	chain_arm(&mock.chain, FAULT("{'error':503,'page':'html'}"));
	routed_expect(&mock, "GET /flows/x", NULL, 503);
	assert_string_equal(mock.rq.reply.content_type, "text/html");
	assert_null(mock.rq.id);
	assert_non_null(strstr(routed_text(&mock), "503 Service Unavailable"));
	assert_null(mock.body);
}

static void the_receipt_says_what_was_answered_and_when(void **state UNUSED)
{
	chain_make_all(&mock.chain);
	chain_arm(&mock.chain,
	          "{'fault':'f','on':'CONNECTION_CREATE','phase':'after','do':{'status':"
	          "503}}");
	routed_expect(&mock, "POST /connections", chain_bodies[KIND_CONNECTION], 503);
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	routed_has(&mock, "receipts[0].done",
	           "'answered 503 UNAVAILABLE, after the commit'");
	routed_expect(&mock, "GET /connections?count=true", NULL, 200);
	routed_has(&mock, "count", "3"); /* the base and that of the source */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_status_has_the_documented_error_of_the_operations_service),
		cmocka_unit_test(every_operation_answers_every_status),
		TEST(the_texts_stand_for_the_request_or_as_the_fault_says),
		TEST(retry_after_is_seconds_or_a_date),
		TEST(a_proxys_page_has_nothing_of_the_service),
		TEST(the_receipt_says_what_was_answered_and_when),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
