/*
 * test_demand.c - runs that clients start, put and repeat
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d" /* generated; it grows */
#define SCHEDULE(start)                                             \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':3," \
	"'timeUnit':'hour','startTime':" start "}"
#define NOW    SCHEDULE("1767225600")
#define PARKED SCHEDULE("1798761600") /* a year later */

static struct mock mock;

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

static char *run_now(const char *flow)
{
	AUTO_MEM char *body = mem_printf("{'flowId':'%s','status':'active'}", flow);

	return mock_make(&mock, "/runs", body);
}

static struct mock_reply get_run(const char *id)
{
	AUTO(mem_free) char *path = mem_printf("/runs/%s", id);

	return mock_ask(&mock, "GET", path, NULL);
}

static int64_t number(const cJSON *root, const char *path)
{
	int64_t n = -1;

	assert_true(json_int(root, path, &n));
	return n;
}

static int64_t records_of(const char *id)
{
	struct mock_reply r = get_run(id);
	int64_t n = number(r.body, "items[0].metrics.recordSummary.outputRecordCount");

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	return n;
}

static int count_file(void *ctx, const char *relative UNUSED, uint64_t size UNUSED,
                      struct err *e UNUSED)
{
	++*(int *)ctx;
	return 0;
}

static int count_files(void)
{
	struct err e = { 0 };
	int n = 0;

	assert_int_equal(file_walk(mock.exports, count_file, &n, &e), 0);
	return n;
}

static void a_run_is_readable_at_once_also_of_a_parked_flow(void **state UNUSED)
{
	AUTO_MEM char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
	AUTO(mem_free) char *first = run_now(flow);
	AUTO(mem_free) char *second = run_now(flow);

	assert_string_not_equal(first, second);
	assert_true(records_of(first) > 0);
	assert_int_equal(records_of(second), 0); /* nothing new has arrived */
	assert_int_equal(count_files(), 1);
}

static void the_schedule_goes_on_as_it_was(void **state UNUSED)
{
	AUTO(mem_free) char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", NOW);
	AUTO(cJSON_Delete) cJSON *first = mock_advance(&mock, "PT1H");
	AUTO(mem_free) char *extra = run_now(flow);
	AUTO(cJSON_Delete) cJSON *second = mock_advance(&mock, "PT2H");
	int64_t hour = records_of(extra);

	assert_int_equal(number(first, "firedCount"), 1);
	assert_int_equal(number(second, "firedCount"), 1);
	assert_string_equal(json_str(second, "fired[0].scheduledAt"),
	                    "2026-01-01T03:00:00Z");
	assert_true(hour > 0); /* it took the first hour, the tick the two that follow */
	assert_int_equal(number(second, "fired[0].records"), 2 * hour);
}

static void a_file_of_the_same_instant_as_a_scheduled_run_has_its_own_name(
	void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, DATASET, "JSON", "NONE",
	                       "{'exportMode':'DAILY_FULL_EXPORT','interval':0,"
	                       "'timeUnit':'day','startTime':1767225600}");
	AUTO(mem_free) char *before = run_now(flow);
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "PT0S");
	AUTO(mem_free) char *after = run_now(flow);

	assert_int_equal(number(fired, "fired[0].records"), records_of(before));
	assert_int_equal(records_of(after), records_of(before));
	assert_int_equal(count_files(), 3);
}

static void wrong_flows_are_named(void **state UNUSED)
{
	static const struct {
		const char *body, *code;
	} cases[] = {
		{ "{}", "FLOW-1446-400" },
		{ "{'flowId':''}", "FLOW-1446-400" },
		{ "{'flowId':null}", "FLOW-1446-400" },
		{ "{'flowId':7}", "FLOW-1312-400" },
		{ "{'flowId':'8256cfb4-17e6-432c-a469-6aedafb16cd5'}", "FLOW-1430-400" },
	};

	for_each_row(i, cases) {
		struct mock_reply r = mock_ask(&mock, "POST", "/runs", cases[i].body);

		assert_int_equal(r.status, 400);
		assert_true(str_ends(json_str(r.body, "type"), cases[i].code));
		mock_reply_release(&r);
	}
}

static void params_are_shown_as_they_came(void **state UNUSED)
{
	AUTO_MEM char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
	AUTO_MEM char *body = mem_printf("{'flowId':'%s','params':{'windowStartTime':"
	                                 "'1651584991','windowEndTime':16515859567}}",
	                                 flow);
	AUTO(mem_free) char *run = mock_make(&mock, "/runs", body);
	struct mock_reply r = get_run(run);

	assert_string_equal(json_str(r.body, "items[0].params.windowStartTime"),
	                    "1651584991");
	assert_int_equal(number(r.body, "items[0].params.windowEndTime"), 16515859567);
	mock_reply_release(&r);
}

static struct mock_reply put_run(const char *id, const char *etag, const char *body)
{
	AUTO(mem_free) char *path = mem_printf("/runs/%s", id);

