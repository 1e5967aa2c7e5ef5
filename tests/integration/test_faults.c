/*
 * test_faults.c - armed faults: their counts over restarts and resets, keys, freezing
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define CREATE \
	JSON({"name":"c","auth":{"specName":"Access Key", \
	     "params":{"s3AccessKey":"k","s3SecretKey":"s"}}, \
	     "connectionSpec":{"id":"4fce964d-3f37-408f-9778-e597338a21ee", \
	     "version":"1.0"}})

static void arm(struct mock *m, const char *fault)
{
	AUTO_MEM char *body = quoted(fault);
	char why[FLOWMOCK_WHY];

	if (flowmock_faults_arm(m->instance, body, why) < 0)
		fail_msg("%s: %s", fault, why);
}

static int status_of(struct mock *m, const char *method, const char *path,
                     const char *body)
{
	struct mock_reply r = mock_ask(m, method, path, body);
	const int status = r.status;

	mock_reply_release(&r);
	return status;
}

/* The same by a client of that label. */
static int status_for(struct mock *m, const char *label, const char *path)
{
	struct mock_reply r =
		mock_ask_also(m, "GET", path, NULL, "x-flowmock-label", label);
	const int status = r.status;

	mock_reply_release(&r);
	return status;
}

/* A number of the fault, or of the list of all. */
static int64_t number_of(struct mock *m, const char *name, const char *path)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO_MEM char *text = NULL;
	char why[FLOWMOCK_WHY];
	struct err e = { 0 };
	int64_t n = -2;

	if (flowmock_faults_show(m->instance, name, &text, why) < 0)
		fail_msg("%s", why);
	assert_int_equal(json_parse(text, strlen(text), &tree, &e), 0);
	if (cJSON_IsNull(json_at(tree, path)))
		return -1;
	assert_true(json_int(tree, path, &n));
	return n;
}

static void expect_counts(struct mock *m, const char *name, int matched, int fired,
                          int effective, int shadowed)
{
	assert_int_equal(number_of(m, name, "matched"), matched);
	assert_int_equal(number_of(m, name, "fired"), fired);
	assert_int_equal(number_of(m, name, "effective"), effective);
	assert_int_equal(number_of(m, name, "shadowed"), shadowed);
}

static void counts_go_on_after_a_restart(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, "state.db");
	arm(&m, "{'fault':'f','on':'FLOW_LIST','nth':[2,3],'do':{'status':503}}");
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 200);
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 503);
	mock_restart(&m, "state.db");
	expect_counts(&m, "f", 2, 1, 1, 0);
	assert_int_equal(number_of(&m, "f", "left"), 1);
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 503);
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 200);
	expect_counts(&m, "f", 4, 2, 2, 0);
	assert_int_equal(number_of(&m, "f", "receipts[1].request"), 3);
	mock_end(&m);
}

static void marks_go_on_after_a_restart(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, "state.db");
	arm(&m, "{'fault':'f','on':'FLOW_LIST','do':{'revoke':{}}}");
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 401);
	mock_restart(&m, "state.db");
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 401);
	mock_end(&m);
}

static void a_reset_clears_all_faults(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	arm(&m, "{'fault':'f','on':'FLOW_LIST','do':{'status':503}}");
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 503);
	assert_int_equal(status_of(&m, "POST", "/__admin/reset", "{}"), 200);
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 200);
	arm(&m, "{'fault':'f','on':'FLOW_LIST','nth':1,'do':{'status':503}}");
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 503);
	assert_int_equal(number_of(&m, "f", "receipts[0].request"), 1);
	mock_end(&m);
}

