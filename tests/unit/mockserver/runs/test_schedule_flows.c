/*
 * test_schedule_flows.c - mockserver/entities/flow_schedule.c: flows whose schedule
 * changes
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/sched.h"

#define ONCE "'timeUnit':'day','interval':0,'exportMode':'DAILY_FULL_EXPORT'"

#define SHARE   JSON("id":"be5ec48c-5b78-49d5-b8fa-7c89ec4569b8","version":"1.0")
#define QUARTER JSON("frequency":"minute","interval":"15","startTime":1767225600)

static struct mock mock;

/* ---------------------------------------------------------------- changes */

static void an_end_extended_after_it_passed_resumes_with_the_next_tick(
	void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                                        ",'endTime':1767236400}");

	sched_expect_ticks(&mock, "P1DT1H", "01-01T00:00"); /* it ended at 03:00 */
	assert_int_equal(sched_reschedule(&mock, flow, "{'endTime':1767330000}"), 200);
	sched_expect_ticks(&mock, "PT9H", "01-02T03:00"); /* until 05:00 */
}

static void an_end_extended_before_it_passes_goes_on(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                                        ",'endTime':1767236400}");

	sched_expect_ticks(&mock, "PT1H", "01-01T00:00");
	assert_int_equal(sched_reschedule(&mock, flow, "{'endTime':1767254400}"), 200);
	sched_expect_ticks(&mock, "P1D", "01-01T03:00 01-01T06:00"); /* until 08:00 */
}

static void a_schedule_changed_before_its_first_run_still_has_it(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" LONG "}");

	assert_int_equal(sched_reschedule(&mock, flow, "{'interval':6}"), 200);
	sched_expect_ticks(&mock, "PT7H", "01-01T00:00 01-01T06:00");
}

static void a_one_time_flow_that_ran_runs_again_only_by_a_later_start(void **state UNUSED)
{
	static const char *const schedules[] = {
		"{" ONCE ",'startTime':" START "}",
		"{" ONCE ",'startTime':1767225000,'endTime':1830297600}",
		"{'interval':'0'}",
		"{'startTime':" START "}",
	};
	AUTO(mem_free) char *flow = sched_make(&mock, "{" ONCE ",'startTime':" START "}");

	sched_expect_ticks(&mock, "PT1H", "01-01T00:00");
	for_each_row(i, schedules) {
		assert_int_equal(sched_reschedule(&mock, flow, schedules[i]), 200);
		sched_expect_ticks(&mock, "PT1H", "");
		sched_act(&mock, flow, "disable");
		sched_expect_ticks(&mock, "PT1H", "");
		sched_act(&mock, flow, "enable");
		assert_int_equal(
			sched_patch(&mock, flow,
		                    "[{'op':'replace','path':'/name','value':'n'}]"),
			200);
	}
	assert_int_equal(sched_reschedule(&mock, flow, "{'startTime':1767600000}"), 200);
	sched_expect_ticks(&mock, "P5D", "01-05T08:00");
	sched_act(&mock, flow, "disable");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "P2Y", "");
}

static void a_parked_one_time_flow_runs_by_the_schedule_that_replaces_its_own(
	void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock, "{" ONCE ",'startTime':" YEAR ",'endTime':1830297600}");

	sched_expect_ticks(&mock, "PT1H", "");
	sched_run_now(&mock, flow); /* which is no tick of the schedule */
	assert_int_equal(sched_reschedule(&mock, flow, "{'startTime':" START "}"), 200);
	sched_expect_ticks(&mock, "PT1H", "01-01T01:00");
	assert_int_equal(sched_reschedule(&mock, flow, "{'startTime':" YEAR "}"), 200);
	sched_expect_ticks(&mock, "P2Y", "01-01T00:00");
}

static void ad_hoc_runs_leave_a_parked_one_time_flow_its_run(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" ONCE ",'startTime':" NOON "}");

	sched_run_now(&mock, flow);
	sched_act(&mock, flow, "disable");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "P1D", "01-01T12:00");
}

static void a_flow_that_turns_one_time_has_one_export_more(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START "}");

	sched_expect_ticks(&mock, "PT4H", "01-01T00:00 01-01T03:00");
	assert_int_equal(sched_reschedule(&mock, flow, "{" ONCE ",'startTime':" NOON "}"),
	                 200);
	sched_expect_ticks(&mock, "P1D", "01-01T12:00");
	assert_int_equal(sched_reschedule(&mock, flow, "{" HOURLY "}"), 200);
	sched_expect_ticks(&mock, "PT6H", "01-02T06:00 01-02T09:00");
}

