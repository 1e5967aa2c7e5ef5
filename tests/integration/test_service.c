/*
 * test_service.c - the mock over HTTP: create, read, refuse
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define S3 "4fce964d-3f37-408f-9778-e597338a21ee"

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

static void is_well_as_soon_as_it_has_started(void **state UNUSED)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/__admin/health", NULL);

	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(r.body, "status"), "ok");
	assert_string_equal(json_str(r.body, "clock"), "virtual");
	assert_string_equal(json_str(r.body, "auth"), "lenient");
	assert_string_equal(json_str(r.body, "exportRoot"), mock.exports);
	mock_reply_release(&r);
}

static void answers_each_mistake_with_its_error(void **state UNUSED)
{
	static const struct {
		const char *method, *path, *body;
		int status;
		const char *at, *text; /* a path into the answer, and what is there */
	} cases[] = {
		/* clang-format off */
		{ "GET",  "/flows/none", NULL, 404, "type", "https://ns.adobe.com/aep/errors/FLOW-1439-404" },
		{ "GET",  "/flows/none", NULL, 404, "report.detailed-message",
		  "The requested flows resource none is not found. Verify the resource ID before trying again." },
		{ "GET",  "/flows/none", NULL, 404, "report.type", "flows" },
		{ "GET",  "/runs/none", NULL, 404, "report.id", "none" },
		{ "GET",  "/connections/none", NULL, 404, "report.type", "connections" },
		{ "GET",  "/sourceConnections/none", NULL, 404, "report.type", "sourceConnections" },
		{ "GET",  "/targetConnections/none", NULL, 404, "report.type", "targetConnections" },
		{ "GET",  "/connectionSpecs/none", NULL, 404, "report.type", "connectionSpecs" },
		{ "GET",  "/flowSpecs/none", NULL, 404, "report.type", "flowSpecs" },
		{ "GET",  "/nothing", NULL, 404, "errorMessage", "There is no operation at /data/foundation/flowservice/nothing." },
		{ "PUT",  "/flows", "{}", 405, "errorMessage",
		  "The method PUT is not allowed at /data/foundation/flowservice/flows; allowed: GET, POST." },
		{ "POST", "/flows", "{", 400, "type", "https://ns.adobe.com/aep/errors/FLOW-1000-400" },
		{ "POST", "/flows", "", 400, "type", "https://ns.adobe.com/aep/errors/FLOW-1405-400" },
		{ "POST", "/flows", "null", 400, "type", "https://ns.adobe.com/aep/errors/FLOW-1405-400" },
		{ "POST", "/flows", "{'a':1,'a':2}", 400, "title", "Bad request" },
		{ "POST", "/connections", "{'name':'x','connectionSpec':{'id':'none','version':'1.0'}}", 400,
		  "message", "Please provide a valid spec id" },
		{ "POST", "/connections", "{'name':'x','connectionSpec':{'id':'" S3 "'}}", 422,
		  "errorMessage", "connectionSpec.version 'version' is required for spec info" },
		{ "POST", "/connections", "{'connectionSpec':{'id':'" S3 "','version':'1.0'}}", 400,
		  "errorMessage", "The mandatory field name is not provided. Please provide the name and try again." },
		{ "POST", "/connections",
		  "{'name':'x','auth':{'specName':'No'},'connectionSpec':{'id':'" S3 "','version':'1.0'}}", 400,
		  "errorMessage", "The auth spec 'No' could not be found for the connection spec ID " S3 "." },
		{ "POST", "/flows", "{'state':'enabled'}", 400, "errorMessage",
		  "`State` is not allowed in the create flow request." },
		{ "GET",  "/runs?property=flowId!%3Ex", NULL, 400, "errorMessage", "Invalid operator !> in filter params." },
		{ "GET",  "/runs?property=flowId==", NULL, 400, "errorMessage", "Invalid query value flowId== provided in query param." },
		{ "GET",  "/runs?limit=0", NULL, 400, "errorMessage", "Invalid value 0 for field limit." },
		{ "GET",  "/runs?limit=many", NULL, 400, "errorMessage", "Invalid value many for field limit." },
		{ "GET",  "/runs?continuationToken=x", NULL, 400, "errorMessage", "Invalid value x for field continuationToken." },
		{ "POST", "/__admin/clock", "{}", 400, "errorMessage",
		  "The body is one of " JSON({"advance":"PT3H"}) ", " JSON({"set":"2026-02-01T00:00:00Z"}) " and "
		  JSON({"until":{"run":{"flowId":"…","status":"failed"}},"atMost":"P1Y"}) "." },
		{ "POST", "/__admin/clock", "{'set':'2025-01-01T00:00:00Z'}", 400, "errorMessage",
		  "The clock shows 2026-01-01T00:00:00Z and can't go back to 2025-01-01T00:00:00Z." },
		{ "POST", "/__admin/clock", "[]", 400, "errorDetails", "the body must be an object, is an array" },
		{ "POST", "/__admin/clock", "{'advance':'P1D','set':'2026-02-01T00:00:00Z'}", 400, "errorDetails",
		  "/set: the member 'set' is not allowed" },
		{ "POST", "/__admin/clock", "{'advance':'1mo'}", 400, "errorMessage",
		  "advance: '1mo' is not a length of time: a number is missing; write it as PT3H, P1M, 3h or 30d." },
		{ "POST", "/__admin/clock", "{'until':{'run':{}},'atMost':'soon'}", 400, "errorMessage",
		  "atMost: 'soon' is not a length of time: a number is missing; write it as PT3H, P1M, 3h or 30d." },
		{ "POST", "/__admin/clock", "{'set':'2026-02-01'}", 400, "errorMessage",
		  "set: '2026-02-01' is not an RFC 3339 time: 'T' expected before the hour; write it as 2026-02-01T00:00:00Z." },
		{ "POST", "/__admin/clock", "{'until':{'run':{'flowId':'none'}},'atMost':'P1D'}", 404,
		  "errorMessage", "There is no flow 'none'." },
		{ "GET",  "/__admin/life?flowId=none", NULL, 404, "errorMessage", "There is no flow 'none'." },
		{ "POST", "/__admin/life", "{'life':'immediate','flowId':'none'}", 404, "errorMessage",
		  "There is no flow 'none'." },
		{ "POST", "/__admin/life", "{'life':'after:30m..5m'}", 400, "errorMessage",
		  "'after:30m..5m' is no life of a run: immediate, after:MIN[..MAX] or polls:N; the second length is the longer one." },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct mock_reply r =
			mock_ask(&mock, cases[i].method, cases[i].path, cases[i].body);
		const char *text = json_str(r.body, cases[i].at);

		if (r.status != cases[i].status || !text || strcmp(text, cases[i].text))
			print_error("case %zu: %d %s\n", i, r.status, r.text);
		assert_int_equal(r.status, cases[i].status);
		assert_non_null(text);
		assert_string_equal(text, cases[i].text);
		mock_reply_release(&r);
	}
}

