/*
 * test_reuse.c - no id, etag, name or path is used for two things
 *
 * Single cases; random histories of them are played by test_identities.c.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d" /* 1,000 records at the start */
#define DAILY   "{'interval':1,'timeUnit':'day','startTime':1767225600}"
#define ZONE    "/data/foundation/connectors/landingzone/credentials?type=dlz_destination"

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

/* ---------------------------------------------------------------- tenants */

/* Organisation and sandbox, joined by "/", are the same text for both. */
static const struct tenant {
	const char *org, *sandbox;
} alike[] = { { "A/B", "C" }, { "A", "B/C" } };

static struct mock_reply ask_as(const struct tenant *t, const char *method,
                                const char *path, const char *body)
{
	AUTO(mem_free) char *url = mem_printf("%s%s", flowmock_url(mock.instance), path);
	char json[] = "application/json", any[] = "Bearer any", me[] = "me";
	AUTO(mem_free) char *org = mem_strdup(t->org);
	AUTO(mem_free) char *sandbox = mem_strdup(t->sandbox);
	char names[5][24] = { "Authorization", "x-api-key", "x-gw-ims-org-id",
		              "x-sandbox-name", "Content-Type" };
	struct header list[] = { { names[0], any },
		                 { names[1], me },
		                 { names[2], org },
		                 { names[3], sandbox },
		                 { names[4], json } };

	return mock_ask_with(&mock, &(struct exchange){
					    .method = method,
					    .url = url,
					    .headers = list,
					    .header_count = ARRAY_LEN(list),
					    .body = body,
					    .body_size = body ? strlen(body) : 0,
				    });
}

static void two_tenants_whose_names_join_to_one_text_are_two(void **state UNUSED)
{
	AUTO_MEM char *body =
		quoted("{'name':'s','connectionSpec':{'id':'23598e46-f560-407b-"
	               "88d5-ea6207e49db0','version':'1.0'},'params':{"
	               "'datasets':[{'dataSetId':'" DATASET "'}]}}");
	AUTO(mem_free) char *ids[2] = { NULL, NULL };

	for_each_row(i, alike) {
		AUTO(mem_free) char *path = NULL;
		struct mock_reply r =
			ask_as(&alike[i], "POST",
		               "/data/foundation/flowservice/sourceConnections", body);

		assert_int_equal(r.status, 201);
		path = mem_printf("/data/foundation/flowservice/sourceConnections/%s",
		                  json_str(r.body, "id"));
		mock_reply_release(&r);
		r = ask_as(&alike[i], "GET", path, NULL);
		assert_int_equal(r.status, 200);
		ids[i] = mem_strdup(json_str(r.body, "items[0].sandboxId"));
		mock_reply_release(&r);
	}
	assert_string_not_equal(ids[0], ids[1]);
	free(TAKE(ids[1]));
}

static char *landing_zone_token(const struct tenant *t)
{
	struct mock_reply r = ask_as(t, "GET", ZONE, NULL);
	char *token;

	assert_int_equal(r.status, 200);
	token = mem_strdup(json_str(r.body, "SASToken"));
	mock_reply_release(&r);
	return token;
}

static void a_refresh_of_credentials_leaves_another_tenants_alone(void **state UNUSED)
{
	AUTO(mem_free) char *before = landing_zone_token(&alike[0]);
	AUTO(mem_free) char *after = NULL;
	struct mock_reply r = ask_as(&alike[1], "POST", ZONE "&action=refresh", NULL);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	after = landing_zone_token(&alike[0]);
	assert_string_equal(before, after);
}

/* ---------------------------------------------------------------- flows */

static void a_deleted_flow_has_no_life_to_set(void **state UNUSED)
{
	AUTO(mem_free) char *flow = mock_make_flow(&mock, DATASET, "JSON", "GZIP", DAILY);
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	AUTO(mem_free) char *show = mem_printf("/__admin/life?flowId=%s", flow);
	AUTO_MEM char *body = mem_printf("{'life':'after:1h','flowId':'%s'}", flow);
	static const int before[] = { 200, 200 }, after[] = { 404, 404 };

	for (int deleted = 0; deleted < 2; deleted++) {
		const int *expected = deleted ? after : before;
		struct mock_reply r = mock_ask(&mock, "POST", "/__admin/life", body);

		assert_int_equal(r.status, expected[0]);
		mock_reply_release(&r);
		r = mock_ask(&mock, "GET", show, NULL);
		assert_int_equal(r.status, expected[1]);
		mock_reply_release(&r);
		r = mock_ask(&mock, "DELETE", path, NULL);
		mock_reply_release(&r);
	}
}

static int count_file(void *ctx, const char *relative UNUSED, uint64_t size UNUSED,
                      struct err *e UNUSED)
{
	++*(size_t *)ctx;
	return 0;
}

static size_t exported_files(void)
{
	struct err e = { 0 };
	size_t count = 0;

	assert_int_equal(file_walk(mock.exports, count_file, &count, &e), 0);
	return count;
}

