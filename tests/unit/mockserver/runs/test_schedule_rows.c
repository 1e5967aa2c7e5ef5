/*
 * test_schedule_rows.c - the edge cases of 04 §5, by their rows, on flows
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/sched.h"

static struct mock mock;

static void row_01_a_start_in_the_past_is_one_run_now_and_then_its_grid(
	void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *moved = mock_advance(&mock, "PT1H30M");
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" LONG "}");

	assert_non_null(moved);
	sched_expect_ticks(&mock, "PT6H", "01-01T01:30 01-01T03:00 01-01T06:00");
}

static void row_02_a_parked_flow_does_not_run_and_runs_when_asked(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" DAILY ",'startTime':" YEAR
	                                        ",'endTime':1830297600}");

	sched_expect_ticks(&mock, "P300D", "");
	sched_run_now(&mock, flow);
	sched_expect_ticks(&mock, "P60D", "");
	assert_int_equal(sched_count_ticks(&mock, "P5D"), 1);
}

static void row_03_an_end_before_the_start_has_no_runs(void **state UNUSED)
{
	AUTO_MEM char *before =
		sched_make(&mock, "{" DAILY ",'startTime':" NOON ",'endTime':" START "}");
	AUTO_MEM char *same =
		sched_make(&mock, "{" DAILY ",'startTime':" NOON ",'endTime':" NOON "}");

	sched_expect_ticks(&mock, "P10D", "");
}

static void row_03_an_end_before_the_start_is_refused_in_strict(void **state UNUSED)
{
	sched_expect_refused(&mock, "{" DAILY ",'startTime':" NOON ",'endTime':" NOON "}",
	                     "1312-400", "/endTime");
}

static void row_04_a_life_shorter_than_the_interval_has_its_first_tick(
	void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                                        ",'endTime':1767234700}");

	sched_expect_ticks(&mock, "P10D", "01-01T00:00");
}

static void row_05_an_end_in_the_past_has_no_runs(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" DAILY ",'startTime':" LONG
	                                        ",'endTime':1675987610}");

	sched_expect_ticks(&mock, "P10D", "");
}

static void row_06_an_end_at_a_tick_is_exclusive(void **state UNUSED)
{
	AUTO_MEM char *at = sched_make(&mock, "{" HOURLY ",'startTime':" START
	                                      ",'endTime':1767247200}");
	AUTO_MEM char *after = sched_make(&mock, "{" DAILY ",'startTime':" START
	                                         ",'endTime':1767312001}");

	sched_expect_ticks(&mock, "PT1H", "01-01T00:00 01-01T00:00");
	sched_expect_ticks(&mock, "P3D",
	                   "01-01T03:00 01-02T00:00"); /* ends at 06:00; at 00:00:01 */
}

static void row_07_a_missing_end_is_stored_six_calendar_months_on(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" DAILY ",'startTime':" START "}");

	sched_expect(&mock, flow, "scheduleParams.endTime",
	             "1782864000"); /* 2026-07-01 */
	assert_int_equal(sched_count_ticks(&mock, "P1Y"), 181);
}

static int setup_31_august(void **state UNUSED)
{
	mock_begin_with(&mock, NULL,
	                &(struct flowmock_options){ .now_ms = 1788182430500 });
	return 0;
}

static void row_07_a_missing_end_is_clamped_at_the_end_of_february(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" DAILY ",'startTime':" START "}");

	/* made at 2026-08-31T13:20:30.5Z: 2027-02-28T13:20:30Z */
	sched_expect(&mock, flow, "scheduleParams.endTime", "1803820830");
}

static void row_08_one_time_goes_with_full_exports_in_strict(void **state UNUSED)
{
	sched_expect_refused(&mock,
	                     "{'timeUnit':'day','interval':0,'startTime':" START
	                     ",'exportMode':'FIRST_FULL_THEN_INCREMENTAL'}",
	                     "1312-400", "/interval");
}

static void row_08_one_time_and_incremental_is_one_export_in_lenient(void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock, "{'timeUnit':'day','interval':0,'startTime':" START
	                          ",'exportMode':'FIRST_FULL_THEN_INCREMENTAL'}");

	sched_expect_ticks(&mock, "P10D", "01-01T00:00");
}

static void row_09_a_daily_full_export_is_refused_in_strict(void **state UNUSED)
{
	sched_expect_refused(&mock,
	                     "{" DAILY ",'startTime':" START
	                     ",'exportMode':'DAILY_FULL_EXPORT'}",
	                     "1312-400", "/exportMode");
}

static void row_10_an_hourly_full_export_is_refused_in_strict(void **state UNUSED)
{
	sched_expect_refused(&mock,
	                     "{" HOURLY ",'startTime':" START
	                     ",'exportMode':'DAILY_FULL_EXPORT'}",
	                     "1312-400", "/exportMode");
}

