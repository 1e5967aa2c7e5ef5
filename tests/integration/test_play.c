/*
 * test_play.c - the harness against the embedded mock: steps, verdicts, folders
 */
#include "tests/unit/unit.h"

#include "harness/files/exports.h"
#include "harness/steps/play.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

/* A target, a folder for scenarios, and what the last one said. */
struct stage {
	void *folder;
	struct target *target;
	struct interrupt interrupt;
	struct result result;
	struct buf said, urls;
};

static int setup(void **state)
{
	struct stage *s = mem_alloc(sizeof(*s));
	const struct target_options options = {
		.seed = 1,
		.now = INT64_C(1767225600000),
		.who = { .token = "t",
		         .key = "k",
		         .org = "o@AdobeOrg",
		         .sandbox = "prod" },
	};
	struct err e = { 0 };

	scratch_open(&s->folder);
	if (target_open(&options, &s->target, &e) < 0)
		fail_msg("%s", e.text);
	interrupt_init(&s->interrupt, 0);
	*state = s;
	return 0;
}

static void forget(struct stage *s)
{
	result_release(&s->result);
	buf_clear(&s->said);
	buf_clear(&s->urls);
}

static int teardown(void **state)
{
	struct stage *s = *state;

	forget(s);
	buf_release(&s->said);
	buf_release(&s->urls);
	target_close(s->target);
	scratch_close(&s->folder);
	free(s);
	return 0;
}

static void note(void *ctx, const struct play *p)
{
	struct stage *s = ctx;

	buf_printf(&s->said, "%s\n", buf_str(&p->said));
	if (p->call.url)
		buf_printf(&s->urls, "%s\n", p->call.url + strlen(target_url(s->target)));
}

/* Plays the steps, written in YAML below `steps:`. */
static enum verdict play(struct stage *s, const char *steps)
{
	AUTO_MEM char *path = scratch_path(&s->folder, "x.yaml");
	AUTO_MEM char *text = mem_printf("scenario: It holds\nsteps:\n%s\n", steps);
	const struct watcher watcher = { .step = note, .ctx = s };
	const struct play_how how = { &s->interrupt, &watcher, false };
	struct scenario scenario;
	struct err e = { 0 };

	forget(s);
	assert_int_equal(file_write(path, text, strlen(text), &e), 0);
	if (scenario_load(path, NULL, &scenario, &e) < 0)
		fail_msg("%s", e.text);
	play_scenario(s->target, &scenario, &how, &s->result);
	scenario_release(&scenario);
	return s->result.verdict;
}

#define S3_BASE                                                  \
	"- POST: /connections\n"                                 \
	"  body: { name: base, connectionSpec: { id: "           \
	"4fce964d-3f37-408f-9778-e597338a21ee,"                  \
	" version: '1.0' }, auth: { specName: Access Key,"       \
	" params: { s3AccessKey: key, s3SecretKey: hush } } }\n" \
	"  capture: { base: id, etag: { header: ETag } }\n"

static void steps_say_what_they_did(void **state)
{
	struct stage *s = *state;

	play(s,
	     S3_BASE "- GET: /connections/${base}\n"
	             "  expect: { headers: { etag: '${etag}' }, body: { items: [ { id: "
	             "'${base}' } ] } }\n"
	             "- clock: { advance: PT1H }\n"
	             "  expect: { firedCount: 0 }\n"
	             "  capture: { then: nowMs }\n"
	             "- GET: /__admin/clock\n"
	             "  expect: { body: { nowMs: '${then}' } }\n");
	if (s->result.verdict != VERDICT_PASSED)
		fail_msg("%s", s->result.message);
	assert_true(str_starts(buf_str(&s->said), "POST /connections -> 201  base=\""));
	assert_non_null(
		strstr(buf_str(&s->said),
	               "\nclock advance PT1H -> 2026-01-01T01:00:00Z, 0 runs fired  "
	               "then=1767229200000\n"));
	assert_int_equal(s->result.steps, 4);
	assert_null(s->result.message);
}