static void a_dataset_that_a_source_names_twice_is_exported_once(void **state UNUSED)
{
	static const char full[] = "{'exportMode':'DAILY_FULL_EXPORT','interval':1,"
				   "'timeUnit':'day','startTime':1767225600}";
	AUTO_MEM char *flow = mock_make_flow(&mock, DATASET "'},{'dataSetId':'" DATASET,
	                                     "JSON", "GZIP", full);
	AUTO(mem_free) char *path = mem_printf("/runs?property=flowId==%s", flow);
	struct mock_reply r;
	int64_t n;

	cJSON_Delete(mock_advance(&mock, "PT1H"));
	r = mock_ask(&mock, "GET", path, NULL);
	assert_true(json_int(r.body, "items[0].metrics.fileSummary.outputFileCount", &n));
	assert_int_equal(n, 1);
	assert_true(
		json_int(r.body, "items[0].metrics.recordSummary.outputRecordCount", &n));
	assert_int_equal(n, 1000);
	mock_reply_release(&r);
	assert_int_equal(exported_files(), 1);
}

#define S3 \
	"'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee','version':'1.0'}"

static char *make(const char *path, const char *text)
{
	AUTO(mem_free) char *body = quoted(text);

	return mock_make(&mock, path, body);
}

/* A flow to a path of so many folders. */
static char *make_deep_flow(int folders)
{
	AUTO(buf_release) struct buf path = { 0 };
	AUTO_MEM char *source =
		make("/sourceConnections",
	             "{'name':'s','connectionSpec':{'id':'23598e46-f560-407b-88d5-"
	             "ea6207e49db0','version':'1.0'},'params':{'datasets':[{"
	             "'dataSetId':'" DATASET "'}]}}");
	AUTO_MEM char *base =
		make("/connections",
	             "{'name':'b'," S3 ",'auth':{'specName':'Access Key','params':{"
	             "'s3AccessKey':'k','s3SecretKey':'s'}}}");
	AUTO(mem_free) char *target = NULL;
	AUTO(mem_free) char *text = NULL;
	AUTO(mem_free) char *flow = NULL;

	for (int i = 0; i < folders; i++)
		buf_add_str(&path, "d/");
	text = mem_printf("{'name':'t','baseConnectionId':'%s'," S3 ",'params':{'mode':"
	                  "'Server-to-server','bucketName':'bucket','path':'%s',"
	                  "'datasetFileType':'JSON','compression':'GZIP'}}",
	                  base, buf_str(&path));
	target = make("/targetConnections", text);
	flow = mem_printf("{'name':'f','flowSpec':{'id':'269ba276-16fc-47db-92b0-"
	                  "c1049a3c131f','version':'1.0'},'sourceConnectionIds':['%s'],"
	                  "'targetConnectionIds':['%s'],'transformations':[],"
	                  "'scheduleParams':{'interval':1,'timeUnit':'day',"
	                  "'startTime':1767225600}}",
	                  source, target);
	return make("/flows", flow);
}

/* No file can have such a long path; once, 2,026 folders of it stayed. */
static void a_run_that_fails_leaves_no_folder(void **state UNUSED)
{
	AUTO(mem_free) char *flow = make_deep_flow(2040);
	AUTO(mem_free) char *path = mem_printf("/runs?property=flowId==%s", flow);
	AUTO(mem_free) char *folder = mem_printf("%s/s3", mock.exports);
	struct mock_reply r;

	cJSON_Delete(mock_advance(&mock, "PT1H"));
	r = mock_ask(&mock, "GET", path, NULL);
	assert_string_equal(json_str(r.body, "items[0].metrics.statusSummary.status"),
	                    "failed");
	mock_reply_release(&r);
	assert_int_equal(exported_files(), 0);
	assert_false(file_exists(folder));
}

/* ---------------------------------------------------------------- requests */

static char *request_id(void)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/flows", NULL);
	char *id = mem_strdup(r.request_id);

	mock_reply_release(&r);
	return id;
}

static void both_ways_to_reset_begin_the_request_ids_anew(void **state UNUSED)
{
	AUTO(mem_free) char *first = request_id();
	AUTO(mem_free) char *second = NULL;
	AUTO(mem_free) char *third = NULL;
	char why[FLOWMOCK_WHY];
	struct mock_reply r;

	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	second = request_id();
	assert_string_equal(second, first);
	r = mock_ask(&mock, "POST", "/__admin/reset", NULL);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	third = request_id();
	assert_string_equal(third, first);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_tenants_whose_names_join_to_one_text_are_two),
		TEST(a_refresh_of_credentials_leaves_another_tenants_alone),
		TEST(a_deleted_flow_has_no_life_to_set),
		TEST(a_dataset_that_a_source_names_twice_is_exported_once),
		TEST(a_run_that_fails_leaves_no_folder),
		TEST(both_ways_to_reset_begin_the_request_ids_anew),
	};

	return cmocka_run_group_tests_name("reuse", tests, NULL, NULL);
}
