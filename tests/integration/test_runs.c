/*
 * test_runs.c - flows run on the clock, and what they leave on disk and in the API
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d" /* generated; it grows */
#define EVERY_3_HOURS \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","interval":3,"timeUnit":"hour", \
	     "startTime":1767225600})
#define ONCE \
	JSON({"exportMode":"DAILY_FULL_EXPORT","interval":0,"timeUnit":"day", \
	     "startTime":1767225600})
#define LATER \
	JSON({"exportMode":"DAILY_FULL_EXPORT","interval":0,"timeUnit":"day", \
	     "startTime":1767229200})

static struct mock mock;

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	return 0;
}

static int setup_on_disk(void **state UNUSED)
{
	mock_begin(&mock, "state.db");
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

/* What lies below the export root. */
struct seen {
	int64_t files, bytes, lines;
	struct buf paths; /* each followed by a newline */
};

static int see(void *ctx, const char *relative, uint64_t size, struct err *e)
{
	struct seen *seen = ctx;
	struct buf text = { 0 };
	AUTO(mem_free) char *path = mem_printf("%s/%s", mock.exports, relative);

	seen->files++;
	seen->bytes += (int64_t)size;
	buf_printf(&seen->paths, "%s\n", relative);
	if (file_read(path, 1 << 28, &text, e) < 0)
		return -1;
	for (size_t i = 0; i < text.size; i++)
		seen->lines += text.data[i] == '\n';
	buf_release(&text);
	return 0;
}

static struct seen look(void)
{
	struct seen seen = { 0 };
	struct err e = { 0 };

	if (file_exists(mock.exports))
		assert_int_equal(file_walk(mock.exports, see, &seen, &e), 0);
	return seen;
}

static struct mock_reply runs_of(const char *flow)
{
	AUTO_MEM char *path = mem_printf("/runs?property=flowId==%s&limit=100", flow);

	return mock_ask(&mock, "GET", path, NULL);
}

static int64_t number(const cJSON *root, const char *path)
{
	int64_t n = -1;

	assert_true(json_int(root, path, &n));
	return n;
}

/* The sum over all runs of a metric. */
static int64_t total(const cJSON *runs, const char *metric)
{
	const cJSON *one;
	int64_t sum = 0;

	cJSON_ArrayForEach(one, json_get(runs, "items"))
		sum += number(one, metric);
	return sum;
}

static void a_flow_runs_when_it_is_created_and_then_as_time_is_moved(void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	struct mock_reply r = runs_of(flow);
	struct seen seen = look();

	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "items")), 1);
	assert_int_equal(seen.files, 1);
	buf_release(&seen.paths);
	mock_reply_release(&r);
	cJSON_Delete(mock_advance(&mock, "PT3H"));
	r = runs_of(flow);
	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "items")), 2);
	mock_reply_release(&r);
}

static void what_the_runs_say_is_what_lies_on_disk(void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "PT9H");
	struct mock_reply r = runs_of(flow);
	struct seen seen = look();

	assert_int_equal(number(fired, "firedCount"), 4);
	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "items")), 4);
	assert_int_equal(total(r.body, "metrics.fileSummary.outputFileCount"),
	                 seen.files);
	assert_int_equal(total(r.body, "metrics.sizeSummary.outputBytes"), seen.bytes);
	assert_int_equal(total(r.body, "metrics.recordSummary.outputRecordCount"),
	                 seen.lines);
	assert_true(seen.lines > 0);
	assert_string_equal(json_str(r.body, "items[0].metrics.statusSummary.status"),
	                    "success");
	buf_release(&seen.paths);
	mock_reply_release(&r);
}

