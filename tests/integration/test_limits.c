/*
 * test_limits.c - the limits that documents name: at each, beyond it, and switched off
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/contract/limit.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d"
#define PARKED \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","interval":3,"timeUnit":"hour", \
	     "startTime":1798761600})
#define HOUR_MS 3600000
#define S3      "{'id':'4fce964d-3f37-408f-9778-e597338a21ee','version':'1.0'}"
#define SHARE   "{'id':'be5ec48c-5b78-49d5-b8fa-7c89ec4569b8','version':'1.0'}"

static const char *const documented[] = { "limits=documented", NULL };

static struct mock mock;

static int setup(void **state UNUSED)
{
	mock_begin_with(&mock, "state",
	                &(struct flowmock_options){ .others = documented });
	return 0;
}

static int setup_off(void **state UNUSED)
{
	mock_begin(&mock, "state");
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

/* ---------------------------------------------------------------- destinations */

/* The body of another flow with that one's ends. */
static char *like(const char *flow, const char *more)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct mock_reply r = mock_ask(&mock, "GET", path, NULL);
	const char *spec = json_str(r.body, "items[0].flowSpec.id");
	const char *source = json_str(r.body, "items[0].sourceConnectionIds[0]");
	const char *target = json_str(r.body, "items[0].targetConnectionIds[0]");
	AUTO(buf_release) struct buf text = { 0 };

	assert_int_equal(r.status, 200);
	buf_printf(&text,
	           "{'name':'another','flowSpec':{'id':'%s','version':'1.0'},"
	           "'sourceConnectionIds':['%s'],'targetConnectionIds':['%s']%s}",
	           spec, source, target, more);
	mock_reply_release(&r);
	return quoted(buf_str(&text));
}

static char *make_first(void)
{
	return mock_make_flow(&mock, DATASET, "JSON", "NONE", PARKED);
}

/* Makes them until there are that many; the newest one's id. */
static char *fill(const char *body, int64_t from, int64_t to)
{
	char *last = NULL;

	for (int64_t i = from; i < to; i++) {
		free(last);
		last = mock_make(&mock, "/flows", body);
	}
	return last;
}

static void expect_full(struct mock_reply r)
{
	assert_int_equal(r.status, 400);
	assert_string_equal(json_str(r.body, "errorMessage"),
	                    "The request could not be processed. Error from flow "
	                    "provider: a sandbox has at most 100 destinations.");
	mock_reply_release(&r);
}

static void expect_status(const char *method, const char *path, const char *body,
                          int status)
{
	struct mock_reply r = mock_ask(&mock, method, path, body);

	assert_int_equal(r.status, status);
	mock_reply_release(&r);
}

static void the_hundred_and_first_destination_waits_for_a_place(void **state UNUSED)
{
	int64_t most = limit_row(LIMIT_DESTINATIONS)->number;
	AUTO(mem_free) char *first = make_first();
	AUTO(mem_free) char *body = like(first, "");
	AUTO(mem_free) char *last = fill(body, 1, most);
	AUTO(mem_free) char *path = mem_printf("/flows/%s", last);

	expect_full(mock_ask(&mock, "POST", "/flows", body));
	expect_status("DELETE", path, NULL, 202);
	free(mock_make(&mock, "/flows", body));
	expect_full(mock_ask(&mock, "POST", "/flows", body));
}

static void a_disabled_flow_is_a_destination_too(void **state UNUSED)
{
	int64_t most = limit_row(LIMIT_DESTINATIONS)->number;
	AUTO(mem_free) char *first = make_first();
	AUTO(mem_free) char *body = like(first, "");
	AUTO(mem_free) char *path = mem_printf("/flows/%s/action?op=disable", first);

	expect_status("POST", path, NULL, 200);
	free(fill(body, 1, most));
	expect_full(mock_ask(&mock, "POST", "/flows", body));
}