static void row_11_hours_that_no_document_has_are_refused(void **state UNUSED)
{
	static const int hours[] = { 0, 1, 2, 4, 5, 7, 10, 11, 13, 23, 25, 48 };

	for_each_row(i, hours) {
		AUTO_MEM char *schedule =
			mem_printf("{'timeUnit':'hour','interval':%d,'startTime':" START
		                   "}",
		                   hours[i]);

		sched_expect_refused(&mock, schedule, "1363-400", "/interval");
	}
}

static void row_12_eight_hours_tick(void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock,
	                   "{'timeUnit':'hour','interval':8,'startTime':" START "}");

	sched_expect_ticks(&mock, "PT24H",
	                   "01-01T00:00 01-01T08:00 01-01T16:00 01-02T00:00");
}

static void row_13_nine_hours_tick(void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock,
	                   "{'timeUnit':'hour','interval':9,'startTime':" START "}");

	sched_expect_ticks(&mock, "PT24H", "01-01T00:00 01-01T09:00 01-01T18:00");
}

static void row_14_twenty_four_hours_are_a_day(void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock,
	                   "{'timeUnit':'hour','interval':24,'startTime':" NOON "}");

	sched_expect_ticks(&mock, "P2D", "01-01T12:00 01-02T12:00");
}

static void row_14_twenty_four_hours_are_refused_in_strict(void **state UNUSED)
{
	sched_expect_refused(&mock,
	                     "{'timeUnit':'hour','interval':24,'startTime':" NOON "}",
	                     "1363-400", "/interval");
}

static void row_15_numeric_texts_are_taken_and_echoed_as_sent(void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock, "{'timeUnit':'hour','interval':'3','startTime':'" START
	                          "','endTime':'1767240000'}"); /* 04:00 */

	sched_expect(&mock, flow, "scheduleParams",
	             "{'timeUnit':'hour','interval':'3','startTime':'" START
	             "','endTime':'1767240000'}");
	sched_expect_ticks(&mock, "P1D", "01-01T00:00 01-01T03:00");
}

static void row_16_milliseconds_are_refused_with_a_hint(void **state UNUSED)
{
	static const struct {
		const char *member, *value;
	} cases[] = {
		{ "startTime", "1767225600000" },
		{ "startTime", "'1767225600000'" },
		{ "endTime", "1767225600000" },
		{ "endTime", "'1767225600000'" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *schedule = mem_printf("{" DAILY ",'%s':%s}",
		                                     cases[i].member, cases[i].value);
		struct mock_reply r = sched_post(&mock, "", schedule);

		assert_int_equal(r.status, 400);
		assert_non_null(strstr(json_str(r.body, "report.violations[0].pointer"),
		                       cases[i].member));
		assert_non_null(strstr(json_str(r.body, "errorDetails"),
		                       "milliseconds: try 1767225600"));
		assert_int_equal(cJSON_GetArraySize(json_at(r.body, "report.violations")),
		                 1);
		mock_reply_release(&r);
	}
}

static void row_17_an_extra_frequency_loses(void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock, "{'timeUnit':'day','frequency':'hour','interval':'1',"
	                          "'startTime':" START "}");

	sched_expect_ticks(&mock, "PT49H", "01-01T00:00 01-02T00:00 01-03T00:00");
}

static void row_18_without_a_schedule_nothing_runs(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_made(sched_post(&mock, "", ""));

	sched_expect(&mock, flow, "scheduleParams", "nothing");
	sched_expect_ticks(&mock, "P30D", "");
}

static void row_18_a_schedule_is_demanded_in_strict(void **state UNUSED)
{
	sched_expect_refused(&mock, "", "1304-400", "");
}

static void row_19_a_missing_start_is_now(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *moved = mock_advance(&mock, "PT1H30M");
	AUTO(mem_free) char *flow = sched_make(&mock, "{" HOURLY "}");

	assert_non_null(moved);
	sched_expect(&mock, flow, "scheduleParams.startTime", "nothing");
	sched_expect_ticks(&mock, "PT6H", "01-01T01:30 01-01T04:30 01-01T07:30");
}

static int first_folder(void *ctx, const char *relative, uint64_t size UNUSED,
                        struct err *e UNUSED)
{
	char **out = ctx;

	*out = *out ? *out : mem_strdup(relative);
	return 0;
}

static void row_20_of_two_folder_templates_the_lower_case_one_goes_first(
	void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock,
	                   "{" DAILY ",'startTime':" START
	                   ",'folderNameTemplate':'camel','foldernameTemplate':'lower'}");
	AUTO(mem_free) char *path = NULL;
	struct err e = { 0 };

	sched_expect_ticks(&mock, "PT1H", "01-01T00:00");
	assert_int_equal(file_walk(mock.exports, first_folder, &path, &e), 0);
	assert_non_null(strstr(path, "/lower/"));
	sched_expect(&mock, flow, "scheduleParams.folderNameTemplate", "'camel'");
}

