/*
 * test_faults.c - /__admin/faults: arming, looking at and clearing faults
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
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

#define ARM "POST /__admin/faults"
#define ONE "{'fault':'a','on':'FLOW_LIST','do':{'status':503}}"
#define TWO "{'fault':'b','on':'FLOW_GET','do':{'status':503}}"

static void one_or_a_list_is_armed_and_shown(void **state UNUSED)
{
	routed_expect(&mock, ARM, ONE, 201);
	assert_quoted_equal(routed_text(&mock), "{'armed':1}");
	routed_expect(&mock, ARM,
	              "[" TWO ",{'fault':'c','on':'FLOW_GET','do':{'delay':'1s'}}]", 201);
	routed_has(&mock, "armed", "2");
	routed_expect(&mock, "GET /__admin/faults", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "faults")), 3);
	routed_expect(&mock, "GET /__admin/faults/b", NULL, 200);
	routed_has(&mock, "fault", "'b'");
	routed_has(&mock, "receipts", "[]");
	routed_expect(&mock, ARM, "[]", 201);
	routed_has(&mock, "armed", "0");
}

static void of_a_list_all_are_armed_or_none_and_the_node_is_named(void **state UNUSED)
{
	static const struct {
		const char *body;
		int status;
		const char *refusal, *pointer;
	} cases[] = {
		{ "[" ONE "," ONE "]", 409, "ADMIN_CONFLICT", "/1/fault" },
		{ "[" ONE ",{'fault':'c','on':'FLOW_LISTS','do':{'status':503}}]", 400,
		  "ADMIN_INVALID", "/1/on" },
		{ "[" ONE ",{'fault':'c','on':'FLOW_LIST','do':{'status':'x'}}]", 400,
		  "ADMIN_INVALID", "/1/do/status" },
		{ "[" ONE ",{'fault':'c','on':'FLOW_LIST'}]", 400, "ADMIN_INVALID",
		  "/1" },
		{ "1", 400, "ADMIN_INVALID", "" },
	};

	for_each_row(i, cases) {
		routed_expect(&mock, ARM, cases[i].body, cases[i].status);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
		assert_string_equal(mock.rq.refusal.violations.all[0].pointer,
		                    cases[i].pointer);
		assert_int_equal(mock.chain.world.faults.count, 0);
	}
}

static void one_of_that_name_that_is_armed_is_a_conflict(void **state UNUSED)
{
	routed_expect(&mock, ARM, ONE, 201);
	routed_expect(&mock, ARM, ONE, 409);
	routed_expect(&mock, "DELETE /__admin/faults/a", NULL, 200);
	routed_expect(&mock, ARM, ONE, 201);
}

/* The only one after which these paths themselves are not served for a while. */
static void a_fault_that_refuses_connections_is_noted(void **state UNUSED)
{
	routed_expect(&mock, ARM,
	              "[" ONE ",{'fault':'r','on':'FLOW_LIST','do':{'refuse':'2s'}}]",
	              201);
	assert_non_null(strstr(json_str(mock.body, "notes[0]"), "'r'"));
	assert_non_null(strstr(json_str(mock.body, "notes[0]"), "2000 ms"));
	routed_has(&mock, "notes[1]", "nothing");
	routed_expect(&mock, ARM, TWO, 201);
	routed_has(&mock, "notes", "nothing"); /* it speaks of the new ones */
}

static void a_fault_that_is_cleared_is_answered_once_more(void **state UNUSED)
{
	routed_expect(&mock, ARM, "[" ONE "," TWO "]", 201);
	routed_expect(&mock, "GET /flows", NULL, 503);
	routed_expect(&mock, "DELETE /__admin/faults/a", NULL, 200);
	routed_has(&mock, "fault", "'a'");
	routed_has(&mock, "fired", "1");
	routed_expect(&mock, "GET /flows", NULL, 200);
	routed_expect(&mock, "GET /__admin/faults/a", NULL, 404);
	routed_expect(&mock, "GET /__admin/faults/b", NULL, 200);
	routed_expect(&mock, "DELETE /__admin/faults", NULL, 200);
	routed_has(&mock, "cleared", "1");
	routed_expect(&mock, "DELETE /__admin/faults", NULL, 200);
	routed_has(&mock, "cleared", "0");
}

static void a_fault_that_is_not_armed_is_unknown(void **state UNUSED)
{
	static const char *const whats[] = {
		"GET /__admin/faults/nobody",
		"DELETE /__admin/faults/nobody",
		"POST /__admin/faults/nobody/release",
	};

	for_each_row(i, whats) {
		routed_expect(&mock, whats[i], NULL, 404);
		assert_string_equal(routed_refused(&mock), "ADMIN_UNKNOWN");
		assert_non_null(strstr(routed_text(&mock), "'nobody'"));
	}
}

static void runs_that_a_fault_keeps_are_released(void **state UNUSED)
{
	chain_make_all(&mock.chain);
	routed_expect(&mock, ARM, "{'fault':'a','on':'run','do':{'stuck':{}}}", 201);
	chain_travel(&mock.chain, CHAIN_ZERO + MS_PER_HOUR);
	chain_expect_statuses(&mock.chain, "inProgress");
	routed_expect(&mock, "POST /__admin/faults/a/release", NULL, 200);
	routed_has(&mock, "released", "1");
	chain_travel(&mock.chain, CHAIN_ZERO + MS_PER_HOUR);
	chain_expect_statuses(&mock.chain, "success");
	routed_expect(&mock, "POST /__admin/faults/a/release", NULL, 200);
	routed_has(&mock, "released", "0");
}

static void what_struck_can_be_frozen_and_armed_again(void **state UNUSED)
{
	AUTO_MEM char *frozen = NULL;

	routed_expect(&mock, ARM, ONE, 201);
	routed_expect(&mock, "GET /flows", NULL, 503);
	routed_expect(&mock, "GET /__admin/faults/frozen", NULL, 200);
	assert_true(cJSON_GetArraySize(mock.body) > 0);
	frozen = mem_strdup(routed_text(&mock));
	routed_expect(&mock, "DELETE /__admin/faults", NULL, 200);
	routed_expect(&mock, ARM, frozen, 201);
	routed_expect(&mock, "GET /flows", NULL, 503);
	routed_expect(&mock, "GET /flows", NULL, 200); /* as often as before */
}

static void kinds_and_runs_are_listed(void **state UNUSED)
{
	chain_make_all(&mock.chain);
	routed_expect(&mock, "GET /__admin/faults/kinds", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "kinds")),
	                 FAULT_KIND_COUNT);
	routed_expect(&mock, ARM, "{'fault':'a','on':'run','do':{'fail':{}}}", 201);
	chain_travel(&mock.chain, CHAIN_ZERO);
	routed_expect(&mock, "GET /__admin/faults/runs", NULL, 200);
	assert_non_null(strstr(routed_text(&mock), "\"a\""));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_or_a_list_is_armed_and_shown),
		TEST(of_a_list_all_are_armed_or_none_and_the_node_is_named),
		TEST(one_of_that_name_that_is_armed_is_a_conflict),
		TEST(a_fault_that_refuses_connections_is_noted),
		TEST(a_fault_that_is_cleared_is_answered_once_more),
		TEST(a_fault_that_is_not_armed_is_unknown),
		TEST(runs_that_a_fault_keeps_are_released),
		TEST(what_struck_can_be_frozen_and_armed_again),
		TEST(kinds_and_runs_are_listed),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