static void a_full_sandbox_names_what_else_is_wrong_first(void **state UNUSED)
{
	int64_t most = limit_row(LIMIT_DESTINATIONS)->number;
	AUTO(mem_free) char *first = make_first();
	AUTO(mem_free) char *body = like(first, "");
	AUTO(mem_free) char *wrong = like(first, ",'state':'enabled'");
	struct mock_reply r;

	free(fill(body, 1, most));
	r = mock_ask(&mock, "POST", "/flows", wrong);
	assert_int_equal(r.status, 400);
	assert_non_null(strstr(json_str(r.body, "type"), "1410-400"));
	mock_reply_release(&r);
}

/* Makes it in that sandbox, of a body written with ' for ". */
static char *make_in(const char *sandbox, const char *path, const char *body)
{
	AUTO(mem_free) char *text = quoted(body);
	struct mock_reply r =
		mock_ask_also(&mock, "POST", path, text, "x-sandbox-name", sandbox);
	char *id = mem_strdup(json_str(r.body, "id"));

	assert_int_equal(r.status, 201);
	mock_reply_release(&r);
	return id;
}

static void each_sandbox_counts_its_own(void **state UNUSED)
{
	int64_t most = limit_row(LIMIT_DESTINATIONS)->number;
	AUTO(mem_free) char *first = make_first();
	AUTO(mem_free) char *body = like(first, "");
	AUTO_MEM char *base =
		make_in("dev", "/connections",
	                "{'name':'b','connectionSpec':" S3
	                ",'auth':{'specName':'Access Key','params':{'s3AccessKey':"
	                "'ABCDEFGHIJKLMNOPQRST','s3SecretKey':"
	                "'abcdefghijklmnopqrstuvwxyz0123456789ABCD'}}}");
	AUTO_MEM char *target = mem_printf(
		"{'name':'t','baseConnectionId':'%s','connectionSpec':" S3
		",'params':{'mode':'Server-to-server','bucketName':'your-bucket-name',"
		"'path':'a','compression':'NONE','datasetFileType':'JSON'}}",
		base);
	AUTO_MEM char *to = make_in("dev", "/targetConnections", target);
	AUTO_MEM char *from =
		make_in("dev", "/sourceConnections",
	                "{'name':'s','connectionSpec':{'id':"
	                "'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},"
	                "'params':{'datasets':[{'dataSetId':'" DATASET "'}]}}");
	AUTO_MEM char *flow = mem_printf(
		"{'name':'f','flowSpec':{'id':'269ba276-16fc-47db-92b0-c1049a3c131f',"
		"'version':'1.0'},'sourceConnectionIds':['%s'],"
		"'targetConnectionIds':['%s'],'scheduleParams':{'startTime':"
		"1798761600,'interval':3,'timeUnit':'hour','exportMode':"
		"'FIRST_FULL_THEN_INCREMENTAL'}}",
		from, to);

	free(fill(body, 1, most));
	expect_full(mock_ask(&mock, "POST", "/flows", body));
	free(make_in("dev", "/flows", flow));
	expect_full(mock_ask(&mock, "POST", "/flows", body));
}

