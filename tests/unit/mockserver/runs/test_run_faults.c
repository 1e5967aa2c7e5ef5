/*
 * test_run_faults.c - what strikes a run, when it begins and when it goes on
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

static struct mock mock;
static char *flow;

#define DAILY \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","timeUnit":"day","interval":1, \
	     "startTime":1767225600})

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	return 0;
}

static int teardown(void **state UNUSED)
{
	free(flow);
	flow = NULL;
	mock_end(&mock);
	return 0;
}

static void ask(const char *method, const char *path, const char *body, int status)
{
	AUTO_MEM char *text = body ? quoted(body) : NULL;
	struct mock_reply r = mock_ask(&mock, method, path, text);

	if (r.status != status)
		fail_msg("%s %s: %d %s", method, path, r.status, r.text);
	mock_reply_release(&r);
}

static void make_flow(void)
{
	flow = mock_make_flow(&mock, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE", DAILY);
}

/* The statuses of all runs, the oldest first: "success failed ". */
static void expect_runs(const char *expected)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/runs?orderby=createdAt", NULL);
	AUTO(buf_release) struct buf found = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(r.body, "items"))
		buf_printf(&found, "%s ", json_str(one, "metrics.statusSummary.status"));
	assert_string_equal(buf_str(&found), expected);
	mock_reply_release(&r);
}

static void expect_effective(int64_t expected)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/__admin/faults/f", NULL);
	int64_t found = -1;

	assert_true(json_int(r.body, "effective", &found));
	if (found != expected)
		fail_msg("%s", r.text);
	mock_reply_release(&r);
}

static void a_run_is_struck_once_however_long_it_lives(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *moved = NULL;

	ask("POST", "/__admin/life", "{'life':'after:1h'}", 200);
	ask("POST", "/__admin/faults",
	    "{'fault':'f','on':'run','nth':1,'do':{'fail':{}}}", 201);
	make_flow();
	expect_effective(0);
	moved = mock_move(&mock, "P1D");
	cJSON_Delete(moved);
	moved = mock_move(&mock, "PT2H");
	expect_runs("failed success ");
	expect_effective(1);
}

static void a_fault_that_was_cleared_strikes_no_run_that_is_under_way(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *moved = NULL;

	ask("POST", "/__admin/life", "{'life':'after:1h'}", 200);
	ask("POST", "/__admin/faults", "{'fault':'f','on':'run','do':{'fail':{}}}", 201);
	make_flow();
	ask("DELETE", "/__admin/faults/f", NULL, 200);
	moved = mock_move(&mock, "PT2H");
	expect_runs("success ");
}

static void a_run_on_demand_is_one_more_occurrence_of_its_flow(void **state UNUSED)
{
	AUTO_MEM char *body = NULL, *run = NULL;

	ask("POST", "/__admin/faults",
	    "{'fault':'f','on':'run','nth':2,'when':{'ordinal':2},'do':{'fail':{}}}",
	    201);
	ask("POST", "/__admin/faults",
	    "{'fault':'g','on':'run','nth':2,'do':{'fail':{}}}", 201);
	make_flow();
	body = mem_printf(JSON({"flowId":"%s"}), flow);
	run = mock_make(&mock, "/runs", body);
	expect_runs("success failed ");
	expect_effective(0); /* it is the first that matches, not the second */
}

/* How many records each run has exported, the oldest first: "1000 960 ". */
static void expect_records(const char *expected)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/runs?orderby=createdAt", NULL);
	AUTO(buf_release) struct buf found = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(r.body, "items")) {
		int64_t n = -1;

		json_int(one, "metrics.recordSummary.outputRecordCount", &n);
		buf_printf(&found, "%lld ", (long long)n);
	}
	assert_string_equal(buf_str(&found), expected);
	mock_reply_release(&r);
}