static void a_wrong_method_names_the_allowed_ones(void **state UNUSED)
{
	struct mock_reply r = mock_ask(&mock, "DELETE", "/runs", NULL);

	assert_int_equal(r.status, 405);
	assert_string_equal(r.allow, "GET, POST");
	mock_reply_release(&r);
}

static void says_every_violation_at_once_with_its_pointer(void **state UNUSED)
{
	AUTO_MEM char *base =
		mock_make(&mock, "/connections",
	                  "{'name':'b','connectionSpec':{'id':'" S3
	                  "','version':'1.0'},'auth':{'specName':'Access Key',"
	                  "'params':{'s3SecretKey':'s','s3AccessKey':'k'}}}");
	AUTO_MEM char *body = mem_printf("{'name':'t','baseConnectionId':'%s',"
	                                 "'connectionSpec':{'id':'" S3
	                                 "','version':'1.0'},'params':{'bucketName':"
	                                 "'NO','compression':'ZIP',"
	                                 "'datasetFileType':'JSON'}}",
	                                 base);
	struct mock_reply r = mock_ask(&mock, "POST", "/targetConnections", body);
	const cJSON *all = json_at(r.body, "report.violations"), *one;
	struct buf pointers = { 0 };

	assert_int_equal(r.status, 400);
	cJSON_ArrayForEach(one, all)
		buf_printf(&pointers, "%s %s,", json_str(one, "pointer"),
		           json_str(one, "keyword"));
	assert_non_null(strstr(buf_str(&pointers), "/params/bucketName pattern,"));
	assert_non_null(strstr(buf_str(&pointers), "/params/compression enum,"));
	assert_non_null(strstr(buf_str(&pointers), "/params/path required,"));
	buf_release(&pointers);
	mock_reply_release(&r);
}

static void what_was_stored_is_what_is_answered_and_secrets_are_masked(
	void **state UNUSED)
{
	AUTO_MEM char *id =
		mock_make(&mock, "/connections",
	                  "{'name':'b','extra':[9007199254740993,275.0,1e2],"
	                  "'connectionSpec':{'id':'" S3
	                  "','version':'1.0'},'auth':{'specName':'Access Key',"
	                  "'params':{'s3SecretKey':'hush','s3AccessKey':'k'}}}");
	AUTO(mem_free) char *path = mem_printf("/connections/%s", id);
	struct mock_reply r = mock_ask(&mock, "GET", path, NULL);

	assert_int_equal(r.status, 200);
	assert_non_null(strstr(r.text, "[9007199254740993,275.0,1e2]"));
	assert_null(strstr(r.text, "hush"));
	assert_string_equal(json_str(r.body, "items[0].auth.params.s3AccessKey"), "k");
	assert_string_equal(json_str(r.body, "items[0].auth.params.authorizedDate"),
	                    "2026-01-01");
	assert_string_equal(r.etag, json_str(r.body, "items[0].etag"));
	assert_string_equal(json_str(r.body, "items[0].version"),
	                    json_str(r.body, "items[0].etag"));
	mock_reply_release(&r);
}

