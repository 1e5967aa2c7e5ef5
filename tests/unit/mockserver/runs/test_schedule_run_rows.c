/*
 * test_schedule_run_rows.c - the edge cases of 04 §5 that are about runs and ad-hoc
 * exports, by their rows
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"
#include "tests/support/quoted.h"
#include "tests/support/sched.h"

#define DATASET  "5ef3e3259ad2a1191ab7dd7d"
#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03" /* arrives within 16 days */
#define DELAY_MS (10 * MS_PER_MINUTE)

static struct mock mock;

static int setup_delay(void **state UNUSED)
{
	mock_begin_with(&mock, NULL,
	                &(struct flowmock_options){ .adhoc_delay_ms = DELAY_MS });
	return 0;
}

/* An ad-hoc export of the flow's dataset: 200 (message NULL), or 400 with these words. */
static void expect_export(const char *flow, const char *message)
{
	struct mock_reply r = mock_export(&mock, flow, DATASET);

	assert_int_equal(r.status, message ? 400 : 200);
	if (message)
		assert_non_null(strstr(json_str(r.body, "message"), message));
	mock_reply_release(&r);
}

static void set_life(const char *life)
{
	AUTO(mem_free) char *body = mem_printf(JSON({"life":"%s"}), life);
	struct mock_reply r = mock_ask(&mock, "POST", "/__admin/life", body);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

/* The one run that fired on the way. */
static void expect_run(const char *duration, const char *status, int64_t records,
                       int64_t files)
{
	AUTO(cJSON_Delete) cJSON *moved = mock_advance(&mock, duration);
	const cJSON *run = json_at(moved, "fired[0]");
	int64_t have_records = -1, have_files = -1;

	assert_int_equal(cJSON_GetArraySize(json_get(moved, "fired")), 1);
	assert_string_equal(json_str(run, "status"), status);
	assert_true(json_int(run, "records", &have_records));
	assert_true(json_int(run, "files", &have_files));
	assert_int_equal(have_records, records);
	assert_int_equal(have_files, files);
}

static int count_in_one_folder(void *ctx, const char *relative, uint64_t size UNUSED,
                               struct err *e UNUSED)
{
	assert_true(str_starts(relative, "s3/your-bucket-name/folder/subfolder/part-"));
	++*(int *)ctx;
	return 0;
}

static void row_21_runs_that_share_a_folder_have_files_of_their_own(void **state UNUSED)
{
	AUTO_MEM char *flow = sched_make(&mock, "{" DAILY ",'startTime':" START
	                                        ",'foldernameTemplate':'/'}");
	struct err e = { 0 };
	int files = 0;

	assert_int_equal(sched_count_ticks(&mock, "P2D"), 3);
	assert_int_equal(file_walk(mock.exports, count_in_one_folder, &files, &e), 0);
	assert_int_equal(files, 3);
}

static void row_22_one_run_covers_the_ticks_that_fell_due_during_another(
	void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;

	set_life("after:7h");
	flow = sched_make(&mock, "{" HOURLY ",'startTime':" START "}");
	sched_expect_ticks(&mock, "PT6H59M", "01-01T00:00");
	sched_expect_ticks(&mock, "PT1M", "01-01T06:00"); /* and 03:00 */
}

static void row_23_an_ad_hoc_export_waits_for_the_run_that_is_active(void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;

	set_life("after:1h");
	flow = sched_make(&mock, "{" DAILY ",'startTime':" START "}");
	sched_expect_ticks(&mock, "PT30M", "01-01T00:00");
	expect_export(flow, "Run already going on for dataset " DATASET);
	sched_expect_ticks(&mock, "PT30M", "");
	expect_export(flow, NULL);
}

static void row_24_a_new_flow_exports_ad_hoc_at_once(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_make(&mock, "{" DAILY ",'startTime':" YEAR "}");

	expect_export(flow, NULL);
}

static void row_24_a_new_flow_is_not_ready_until_the_delay_is_over(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_make(&mock, "{" DAILY ",'startTime':" YEAR "}");

	sched_expect_ticks(&mock, "PT9M59S", "");
	expect_export(flow, "not ready for dataset export");
	sched_expect_ticks(&mock, "PT1S", "");
	expect_export(flow, NULL);
}

static void row_25_a_disabled_flow_exports_nothing_ad_hoc(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_make(&mock, "{" DAILY ",'startTime':" YEAR "}");

	sched_act(&mock, flow, "disable");
	expect_export(flow, "is disabled");
	sched_act(&mock, flow, "enable");
	expect_export(flow, NULL);
}

static void row_26_an_ad_hoc_export_knows_no_start_and_no_end(void **state UNUSED)
{
	AUTO_MEM char *over =
		sched_make(&mock, "{" DAILY ",'startTime':" START ",'endTime':" NOON "}");
	AUTO_MEM char *parked = sched_make(&mock, "{" DAILY ",'startTime':" YEAR "}");

	sched_expect_ticks(&mock, "P30D", "01-01T00:00");
	expect_export(over, NULL);
	expect_export(parked, NULL);
}

static void row_30_a_run_without_news_succeeds_and_writes_no_file(void **state UNUSED)
{
	AUTO(mem_free) char *schedule = quoted("{" DAILY ",'startTime':" START "}");
	AUTO_MEM char *flow = mock_make_flow(&mock, AIRPORTS, "JSON", "GZIP", schedule);

	assert_true(sched_count_ticks(&mock, "P60D") > 0);
	expect_run("P1D", "success", 0, 0);
}

static void row_31_a_dataset_that_is_not_there_fails_its_run(void **state UNUSED)
{
	AUTO(mem_free) char *schedule = quoted("{" DAILY ",'startTime':" START "}");
	AUTO_MEM char *flow = mock_make_flow(&mock, "616d53e0a6de2719486fb024", "JSON",
	                                     "GZIP", schedule);

	expect_run("PT1H", "failed", 0, 0);
}

static void row_33_nothing_runs_while_the_clock_stands_still(void **state UNUSED)
{
	AUTO(mem_free) char *flow = sched_make(&mock, "{" DAILY ",'startTime':" NOON "}");

	sched_expect_ticks(&mock, "PT11H59M59S", "");
	sched_expect(&mock, flow, "lastRunDetails", "nothing");
	sched_expect_ticks(&mock, "PT1S", "01-01T12:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(row_21_runs_that_share_a_folder_have_files_of_their_own),
		TEST(row_22_one_run_covers_the_ticks_that_fell_due_during_another),
		TEST(row_23_an_ad_hoc_export_waits_for_the_run_that_is_active),
		TEST(row_24_a_new_flow_exports_ad_hoc_at_once),
		STARTED(row_24_a_new_flow_is_not_ready_until_the_delay_is_over,
		        setup_delay),
		TEST(row_25_a_disabled_flow_exports_nothing_ad_hoc),
		TEST(row_26_an_ad_hoc_export_knows_no_start_and_no_end),
		TEST(row_30_a_run_without_news_succeeds_and_writes_no_file),
		TEST(row_31_a_dataset_that_is_not_there_fails_its_run),
		TEST(row_33_nothing_runs_while_the_clock_stands_still),
	};

	return cmocka_run_group_tests_name("schedule_run_rows", tests, NULL, NULL);
}