static void an_ingestion_is_no_destination(void **state UNUSED)
{
	int64_t most = limit_row(LIMIT_DESTINATIONS)->number;
	AUTO(mem_free) char *first = make_first();
	AUTO(mem_free) char *body = like(first, "");
	AUTO_MEM char *base =
		make_in("prod", "/connections",
	                "{'name':'b','connectionSpec':" SHARE
	                ",'auth':{'specName':'Basic Authentication','params':"
	                "{'host':'h','userid':'u','password':'p'}}}");
	AUTO_MEM char *source =
		mem_printf("{'name':'s','baseConnectionId':'%s','connectionSpec':" SHARE
	                   ",'data':{'format':'delimited'},'params':{'path':'/in'}}",
	                   base);
	AUTO_MEM char *from = make_in("prod", "/sourceConnections", source);
	AUTO_MEM char *to = make_in(
		"prod", "/targetConnections",
		"{'name':'t','data':{'format':'parquet_xdm'},'params':{'dataSetId':"
		"'638e6c7b5679741b63ff5c24'},'connectionSpec':{'id':"
		"'c604ff05-7f1a-43c0-8e18-33bf874cb11c','version':'1.0'}}");
	AUTO_MEM char *flow = mem_printf(
		"{'name':'f','flowSpec':{'id':'9753525b-82c7-4dce-8a9b-5ccfce2b9876',"
		"'version':'1.0'},'sourceConnectionIds':['%s'],"
		"'targetConnectionIds':['%s'],'scheduleParams':{'startTime':"
		"1798761600,'frequency':'minute','interval':'15'}}",
		from, to);

	free(make_in("prod", "/flows", flow)); /* and does not count */
	free(fill(body, 1, most));
	expect_full(mock_ask(&mock, "POST", "/flows", body));
	free(make_in("prod", "/flows", flow));
}

static void a_state_with_more_is_taken_and_what_comes_is_refused(void **state UNUSED)
{
	int64_t most = limit_row(LIMIT_DESTINATIONS)->number;
	AUTO(mem_free) char *first = make_first();
	AUTO(mem_free) char *body = like(first, "");
	AUTO(mem_free) char *path = mem_printf("/flows/%s/action?op=disable", first);

	free(fill(body, 1, most + 2)); /* nothing is limited yet */
	mock.options.others = documented;
	mock_restart(&mock, "state");
	expect_status("POST", path, NULL, 200);
	expect_full(mock_ask(&mock, "POST", "/flows", body));
}

/* ---------------------------------------------------------------- audiences */

static const char selects_s1[] =
	"[{'op':'add','path':'/transformations','value':[{'name':'GeneralTransform',"
	"'params':{'segmentSelectors':{'selectors':[{'type':'PLATFORM_SEGMENT','value':"
	"{'id':'s1'}}]}}}]}]";

static void select_audience(const char *flow)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	AUTO(mem_free) char *patch = quoted(selects_s1);
	struct mock_reply got = mock_ask(&mock, "GET", path, NULL);
	struct mock_reply r =
		mock_ask_also(&mock, "PATCH", path, patch, "If-Match", got.etag);

	assert_int_equal(r.status, 200);
	mock_reply_release(&got);
	mock_reply_release(&r);
}

static struct mock_reply export_audiences(const char *flow, int64_t count)
{
	AUTO(buf_release) struct buf body = { 0 };

	buf_printf(&body, "{'activationInfo':{'%s':[", flow);
	for (int64_t i = 0; i < count; i++)
		buf_add_str(&body, i ? ",'s1'" : "'s1'");
	buf_add_str(&body, "]},'exportIds':['e']}");
	return mock_ask(&mock, "POST", MOCK_ADHOC, buf_str(&body));
}

static void expect_answer(struct mock_reply r, int status, const char *message)
{
	assert_int_equal(r.status, status);
	if (message)
		assert_string_equal(json_str(r.body, "message"), message);
	mock_reply_release(&r);
}

static void move(int64_t ms)
{
	char why[FLOWMOCK_WHY];

	assert_int_equal(flowmock_advance(mock.instance, ms, NULL, why), 0);
}

static void an_ad_hoc_export_has_at_most_eighty_audiences(void **state UNUSED)
{
	int64_t most = limit_row(LIMIT_ADHOC_AUDIENCES)->number;
	AUTO(mem_free) char *flow = make_first();

	select_audience(flow);
	move(HOUR_MS);
	expect_answer(export_audiences(flow, most), 200, NULL);
	expect_answer(export_audiences(flow, most + 1), 400,
	              "An ad-hoc export activates at most 80 audiences");
}