	return mock_ask_also(&mock, "PUT", path, body, "If-Match", etag);
}

#define PUT_BODY                                                          \
	"{'metrics':{'recordSummary':{'outputRecordCount':7},"            \
	"'statusSummary':{'status':'FAILED'}},'recordTypes':['profile']," \
	"'flowId':'another','unknown':1}"

static void what_is_put_is_shown(void **state UNUSED)
{
	AUTO_MEM char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
	AUTO(mem_free) char *run = run_now(flow);
	struct mock_reply before = get_run(run), put, after;

	put = put_run(run, json_str(before.body, "items[0].etag"), PUT_BODY);
	after = get_run(run);
	assert_int_equal(put.status, 200);
	assert_string_equal(json_str(put.body, "id"), run);
	assert_int_equal(number(after.body,
	                        "items[0].metrics.recordSummary.outputRecordCount"),
	                 7);
	assert_string_equal(json_str(after.body, "items[0].recordTypes[0]"), "profile");
	assert_string_equal(json_str(after.body, "items[0].flowId"), flow);
	assert_null(json_at(after.body, "items[0].unknown"));
	assert_string_not_equal(json_str(after.body, "items[0].etag"),
	                        json_str(before.body, "items[0].etag"));
	assert_string_equal(put.etag, json_str(after.body, "items[0].etag"));
	mock_reply_release(&before);
	mock_reply_release(&put);
	mock_reply_release(&after);
}

static void a_put_needs_the_etag_of_now(void **state UNUSED)
{
	AUTO_MEM char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
	AUTO(mem_free) char *run = run_now(flow);
	struct mock_reply none = put_run(run, NULL, PUT_BODY),
			  stale = put_run(run, "\"old\"", PUT_BODY);

	assert_int_equal(none.status, 400);
	assert_true(str_ends(json_str(none.body, "type"), "1403-400"));
	assert_int_equal(stale.status, 412);
	mock_reply_release(&none);
	mock_reply_release(&stale);
}

static void an_unknown_status_is_refused(void **state UNUSED)
{
	AUTO_MEM char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
	AUTO(mem_free) char *run = run_now(flow);
	struct mock_reply got = get_run(run);
	struct mock_reply r =
		put_run(run, got.etag, "{'metrics':{'statusSummary':{'status':'?'}}}");

	assert_int_equal(r.status, 400);
	assert_true(str_ends(json_str(r.body, "type"), "1437-400"));
	mock_reply_release(&got);
	mock_reply_release(&r);
}

static struct mock_reply act(const char *run, const char *op)
{
	AUTO(mem_free) char *path = mem_printf("/runs/%s/action%s", run, op);

	return mock_ask(&mock, "POST", path, NULL);
}

static void only_a_run_without_success_or_records_is_repeated(void **state UNUSED)
{
	static const char *const ops[] = { "?op=re-trigger", "?op=RE_TRIGGER",
		                           "?op=Re_Trigger" };
	AUTO_MEM char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
	AUTO(mem_free) char *full = run_now(flow);
	AUTO(mem_free) char *empty = run_now(flow);
	struct mock_reply r = act(full, "?op=re-trigger");

	assert_int_equal(r.status, 400);
	assert_true(str_ends(json_str(r.body, "type"), "1387-400"));
	mock_reply_release(&r);
	for_each_row(i, ops) {
		r = act(empty, ops[i]);
		assert_int_equal(r.status, 200);
		assert_string_not_equal(json_str(r.body, "id"), empty);
		assert_int_equal(records_of(json_str(r.body, "id")), 0);
		mock_reply_release(&r);
	}
}

static void other_actions_and_runs_are_refused(void **state UNUSED)
{
	static const struct {
		const char *op;
		int status;
		const char *code;
	} cases[] = {
		{ "", 400, "1304-400" },
		{ "?op=stop", 400, "1401-400" },
		{ "?op=re-trigger", 404, "1439-404" },
	};

	for_each_row(i, cases) {
		struct mock_reply r =
			act("8256cfb4-17e6-432c-a469-6aedafb16cd5", cases[i].op);

		assert_int_equal(r.status, cases[i].status);
		assert_true(str_ends(json_str(r.body, "type"), cases[i].code));
		mock_reply_release(&r);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_is_readable_at_once_also_of_a_parked_flow),
		TEST(the_schedule_goes_on_as_it_was),
		TEST(a_file_of_the_same_instant_as_a_scheduled_run_has_its_own_name),
		TEST(wrong_flows_are_named),
		TEST(params_are_shown_as_they_came),
		TEST(what_is_put_is_shown),
		TEST(a_put_needs_the_etag_of_now),
		TEST(an_unknown_status_is_refused),
		TEST(only_a_run_without_success_or_records_is_repeated),
		TEST(other_actions_and_runs_are_refused),
	};

	return cmocka_run_group_tests_name("demand", tests, NULL, NULL);
}