/* Whatever keeps the first of them, or has it live on. */
static void two_runs_of_a_tick_export_the_same_records(void **state UNUSED)
{
	static const struct {
		const char *life, *does;
		const char *meanwhile; /* what the runs have exported before the second's
		                          end */
	} cases[] = {
		{ "immediate", "{'run-twice':{}}", "1000 960 960 " },
		{ "after:1h", "{'run-twice':{}}", "1000 -1 " },
		{ "immediate", "[{'run-twice':{}},{'stuck':'5h'}]", "1000 -1 " },
		{ "immediate", "[{'run-twice':{}},{'queued':'5h'}]", "1000 -1 " },
		{ "polls:1", "[{'run-twice':{}},{'stuck':'5h'},{'queued':'1h'}]",
		  "1000 -1 " },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f','on':'run','nth':2,'do':%s}",
		                   cases[i].does);
		AUTO_MEM char *life = mem_printf("{'life':'%s'}", cases[i].life);

		print_message("row %zu\n", i);
		ask("POST", "/__admin/faults", fault, 201);
		make_flow();
		cJSON_Delete(mock_move(&mock, "PT12H"));
		ask("POST", "/__admin/life", life, 200);
		cJSON_Delete(mock_move(&mock, "PT12H"));
		expect_records(cases[i].meanwhile);
		cJSON_Delete(mock_move(&mock, "PT12H"));
		expect_records("1000 960 960 ");
		ask("POST", "/__admin/life", "{'life':'immediate'}", 200);
		cJSON_Delete(mock_move(&mock, "PT12H"));
		expect_records("1000 960 960 960 ");
		ask("POST", "/__admin/reset", "{}", 200);
		free(flow);
		flow = NULL;
	}
}

/* ---------------------------------------------------------------- what GET says */

/* Notes each member's name, a blank before and behind it; or fails where it is new. */
static void each_name(const cJSON *value, const char *known, struct buf *names)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, value) {
		AUTO_MEM char *name = mem_printf(" %s ", one->string ? one->string : "");

		if (one->string && names)
			buf_add_str(names, name);
		else if (one->string && !strstr(known, name))
			fail_msg("a faulted run has a member '%s'", one->string);
		each_name(one, known, names);
	}
}

/* Samples of failed runs and of skipped records have these, too (03 §7). */
#define OF_FAILED_RUNS " errors   failedInfo  skippedInfo  code  message  count "

static void runs_have_no_member_that_the_real_service_has_not(void **state UNUSED)
{
	static const char *const deeds[] = {
		"{'fail':{}}",
		"{'fail':{'shape':'full','afterFiles':1}}",
		"{'fail':{'shape':'minus-one'}}",
		"{'partial':['5ef3e3259ad2a1191ab7dd7d']}",
		"{'skip-records':5}",
		"{'stuck':{}}",
		"{'run-late':{}}",
		"{'queued':{}}",
		"{'run-twice':{}}",
		"{'dataset-gone':{}}",
		"{'credentials-expired':{}}",
		"{'bucket-gone':{}}",
		"{'disk-full':{}}",
		"{'metrics-lie':{'member':'outputRecordCount','by':1}}",
	};
	AUTO(buf_release) struct buf known = { 0 };
	struct mock_reply r;

	make_flow();
	r = mock_ask(&mock, "GET", "/runs", NULL);
	buf_add_str(&known, OF_FAILED_RUNS);
	each_name(r.body, NULL, &known);
	mock_reply_release(&r);
	for_each_row(i, deeds) {
		AUTO_MEM char *fault =
			mem_printf("{'fault':'its-name','on':'run','do':%s}", deeds[i]);

		ask("POST", "/__admin/reset", "{}", 200);
		free(flow);
		ask("POST", "/__admin/faults", fault, 201);
		make_flow();
		cJSON_Delete(mock_move(&mock, "PT10M"));
		r = mock_ask(&mock, "GET", "/runs", NULL);
		row_int_equal(i, cJSON_GetArraySize(json_get(r.body, "items")) > 0, true);
		each_name(r.body, buf_str(&known), NULL);
		if (strstr(r.text, "its-name"))
			fail_msg("row %zu: %s", i, r.text);
		mock_reply_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_run_is_struck_once_however_long_it_lives, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_fault_that_was_cleared_strikes_no_run_that_is_under_way, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_run_on_demand_is_one_more_occurrence_of_its_flow, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			two_runs_of_a_tick_export_the_same_records, setup, teardown),
		cmocka_unit_test_setup_teardown(
			runs_have_no_member_that_the_real_service_has_not, setup,
			teardown),
	};

	return cmocka_run_group_tests_name("run_faults", tests, NULL, NULL);
}