static void another_organisation_finds_nothing(void **state UNUSED)
{
	AUTO_MEM char *id =
		mock_make(&mock, "/sourceConnections",
	                  "{'name':'s','connectionSpec':{'id':"
	                  "'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},"
	                  "'params':{'datasets':[{'dataSetId':'d'}]}}");
	AUTO_MEM char *url =
		mem_printf("%s/data/foundation/flowservice/sourceConnections/%s",
	                   flowmock_url(mock.instance), id);
	char key[] = "x-api-key", authorization[] = "Authorization",
	     org[] = "x-gw-ims-org-id";
	char any[] = "any", bearer[] = "Bearer any", other[] = "OTHER@AdobeOrg";
	const struct header headers[] = { { key, any },
		                          { authorization, bearer },
		                          { org, other } };
	const struct exchange x = {
		.method = "GET", .url = url, .headers = headers, .header_count = 3
	};
	struct mock_reply r = mock_ask_with(&mock, &x);

	assert_int_equal(r.status, 404);
	mock_reply_release(&r);
}

static void two_instances_share_nothing(void **state UNUSED)
{
	AUTO_MEM char *id =
		mock_make(&mock, "/sourceConnections",
	                  "{'name':'s','connectionSpec':{'id':"
	                  "'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},"
	                  "'params':{'datasets':[{'dataSetId':'d'}]}}");
	AUTO(mem_free) char *path = mem_printf("/sourceConnections/%s", id);
	char why[FLOWMOCK_WHY];
	struct mock other;
	struct mock_reply r;

	mock_begin(&other, NULL);
	r = mock_ask(&other, "GET", path, NULL);
	assert_int_equal(r.status, 404);
	mock_reply_release(&r);
	assert_int_equal(flowmock_advance(other.instance, 5000, NULL, why), 0);
	assert_int_equal(flowmock_now(other.instance) - flowmock_now(mock.instance),
	                 5000);
	mock_end(&other);
}

static void the_same_requests_draw_the_same_ids(void **state UNUSED)
{
	static const char body[] =
		"{'name':'s','connectionSpec':{'id':"
		"'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},"
		"'params':{'datasets':[{'dataSetId':'d'}]}}";
	AUTO(mem_free) char *first = mock_make(&mock, "/sourceConnections", body);
	AUTO(mem_free) char *second = mock_make(&mock, "/sourceConnections", body);
	AUTO(mem_free) char *again = NULL;
	char why[FLOWMOCK_WHY];

	assert_string_not_equal(first, second);
	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	again = mock_make(&mock, "/sourceConnections", body);
	assert_string_equal(first, again);
}

static void an_oversize_body_is_refused_and_the_server_goes_on(void **state UNUSED)
{
	static const char *const expect[] = { NULL, "100-continue" };
	size_t size = (4u << 20) + 1;
	char *body = mem_alloc(size + 1);
	struct mock_reply r;

	memset(body, ' ', size);
	for_each_row(i, expect) {
		r = mock_ask_also(&mock, "POST", "/flows", body, "Expect", expect[i]);
		assert_int_equal(r.status, 413);
		mock_reply_release(&r);
	}
	free(body);
	r = mock_ask(&mock, "GET", "/__admin/health", NULL);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

static void a_request_id_comes_back_or_is_made(void **state UNUSED)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/flows/none", NULL);

	assert_int_equal(strlen(r.request_id), 32);
	assert_string_equal(r.request_id, json_str(r.body, "report.request-id"));
	mock_reply_release(&r);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_well_as_soon_as_it_has_started),
		TEST(answers_each_mistake_with_its_error),
		TEST(a_wrong_method_names_the_allowed_ones),
		TEST(says_every_violation_at_once_with_its_pointer),
		TEST(what_was_stored_is_what_is_answered_and_secrets_are_masked),
		TEST(another_organisation_finds_nothing),
		TEST(two_instances_share_nothing),
		TEST(the_same_requests_draw_the_same_ids),
		TEST(an_oversize_body_is_refused_and_the_server_goes_on),
		TEST(a_request_id_comes_back_or_is_made),
	};

	return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}
