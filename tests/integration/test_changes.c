/*
 * test_changes.c - PATCH, DELETE and actions over HTTP
 */
#include "tests/unit/unit.h"

#include <pthread.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d"
#define EVERY_3_HOURS                                               \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':3," \
	"'timeUnit':'hour','startTime':1767225600}"

static struct mock mock;
static char *flow; /* on Amazon S3, every three hours */

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	flow = mock_make_flow(&mock, DATASET, "JSON", "GZIP", EVERY_3_HOURS);
	return 0;
}

static int teardown(void **state UNUSED)
{
	free(flow);
	mock_end(&mock);
	return 0;
}

static struct mock_reply get(const char *collection, const char *id)
{
	AUTO(mem_free) char *path = mem_printf("/%s/%s", collection, id);

	return mock_ask(&mock, "GET", path, NULL);
}

/* The value at a path of an entity; the caller frees it. */
static char *value_of(const char *collection, const char *id, const char *at)
{
	struct mock_reply r = get(collection, id);
	const cJSON *value = json_at(json_at(r.body, "items[0]"), at);
	char *text = value ? (cJSON_IsString(value) ? mem_strdup(json_str(value, ""))
	                                            : json_text(value))
	                   : mem_strdup("(nothing)");

	mock_reply_release(&r);
	return text;
}

static void expect(const char *collection, const char *id, const char *at,
                   const char *want)
{
	AUTO(mem_free) char *have = value_of(collection, id, at);

	assert_string_equal(have, want);
}

/* A PATCH with that If-Match; NULL for none. */
static struct mock_reply patch_as(const char *collection, const char *id,
                                  const char *if_match, const char *body)
{
	AUTO(mem_free) char *path = mem_printf("/%s/%s", collection, id);

	return mock_ask_also(&mock, "PATCH", path, body, "if-match", if_match);
}

/* A PATCH with the entity's own etag. */
static struct mock_reply patch(const char *collection, const char *id, const char *body)
{
	AUTO(mem_free) char *etag = value_of(collection, id, "etag");

	return patch_as(collection, id, etag, body);
}

static int act(const char *collection, const char *id, const char *op)
{
	AUTO(mem_free) char *path = mem_printf("/%s/%s/action?op=%s", collection, id, op);
	struct mock_reply r = mock_ask(&mock, "POST", path, NULL);
	int status = r.status;

	mock_reply_release(&r);
	return status;
}

static int drop(const char *collection, const char *id)
{
	AUTO(mem_free) char *path = mem_printf("/%s/%s", collection, id);
	struct mock_reply r = mock_ask(&mock, "DELETE", path, NULL);
	int status = r.status;

	assert_true(status >= 300 || !*r.text);
	mock_reply_release(&r);
	return status;
}

static int64_t fired(const char *duration)
{
	AUTO(cJSON_Delete) cJSON *answer = mock_advance(&mock, duration);
	int64_t n = -1;

	assert_true(json_int(answer, "firedCount", &n));
	return n;
}

static void every_update_has_a_new_etag(void **state UNUSED)
{
	AUTO(mem_free) char *before = value_of("flows", flow, "etag");
	struct mock_reply r =
		patch("flows", flow, "[{'op':'replace','path':'/name','value':'other'}]");

	assert_int_equal(r.status, 200);
	assert_string_not_equal(json_str(r.body, "etag"), before);
	assert_string_equal(json_str(r.body, "id"), flow);
	expect("flows", flow, "name", "other");
	expect("flows", flow, "etag", json_str(r.body, "etag"));
	expect("flows", flow, "version", json_str(r.body, "etag"));
	expect("flows", flow, "lastOperation.operation", "update");
	expect("flows", flow, "lastOperation.ops[0].path", "/name");
	mock_reply_release(&r);
}