static void files_lie_where_the_contract_says(void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, DATASET, "PARQUET", "GZIP", EVERY_3_HOURS);
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "PT3H");
	struct seen seen = look();
	const char *first = buf_str(&seen.paths);
	const char *second = strchr(first, '\n') + 1;

	assert_int_equal(seen.files, 2);
	assert_true(str_starts(first, "s3/your-bucket-name/folder/subfolder/" DATASET
	                              "/exportTime=202601010000/part-00000-tid-"));
	assert_true(str_starts(second, "s3/your-bucket-name/folder/subfolder/" DATASET
	                               "/exportTime=202601010300/part-00000-tid-"));
	assert_true(str_ends(first, "-c000.gz.parquet\n"));
	buf_release(&seen.paths);
}

static void one_step_and_many_steps_fire_the_same_runs(void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	AUTO(mem_free) char *again = NULL;
	cJSON *fired = mock_advance(&mock, "P2D");
	struct mock_reply one_step = runs_of(flow), many;
	struct seen seen = look(), seen_again;
	char why[FLOWMOCK_WHY];

	cJSON_Delete(fired);
	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	assert_int_equal(look().files, 0);
	again = mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	for (int i = 0; i < 48; i++)
		cJSON_Delete(mock_advance(&mock, "1h"));
	many = runs_of(again);
	seen_again = look();
	assert_string_equal(one_step.text, many.text);
	assert_string_equal(buf_str(&seen.paths), buf_str(&seen_again.paths));
	assert_int_equal(seen.bytes, seen_again.bytes);
	buf_release(&seen.paths);
	buf_release(&seen_again.paths);
	mock_reply_release(&one_step);
	mock_reply_release(&many);
}

static void a_run_changes_what_its_flow_shows_and_its_etag(void **state UNUSED)
{
	AUTO(mem_free) char *flow = mock_make_flow(&mock, DATASET, "JSON", "GZIP", LATER);
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct mock_reply before = mock_ask(&mock, "GET", path, NULL), after;
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "PT1H");

	after = mock_ask(&mock, "GET", path, NULL);
	assert_null(json_at(before.body, "items[0].lastRunDetails"));
	assert_string_equal(json_str(after.body, "items[0].lastRunDetails.id"),
	                    json_str(fired, "fired[0].runId"));
	assert_string_equal(json_str(after.body, "items[0].lastRunDetails.state"),
	                    "success");
	assert_string_not_equal(before.etag, after.etag); /* L2 */
	assert_string_equal(json_str(after.body, "items[0].updatedClient"),
	                    "acp_foundation_connectors");
	assert_true(json_equal(json_at(before.body, "items[0].lastOperation"),
	                       json_at(after.body, "items[0].lastOperation")));
	mock_reply_release(&before);
	mock_reply_release(&after);
}

static void a_one_time_flow_never_runs_twice(void **state UNUSED)
{
	AUTO(mem_free) char *flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", ONCE);
	AUTO(cJSON_Delete) cJSON *first = mock_advance(&mock, "P1D");
	AUTO(cJSON_Delete) cJSON *later = mock_advance(&mock, "P30D");

	assert_int_equal(number(first, "firedCount"), 1);
	assert_int_equal(number(later, "firedCount"), 0);
}

static void flows_due_at_once_run_by_id(void **state UNUSED)
{
	AUTO_MEM char *a = mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	AUTO_MEM char *b = mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "PT3H");
	const char *lower = strcmp(a, b) < 0 ? a : b, *higher = lower == a ? b : a;

	assert_int_equal(number(fired, "firedCount"), 4);
	assert_string_equal(json_str(fired, "fired[0].flowId"), a); /* as created */
	assert_string_equal(json_str(fired, "fired[1].flowId"), b);
	assert_string_equal(json_str(fired, "fired[2].flowId"), lower);
	assert_string_equal(json_str(fired, "fired[3].flowId"), higher);
	assert_string_equal(json_str(fired, "fired[2].scheduledAt"),
	                    "2026-01-01T03:00:00Z");
}

