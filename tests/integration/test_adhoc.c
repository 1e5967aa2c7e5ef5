/*
 * test_adhoc.c - exports on demand, Data Landing Zone, and Catalog
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"

#define ZONE    "/data/foundation/connectors/landingzone"
#define CATALOG "/data/foundation/catalog"
#define DATASET "5ef3e3259ad2a1191ab7dd7d" /* generated; it grows */
#define PARKED                                                      \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':3," \
	"'timeUnit':'hour','startTime':1798761600}"
#define DELAY_MS 600000

static struct mock mock;

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	return 0;
}

static int setup_delayed(void **state UNUSED)
{
	mock_begin_with(&mock, NULL,
	                &(struct flowmock_options){ .adhoc_delay_ms = DELAY_MS });
	return 0;
}

static int setup_aws(void **state UNUSED)
{
	mock_begin_with(&mock, NULL, &(struct flowmock_options){ .dlz = FLOWMOCK_AWS });
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

static char *make_flow(void)
{
	return mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
}

static void expect_message(struct mock_reply r, const char *message)
{
	assert_int_equal(r.status, 400);
	assert_string_equal(json_str(r.body, "message"), message);
	mock_reply_release(&r);
}

static void the_run_is_done_and_readable_by_its_status_url(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_flow();
	struct mock_reply r = mock_export(&mock, flow, DATASET), run;
	const char *url = json_str(r.body, "destinations[0].datasets[0].statusURL");
	int64_t records = 0;

	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(r.body, "destinations[0].datasets[0].flowId"), flow);
	assert_string_equal(json_str(r.body, "destinations[0].datasets[0].id"), DATASET);
	assert_true(str_starts(url, flowmock_url(mock.instance)));
	run = mock_ask(&mock, "GET", url + strlen(flowmock_url(mock.instance)), NULL);
	assert_int_equal(run.status, 200);
	assert_true(json_int(run.body, "items[0].metrics.recordSummary.outputRecordCount",
	                     &records));
	assert_true(records > 0);
	mock_reply_release(&run);
	mock_reply_release(&r);
}