static void keys_do_not_disturb_each_other(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	arm(&m, "{'fault':'f','on':'reads','per':'client','nth':2,'do':{'status':503}}");
	assert_int_equal(status_for(&m, "a", "/flows"), 200);
	assert_int_equal(status_for(&m, "b", "/flows"), 200);
	assert_int_equal(status_for(&m, "b", "/connections"), 503);
	assert_int_equal(status_for(&m, "a", "/flows"), 503);
	assert_int_equal(status_for(&m, "a", "/flows"), 200);
	arm(&m, "{'fault':'g','on':'writes','per':'operation','nth':2,"
	        "'do':{'status':504}}");
	assert_int_equal(status_of(&m, "POST", "/connections", CREATE), 201);
	assert_int_equal(status_of(&m, "POST", "/flows", CREATE), 400);
	assert_int_equal(status_of(&m, "POST", "/connections", CREATE), 504);
	mock_end(&m);
}

/* In the order of declaration; another with an ending counts no occurrence. */
static void the_first_ending_wins_and_others_spend_nothing(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	arm(&m, "[{'fault':'a','on':'FLOW_LIST','nth':1,'do':{'status':503}},"
	        "{'fault':'b','on':'FLOW_LIST','nth':1,'do':{'status':500}},"
	        "{'fault':'c','on':'FLOW_LIST','do':{'headers':{'X-C':'1'}}}]");
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 503);
	expect_counts(&m, "a", 1, 1, 1, 0);
	expect_counts(&m, "b", 0, 0, 0, 1);
	expect_counts(&m, "c", 1, 1, 1, 0);
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 500);
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 200);
	expect_counts(&m, "a", 3, 1, 1, 0);
	expect_counts(&m, "b", 2, 1, 1, 1);
	expect_counts(&m, "c", 3, 3, 3, 0);
	mock_end(&m);
}

static void an_after_fault_has_no_effect_on_what_was_refused(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	arm(&m, "{'fault':'f','on':'CONNECTION_CREATE','phase':'after',"
	        "'do':{'status':504}}");
	assert_int_equal(status_of(&m, "POST", "/connections", "{}"), 400);
	expect_counts(&m, "f", 1, 1, 0, 0);
	assert_int_equal(status_of(&m, "POST", "/connections", CREATE), 504);
	expect_counts(&m, "f", 2, 2, 1, 0);
	mock_end(&m);
}

static void nothing_strikes_the_mock_itself(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	arm(&m, "{'fault':'f','on':['service','ims','catalog','reads','writes'],"
	        "'do':{'status':503}}");
	assert_int_equal(status_of(&m, "GET", "/__admin/health", NULL), 200);
	assert_int_equal(status_of(&m, "GET", "/__admin/faults", NULL), 200);
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 503);
	mock_end(&m);
}

static void the_library_clears_releases_and_names_what_is_wrong(void **state UNUSED)
{
	struct mock m;
	char why[FLOWMOCK_WHY] = "";
	size_t released = 7;

	mock_begin(&m, NULL);
	arm(&m, "{'fault':'f','on':'FLOW_LIST','do':{'hold':{}}}");
	assert_int_equal(flowmock_faults_release(m.instance, "f", &released, why), 0);
	assert_int_equal(released, 0);
	assert_int_equal(flowmock_faults_release(m.instance, "g", NULL, why), -1);
	assert_string_equal(why, "no fault called 'g' is armed");
	assert_int_equal(flowmock_faults_arm(m.instance, JSON({"fault":"f"}), why), -1);
	assert_non_null(strstr(why, "a fault is on something"));
	assert_int_equal(flowmock_faults_arm(m.instance, "{", why), -1);
	assert_int_equal(flowmock_faults_clear(m.instance, "f", why), 0);
	assert_int_equal(flowmock_faults_clear(m.instance, "f", why), -1);
	assert_int_equal(flowmock_faults_clear(m.instance, NULL, why), 0);
	mock_end(&m);
}