static void an_unknown_dataset_fails_the_run_and_says_why(void **state UNUSED)
{
	AUTO(mem_free) char *flow = mock_make_flow(&mock, "none", "JSON", "NONE", ONCE);
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "PT1M");
	struct mock_reply r = runs_of(flow);
	const cJSON *run = json_at(r.body, "items[0]");

	assert_string_equal(json_str(fired, "fired[0].status"), "failed");
	assert_string_equal(json_str(run, "metrics.statusSummary.status"), "failed");
	assert_string_equal(json_str(run, "metrics.statusSummary.errors[0].code"),
	                    "ACTIVATION_BATCH-0000-FAILED");
	assert_string_equal(json_str(run, "metrics.statusSummary.errors[0].message"),
	                    "Job aborted. Dataset none: there is no such dataset");
	assert_null(json_at(run, "metrics.sizeSummary")); /* as published */
	assert_null(json_at(run, "metrics.fileSummary"));
	mock_reply_release(&r);
}

static void pages_of_runs_hold_each_run_once(void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, "none", "JSON", "NONE", EVERY_3_HOURS);
	AUTO(mem_free) char *path = mem_printf("/runs?limit=7&property=flowId==%s", flow);
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "P5D");
	int64_t seen = 0, newest = INT64_MAX;

	while (path) {
		struct mock_reply r = mock_ask(&mock, "GET", path, NULL);
		const char *next = json_str(r.body, "_links.next.href");
		const cJSON *one;

		assert_int_equal(r.status, 200);
		cJSON_ArrayForEach(one, json_get(r.body, "items")) {
			assert_true(number(one, "createdAt") < newest);
			newest = number(one, "createdAt");
			seen++;
		}
		free(path);
		path = next ? mem_strdup(next) : NULL; /* the link alone, as clients do */
		mock_reply_release(&r);
	}
	assert_int_equal(seen, number(fired, "firedCount"));
}

static void a_state_on_disk_goes_on_after_a_restart(void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	AUTO(cJSON_Delete) cJSON *before = mock_advance(&mock, "PT4H");
	AUTO(cJSON_Delete) cJSON *after = NULL;
	struct mock_reply r, again;

	r = runs_of(flow);
	mock_restart(&mock, "state.db");
	again = runs_of(flow);
	assert_string_equal(r.text, again.text);
	after = mock_advance(&mock, "PT3H");
	assert_int_equal(number(before, "firedCount"), 2);
	assert_int_equal(number(after, "firedCount"), 1);
	assert_string_equal(json_str(after, "now"), "2026-01-01T07:00:00Z");
	mock_reply_release(&r);
	mock_reply_release(&again);
}

static void reset_removes_only_what_was_exported(void **state UNUSED)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(&mock, "PT9H");
	AUTO_MEM char *mine = mem_printf("%s/s3/your-bucket-name/mine.txt", mock.exports);
	struct err e = { 0 };
	char why[FLOWMOCK_WHY];
	struct seen seen;

	assert_int_equal(file_write(mine, "mine", 4, &e), 0);
	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	seen = look();
	assert_string_equal(buf_str(&seen.paths), "s3/your-bucket-name/mine.txt\n");
	buf_release(&seen.paths);
}

#define TEST(f)         cmocka_unit_test_setup_teardown(f, setup, teardown)
#define TEST_ON_DISK(f) cmocka_unit_test_setup_teardown(f, setup_on_disk, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_flow_runs_when_it_is_created_and_then_as_time_is_moved),
		TEST(what_the_runs_say_is_what_lies_on_disk),
		TEST(files_lie_where_the_contract_says),
		TEST(one_step_and_many_steps_fire_the_same_runs),
		TEST(a_run_changes_what_its_flow_shows_and_its_etag),
		TEST(a_one_time_flow_never_runs_twice),
		TEST(flows_due_at_once_run_by_id),
		TEST(an_unknown_dataset_fails_the_run_and_says_why),
		TEST(pages_of_runs_hold_each_run_once),
		TEST_ON_DISK(a_state_on_disk_goes_on_after_a_restart),
		TEST_ON_DISK(reset_removes_only_what_was_exported),
	};

	return cmocka_run_group_tests_name("runs", tests, NULL, NULL);
}
