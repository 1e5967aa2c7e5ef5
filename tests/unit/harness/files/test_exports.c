/*
 * test_exports.c - harness/files/exports.c, against the embedded mock and scripts
 */
#include "tests/unit/unit.h"

#include "harness/files/exports.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/player.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"
#include "tests/support/service.h"

/* POSTs and answers the new id; the caller frees it. */
static char *create(struct player *s, const char *path, const char *body)
{
	struct call c;
	struct err e = { 0 };
	char *id;

	target_call(s->target, "POST", path, &c);
	call_body(&c, quoted(body), "application/json");
	assert_int_equal(target_send(s->target, &c, &e), 0);
	if (c.x.status != 201)
		fail_msg("%s: %s", body, buf_str(&c.x.answer));
	id = mem_strdup(json_str(c.json, "id"));
	call_release(&c);
	return id;
}

static char *create_flow(struct player *s, const char *spec, const char *flow_spec,
                         const char *auth, const char *params)
{
	static const char source_body[] =
		"{'name':'s','connectionSpec':"
		"{'id':'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},"
		"'params':{'datasets':[{'dataSetId':'5ef3e3259ad2a1191ab7dd7d'}]}}";
	AUTO_MEM char *base_body = mem_printf(
		"{'name':'b','connectionSpec':{'id':'%s','version':'1.0'}%s%s}", spec,
		*auth ? ",'auth':" : "", auth);
	AUTO_MEM char *source = create(s, "/sourceConnections", source_body);
	AUTO_MEM char *base = create(s, "/connections", base_body);
	AUTO_MEM char *target_body =
		mem_printf("{'name':'t','baseConnectionId':'%s',"
	                   "'connectionSpec':{'id':'%s','version':'1.0'},"
	                   "'params':{'mode':'Server-to-server','compression':'NONE',"
	                   "'datasetFileType':'JSON',%s}}",
	                   base, spec, params);
	AUTO_MEM char *target = create(s, "/targetConnections", target_body);
	AUTO_MEM char *flow_body =
		mem_printf("{'name':'f','flowSpec':{'id':'%s','version':'1.0'},"
	                   "'sourceConnectionIds':['%s'],'targetConnectionIds':['%s'],"
	                   "'transformations':[],'scheduleParams':{'interval':3,"
	                   "'timeUnit':'hour','startTime':1767225600}}",
	                   flow_spec, source, target);

	return create(s, "/flows", flow_body);
}

static void the_folder_of_each_destination_is_found_through_the_api(void **state)
{
	/* clang-format off */
	static const struct {
		const char *spec, *flow_spec, *auth, *params, *folder;
	} cases[] = {
		{ "4fce964d-3f37-408f-9778-e597338a21ee", "269ba276-16fc-47db-92b0-c1049a3c131f",
		  "{'specName':'Access Key','params':{'s3AccessKey':'a','s3SecretKey':'b'}}",
		  "'bucketName':'bucket','path':'a/b'", "/s3/bucket/a/b" },
		{ "c5d93acb-ea8b-4b14-8f53-02138444ae99", "585c15c4-6cbf-4126-8f87-e26bff78b657",
		  "{'specName':'Google Cloud Storage authentication credentials','params':{'accessKeyId':'a','secretAccessKey':'b'}}",
		  "'bucketName':'bucket','path':'a//b/'", "/gcs/bucket/a/b" },
		{ "6d6b59bf-fb58-4107-9064-4d246c0e5bb2", "95bd8965-fc8a-4119-b9c3-944c2c2df6d2",
		  "{'specName':'ConnectionString','params':{'connectionString':'x'}}",
		  "'container':'box','path':'a'", "/azure-blob/box/a" },
		{ "be2c3209-53bc-47e7-ab25-145db8b873e1", "17be2013-2549-41ce-96e7-a70363bec293",
		  "{'specName':'Azure Service Principal Auth','params':{'url':'abfss://c@acc.dfs.core.windows.net','servicePrincipalId':'i','servicePrincipalKey':'k','tenant':'t'}}",
		  "'path':'a'", "/adls-gen2/c@acc.dfs.core.windows.net/a" },
		{ "10440537-2a7b-4583-ac39-ed38d4b848e8", "cd2fc47e-e838-4f38-a581-8fff2f99b63a", "",
		  "'path':'a'", "/dlz/dlz-destination/a" },
		{ "36965a81-b1c6-401b-99f8-22508f1e6a26", "354d6aad-4754-46e4-a576-1b384561c440",
		  "{'specName':'SFTP with Password','params':{'domain':'sftp.example.com','username':'u','password':'p'}}",
		  "'remotePath':'/a'", "/sftp/sftp.example.com/a" },
	};
	/* clang-format on */
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *flow = create_flow(s, cases[i].spec, cases[i].flow_spec,
		                                  cases[i].auth, cases[i].params);
		AUTO_MEM char *folder =
			mem_printf("%s%s", target_exports(s->target), cases[i].folder);
		struct exports_metrics m;
		struct exports x;
		struct err e = { 0 };

		if (exports_find(s->target, flow, &x, &e) < 0)
			fail_msg("%s", e.text);
		assert_string_equal(x.folder, folder);
		assert_string_equal(x.flow, flow);
		assert_string_equal(json_str(x.datasets, "[0]"),
		                    "5ef3e3259ad2a1191ab7dd7d");
		exports_release(&x);
		/* It is where the mock writes. */
		assert_int_equal(target_advance(s->target, 1, &e), 0);
		assert_true(file_is_dir(folder));
		assert_int_equal(exports_metrics(s->target, flow, &m, &e), 0);
		assert_int_equal(m.runs, 1);
		assert_int_equal(m.records, 1000);
	}
}

