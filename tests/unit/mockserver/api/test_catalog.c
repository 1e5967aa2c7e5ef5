/*
 * test_catalog.c - Catalog's datasets and batches, page by page
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/datasets.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03"
#define CATALOG  "GET /data/foundation/catalog"
#define HOURS    MS_PER_HOUR

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

static int count(void)
{
	return cJSON_GetArraySize(mock.body);
}

/* ---------------------------------------------------------------- datasets */

static void all_datasets_are_listed_by_id(void **state UNUSED)
{
	const struct catalogue *all = mock.chain.world.datasets;
	const cJSON *one;
	size_t i = 0;

	routed_expect(&mock, CATALOG "/dataSets", NULL, 200);
	assert_int_equal(count(), catalogue_count(all));
	cJSON_ArrayForEach(one, mock.body) {
		assert_string_equal(one->string, dataset_id(catalogue_at(all, i++)));
		assert_string_equal(json_str(one, "id"), one->string);
	}
}

static void pages_and_names_and_properties_choose_what_is_shown(void **state UNUSED)
{
	const struct catalogue *all = mock.chain.world.datasets;
	const struct dataset *d = catalogue_find(all, CHAIN_DATASET);
	AUTO_MEM char *first = NULL;

	routed_expect(&mock, CATALOG "/dataSets?limit=2", NULL, 200);
	assert_int_equal(count(), 2);
	first = mem_strdup(mock.body->child->next->string);
	routed_expect(&mock, CATALOG "/dataSets?limit=1&start=1", NULL, 200);
	assert_int_equal(count(), 1);
	assert_string_equal(mock.body->child->string, first);
	routed_expect(&mock, CATALOG "/dataSets?start=1000", NULL, 200);
	assert_string_equal(routed_text(&mock), "{}");
	routed_expect(&mock, CATALOG "/dataSets?name=Airports", NULL, 200);
	assert_int_equal(count(), 1);
	assert_string_equal(mock.body->child->string, AIRPORTS);
	routed_expect(&mock, CATALOG "/dataSets?name=nobody", NULL, 200);
	assert_int_equal(count(), 0);
	routed_expect(&mock, CATALOG "/dataSets/" CHAIN_DATASET "?properties=name,nope",
	              NULL, 200);
	assert_int_equal(cJSON_GetArraySize(mock.body->child), 1);
	assert_string_equal(json_str(mock.body->child, "name"), dataset_name(d));
}

static void a_limit_or_start_out_of_range_is_refused(void **state UNUSED)
{
	static const char *const queries[] = { "limit=0", "limit=x", "start=-1" };

	for_each_row(i, queries) {
		AUTO_MEM char *sets = mem_printf(CATALOG "/dataSets?%s", queries[i]);
		AUTO_MEM char *batches = mem_printf(CATALOG "/batches?%s", queries[i]);

		routed_expect(&mock, sets, NULL, 400);
		routed_expect(&mock, batches, NULL, 400);
	}
}

static void one_dataset_is_shown_or_is_404(void **state UNUSED)
{
	AUTO_MEM char *zero = mem_printf("%lld", (long long)mock.chain.world.zero);

	routed_expect(&mock, CATALOG "/dataSets/" CHAIN_DATASET, NULL, 200);
	routed_has(&mock, CHAIN_DATASET ".id", "'" CHAIN_DATASET "'");
	routed_has(&mock, CHAIN_DATASET ".viewId", "'" CHAIN_DATASET "'");
	routed_has(&mock, CHAIN_DATASET ".imsOrg", "'TEST@AdobeOrg'");
	routed_has(&mock, CHAIN_DATASET ".created", zero);
	routed_has(&mock, CHAIN_DATASET ".dataIngested", "true");
	routed_has(&mock, CHAIN_DATASET ".classification",
	           "{'dataBehavior':'record','managedBy':'CUSTOMER'}");
	routed_has(&mock, CHAIN_DATASET ".files",
	           "'@/dataSetFiles?dataSetId=" CHAIN_DATASET "'");
	/* Members that Catalog has in a form of its own are not shown as they are. */
	routed_has(&mock, CHAIN_DATASET ".state", "nothing");
	routed_has(&mock, CHAIN_DATASET ".aspect", "nothing");
	routed_expect(&mock, CATALOG "/dataSets/nobody", NULL, 404);
	assert_string_equal(routed_refused(&mock), "CATALOG_NOT_FOUND");
}

/* ---------------------------------------------------------------- batches */

#define OF CATALOG "/batches?dataSet=" CHAIN_DATASET

/* When the i-th of the listed batches was over, in hours from time 0. */
static int64_t over(int i)
{
	const cJSON *one = cJSON_GetArrayItem(mock.body, i);
	int64_t at = 0;

	assert_true(json_int(one, "completed", &at));
	return (at - CHAIN_ZERO) / HOURS;
}

static void a_batch_is_an_hour_that_is_over_and_the_newest_comes_first(
	void **state UNUSED)
{
	chain_travel(&mock.chain, CHAIN_ZERO + 3 * HOURS + HOURS / 2);
	routed_expect(&mock, OF "&limit=4", NULL, 200);
	assert_int_equal(count(), 4);
	for (int i = 0; i < 3; i++)
		row_int_equal(i, over(i), 3 - i);
}

