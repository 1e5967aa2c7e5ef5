/*
 * test_datasets.c - /__admin/datasets: what can be exported, and records that come to it
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/data/load.h"
#include "tests/support/chain_runs.h"
#include "tests/support/routed.h"

#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03"
#define POST     "POST /__admin/datasets/" AIRPORTS "/batches"
#define RECORD                                                        \
	"'record':{'iata':'AAA','icao':'AAAA','name':'A','city':'B'," \
	"'country':'DE','location':{'latitude':1,'longitude':2}}}\n"

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

/* What the list says of the dataset. */
static void expect(const char *id, const char *member, const char *expected)
{
	const cJSON *one;
	int i = 0;

	routed_expect(&mock, "GET /__admin/datasets", NULL, 200);
	cJSON_ArrayForEach(one, json_get(mock.body, "datasets")) {
		AUTO_MEM char *at = mem_printf("datasets[%d].%s", i++, member);

		if (!strcmp(json_str(one, "id"), id)) {
			routed_has(&mock, at, expected);
			return;
		}
	}
	fail_msg("%s is not listed", id);
}

static void each_dataset_says_how_its_records_come(void **state UNUSED)
{
	expect(AIRPORTS, "origin", "'records'");
	expect(AIRPORTS, "name", "'Airports'");
	expect(AIRPORTS, "rowsPerHour", "nothing");
	expect(AIRPORTS, "refusedFiles", "[]");
	expect(CHAIN_DATASET, "origin", "'generator'");
	expect(CHAIN_DATASET, "behavior", "'record'");
	expect(CHAIN_DATASET, "rowsPerHour", "40");
	expect(CHAIN_DATASET, "recordsArrived", "1000");
	chain_travel(&mock.chain, CHAIN_ZERO + 2 * MS_PER_HOUR);
	expect(CHAIN_DATASET, "recordsArrived", "1080");
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "datasets")),
	                 catalogue_count(mock.chain.world.datasets));
}

static void a_batch_is_answered_with_its_times_and_counted(void **state UNUSED)
{
	routed_header(&mock, "Content-Type", "application/octet-stream");
	routed_expect(&mock, POST, "{" RECORD "{'arrivedAt':'+PT3H'," RECORD, 200);
	routed_has(&mock, "datasetId", "'" AIRPORTS "'");
	routed_has(&mock, "records", "2");
	routed_has(&mock, "arrivedFrom", "'2026-01-01T00:00:00Z'");
	routed_has(&mock, "arrivedUntil", "'2026-01-01T03:00:00Z'");
	assert_int_equal(strlen(json_str(mock.body, "batchId")), 24);
	expect(AIRPORTS, "batches", "1");
	expect(CHAIN_DATASET, "batches", "0");
}

static void a_batch_that_is_refused_names_line_and_pointer(void **state UNUSED)
{
	routed_expect(&mock, POST, "{" RECORD "{'record':{}}\n", 400);
	assert_string_equal(routed_refused(&mock), "ADMIN_INVALID");
	assert_non_null(strstr(routed_text(&mock), "body:2: /record/"));
	routed_expect(&mock, POST, NULL, 400);
	routed_expect(&mock, "POST /__admin/datasets/nobody/batches", "{" RECORD, 404);
	assert_string_equal(routed_refused(&mock), "ADMIN_UNKNOWN");
	expect(AIRPORTS, "batches", "0");
}

static void files_that_hold_no_batch_are_named_with_the_reason(void **state UNUSED)
{
	struct catalogue *all = mock.chain.world.datasets;
	struct dataset *d = load_own(all, catalogue_find(all, AIRPORTS));

	bad_files_put(&d->bad, "x.jsonl", "is empty", (struct file_stamp){ 0 });
	expect(AIRPORTS, "refusedFiles", "[{'file':'x.jsonl','reason':'is empty'}]");
	d->unread = mem_strdup("may not be read");
	expect(AIRPORTS, "refusedFiles[0]",
	       "{'file':'batches','reason':'may not be read'}");
	expect(AIRPORTS, "refusedFiles[1].file", "'x.jsonl'");
	expect(CHAIN_DATASET, "refusedFiles", "[]");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_dataset_says_how_its_records_come),
		TEST(a_batch_is_answered_with_its_times_and_counted),
		TEST(a_batch_that_is_refused_names_line_and_pointer),
		TEST(files_that_hold_no_batch_are_named_with_the_reason),
	};

	return cmocka_run_group_tests_name("datasets", tests, NULL, NULL);
}