static void audiences_wait_an_hour_and_datasets_do_not(void **state UNUSED)
{
	static const char *const early = "An audience is exported ad hoc 3600 seconds "
					 "after its first activation at the earliest";
	AUTO(mem_free) char *flow = make_first();

	select_audience(flow);
	expect_answer(mock_export(&mock, flow, DATASET), 200, NULL);
	move(HOUR_MS - 1);
	expect_answer(export_audiences(flow, 1), 400, early);
	move(1);
	expect_answer(export_audiences(flow, 1), 200, NULL);
}

/* ---------------------------------------------------------------- switched off */

static void nothing_is_limited_by_default(void **state UNUSED)
{
	AUTO(mem_free) char *first = make_first();
	AUTO(mem_free) char *body = like(first, "");

	free(fill(body, 1, limit_row(LIMIT_DESTINATIONS)->number + 1));
	select_audience(first);
	expect_answer(export_audiences(first,
	                               limit_row(LIMIT_ADHOC_AUDIENCES)->number + 1),
	              200, NULL);
}

/* ---------------------------------------------------------------- the table */

static void expect_in_force(const char *want)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/__admin/limits", NULL);

	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(r.body, "inForce"), want);
	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "limits")), LIMIT_COUNT);
	mock_reply_release(&r);
}

static void the_mock_says_which_limits_are_in_force(void **state UNUSED)
{
	expect_in_force("off");
	mock.options.others = documented;
	mock_restart(&mock, "state");
	expect_in_force("documented");
}

static void a_limit_is_refused_with_its_error_and_its_number(void **state UNUSED)
{
	size_t of_requests = 0;
	static const struct {
		enum limit limit;
		enum error error;
		const char *number;
	} cases[] = {
		{ LIMIT_DESTINATIONS, E_DESTINATIONS_FULL, "100" },
		{ LIMIT_ADHOC_AUDIENCES, E_ADHOC_AUDIENCES, "80" },
		{ LIMIT_ADHOC_WAIT, E_ADHOC_EARLY, "3600" },
	};

	for (int i = 0; i < LIMIT_COUNT; i++)
		of_requests += limit_row((enum limit)i)->error != E_NONE;
	assert_int_equal(of_requests, ARRAY_LEN(cases)); /* the others are of runs */
	for_each_row(i, cases) {
		struct refusal rf = { 0 };

		if (limit_refuse(&rf, cases[i].limit) != -1 ||
		    rf.error != cases[i].error ||
		    strcmp(rf.args[0], cases[i].number) != 0)
			fail_msg("row %s", limit_row(cases[i].limit)->name);
		refusal_release(&rf);
	}
}

static void a_limit_is_broken_just_beyond_its_number(void **state UNUSED)
{
	for (int i = 0; i < LIMIT_COUNT; i++) {
		const struct limit_row *row = limit_row((enum limit)i);
		int64_t beyond = row->bound == LIMIT_AT_MOST ? 1 : -1;

		if (limit_is_broken((enum limit)i, row->number) ||
		    limit_is_broken((enum limit)i, row->number - beyond) ||
		    !limit_is_broken((enum limit)i, row->number + beyond))
			fail_msg("row %s", row->name);
	}
}

#define ON(test)  cmocka_unit_test_setup_teardown(test, setup, teardown)
#define OFF(test) cmocka_unit_test_setup_teardown(test, setup_off, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON(the_hundred_and_first_destination_waits_for_a_place),
		ON(a_disabled_flow_is_a_destination_too),
		ON(a_full_sandbox_names_what_else_is_wrong_first),
		ON(each_sandbox_counts_its_own),
		ON(an_ingestion_is_no_destination),
		OFF(a_state_with_more_is_taken_and_what_comes_is_refused),
		ON(an_ad_hoc_export_has_at_most_eighty_audiences),
		ON(audiences_wait_an_hour_and_datasets_do_not),
		OFF(nothing_is_limited_by_default),
		OFF(the_mock_says_which_limits_are_in_force),
		cmocka_unit_test(a_limit_is_refused_with_its_error_and_its_number),
		cmocka_unit_test(a_limit_is_broken_just_beyond_its_number),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