static void ticks_missed_while_disabled_have_no_run_and_the_next_covers_them(
	void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START "}");
	AUTO(cJSON_Delete) cJSON *covering = NULL;
	int64_t records = -1;

	sched_expect_ticks(&mock, "PT1H", "01-01T00:00");
	sched_act(&mock, flow, "disable");
	sched_expect_ticks(&mock, "PT9H", "");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "PT1H", "");
	covering = mock_advance(&mock, "PT1H"); /* 12:00 */
	assert_true(json_int(covering, "fired[0].records", &records));
	assert_int_equal(records, 12 * 40); /* its rate is 40 an hour */
}

/* ---------------------------------------------------------------- during a run */

/* A flow whose run of 00:00 ends at 04:00, while that of 03:00 waits for it. */
static char *make_busy(void)
{
	struct mock_reply r =
		mock_ask(&mock, "POST", "/__admin/life", JSON({"life":"after:4h"}));
	char *flow;

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	flow = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                         ",'endTime':1767236401}"); /* 03:00:01 */
	sched_expect_ticks(&mock, "PT3H30M", "01-01T00:00");
	return flow;
}

static void a_tick_that_waits_for_a_run_is_run_whatever_is_patched_meanwhile(
	void **state UNUSED)
{
	static const struct {
		const char *ops, *after; /* what ticks after the one that waits */
	} patches[] = {
		{ "[{'op':'replace','path':'/name','value':'n'}]", "" },
		{ "[{'op':'replace','path':'/scheduleParams','value':{" HOURLY
		  ",'startTime':" YEAR ",'endTime':1830297600}}]",
		  "" },
		{ "[{'op':'replace','path':'/scheduleParams','value':{" HOURLY
		  ",'startTime':" LONG ",'endTime':" START "}}]",
		  "" },
		{ "[{'op':'replace','path':'/scheduleParams','value':{" DAILY
		  ",'startTime':" NOON ",'endTime':" YEAR "}}]",
		  "01-01T12:00" },
		{ "[{'op':'replace','path':'/scheduleParams','value':{" ONCE
		  ",'startTime':" NOON ",'endTime':" YEAR "}}]",
		  "01-01T12:00" },
	};

	for_each_row(i, patches) {
		AUTO(mem_free) char *flow = make_busy();
		struct mock_reply r;

		assert_int_equal(sched_patch(&mock, flow, patches[i].ops), 200);
		sched_expect_ticks(&mock, "PT1H", "01-01T03:00");
		sched_expect_ticks(&mock, "P1D", patches[i].after);
		r = mock_ask(&mock, "POST", "/__admin/reset", "{}");
		assert_int_equal(r.status, 200);
		mock_reply_release(&r);
	}
}

static void a_flow_that_is_disabled_forgets_the_tick_that_waits_for_a_run(
	void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_busy();

	sched_act(&mock, flow, "disable");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "P1D", "");
}

static void a_one_time_tick_that_was_forgotten_is_made_when_enabled(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_busy();
	struct mock_reply r;

	assert_int_equal(
		sched_patch(&mock, flow,
	                    "[{'op':'replace','path':'/scheduleParams','value':{" ONCE
	                    ",'startTime':" START ",'endTime':1830297600}}]"),
		200);
	sched_expect_ticks(&mock, "PT1S", ""); /* it waits */
	sched_act(&mock, flow, "disable");
	sched_expect_ticks(&mock, "P1D", "");
	r = mock_ask(&mock, "POST", "/__admin/life", JSON({"life":null}));
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "P1D", "01-02T03:30");
	sched_act(&mock, flow, "disable");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "P1D", ""); /* it never runs twice */
}

/* ---------------------------------------------------------------- disabled */

static void a_flow_disabled_over_its_first_tick_waits_for_the_next(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" NOON "}");

	sched_act(&mock, flow, "disable");
	sched_expect_ticks(&mock, "PT13H", "");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "PT3H", "01-01T15:00");
}

static void a_one_time_export_missed_while_disabled_is_made_when_enabled(
	void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_make(&mock, "{" ONCE ",'startTime':" NOON "}");

	sched_act(&mock, flow, "disable");
	sched_expect_ticks(&mock, "PT13H", "");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "P1D", "01-01T13:00");
}