static void of_two_patches_of_one_etag_exactly_one_wins(void **state UNUSED)
{
	AUTO(mem_free) char *etag = value_of("flows", flow, "etag");
	struct mock_reply one =
		patch_as("flows", flow, etag,
	                 "[{'op':'replace','path':'/name','value':'one'}]");
	struct mock_reply two =
		patch_as("flows", flow, etag,
	                 "[{'op':'replace','path':'/name','value':'two'}]");
	AUTO(mem_free) char *now = value_of("flows", flow, "etag");
	AUTO_MEM char *text = mem_printf(
		"Supplied version=[%s] does not match the current version on entity=[%s]",
		etag, now);

	assert_int_equal(one.status, 200);
	assert_int_equal(two.status, 412);
	assert_string_equal(json_str(two.body, "errorMessage"), text);
	expect("flows", flow, "name", "one");
	mock_reply_release(&one);
	mock_reply_release(&two);
}

#define RACERS 8

/* One of those who patch the same etag at the same time, on a connection of its own. */
struct racer {
	pthread_t thread;
	pthread_barrier_t *start;
	const char *path, *etag;
	int number, status;
};

static void *race(void *arg)
{
	struct racer *me = arg;
	AUTO(fetch_free) struct fetch *client = fetch_new();
	AUTO_MEM char *body =
		mem_printf("[{'op':'replace','path':'/name','value':'racer %d'}]",
	                   me->number);
	struct mock own = mock;
	struct mock_reply r;

	own.client = client;
	pthread_barrier_wait(me->start);
	r = mock_ask_also(&own, "PATCH", me->path, body, "If-Match", me->etag);
	me->status = r.status;
	mock_reply_release(&r);
	return NULL;
}

static void of_concurrent_patches_of_one_etag_exactly_one_wins(void **state UNUSED)
{
	AUTO(mem_free) char *etag = value_of("flows", flow, "etag");
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct racer racers[RACERS] = { 0 };
	pthread_barrier_t start;
	AUTO(mem_free) char *name = NULL;
	int winner = -1;

	assert_int_equal(pthread_barrier_init(&start, NULL, RACERS), 0);
	for (int i = 0; i < RACERS; i++) {
		racers[i] = (struct racer){
			.start = &start, .path = path, .etag = etag, .number = i
		};
		assert_int_equal(pthread_create(&racers[i].thread, NULL, race,
		                                &racers[i]),
		                 0);
	}
	for (int i = 0; i < RACERS; i++) {
		assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
		if (racers[i].status != 200) {
			assert_int_equal(racers[i].status, 412);
			continue;
		}
		assert_int_equal(winner, -1);
		winner = i;
	}
	pthread_barrier_destroy(&start);
	assert_int_not_equal(winner, -1);
	name = mem_printf("racer %d", winner);
	expect("flows", flow, "name", name);
}

static void an_if_match_is_demanded_but_may_lack_its_quotes(void **state UNUSED)
{
	static const char body[] = "[{'op':'add','path':'/description','value':'d'}]";
	AUTO(mem_free) char *etag = value_of("flows", flow, "etag");
	AUTO(mem_free) char *bare = mem_printf("%.*s", (int)strlen(etag) - 2, etag + 1);
	struct mock_reply none = patch_as("flows", flow, NULL, body);
	struct mock_reply unquoted = patch_as("flows", flow, bare, body);

	assert_int_equal(none.status, 400);
	assert_string_equal(json_str(none.body, "type"),
	                    "https://ns.adobe.com/aep/errors/FLOW-1403-400");
	assert_int_equal(unquoted.status, 200);
	mock_reply_release(&none);
	mock_reply_release(&unquoted);
}