static void a_changed_flow_needs_its_time(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_flow();
	char why[FLOWMOCK_WHY];
	struct mock_reply r;

	expect_message(
		mock_export(&mock, flow, DATASET),
		"Invalid parameter: Following order ID(s) are not ready for dataset "
		"export, please wait for 10 minutes and retry.");
	assert_int_equal(flowmock_advance(mock.instance, DELAY_MS - 1, NULL, why), 0);
	expect_message(
		mock_export(&mock, flow, DATASET),
		"Invalid parameter: Following order ID(s) are not ready for dataset "
		"export, please wait for 10 minutes and retry.");
	assert_int_equal(flowmock_advance(mock.instance, 1, NULL, why), 0);
	r = mock_export(&mock, flow, DATASET);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

static void what_can_not_be_exported_is_named(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_flow();
	AUTO(mem_free) char *path = mem_printf("/flows/%s/action?op=disable", flow);
	AUTO_MEM char *foreign =
		mem_printf("The dataset 0123 is not part of the dataflow %s", flow);
	AUTO(mem_free) char *disabled = mem_printf("The dataflow %s is disabled", flow);
	struct mock_reply r;

	expect_message(mock_export(&mock, "none", DATASET),
	               "Invalid parameter: Flow for id none is incorrect. Error is "
	               "[There is no such flow.");
	expect_message(mock_export(&mock, flow, "0123"), foreign);
	r = mock_ask(&mock, "POST", path, NULL);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	expect_message(mock_export(&mock, flow, DATASET), disabled);
}

static void malformed_bodies_are_refused(void **state UNUSED)
{
	static const struct {
		const char *body, *where;
	} cases[] = {
		/* clang-format off */
		{ "{}", "activationInfo" },
		{ "{'activationInfo':{'destinations':[]}}", "/activationInfo/destinations" },
		{ "{'activationInfo':{'destinations':[{'flowId':'f'}]}}", "datasets" },
		{ "{'activationInfo':{'f':['s']}}", "/exportIds" },
		{ "{'activationInfo':{'f':[]},'exportIds':['e']}", "/activationInfo/f" },
		{ "{'activationInfo':7}", "/activationInfo" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct mock_reply r = mock_ask(&mock, "POST", MOCK_ADHOC, cases[i].body);

		assert_int_equal(r.status, 400);
		assert_non_null(strstr(json_str(r.body, "message"), cases[i].where));
		mock_reply_release(&r);
	}
}

/* One that is refused leaves no run of those before it. */
static void all_of_it_runs_or_nothing(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_flow();
	AUTO_MEM char *body =
		mem_printf("{'activationInfo':{'destinations':[{'flowId':"
	                   "'%s','datasets':[{'id':'" DATASET "'},{'id':'0123'}]}]}}",
	                   flow);
	struct mock_reply r = mock_ask(&mock, "POST", MOCK_ADHOC, body), runs;

	assert_int_equal(r.status, 400);
	runs = mock_ask(&mock, "GET", "/runs", NULL);
	assert_int_equal(cJSON_GetArraySize(json_get(runs.body, "items")), 0);
	mock_reply_release(&r);
	mock_reply_release(&runs);
}

static void audiences_of_a_dataset_flow_are_not_part_of_it(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_flow();
	AUTO_MEM char *body = mem_printf("{'activationInfo':{'%s':['s1']},"
	                                 "'exportIds':['e']}",
	                                 flow);

	expect_message(mock_ask(&mock, "POST", MOCK_ADHOC, body),
	               "Segments s1 are not part of this dataflow or out of schedule "
	               "range!");
}

static void an_audience_that_the_flow_selects_gets_a_run(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_flow();
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	AUTO_MEM char *body = mem_printf("{'activationInfo':{'%s':['s1']},"
	                                 "'exportIds':['e']}",
	                                 flow);
	struct mock_reply got = mock_ask(&mock, "GET", path, NULL), r;
	static const char patch[] =
		"[{'op':'add','path':'/transformations','value':[{'name':"
		"'GeneralTransform','params':{'segmentSelectors':{'selectors':"
		"[{'type':'PLATFORM_SEGMENT','value':{'id':'s1'}}]}}}]}]";

	r = mock_ask_also(&mock, "PATCH", path, patch, "If-Match", got.etag);
	mock_reply_release(&got);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	r = mock_ask(&mock, "POST", MOCK_ADHOC, body);
	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(r.body, "order[0].segment"), "s1");
	assert_string_equal(json_str(r.body, "order[0].order"), flow);
	assert_non_null(json_str(r.body, "order[0].statusURL"));
	mock_reply_release(&r);
}

static char *text_at(const char *method, const char *path, const char *at)
{
	struct mock_reply r = mock_ask(&mock, method, path, NULL);
	char *text;

	assert_int_equal(r.status, 200);
	assert_non_null(json_str(r.body, at));
	text = mem_strdup(json_str(r.body, at));
	mock_reply_release(&r);
	return text;
}

static void credentials_stay_until_they_are_refreshed(void **state UNUSED)
{
	static const char *const get = ZONE "/credentials?type=dlz_destination";
	AUTO(mem_free) char *one = text_at("GET", get, "SASToken");
	AUTO(mem_free) char *two = text_at("GET", get, "SASToken");
	AUTO_MEM char *three = text_at("POST",
	                               ZONE "/credentials?type=dlz_destination"
	                                    "&action=refresh",
	                               "SASToken");
	AUTO(mem_free) char *four = text_at("GET", get, "SASToken");
	AUTO(mem_free) char *uri = text_at("GET", get, "SASUri");

	assert_string_equal(one, two);
	assert_string_not_equal(two, three);
	assert_string_equal(three, four);
	assert_true(str_ends(uri, four));
}

static void containers_have_their_documented_names(void **state UNUSED)
{
	AUTO_MEM char *user =
		text_at("GET", ZONE "?type=user_drop_zone", "containerName");
	AUTO_MEM char *ttl = text_at("GET", ZONE "?type=user_drop_zone", "containerTTL");
	AUTO_MEM char *destination =
		text_at("GET", ZONE "?type=dlz_destination", "containerName");

	assert_string_equal(user, "dlz-user-container");
	assert_string_equal(ttl, "7");
	assert_string_equal(destination, "dlz-destination");
}

static void a_landing_zone_on_aws_has_keys(void **state UNUSED)
{
	static const char *const get = ZONE "/credentials?type=dlz_destination";
	AUTO(mem_free) char *key = text_at("GET", get, "credentials.awsAccessKeyId");
	AUTO(mem_free) char *folder = text_at("GET", get, "dlzPath.dlzFolder");
	AUTO(mem_free) char *provider = text_at("GET", get, "dlzProvider");
	AUTO_MEM char *bucket =
		text_at("GET", ZONE "?type=dlz_destination", "dlzPath.bucketName");

	assert_int_equal(strlen(key), 20);
	assert_string_equal(folder, "dlz-destination");
	assert_string_equal(provider, "Amazon S3");
	assert_true(str_starts(bucket, "dlz-"));
}

static void wrong_parameters_of_a_landing_zone_are_refused(void **state UNUSED)
{
	static const struct {
		const char *method, *path, *code;
	} cases[] = {
		{ "GET", ZONE, "1304-400" },
		{ "GET", ZONE "?type=other", "1710-400" },
		{ "POST", ZONE "/credentials?type=dlz_destination", "1304-400" },
		{ "POST", ZONE "/credentials?type=dlz_destination&action=x", "1705-400" },
	};

	for_each_row(i, cases) {
		struct mock_reply r =
			mock_ask(&mock, cases[i].method, cases[i].path, NULL);

		assert_int_equal(r.status, 400);
		assert_true(str_ends(json_str(r.body, "type"), cases[i].code));
		mock_reply_release(&r);
	}
}

static int count_at(const char *path)
{
	struct mock_reply r = mock_ask(&mock, "GET", path, NULL);
	int n = cJSON_GetArraySize(r.body);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	return n;
}

static void catalog_lists_datasets_by_id(void **state UNUSED)
{
	int all = count_at(CATALOG "/dataSets");
	AUTO_MEM char *name =
		text_at("GET", CATALOG "/dataSets/" DATASET, DATASET ".name");
	struct mock_reply r = mock_ask(&mock, "GET", CATALOG "/dataSets/none", NULL);

	assert_true(all > 2);
	assert_string_equal(name, "AAM Devices Data");
	assert_int_equal(count_at(CATALOG "/dataSets?limit=2"), 2);
	assert_int_equal(count_at(CATALOG "/dataSets?start=1&limit=100"), all - 1);
	assert_int_equal(count_at(CATALOG "/dataSets?name=AAM%20Devices%20Data"), 1);
	assert_int_equal(count_at(CATALOG "/dataSets?name=none"), 0);
	assert_int_equal(r.status, 404);
	mock_reply_release(&r);
	r = mock_ask(&mock, "GET", CATALOG "/dataSets/" DATASET "?properties=name,files",
	             NULL);
	assert_int_equal(cJSON_GetArraySize(json_get(r.body, DATASET)), 2);
	mock_reply_release(&r);
}

/* The records of all batches are those that have arrived in whole hours. */
static void batches_hold_the_records_of_whole_hours(void **state UNUSED)
{
	static const char *const path = CATALOG "/batches?limit=100&dataSet=" DATASET
						"&createdAfter=1767225600000";
	char why[FLOWMOCK_WHY];
	struct mock_reply r;
	const cJSON *one;
	int64_t last = INT64_MAX;

	assert_int_equal(count_at(path), 0);
	assert_int_equal(flowmock_advance(mock.instance, 9000000, NULL, why), 0);
	r = mock_ask(&mock, "GET", path, NULL);
	assert_int_equal(cJSON_GetArraySize(r.body), 2);
	cJSON_ArrayForEach(one, r.body) {
		int64_t created = 0, records = 0;

		assert_true(json_int(one, "created", &created));
		assert_true(json_int(one, "metrics.outputRecordCount", &records));
		assert_true(records > 0 && created < last);
		assert_int_equal(strlen(one->string), 24);
		assert_string_equal(json_str(one, "relatedObjects[0].id"), DATASET);
		last = created;
	}
	mock_reply_release(&r);
	assert_int_equal(count_at(CATALOG "/batches?status=failed"), 0);
	assert_int_equal(count_at(CATALOG "/batches?limit=3"), 3);
	assert_int_equal(count_at(CATALOG
	                          "/batches?createdAfter=1767225600000"
	                          "&createdBefore=1767229200001&dataSet=" DATASET),
	                 1);
	assert_int_equal(count_at(CATALOG
	                          "/batches?createdAfter=1767225600000"
	                          "&createdBefore=1767229200000&dataSet=" DATASET),
	                 0);
}

static void the_gateway_guards_them_all(void **state UNUSED)
{
	static const char *const paths[] = { ZONE "?type=user_drop_zone",
		                             CATALOG "/dataSets", CATALOG "/batches" };

	for_each_row(i, paths) {
		AUTO_MEM char *url =
			mem_printf("%s%s", flowmock_url(mock.instance), paths[i]);
		struct mock_reply r =
			mock_ask_with(&mock,
		                      &(struct exchange){ .method = "GET", .url = url });

		assert_int_equal(r.status, 403);
		assert_string_equal(json_str(r.body, "error_code"), "403000");
		mock_reply_release(&r);
	}
}

#define TEST(name)        cmocka_unit_test_setup_teardown(name, setup, teardown)
#define WITH(begin, name) cmocka_unit_test_setup_teardown(name, begin, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_run_is_done_and_readable_by_its_status_url),
		WITH(setup_delayed, a_changed_flow_needs_its_time),
		TEST(what_can_not_be_exported_is_named),
		TEST(malformed_bodies_are_refused),
		TEST(all_of_it_runs_or_nothing),
		TEST(audiences_of_a_dataset_flow_are_not_part_of_it),
		TEST(an_audience_that_the_flow_selects_gets_a_run),
		TEST(credentials_stay_until_they_are_refreshed),
		TEST(containers_have_their_documented_names),
		WITH(setup_aws, a_landing_zone_on_aws_has_keys),
		TEST(wrong_parameters_of_a_landing_zone_are_refused),
		TEST(catalog_lists_datasets_by_id),
		TEST(batches_hold_the_records_of_whole_hours),
		TEST(the_gateway_guards_them_all),
	};

	return cmocka_run_group_tests_name("adhoc", tests, NULL, NULL);
}