static void a_flow_enabled_at_a_tick_that_ran_does_not_run_it_again(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START "}");

	sched_expect_ticks(&mock, "PT3H", "01-01T00:00 01-01T03:00");
	sched_act(&mock, flow, "disable");
	sched_act(&mock, flow, "enable");
	sched_expect_ticks(&mock, "PT3H", "01-01T06:00");
}

/* ---------------------------------------------------------------- ends */

static void a_replaced_schedule_keeps_its_end(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                                        ",'endTime':" YEAR "}");

	assert_int_equal(sched_reschedule(&mock, flow, "{'startTime':" NOON "}"), 200);
	sched_expect(&mock, flow, "scheduleParams",
	             "{" HOURLY ",'startTime':" NOON ",'endTime':" YEAR "}");
}

static void an_end_that_is_removed_is_the_default_again(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                                        ",'endTime':" YEAR "}");

	assert_int_equal(sched_count_ticks(&mock, "P40D"), 321);
	assert_int_equal(
		sched_patch(&mock, flow,
	                    "[{'op':'remove','path':'/scheduleParams/endTime'}]"),
		200);
	sched_expect(&mock, flow, "scheduleParams.endTime",
	             "1782864000"); /* by createdAt */
}

static void a_schedule_that_comes_later_has_its_default_end(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_made(sched_post(&mock, "", ""));

	sched_expect_ticks(&mock, "PT1H", "");
	assert_int_equal(
		sched_patch(&mock, flow,
	                    "[{'op':'add','path':'/scheduleParams','value':{" HOURLY
	                    ",'startTime':" NOON "}}]"),
		200);
	sched_expect(&mock, flow, "scheduleParams.endTime",
	             "1782907200"); /* by its start */
	sched_expect_ticks(&mock, "PT15H", "01-01T12:00 01-01T15:00");
}

static void a_replaced_schedule_has_the_default_end_in_strict(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                                        ",'endTime':" YEAR "}");

	assert_int_equal(sched_reschedule(&mock, flow,
	                                  "{" HOURLY ",'startTime':" NOON "}"),
	                 200);
	sched_expect(&mock, flow, "scheduleParams.endTime",
	             "1782907200"); /* by its start */
	assert_int_equal(sched_reschedule(&mock, flow, "{'startTime':" NOON "}"), 400);
}

static void a_default_end_counts_from_a_start_that_is_later_in_strict(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_make(&mock, "{" DAILY ",'startTime':" YEAR "}");

	sched_expect(&mock, flow, "scheduleParams.endTime", "1814400000");
	assert_int_equal(sched_patch(&mock, flow,
	                             "[{'op':'replace','path':'/name','value':'n'}]"),
	                 200);
	sched_act(&mock, flow, "disable");
	sched_act(&mock, flow, "enable");
	assert_int_equal(
		sched_patch(&mock, flow,
	                    "[{'op':'replace','path':'/scheduleParams/startTime',"
	                    "'value':1800000000}]"),
		200);
	assert_int_equal(sched_patch(&mock, flow,
	                             "[{'op':'add','path':'/scheduleParams/endTime',"
	                             "'value':" NOON "}]"),
	                 400);
	assert_int_equal(sched_count_ticks(&mock, "P2Y"), 181); /* till 15 July 2027 */
}

static int setup_old(void **state UNUSED)
{
	mock_begin_with(&mock, NULL, /* 2024-08-31T23:00:00Z */
	                &(struct flowmock_options){ .now_ms = 1725145200000 });
	return 0;
}

static void flows_of_before_september_2024_stop_on_1_may_2025(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_make(&mock, "{" DAILY "}");
	AUTO(mem_free) char *later = NULL;

	sched_expect(&mock, flow, "scheduleParams.endTime", "1746057600");
	assert_int_equal(sched_count_ticks(&mock, "PT2H"), 1);
	later = sched_make(&mock, "{" DAILY "}");
	sched_expect(&mock, later, "scheduleParams.endTime", "1756684800");
	assert_int_equal(sched_count_ticks(&mock, "P1Y"), 242 + 365);
}

/* ---------------------------------------------------------------- ingestion */