static void what_can_not_be_patched_is_refused_and_leaves_nothing(void **state UNUSED)
{
	static const struct {
		const char *body, *code;
	} cases[] = {
		/* clang-format off */
		{ "[{'op':'move','from':'/name','path':'/description'}]", "1434-400" },
		{ "[{'op':'test','path':'/name','value':'flow'}]", "1434-400" },
		{ "[{'op':'replace','path':'/id','value':'x'}]", "1365-400" },
		{ "[{'op':'replace','path':'/createdAt','value':1}]", "1365-400" },
		{ "[{'op':'replace','path':'','value':{}}]", "1365-400" },
		{ "[{'op':'replace','path':'/description','value':'x'}]", "1455-400" },
		{ "[{'op':'remove','path':'/policy'}]", "1455-400" },
		{ "[{'op':'replace','path':'/name','value':7}]", "1312-400" },
		{ "[{'op':'replace','path':'/name'}]", "1304-400" },
		{ "[{'path':'/name','value':'x'}]", "1304-400" },
		{ "[{'op':'replace','path':'/scheduleParams','value':{'interval':5}}]", "1363-400" },
		{ "[{'op':'replace','path':'/sourceConnectionIds','value':['none']}]", "1312-400" },
		{ "[{'op':'replace','path':'/sourceConnectionIds','value':[]}]", "1321-400" },
		{ "[]", "1405-400" },
		{ "[{'op':'replace','path':'/name','value':'x'},{'op':'remove','path':'/no'}]", "1455-400" },
		/* clang-format on */
	};
	struct mock_reply before = get("flows", flow), after;

	for_each_row(i, cases) {
		struct mock_reply r = patch("flows", flow, cases[i].body);
		const char *type = json_str(r.body, "type");

		if (r.status != 400 || !type || !str_ends(type, cases[i].code))
			print_error("case %zu: %d %s\n", i, r.status, r.text);
		assert_int_equal(r.status, 400);
		assert_true(type && str_ends(type, cases[i].code));
		mock_reply_release(&r);
	}
	after = get("flows", flow);
	assert_string_equal(before.text, after.text);
	mock_reply_release(&before);
	mock_reply_release(&after);
}

static void operations_are_taken_in_any_case_and_alone(void **state UNUSED)
{
	static const char *const bodies[] = {
		"[{'op':'ADD','path':'/description','value':'d'}]",
		"[{'op':'Replace','path':'/description','value':'e'}]",
		"{'op':'REMOVE','path':'/description','value':'ignored'}",
	};

	for_each_row(i, bodies) {
		struct mock_reply r = patch("flows", flow, bodies[i]);

		assert_int_equal(r.status, 200);
		mock_reply_release(&r);
	}
	expect("flows", flow, "description", "(nothing)");
}

static void a_replaced_schedule_keeps_what_it_lacks_and_ticks_anew(void **state UNUSED)
{
	struct mock_reply r = patch("flows", flow,
	                            "[{'op':'replace','path':'/"
	                            "scheduleParams','value':{'startTime':1767268800}}]");

	assert_int_equal(r.status, 200); /* starts at 12:00 */
	expect("flows", flow, "scheduleParams.interval", "3");
	expect("flows", flow, "scheduleParams.startTime", "1767268800");
	assert_int_equal(fired("PT11H"), 1); /* the run that its creation made */
	assert_int_equal(fired("PT4H"), 2);
	mock_reply_release(&r);
}

static void a_patch_of_the_name_does_not_lose_what_is_due(void **state UNUSED)
{
	struct mock_reply r =
		patch("flows", flow, "[{'op':'replace','path':'/name','value':'n'}]");

	assert_int_equal(r.status, 200);
	assert_int_equal(fired("PT1H"), 1);
	mock_reply_release(&r);
}