/* A secret that a request sent, or that a fault asks for, is shown nowhere. */
static void the_nearest_request_shows_no_secret(void **state UNUSED)
{
	struct mock m;
	AUTO_MEM char *text = NULL;
	char why[FLOWMOCK_WHY];

	mock_begin(&m, NULL);
	arm(&m, "[{'fault':'f','on':'reads','when':{'headers':{'Authorization':'x'}},"
	        "'do':{'status':503}},"
	        "{'fault':'g','on':'writes','when':{'body':{'auth':{'params':"
	        "{'s3SecretKey':'y'}}}},'do':{'status':503}}]");
	assert_int_equal(status_of(&m, "GET", "/flows", NULL), 200);
	assert_int_equal(status_of(&m, "POST", "/connections", CREATE), 201);
	assert_int_equal(flowmock_faults_show(m.instance, NULL, &text, why), 0);
	assert_non_null(strstr(text, "headers.authorization was another"));
	assert_non_null(strstr(text, "s3SecretKey was another"));
	assert_null(strstr(text, "Bearer"));
	mock_end(&m);
}

/* ---------------------------------------------------------------- freezing */

#define STORY 40 /* requests */

/* The statuses of a story's requests, which create and read. */
static void play(struct mock *m, int *statuses)
{
	for (int i = 0; i < STORY; i++) {
		const char *label = i % 3 ? "a" : "b";

		statuses[i] = i % 4 == 3 ? status_of(m, "POST", "/connections", CREATE)
		                         : status_for(m, label, "/flows");
	}
}

static char *frozen(struct mock *m)
{
	struct mock_reply r = mock_ask(m, "GET", "/__admin/faults/frozen", NULL);
	char *text = mem_strdup(r.text);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	return text;
}

static void freeze_once(struct mock *m, uint64_t seed)
{
	AUTO_MEM char *first = NULL;
	AUTO_MEM char *second = NULL;
	int was[STORY], is[STORY];
	char why[FLOWMOCK_WHY];

	arm(m, "[{'fault':'a','on':'reads','per':'client','probability':0.3,"
	       "'do':{'status':503}},"
	       "{'fault':'b','on':'FLOW_LIST','probability':0.4,'times':5,"
	       "'do':[{'delay':{'uniform':['1ms','3ms']}},{'status':500}]},"
	       "{'fault':'c','on':'CONNECTION_CREATE','every':2,'probability':0.5,"
	       "'phase':'after','do':{'status':504}},"
	       "{'fault':'d','on':'FLOW_LIST','after':9,'do':{'rate':{'limit':7,"
	       "'by':'mock'}}}]");
	play(m, was);
	first = frozen(m);
	assert_null(strstr(first, "probability"));
	assert_null(strstr(first, "uniform"));
	assert_int_equal(status_of(m, "POST", "/__admin/reset", "{}"), 200);
	if (strcmp(first, "[]") != 0)
		assert_int_equal(flowmock_faults_arm(m->instance, first, why), 0);
	play(m, is);
	second = frozen(m);
	if (memcmp(was, is, sizeof(was)) != 0 || strcmp(first, second) != 0)
		fail_msg("seed %llu: %s, then %s", (unsigned long long)seed, first,
		         second);
}

static void what_is_frozen_answers_the_same_for_100_seeds(void **state UNUSED)
{
	for (uint64_t seed = 1; seed <= 100; seed++) {
		const struct flowmock_options options = { .seed = seed };
		struct mock m;

		mock_begin_with(&m, NULL, &options);
		freeze_once(&m, seed);
		mock_end(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_go_on_after_a_restart),
		cmocka_unit_test(marks_go_on_after_a_restart),
		cmocka_unit_test(a_reset_clears_all_faults),
		cmocka_unit_test(keys_do_not_disturb_each_other),
		cmocka_unit_test(the_first_ending_wins_and_others_spend_nothing),
		cmocka_unit_test(an_after_fault_has_no_effect_on_what_was_refused),
		cmocka_unit_test(nothing_strikes_the_mock_itself),
		cmocka_unit_test(the_library_clears_releases_and_names_what_is_wrong),
		cmocka_unit_test(the_nearest_request_shows_no_secret),
		cmocka_unit_test(what_is_frozen_answers_the_same_for_100_seeds),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