static void paths_are_below_the_service_unless_they_say_otherwise(void **state)
{
	struct stage *s = *state;
	AUTO_MEM char *steps =
		mem_printf("- GET: /runs\n"
	                   "- GET: /__admin/health\n"
	                   "- GET: /data/foundation/flowservice/runs?limit=2\n"
	                   "- GET: %s/__admin/clock\n"
	                   "- GET: /runs?limit=3\n  query: { property: "
	                   "'flowId==é&b', count: false, x: null }\n",
	                   target_url(s->target));

	assert_int_equal(play(s, steps), VERDICT_PASSED);
	assert_string_equal(
		buf_str(&s->urls),
		"/data/foundation/flowservice/runs\n"
		"/__admin/health\n"
		"/data/foundation/flowservice/runs?limit=2\n"
		"/__admin/clock\n"
		"/data/foundation/flowservice/runs?limit=3&property=flowId%3D%3D"
		"%C3%A9%26b&count=false\n");
}

static void default_headers_can_be_dropped_and_replaced(void **state)
{
	struct stage *s = *state;

	assert_int_equal(
		play(s, "- { GET: /runs, headers: { x-api-key: null }, expect: { status: "
	                "403 } }\n"
	                "- { GET: /runs, headers: { Authorization: null }, expect: { "
	                "status: 4xx } }\n"
	                "- { GET: /runs, headers: { authorization: Basic x }, expect: { "
	                "status: 4xx } }\n"
	                "- { POST: /connections, raw: '{', expect: { status: 400 } }\n"
	                "- { POST: /connections, expect: { status: 400 } }\n"),
		VERDICT_PASSED);
}

static void a_difference_ends_the_scenario_and_tells_all(void **state)
{
	struct stage *s = *state;

	assert_int_equal(
		play(s,
	             "- { GET: /__admin/health, expect: { status: 201, body: { status: "
	             "bad, clock: real } } }\n- GET: /runs\n"),
		VERDICT_FAILED);
	assert_int_equal(s->result.steps, 1);
	assert_non_null(strstr(s->result.message,
	                       "x.yaml:3: GET /__admin/health -> 200\n"
	                       "  status: expected 201, got 200\n"
	                       "  body.status: expected \"bad\", got \"ok\"\n"
	                       "  body.clock: expected \"real\", got "
	                       "\"virtual\"\n"
	                       "  the last exchange:\n"
	                       "    > GET http://"));
	assert_non_null(
		strstr(s->result.message, "  to repeat it:\n    curl -i -X GET '"));
}

static void each_scenario_starts_from_a_reset(void **state)
{
	struct stage *s = *state;

	assert_int_equal(play(s, "- clock: { advance: P1D }\n" S3_BASE), VERDICT_PASSED);
	assert_int_equal(play(s, "- GET: /__admin/clock\n"
	                         "  expect: { body: { now: 2026-01-01T00:00:00Z, nowMs: "
	                         "'${nowMs}' } }\n"),
	                 VERDICT_PASSED);
}

static void waiting_moves_the_clock_to_its_bound_and_no_further(void **state)
{
	struct stage *s = *state;

	assert_int_equal(
		play(s, "- wait: { GET: /__admin/clock, until: { body: { nowMs: { $ge: "
	                "1767232800000 } } }, atMost: P1D, every: 45m }\n"
	                "  capture: { now2: now }\n"
	                "- GET: /__admin/clock\n"
	                "  expect: { body: { now: 2026-01-01T02:15:00Z } }\n"),
		VERDICT_PASSED);
	assert_non_null(strstr(buf_str(&s->said), "-> 200, waited 8100 s"));
	assert_int_equal(
		play(s, "- wait: { GET: /runs, until: { status: 404 }, atMost: 100m, "
	                "every: 1h }\n"),
		VERDICT_FAILED);
	assert_non_null(strstr(s->result.message, "waited 6000 s\n"
	                                          "  status: expected 404, got 200\n"));
}

static void what_was_captured_reaches_into_texts_and_bodies(void **state)
{
	struct stage *s = *state;

	assert_int_equal(
		play(s, "- GET: /connectionSpecs/4fce964d-3f37-408f-9778-e597338a21ee\n"
	                "  capture: { spec: 'items[0]', all: '' }\n"
	                "- GET: /connectionSpecs/${spec.id}\n"
	                "  expect: { body: { $equals: '${all}' } }\n"
	                "- POST: /connections\n"
	                "  body: { name: 'to ${spec.name}', connectionSpec: { id: "
	                "'${spec.id}', "
	                "version: '${spec.version}' }, auth: { specName: "
	                "'${spec.authSpec[0].name}', "
	                "params: { s3AccessKey: a, s3SecretKey: b } } }\n"
	                "  capture: { id: id }\n"
	                "- GET: /connections/${id}\n"
	                "  expect: { body: { items: [ { name: to Amazon S3 } ] } }\n"),
		VERDICT_PASSED);
}