static void a_disabled_flow_skips_its_ticks_and_covers_the_gap_later(void **state UNUSED)
{
	AUTO(mem_free) char *runs = mem_printf("/runs?property=flowId==%s", flow);
	struct mock_reply r;
	int64_t records;

	assert_int_equal(fired("PT1M"), 1);
	assert_int_equal(act("flows", flow, "DISABLE"), 200);
	expect("flows", flow, "state", "disabled");
	assert_int_equal(fired("PT10H"), 0);
	assert_int_equal(act("flows", flow, "enable"), 200);
	assert_int_equal(act("flows", flow, "enable"), 200);
	assert_int_equal(fired("PT2H"), 1); /* at 12:00 */
	r = mock_ask(&mock, "GET", runs, NULL);
	assert_true(json_int(r.body, "items[0].metrics.recordSummary.outputRecordCount",
	                     &records));
	assert_int_equal(records, 12 * 40); /* its rate is 40 an hour */
	mock_reply_release(&r);
}

static void actions_that_can_not_be_are_refused(void **state UNUSED)
{
	assert_int_equal(act("flows", flow, "publish"), 400);
	assert_int_equal(act("flows", flow, "finalize-update"), 400);
	assert_int_equal(act("flows", flow, "explode"), 400);
	assert_int_equal(act("flows", "none", "enable"), 404);
}

static void a_base_connection_in_use_can_not_be_deleted(void **state UNUSED)
{
	AUTO(mem_free) char *target = value_of("flows", flow, "targetConnectionIds[0]");
	AUTO_MEM char *base = value_of("targetConnections", target, "baseConnectionId");

	assert_int_equal(drop("connections", base), 400);
	assert_int_equal(drop("flows", flow), 202);
	assert_int_equal(drop("flows", flow), 404);
	assert_int_equal(drop("connections", base), 204);
	assert_int_equal(drop("targetConnections", target), 204);
}

static void a_deleted_flow_runs_no_more_but_its_runs_stay(void **state UNUSED)
{
	AUTO(mem_free) char *runs = mem_printf("/runs?property=flowId==%s", flow);
	struct mock_reply r;

	assert_int_equal(fired("PT1M"), 1);
	assert_int_equal(drop("flows", flow), 202);
	assert_int_equal(fired("P1D"), 0);
	r = mock_ask(&mock, "GET", runs, NULL);
	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "items")), 1);
	mock_reply_release(&r);
}

static void a_flow_whose_target_is_gone_fails_its_runs(void **state UNUSED)
{
	AUTO(mem_free) char *target = value_of("flows", flow, "targetConnectionIds[0]");
	AUTO(cJSON_Delete) cJSON *answer = NULL;

	assert_int_equal(drop("targetConnections", target), 204);
	answer = mock_advance(&mock, "PT3H");
	assert_string_equal(json_str(answer, "fired[0].status"), "success");
	assert_string_equal(json_str(answer, "fired[1].status"), "failed");
}

static void a_target_moves_its_exports_and_keeps_its_format(void **state UNUSED)
{
	AUTO(mem_free) char *target = value_of("flows", flow, "targetConnectionIds[0]");
	AUTO_MEM char *base = value_of("targetConnections", target, "baseConnectionId");
	AUTO_MEM char *path = mem_printf("/connections/%s/explore?objectType=root", base);
	struct mock_reply r =
		patch("targetConnections", target,
	              "[{'op':'replace','path':'/params','value':{'bucketName':"
	              "'new-bucket-name','path':'updatedPath'}}]");

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	expect("targetConnections", target, "params.compression", "GZIP");
	assert_int_equal(fired("PT3H"), 2); /* one before the change */
	r = mock_ask(&mock, "GET", path, NULL);
	assert_quoted_equal(r.text, "[{'type':'folder','name':'updatedPath',"
	                            "'path':'/updatedPath/',"
	                            "'canPreview':false,'canFetchSchema':false}]");
	mock_reply_release(&r);
}