static void row_27_a_patch_changes_what_ticks_next_and_not_what_ran(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START "}");

	sched_expect_ticks(&mock, "PT6H", "01-01T00:00 01-01T03:00 01-01T06:00");
	assert_int_equal(sched_reschedule(&mock, flow, "{'interval':6}"), 200);
	sched_expect(&mock, flow, "state", "'enabled'");
	sched_expect_ticks(&mock, "PT8H",
	                   "01-01T12:00"); /* 06:00 has ticked, by the old grid */
}

static void row_28_a_stale_etag_leaves_the_schedule_as_it_was(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" START "}");

	assert_int_equal(
		sched_patch_as(&mock, flow, "\"0000d781-0000-0200-0000-63e29f420000\"",
	                       "[{'op':'replace','path':'/scheduleParams','value':{" DAILY
	                       "}}]"),
		412);
	sched_expect(&mock, flow, "scheduleParams.timeUnit", "'hour'");
	sched_expect_ticks(&mock, "PT3H", "01-01T00:00 01-01T03:00");
}

static void row_29_a_replaced_source_leaves_the_ticks_where_they_are(void **state UNUSED)
{
	AUTO_MEM char *other = sched_make(&mock, "{" DAILY ",'startTime':" YEAR "}");
	AUTO(mem_free) char *source = sched_value(&mock, other, "sourceConnectionIds");
	AUTO_MEM char *flow = sched_make(&mock, "{" HOURLY ",'startTime':" LONG "}");
	AUTO_MEM char *ops =
		mem_printf("[{'op':'replace','path':'/sourceConnectionIds','value':%s}]",
	                   source);

	assert_int_equal(sched_patch(&mock, flow, ops),
	                 200); /* the first run is still due */
	sched_expect_ticks(&mock, "PT1H", "01-01T00:00");
	assert_int_equal(sched_patch(&mock, flow, ops), 200);
	sched_expect_ticks(&mock, "PT3H", "01-01T03:00");
}

static int setup_leap_day(void **state UNUSED)
{
	mock_begin_with(&mock, NULL, /* 2028-02-28T12:00:00Z */
	                &(struct flowmock_options){ .now_ms = 1835352000000 });
	return 0;
}

static void row_32_a_daily_tick_keeps_its_time_over_leap_days(void **state UNUSED)
{
	AUTO_MEM char *flow =
		sched_make(&mock,
	                   "{" DAILY ",'startTime':1835308800}"); /* that day, 00:00 */

	sched_expect_ticks(&mock, "P3D",
	                   "02-28T12:00 02-29T00:00 03-01T00:00 03-02T00:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(row_01_a_start_in_the_past_is_one_run_now_and_then_its_grid),
		TEST(row_02_a_parked_flow_does_not_run_and_runs_when_asked),
		TEST(row_03_an_end_before_the_start_has_no_runs),
		STRICT(row_03_an_end_before_the_start_is_refused_in_strict),
		TEST(row_04_a_life_shorter_than_the_interval_has_its_first_tick),
		TEST(row_05_an_end_in_the_past_has_no_runs),
		TEST(row_06_an_end_at_a_tick_is_exclusive),
		TEST(row_07_a_missing_end_is_stored_six_calendar_months_on),
		STARTED(row_07_a_missing_end_is_clamped_at_the_end_of_february,
		        setup_31_august),
		STRICT(row_08_one_time_goes_with_full_exports_in_strict),
		TEST(row_08_one_time_and_incremental_is_one_export_in_lenient),
		STRICT(row_09_a_daily_full_export_is_refused_in_strict),
		STRICT(row_10_an_hourly_full_export_is_refused_in_strict),
		TEST(row_11_hours_that_no_document_has_are_refused),
		TEST(row_12_eight_hours_tick),
		TEST(row_13_nine_hours_tick),
		TEST(row_14_twenty_four_hours_are_a_day),
		STRICT(row_14_twenty_four_hours_are_refused_in_strict),
		TEST(row_15_numeric_texts_are_taken_and_echoed_as_sent),
		TEST(row_16_milliseconds_are_refused_with_a_hint),
		TEST(row_17_an_extra_frequency_loses),
		TEST(row_18_without_a_schedule_nothing_runs),
		STRICT(row_18_a_schedule_is_demanded_in_strict),
		TEST(row_19_a_missing_start_is_now),
		TEST(row_20_of_two_folder_templates_the_lower_case_one_goes_first),
		TEST(row_27_a_patch_changes_what_ticks_next_and_not_what_ran),
		TEST(row_28_a_stale_etag_leaves_the_schedule_as_it_was),
		TEST(row_29_a_replaced_source_leaves_the_ticks_where_they_are),
		STARTED(row_32_a_daily_tick_keeps_its_time_over_leap_days,
		        setup_leap_day),
	};

	return cmocka_run_group_tests_name("schedule_rows", tests, NULL, NULL);
}