static void a_flow_that_is_not_there_leads_nowhere(void **state)
{
	struct player *s = *state;
	struct exports x;
	struct err e = { 0 };

	assert_int_equal(exports_find(s->target, "none", &x, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_string_equal(e.text, "GET /flows/none answered 404");
	exports_release(&x);
}

static void metrics_are_added_up_over_all_pages(void **state)
{
	struct player *s = *state;
	AUTO_MEM char *flow =
		create_flow(s, "10440537-2a7b-4583-ac39-ed38d4b848e8",
	                    "cd2fc47e-e838-4f38-a581-8fff2f99b63a", "", "'path':'a'");
	struct exports_metrics m;
	struct err e = { 0 };

	assert_int_equal(target_advance(s->target, 30 * MS_PER_DAY, &e), 0);
	assert_int_equal(exports_metrics(s->target, flow, &m, &e), 0);
	assert_int_equal(m.runs, 30 * 8 + 1);
	assert_int_equal(m.files, m.runs);
	assert_true(m.records > 1000 && m.bytes > m.records);
}

/* ---------------------------------------------------------------- wrong answers */

/* A mock elsewhere whose export root is /tmp, and which answers so. */
static int find(const struct scripted_row *rows, size_t count, struct exports *out,
                struct err *e)
{
	static const struct scripted_row begin[] = {
		{ "GET /__admin/health ", 200,
		  "{'status':'ok','empty':true,'exportRoot':'/tmp'}" },
		{ "GET /__admin/faults ", 200, "{}" },
	};
	const struct target_options o = { .kind = TARGET_URL };
	struct scripted_row all[SCRIPTED_ROWS];
	struct service s;
	int rc;

	memcpy(all, begin, sizeof(begin));
	memcpy(all + ARRAY_LEN(begin), rows, count * sizeof(*rows));
	rc = service_open_rows(&s, &o, all, ARRAY_LEN(begin) + count, e);
	assert_int_equal(rc, 0);
	rc = exports_find(s.target, "f", out, e);
	service_end(&s);
	return rc;
}

#define ITEM(members) "{'items':[{" members "}]}"
#define FLOW                                                \
	{                                                   \
		"GET " SERVICE_PATH "/flows/f ", 200,       \
			ITEM("'sourceConnectionIds':['s']," \
		             "'targetConnectionIds':['t']") \
	}
#define TARGET(members)                                                         \
	{                                                                       \
		"GET " SERVICE_PATH "/targetConnections/t ", 200, ITEM(members) \
	}
#define S3   "'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee'}"
#define SFTP "'connectionSpec':{'id':'36965a81-b1c6-401b-99f8-22508f1e6a26'}"

/* An answer that leads to no folder, or out of the export root, is said to. */
static void answers_that_lead_to_no_folder_are_not_found(void **state UNUSED)
{
	static const struct {
		struct scripted_row rows[3];
		const char *says;
	} cases[] = {
		{ { { "GET " SERVICE_PATH "/flows/f ", 500 } },
		  "GET /flows/f answered 500" },
		{ { { "GET " SERVICE_PATH "/flows/f ", 200, "{'items':[]}" } },
		  "GET /flows/f answered without items" },
		{ { { "GET " SERVICE_PATH "/flows/f ", 200, ITEM("'id':'f'") } },
		  "flow f has no source or no target" },
		{ { FLOW, TARGET("'id':'t'") },
		  "no destination has the connection spec null" },
		{ { FLOW, TARGET("'connectionSpec':{'id':'x'}") },
		  "no destination has the connection spec x" },
		{ { FLOW, TARGET(S3) }, "the target has no params.bucketName" },
		{ { FLOW, TARGET(S3 ",'params':{'bucketName':'..'}") }, ".." },
		{ { FLOW,
		    TARGET(S3 ",'params':{'bucketName':'b','path':'a/../../../x'}") },
		  ".." },
		{ { FLOW, TARGET(SFTP) }, "the target has no baseConnectionId" },
		{ { FLOW,
		    TARGET(SFTP ",'baseConnectionId':'b'"),
		    { "GET " SERVICE_PATH "/connections/b ", 200, ITEM("'id':'b'") } },
		  "connection b has no auth.params.domain" },
	};

	for_each_row(i, cases) {
		struct exports x;
		struct err e = { 0 };
		size_t count = 0;

		while (count < ARRAY_LEN(cases[i].rows) && cases[i].rows[count].asked)
			count++;
		assert_int_equal(find(cases[i].rows, count, &x, &e), -1);
		assert_int_equal(e.code, ERR_NOT_FOUND);
		if (!strstr(e.text, cases[i].says))
			fail_msg("'%s'", e.text);
		exports_release(&x);
	}
}

static void a_flow_has_all_datasets_of_its_source(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		FLOW,
		TARGET(S3 ",'params':{'bucketName':'b','path':'p'}"),
		{ "GET " SERVICE_PATH "/sourceConnections/s ", 200,
		  ITEM("'params':{'datasets':[{'dataSetId':'d1'},{},"
		       "{'dataSetId':'d2'}]}") },
	};
	struct exports x;
	struct err e = { 0 };

	if (find(rows, ARRAY_LEN(rows), &x, &e) < 0)
		fail_msg("%s", e.text);
	assert_string_equal(x.folder, "/tmp/s3/b/p");
	assert_string_equal(x.sink, "/p");
	assert_int_equal(cJSON_GetArraySize(x.datasets), 2);
	assert_string_equal(json_str(x.datasets, "[1]"), "d2");
	exports_release(&x);
}

/* A run that succeeded says how much it wrote; one that has not may say nothing. */
static void a_run_that_succeeded_has_its_metrics(void **state)
{
#define RUNS "GET " SERVICE_PATH "/runs?property=flowId==f&limit=100 "
#define METRICS(status, files)                                               \
	"{'id':'r','metrics':{'statusSummary':{'status':'" status "'},"      \
	"'fileSummary':{" files "},'recordSummary':{'outputRecordCount':5}," \
	"'sizeSummary':{'outputBytes':7}}}"
	static const struct {
		const char *body, *says; /* NULL: it adds up */
	} cases[] = {
		{ "{'items':[" METRICS("success",
		                       "'outputFileCount':2") "," METRICS("failed",
		                                                          "") ",{}]}",
		  NULL },
		{ "{'items':[" METRICS("success", "") "]}",
		  "run r succeeded and has no metrics.fileSummary.outputFileCount" },
	};

	for_each_row(i, cases) {
		const struct scripted_row rows[] = { { RUNS, 200, cases[i].body } };
		struct exports_metrics m;
		struct service s;
		struct err e = { 0 };

		service_begin(&s, state, rows);
		assert_int_equal(exports_metrics(s.target, "f", &m, &e),
		                 cases[i].says ? -1 : 0);
		service_end(&s);
		if (cases[i].says) {
			assert_int_equal(e.code, ERR_NOT_FOUND);
			assert_string_equal(e.text, cases[i].says);
			continue;
		}
		assert_int_equal(m.runs, 3);
		assert_int_equal(m.files, 2);
		assert_int_equal(m.records, 10);
		assert_int_equal(m.bytes, 14);
	}
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(the_folder_of_each_destination_is_found_through_the_api),
		WITH_PLAYER(a_flow_that_is_not_there_leads_nowhere),
		WITH_PLAYER(metrics_are_added_up_over_all_pages),
		cmocka_unit_test(answers_that_lead_to_no_folder_are_not_found),
		cmocka_unit_test(a_flow_has_all_datasets_of_its_source),
		cmocka_unit_test_setup_teardown(a_run_that_succeeded_has_its_metrics,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("exports", tests, NULL, NULL);
}
