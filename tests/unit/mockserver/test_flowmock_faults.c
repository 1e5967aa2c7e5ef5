/*
 * test_flowmock_faults.c - faults of an instance on a thread of its own
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

static struct mock mock;
static char why[FLOWMOCK_WHY];

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	*why = '\0';
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

static int arm(const char *fault)
{
	AUTO_MEM char *json = quoted(fault);

	return flowmock_faults_arm(mock.instance, json, why);
}

static int list(void)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/flows", NULL);
	int status = r.status;

	mock_reply_release(&r);
	return status;
}

/* How many are armed. */
static int count(void)
{
	AUTO_MEM char *text = NULL;
	AUTO(cJSON_Delete) cJSON *all = NULL;

	assert_int_equal(flowmock_faults_show(mock.instance, NULL, &text, why), 0);
	all = parsed(text);
	return cJSON_GetArraySize(json_get(all, "faults"));
}

#define ONE "{'fault':'a','on':'FLOW_LIST','do':{'status':503}}"

static void one_or_a_list_is_armed_and_strikes(void **state UNUSED)
{
	assert_int_equal(arm(ONE), 0);
	assert_int_equal(list(), 503);
	assert_int_equal(arm("[{'fault':'b','on':'FLOW_GET','do':{'status':500}},"
	                     "{'fault':'c','on':'FLOW_GET','do':{'delay':'1s'}}]"),
	                 0);
	assert_int_equal(count(), 3);
}

static void what_is_wrong_is_said_with_its_pointer_and_nothing_is_armed(
	void **state UNUSED)
{
	static const struct {
		const char *fault, *why;
	} cases[] = {
		{ "{", "line 1, column 2" },
		{ "[" ONE ",{'fault':'b','on':'NOTHING','do':{'status':503}}]",
		  "/1/on: " },
		{ "[" ONE "," ONE "]", "/1/fault: " },
	};

	for_each_row(i, cases) {
		assert_int_equal(arm(cases[i].fault), -1);
		if (!strstr(why, cases[i].why))
			fail_msg("%s", why);
		assert_int_equal(count(), 0);
	}
}

static void one_is_shown_with_its_receipts(void **state UNUSED)
{
	AUTO_MEM char *text = NULL;
	AUTO(cJSON_Delete) cJSON *one = NULL;
	char *none = why;
	int64_t n = 0;

	assert_int_equal(arm(ONE), 0);
	assert_int_equal(list(), 503);
	assert_int_equal(flowmock_faults_show(mock.instance, "a", &text, why), 0);
	one = parsed(text);
	assert_true(json_int(one, "fired", &n));
	assert_int_equal(n, 1);
	assert_int_equal(cJSON_GetArraySize(json_get(one, "receipts")), 1);
	assert_int_equal(flowmock_faults_show(mock.instance, "b", &none, why), -1);
	assert_null(none);
	assert_string_equal(why, "no fault called 'b' is armed");
}

static void one_is_cleared_or_all(void **state UNUSED)
{
	assert_int_equal(arm("[" ONE ",{'fault':'b','on':'FLOW_GET','do':{'status':500}}"
	                     ",{'fault':'c','on':'FLOW_GET','do':{'status':500}}]"),
	                 0);
	assert_int_equal(flowmock_faults_clear(mock.instance, "nobody", why), -1);
	assert_string_equal(why, "no fault called 'nobody' is armed");
	assert_int_equal(flowmock_faults_clear(mock.instance, "a", why), 0);
	assert_int_equal(list(), 200);
	assert_int_equal(count(), 2);
	assert_int_equal(flowmock_faults_clear(mock.instance, NULL, why), 0);
	assert_int_equal(count(), 0);
}

/* As POST /__admin/faults/{name}/release does. */
static void runs_that_a_fault_keeps_go_on_when_it_is_released(void **state UNUSED)
{
	AUTO_MEM char *flow = NULL;
	size_t released = 99;

	assert_int_equal(arm("{'fault':'a','on':'run','do':{'stuck':{}}}"), 0);
	flow = mock_make_flow(&mock, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE",
	                      "{'timeUnit':'day','interval':1,'startTime':1767225600}");
	assert_int_equal(flowmock_faults_release(mock.instance, "b", &released, why), -1);
	assert_int_equal(released, 0);
	assert_int_equal(flowmock_faults_release(mock.instance, "a", &released, why), 0);
	assert_int_equal(released, 1);
	assert_int_equal(flowmock_advance(mock.instance, 1, NULL, why), 0);
	assert_int_equal(flowmock_faults_release(mock.instance, NULL, &released, why), 0);
	assert_int_equal(released, 0);
	assert_int_equal(flowmock_faults_release(mock.instance, NULL, NULL, why), 0);
}

static void null_is_refused_and_a_place_for_results_may_be_left_out(void **state UNUSED)
{
	assert_int_equal(flowmock_faults_arm(mock.instance, NULL, why), -1);
	assert_non_null(strstr(why, "where a value is expected"));
	assert_int_equal(flowmock_faults_arm(NULL, "[]", why), -1);
	assert_int_equal(flowmock_faults_clear(mock.instance, "x", NULL), -1);
	assert_int_equal(flowmock_faults_show(mock.instance, NULL, NULL, why), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_or_a_list_is_armed_and_strikes),
		TEST(what_is_wrong_is_said_with_its_pointer_and_nothing_is_armed),
		TEST(one_is_shown_with_its_receipts),
		TEST(one_is_cleared_or_all),
		TEST(runs_that_a_fault_keeps_go_on_when_it_is_released),
		TEST(null_is_refused_and_a_place_for_results_may_be_left_out),
	};

	return cmocka_run_group_tests_name("flowmock_faults", tests, NULL, NULL);
}
