/*
 * test_lost_state.c - a state's file is deleted under a running mock
 *
 * tests/crash/lost_state.c does this to servers, in more ways; here each operation that
 * writes is asked for.
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d"
#define DAILY   JSON({"interval":1,"timeUnit":"day","startTime":1767225600})
#define ZONE    "/data/foundation/connectors/landingzone/credentials?type=dlz_destination"

/* FLOW stands for the id of a flow that is there. */
static const struct write {
	const char *method, *path, *body;
} writes[] = {
	/* clang-format off */
	{ "POST",   "/sourceConnections", "{'name':'s','connectionSpec':{'id':'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},'params':{'datasets':[{'dataSetId':'" DATASET "'}]}}" },
	{ "POST",   "/connectionSpecs", "{'name':'s','providerId':'p'}" },
	{ "POST",   "/flowSpecs", "{'name':'s','providerId':'p'}" },
	{ "POST",   "/runs", "{'flowId':'FLOW'}" },
	{ "POST",   "/flows/FLOW/action?op=disable", NULL },
	{ "POST",   MOCK_ADHOC, "{'activationInfo':{'destinations':[{'flowId':'FLOW','datasets':[{'id':'" DATASET "'}]}]}}" },
	{ "POST",   "/ims/token/v3?grant_type=client_credentials&client_id=c&client_secret=s&scope=openid", NULL },
	{ "POST",   ZONE "&action=refresh", NULL },
	{ "POST",   "/__admin/datasets/" DATASET "/batches", "{'record':{'deviceId':1,'ecid':'1','lastSeen':'2026-01-01T00:00:00Z'}}" },
	{ "POST",   "/__admin/life", "{'life':'after:1h'}" },
	{ "POST",   "/__admin/life", "{'life':'after:1h','flowId':'FLOW'}" },
	{ "POST",   "/__admin/life", "{'life':null}" },
	{ "POST",   "/__admin/partitions", "{'partitions':2}" },
	{ "POST",   "/__admin/clock", "{'advance':'PT1H'}" },
	{ "POST",   "/__admin/reset", "{}" },
	{ "DELETE", "/flows/FLOW", NULL },
	/* clang-format on */
};

/* The text, single quotes for double ones, with the flow's id in it; NULL stays. */
static char *with_flow(const char *text, const char *flow)
{
	AUTO(mem_free) char *plain = text ? quoted(text) : NULL;
	char *at = plain ? strstr(plain, "FLOW") : NULL;

	if (!at)
		return TAKE(plain);
	return mem_printf("%.*s%s%s", (int)(at - plain), plain, flow, at + 4);
}

static int ask(struct mock *m, const struct write *w, const char *flow)
{
	AUTO(mem_free) char *path = with_flow(w->path, flow);
	AUTO(mem_free) char *body = with_flow(w->body, flow);
	struct mock_reply r = mock_ask(m, w->method, path, body);
	int status = r.status;

	if (json_str(r.body, "type")) /* of the service, not of IMS or our own */
		assert_string_equal(json_str(r.body, "type"),
		                    "https://ns.adobe.com/aep/errors/FLOW-1103-503");
	mock_reply_release(&r);
	return status;
}

static void no_write_is_acknowledged_that_would_be_lost(void **state UNUSED)
{
	for_each_row(i, writes) {
		AUTO(mem_free) char *flow = NULL;
		AUTO(mem_free) char *db = NULL;
		struct mock m;
		int status;

		mock_begin(&m, "state.db");
		flow = mock_make_flow(&m, DATASET, "JSON", "GZIP", DAILY);
		db = mem_printf("%s/state.db", m.folder);
		assert_int_equal(unlink(db), 0);
		status = ask(&m, &writes[i], flow);
		if (status != 503)
			fail_msg("%s %s: %d", writes[i].method, writes[i].path, status);
		mock_end(&m);
	}
}

/* The same, where nothing is lost: so that each row is a request that is well. */
static void each_of_them_is_answered_while_the_file_is_there(void **state UNUSED)
{
	for_each_row(i, writes) {
		AUTO(mem_free) char *flow = NULL;
		struct mock m;
		int status;

		mock_begin(&m, "state.db");
		flow = mock_make_flow(&m, DATASET, "JSON", "GZIP", DAILY);
		status = ask(&m, &writes[i], flow);
		if (status / 100 != 2)
			fail_msg("%s %s: %d", writes[i].method, writes[i].path, status);
		mock_end(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_write_is_acknowledged_that_would_be_lost),
		cmocka_unit_test(each_of_them_is_answered_while_the_file_is_there),
	};

	return cmocka_run_group_tests_name("lost_state", tests, NULL, NULL);
}