static char *post_ingestion(const char *query, const char *schedule, int status)
{
	AUTO_MEM char *base = mock_make(&mock, "/connections",
	                                "{'name':'b','connectionSpec':{" SHARE "},"
	                                "'auth':{'specName':'Basic Authentication',"
	                                "'params':{'host':'h','userid':'u',"
	                                "'password':'p'}}}");
	AUTO_MEM char *source_body = mem_printf(
		"{'name':'s','baseConnectionId':'%s','data':{'format':'delimited'},"
		"'params':{'path':'/in'},'connectionSpec':{" SHARE "}}",
		base);
	AUTO(mem_free) char *source = mock_make(&mock, "/sourceConnections", source_body);
	AUTO_MEM char *target =
		mock_make(&mock, "/targetConnections",
	                  "{'name':'t','data':{'format':'parquet_xdm'},"
	                  "'params':{'dataSetId':'638e6c7b5679741b63ff5c24'},"
	                  "'connectionSpec':{'id':'c604ff05-7f1a-43c0-8e18-33bf874cb11c',"
	                  "'version':'1.0'}}");
	AUTO_MEM char *body = mem_printf(
		"{'name':'f','flowSpec':{'id':'9753525b-82c7-4dce-8a9b-5ccfce2b9876',"
		"'version':'1.0'},'sourceConnectionIds':['%s'],"
		"'targetConnectionIds':['%s'],'scheduleParams':{%s}}",
		source, target, schedule);
	AUTO(mem_free) char *path = mem_printf("/flows%s", query);
	struct mock_reply r = mock_ask(&mock, "POST", path, body);
	char *id = NULL;

	assert_int_equal(r.status, status);
	if (status == 201)
		id = mem_strdup(json_str(r.body, "id"));
	mock_reply_release(&r);
	return id;
}

static void row_34_a_draft_has_no_ticks_until_it_is_published(void **state UNUSED)
{
	AUTO(mem_free) char *flow = post_ingestion("?mode=draft", QUARTER, 201);

	sched_expect_ticks(&mock, "PT1H10M", "");
	sched_act(&mock, flow, "publish");
	sched_expect_ticks(&mock, "PT30M", "01-01T01:10 01-01T01:15 01-01T01:30");
}

static void an_ingestion_has_no_end_and_is_not_judged_as_an_export(void **state UNUSED)
{
	AUTO(mem_free) char *flow = post_ingestion("", QUARTER, 201);

	sched_expect(&mock, flow, "scheduleParams.endTime", "nothing");
	assert_int_equal(sched_patch(&mock, flow,
	                             "[{'op':'replace','path':'/name','value':'n'}]"),
	                 200);
	sched_expect(&mock, flow, "scheduleParams.endTime", "nothing");
	sched_expect_ticks(&mock, "PT30M", "01-01T00:00 01-01T00:15 01-01T00:30");
}

static void an_ingestion_has_seconds_too(void **state UNUSED)
{
	post_ingestion("", JSON("frequency":"minute","interval":15,)
	                                JSON("startTime":1767225600000), 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_end_extended_after_it_passed_resumes_with_the_next_tick),
		TEST(an_end_extended_before_it_passes_goes_on),
		TEST(a_schedule_changed_before_its_first_run_still_has_it),
		TEST(a_one_time_flow_that_ran_runs_again_only_by_a_later_start),
		TEST(a_parked_one_time_flow_runs_by_the_schedule_that_replaces_its_own),
		TEST(ad_hoc_runs_leave_a_parked_one_time_flow_its_run),
		TEST(a_flow_that_turns_one_time_has_one_export_more),
		TEST(ticks_missed_while_disabled_have_no_run_and_the_next_covers_them),
		TEST(a_tick_that_waits_for_a_run_is_run_whatever_is_patched_meanwhile),
		TEST(a_flow_that_is_disabled_forgets_the_tick_that_waits_for_a_run),
		TEST(a_one_time_tick_that_was_forgotten_is_made_when_enabled),
		TEST(a_flow_disabled_over_its_first_tick_waits_for_the_next),
		TEST(a_one_time_export_missed_while_disabled_is_made_when_enabled),
		TEST(a_flow_enabled_at_a_tick_that_ran_does_not_run_it_again),
		TEST(a_replaced_schedule_keeps_its_end),
		TEST(an_end_that_is_removed_is_the_default_again),
		TEST(a_schedule_that_comes_later_has_its_default_end),
		STRICT(a_replaced_schedule_has_the_default_end_in_strict),
		STRICT(a_default_end_counts_from_a_start_that_is_later_in_strict),
		STARTED(flows_of_before_september_2024_stop_on_1_may_2025, setup_old),
		TEST(row_34_a_draft_has_no_ticks_until_it_is_published),
		STRICT(an_ingestion_has_no_end_and_is_not_judged_as_an_export),
		TEST(an_ingestion_has_seconds_too),
	};

	return cmocka_run_group_tests_name("schedule_flows", tests, NULL, NULL);
}