static void credentials_are_replaced_whole_and_masked(void **state UNUSED)
{
	AUTO(mem_free) char *target = value_of("flows", flow, "targetConnectionIds[0]");
	AUTO_MEM char *base = value_of("targetConnections", target, "baseConnectionId");
	AUTO(mem_free) char *test = mem_printf("/connections/%s/test", base);
	struct mock_reply r = patch("connections", base,
	                            "[{'op':'replace','path':'/auth/"
	                            "params','value':{'s3AccessKey':"
	                            "'new','s3SecretKey':'hush'}}]");

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	r = get("connections", base);
	assert_null(strstr(r.text, "hush"));
	assert_string_equal(json_str(r.body, "items[0].auth.params.s3AccessKey"), "new");
	mock_reply_release(&r);
	r = patch("connections", base,
	          "[{'op':'replace','path':'/connectionSpec/id','value':'x'}]");
	assert_true(str_ends(json_str(r.body, "type"), "1414-400"));
	mock_reply_release(&r);
	r = mock_ask(&mock, "GET", test, NULL);
	assert_string_equal(r.text, JSON({"result":false})); /* no key looks like that */
	mock_reply_release(&r);
	r = patch("connections", base,
	          "[{'op':'add','path':'/auth/params','value':{'s3AccessKey':"
	          "'ABCDEFGHIJKLMNOPQRST','s3SecretKey':"
	          "'abcdefghijklmnopqrstabcdefghijklmnopqrst'}}]");
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	r = mock_ask(&mock, "GET", test, NULL);
	assert_string_equal(r.text, JSON({"result":true}));
	mock_reply_release(&r);
}

static void datasets_of_a_source_connection_are_fixed(void **state UNUSED)
{
	AUTO(mem_free) char *source = value_of("flows", flow, "sourceConnectionIds[0]");
	struct mock_reply r = patch("sourceConnections", source,
	                            "[{'op':'replace','path':'/"
	                            "params','value':{'datasets':[]}}]");

	assert_true(str_ends(json_str(r.body, "type"), "1365-400"));
	mock_reply_release(&r);
}

/* Each operation alone is nothing; together they would keep the service busy. */
static void operations_without_end_are_refused_and_leave_nothing(void **state UNUSED)
{
	static const int counts[] = { 500, 60000 };

	for_each_row(i, counts) {
		AUTO(buf_release) struct buf body = { 0 };
		struct mock_reply r;

		buf_add_str(&body, "[");
		for (int n = 0; n < counts[i]; n++)
			buf_printf(&body,
			           "%s{'op':'replace','path':'/"
			           "name','value':'%d'}",
			           n ? "," : "", n);
		buf_add_str(&body, "]");
		r = patch("flows", flow, buf_str(&body));
		assert_int_equal(r.status, i ? 400 : 200);
		assert_true(!i ||
		            strstr(r.text, "a list of operations that takes too many"));
		mock_reply_release(&r);
		expect("flows", flow, "name", "499");
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_update_has_a_new_etag),
		TEST(of_two_patches_of_one_etag_exactly_one_wins),
		TEST(of_concurrent_patches_of_one_etag_exactly_one_wins),
		TEST(an_if_match_is_demanded_but_may_lack_its_quotes),
		TEST(what_can_not_be_patched_is_refused_and_leaves_nothing),
		TEST(operations_are_taken_in_any_case_and_alone),
		TEST(a_replaced_schedule_keeps_what_it_lacks_and_ticks_anew),
		TEST(a_patch_of_the_name_does_not_lose_what_is_due),
		TEST(a_disabled_flow_skips_its_ticks_and_covers_the_gap_later),
		TEST(actions_that_can_not_be_are_refused),
		TEST(a_base_connection_in_use_can_not_be_deleted),
		TEST(a_deleted_flow_runs_no_more_but_its_runs_stay),
		TEST(a_flow_whose_target_is_gone_fails_its_runs),
		TEST(a_target_moves_its_exports_and_keeps_its_format),
		TEST(credentials_are_replaced_whole_and_masked),
		TEST(datasets_of_a_source_connection_are_fixed),
		TEST(operations_without_end_are_refused_and_leave_nothing),
	};

	return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