static void it_says_its_dataset_counts_and_that_processing_takes_no_time(
	void **state UNUSED)
{
	static const char *const times[] = { "created", "started", "completed",
		                             "updated" };
	const cJSON *one;
	int64_t n = 0;

	chain_travel(&mock.chain, CHAIN_ZERO + HOURS);
	routed_expect(&mock, OF "&limit=1", NULL, 200);
	one = mock.body->child;
	assert_int_equal(strlen(one->string), 24);
	assert_string_equal(json_str(one, "status"), "success");
	assert_string_equal(json_str(one, "relatedObjects[0].id"), CHAIN_DATASET);
	assert_true(json_int(one, "metrics.inputRecordCount", &n));
	assert_int_equal(n, 40);
	assert_true(json_int(one, "metrics.failedRecordCount", &n));
	assert_int_equal(n, 0);
	for_each_row(i, times) {
		assert_true(json_int(one, times[i], &n));
		assert_int_equal(n, CHAIN_ZERO + HOURS);
	}
}

static void times_are_exclusive_on_both_sides(void **state UNUSED)
{
	chain_travel(&mock.chain, CHAIN_ZERO + 5 * HOURS);
	assert_int_equal(routed_askf(&mock, OF "&createdAfter=%lld&createdBefore=%lld",
	                             (long long)(CHAIN_ZERO + 2 * HOURS),
	                             (long long)(CHAIN_ZERO + 5 * HOURS)),
	                 200);
	assert_int_equal(count(), 2);
	assert_int_equal(over(0), 4);
	assert_int_equal(over(1), 3);
	assert_int_equal(routed_askf(&mock, OF "&createdAfter=%lld&createdBefore=%lld",
	                             (long long)(CHAIN_ZERO + 2 * HOURS - 1),
	                             (long long)(CHAIN_ZERO + 5 * HOURS + 1)),
	                 200);
	assert_int_equal(count(), 4);
	assert_int_equal(routed_askf(&mock, OF "&createdAfter=%lld",
	                             (long long)(CHAIN_ZERO + 5 * HOURS)),
	                 200);
	assert_int_equal(count(), 0);
	routed_expect(&mock, OF "&createdBefore=x", NULL, 400);
}

static void only_successful_batches_are_there(void **state UNUSED)
{
	routed_expect(&mock, OF "&status=success&limit=1", NULL, 200);
	assert_int_equal(count(), 1);
	routed_expect(&mock, OF "&status=failed&limit=1", NULL, 200);
	assert_int_equal(count(), 0);
}

static void batches_of_all_datasets_are_one_list_newest_first(void **state UNUSED)
{
	int64_t last = INT64_MAX, at;
	const cJSON *one;

	chain_travel(&mock.chain, CHAIN_ZERO + 5 * HOURS);
	routed_expect(&mock, CATALOG "/batches", NULL, 200);
	assert_int_equal(count(), 20);
	cJSON_ArrayForEach(one, mock.body) {
		assert_true(json_int(one, "created", &at));
		assert_true(at <= last);
		last = at;
	}
	routed_expect(&mock, CATALOG "/batches?dataSet=nobody", NULL, 200);
	assert_int_equal(count(), 0);
}

static void a_page_goes_on_where_the_last_one_ended(void **state UNUSED)
{
	AUTO_MEM char *fourth = NULL;

	chain_travel(&mock.chain, CHAIN_ZERO + 5 * HOURS);
	routed_expect(&mock, CATALOG "/batches?limit=5", NULL, 200);
	fourth = mem_strdup(cJSON_GetArrayItem(mock.body, 3)->string);
	routed_expect(&mock, CATALOG "/batches?limit=5&start=3", NULL, 200);
	assert_int_equal(count(), 5);
	assert_string_equal(mock.body->child->string, fourth);
}

static void a_posted_batch_is_one_of_its_own(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(buf_release) struct buf lines = { 0 };
	struct taken taken;
	int rc;

	buf_add_str(&lines,
	            JSON({"record":{"iata":"AAA","icao":"AAAA",
				 "name":"A","city":"B","country":"DE",
				 "location":{"latitude":1,"longitude":2}}}) "\n");
	rc = datasets_post(&mock.chain.world, AIRPORTS, &lines, &taken, &rf);
	if (rc < 0)
		fail_msg("%s", rf.text);
	routed_expect(&mock, CATALOG "/batches?limit=1&dataSet=" AIRPORTS, NULL, 200);
	assert_string_equal(mock.body->child->string, taken.id);
	routed_expect(&mock, CATALOG "/batches?limit=1&dataSet=" CHAIN_DATASET, NULL,
	              200);
	assert_string_not_equal(mock.body->child->string, taken.id);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_datasets_are_listed_by_id),
		TEST(pages_and_names_and_properties_choose_what_is_shown),
		TEST(a_limit_or_start_out_of_range_is_refused),
		TEST(one_dataset_is_shown_or_is_404),
		TEST(a_batch_is_an_hour_that_is_over_and_the_newest_comes_first),
		TEST(it_says_its_dataset_counts_and_that_processing_takes_no_time),
		TEST(times_are_exclusive_on_both_sides),
		TEST(only_successful_batches_are_there),
		TEST(batches_of_all_datasets_are_one_list_newest_first),
		TEST(a_page_goes_on_where_the_last_one_ended),
		TEST(a_posted_batch_is_one_of_its_own),
	};

	return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