static void a_name_that_leads_nowhere_is_a_bad_scenario(void **state)
{
	struct stage *s = *state;

	assert_int_equal(play(s, "- { GET: /__admin/health, capture: { health: '' } }\n"
	                         "- GET: /flows/${health.none}\n"),
	                 VERDICT_BAD);
	assert_non_null(
		strstr(s->result.message, "x.yaml:4:3: nothing is called 'health.none'"));
	assert_int_equal(play(s,
	                      "- { GET: /__admin/health, capture: { status: status } }\n"
	                      "- GET: ${status}\n"),
	                 VERDICT_BAD);
	assert_non_null(strstr(s->result.message, "'ok' is no path"));
}

static void a_signal_stops_between_steps(void **state)
{
	struct stage *s = *state;

	s->interrupt.exit_code = 130;
	assert_int_equal(play(s, "- GET: /runs\n"), VERDICT_STOPPED);
	assert_int_equal(s->result.steps, 0);
	interrupt_init(&s->interrupt, 0);
}

static void a_target_where_nobody_answers_cannot_be_opened(void **state UNUSED)
{
	const struct target_options options = { .kind = TARGET_URL,
		                                .url = "http://127.0.0.1:1/",
		                                .who = { "t", "k", "o", "s" } };
	struct target *t;
	struct err e = { 0 };

	assert_int_equal(target_open(&options, &t, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
}

/* ---------------------------------------------------------------- folders */

/* POSTs and answers the new id; the caller frees it. */
static char *create(struct stage *s, const char *path, const char *body)
{
	struct call c;
	struct err e = { 0 };
	char *id;

	target_call(s->target, "POST", path, &c);
	c.body = mem_strdup(body);
	c.body_size = strlen(body);
	call_header(&c, "Content-Type", "application/json");
	assert_int_equal(target_send(s->target, &c, &e), 0);
	if (c.x.status != 201)
		fail_msg("%s: %s", body, buf_str(&c.x.answer));
	id = mem_strdup(json_str(c.json, "id"));
	call_release(&c);
	return id;
}

static char *create_flow(struct stage *s, const char *spec, const char *flow_spec,
                         const char *auth, const char *params)
{
	AUTO_MEM char *source_body = mem_printf(
		"{\"name\":\"s\",\"connectionSpec\":{\"id\":\"23598e46-f560-407b-88d5-"
		"ea6207e49db0\",\"version\":\"1.0\"},\"params\":{\"datasets\":["
		"{\"dataSetId\":\"5ef3e3259ad2a1191ab7dd7d\"}]}}");
	AUTO_MEM char *base_body = mem_printf(
		"{\"name\":\"b\",\"connectionSpec\":{\"id\":\"%s\",\"version\":\"1.0\"}"
		"%s%s}",
		spec, *auth ? JSON(,"auth":) : "", auth);
	AUTO_MEM char *source = create(s, "/sourceConnections", source_body);
	AUTO_MEM char *base = create(s, "/connections", base_body);
	AUTO_MEM char *target_body =
		mem_printf("{\"name\":\"t\",\"baseConnectionId\":\"%s\","
	                   "\"connectionSpec\":{\"id\":\"%s\","
	                   "\"version\":\"1.0\"},\"params\":{\"mode\":"
	                   "\"Server-to-server\",\"compression\":"
	                   "\"NONE\",\"datasetFileType\":\"JSON\",%s}}",
	                   base, spec, params);
	AUTO_MEM char *target = create(s, "/targetConnections", target_body);
	AUTO_MEM char *flow_body = mem_printf(
		"{\"name\":\"f\",\"flowSpec\":{\"id\":\"%s\",\"version\":\"1.0\"},"
		"\"sourceConnectionIds\":[\"%s\"],\"targetConnectionIds\":[\"%s\"],"
		"\"transformations\":[],\"scheduleParams\":{\"interval\":3,\"timeUnit\":"
		"\"hour\","
		"\"startTime\":1767225600}}",
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
		  JSON({"specName":"Access Key","params":{"s3AccessKey":"a","s3SecretKey":"b"}}),
		  JSON("bucketName":"bucket","path":"a/b"), "/s3/bucket/a/b" },
		{ "c5d93acb-ea8b-4b14-8f53-02138444ae99", "585c15c4-6cbf-4126-8f87-e26bff78b657",
		  JSON({"specName":"Google Cloud Storage authentication credentials","params":{"accessKeyId":"a","secretAccessKey":"b"}}),
		  JSON("bucketName":"bucket","path":"a//b/"), "/gcs/bucket/a/b" },
		{ "6d6b59bf-fb58-4107-9064-4d246c0e5bb2", "95bd8965-fc8a-4119-b9c3-944c2c2df6d2",
		  JSON({"specName":"ConnectionString","params":{"connectionString":"x"}}),
		  JSON("container":"box","path":"a"), "/azure-blob/box/a" },
		{ "be2c3209-53bc-47e7-ab25-145db8b873e1", "17be2013-2549-41ce-96e7-a70363bec293",
		  JSON({"specName":"Azure Service Principal Auth","params":{"url":"abfss://c@acc.dfs.core.windows.net","servicePrincipalId":"i","servicePrincipalKey":"k","tenant":"t"}}),
		  JSON("path":"a"), "/adls-gen2/c@acc.dfs.core.windows.net/a" },
		{ "10440537-2a7b-4583-ac39-ed38d4b848e8", "cd2fc47e-e838-4f38-a581-8fff2f99b63a", "",
		  JSON("path":"a"), "/dlz/dlz-destination/a" },
		{ "36965a81-b1c6-401b-99f8-22508f1e6a26", "354d6aad-4754-46e4-a576-1b384561c440",
		  JSON({"specName":"SFTP with Password","params":{"domain":"sftp.example.com","username":"u","password":"p"}}),
		  JSON("remotePath":"/a"), "/sftp/sftp.example.com/a" },
	};
	/* clang-format on */
	struct stage *s = *state;

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
	struct stage *s = *state;
	struct exports x;
	struct err e = { 0 };

	assert_int_equal(exports_find(s->target, "none", &x, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_string_equal(e.text, "GET /flows/none answered 404");
	exports_release(&x);
}

static void metrics_are_added_up_over_all_pages(void **state)
{
	struct stage *s = *state;
	AUTO_MEM char *flow =
		create_flow(s, "10440537-2a7b-4583-ac39-ed38d4b848e8",
	                    "cd2fc47e-e838-4f38-a581-8fff2f99b63a", "", JSON("path":"a"));
	struct exports_metrics m;
	struct err e = { 0 };

	assert_int_equal(target_advance(s->target, 30 * MS_PER_DAY, &e), 0);
	assert_int_equal(exports_metrics(s->target, flow, &m, &e), 0);
	assert_int_equal(m.runs, 30 * 8 + 1);
	assert_int_equal(m.files, m.runs);
	assert_true(m.records > 1000 && m.bytes > m.records);
}

#define ON_STAGE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_STAGE(steps_say_what_they_did),
		ON_STAGE(paths_are_below_the_service_unless_they_say_otherwise),
		ON_STAGE(default_headers_can_be_dropped_and_replaced),
		ON_STAGE(a_difference_ends_the_scenario_and_tells_all),
		ON_STAGE(each_scenario_starts_from_a_reset),
		ON_STAGE(waiting_moves_the_clock_to_its_bound_and_no_further),
		ON_STAGE(what_was_captured_reaches_into_texts_and_bodies),
		ON_STAGE(a_name_that_leads_nowhere_is_a_bad_scenario),
		ON_STAGE(a_signal_stops_between_steps),
		cmocka_unit_test(a_target_where_nobody_answers_cannot_be_opened),
		ON_STAGE(the_folder_of_each_destination_is_found_through_the_api),
		ON_STAGE(a_flow_that_is_not_there_leads_nowhere),
		ON_STAGE(metrics_are_added_up_over_all_pages),
	};

	return cmocka_run_group_tests_name("play", tests, NULL, NULL);
}
