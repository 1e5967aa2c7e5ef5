/*
 * test_request_log.c - what the log says of requests
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

static void expect_line(const char *log, const char *text)
{
	if (!strstr(log, text))
		fail_msg("the log does not say '%s':\n%s", text, log);
}

static void ask(struct mock *m, const char *method, const char *path, const char *body,
                const char *header, const char *value)
{
	AUTO(mem_free) char *text = body ? quoted(body) : NULL;
	struct mock_reply r = mock_ask_also(m, method, path, text, header, value);

	mock_reply_release(&r);
}

static void the_log_says_why_a_request_was_refused(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;

	mock_serve(&m, args);
	ask(&m, "GET", "/flows", NULL, "x-api-key", "");
	ask(&m, "POST", "/flows", "{'nam':'f','sourceConnectionIds':['a']}", NULL, NULL);
	log = mock_stop(&m);
	expect_line(log, "request.refused");
	expect_line(log, "the header x-api-key is missing or empty");
	expect_line(log, "/name: the member 'name' is missing");
	expect_line(log, "/nam: unknown; did you mean name?");
	assert_null(strstr(log, "request.header"));
	mock_end(&m);
}

static void the_log_says_when_a_token_expired(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info",
		                            "--auth",      "strict",
		                            "--client",    "one:s1:O1@AdobeOrg:PT1H",
		                            NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;
	AUTO(mem_free) char *bearer = NULL;
	struct mock_reply r;

	mock_serve(&m, args);
	r = mock_ask(&m, "POST",
	             "/ims/token/v3?grant_type=client_credentials&client_id=one&"
	             "client_secret=s1&scope=openid",
	             NULL);
	assert_int_equal(r.status, 200);
	bearer = mem_printf("Bearer %s", json_str(r.body, "access_token"));
	mock_reply_release(&r);
	cJSON_Delete(mock_advance(&m, "PT2H"));
	{
		char *const texts[] = { mem_strdup("Authorization"),
			                mem_strdup("x-api-key"), mem_strdup("one"),
			                mem_strdup("x-gw-ims-org-id"),
			                mem_strdup("O1@AdobeOrg") };
		struct header headers[] = { { texts[0], bearer },
			                    { texts[1], texts[2] },
			                    { texts[3], texts[4] } };
		AUTO_MEM char *url =
			mem_printf("%s/data/foundation/flowservice/flows", m.url);

		r = mock_ask_with(&m, &(struct exchange){ .method = "GET",
		                                          .url = url,
		                                          .headers = headers,
		                                          .header_count = 3 });
		for_each_row(i, texts)
			free(texts[i]);
	}
	assert_int_equal(r.status, 401);
	mock_reply_release(&r);
	log = mock_stop(&m);
	expect_line(log, "the token expired at 2026-01-01T01:00:00Z");
	assert_null(strstr(log, bearer + 7));
	mock_end(&m);
}

static void debug_shows_headers_and_rules_without_secrets(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "debug", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;

	mock_serve(&m, args);
	ask(&m, "GET", "/flows?limt=3&property=nmae==x", NULL, "Authorization",
	    "Bearer hush-hush");
	log = mock_stop(&m);
	expect_line(log, "name=Authorization value=\"Bearer ****\"");
	expect_line(log, "name=x-api-key value=");
	expect_line(log, "rule.asked");
	expect_line(log, "name=unknown-parameter choice=ignore");
	expect_line(log, "name=limt meant=limit");
	expect_line(log, "member=nmae meant=name");
	assert_null(strstr(log, "hush-hush"));
	mock_end(&m);
}

static void a_member_without_effect_is_logged_once_a_flow(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;
	AUTO(mem_free) char *flow = NULL;
	const char *first;

	mock_serve(&m, args);
	flow = mock_make_flow_to(
		&m, "5ef3e3259ad2a1191ab7dd7d",
		"'compression':'NONE','datasetFileType':'JSON','csvOptions':{},"
		"'comprssion':1",
		"{'interval':3,'timeUnit':'hour','startTime':1767225600,'endtime':1}");
	cJSON_Delete(mock_advance(&m, "P1D"));
	log = mock_stop(&m);
	expect_line(log, "/scheduleParams/endtime: unknown; did you mean endTime?");
	expect_line(log, "/params/comprssion: unknown; did you mean compression?");
	first = strstr(log, "member.ignored");
	assert_non_null(first);
	expect_line(first, "member=csvOptions");
	assert_null(strstr(first + 1, "member.ignored"));
	mock_end(&m);
}

static char *every_three_hours(struct mock *m, const char *compression, const char *start)
{
	char schedule[80];

	snprintf(schedule, sizeof(schedule),
	         "{'interval':3,'timeUnit':'hour','startTime':%s}", start);
	return mock_make_flow(m, "5ef3e3259ad2a1191ab7dd7d", "JSON", compression,
	                      schedule);
}

/* A year ahead is too long to wait for, five hours are not. */
static void a_first_run_that_is_far_ahead_is_told_with_the_way_there(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;
	AUTO(mem_free) char *far = NULL;
	AUTO(mem_free) char *near = NULL;
	AUTO(mem_free) char *line = NULL;

	mock_serve(&m, args);
	far = every_three_hours(&m, "NONE", "1798761600");
	near = every_three_hours(&m, "GZIP", "1767243600");
	log = mock_stop(&m);
	line = mem_printf("flow.waits flow=%s", far);
	expect_line(log, line);
	expect_line(log, "first=2027-01-01T00:00:00Z");
	expect_line(log, "flowmock ctl set 2027-01-01T00:00:00Z");
	assert_null(strstr(strstr(log, "flow.waits") + 1, "flow.waits"));
	mock_end(&m);
}

static void patch(struct mock *m, const char *kind, const char *id, const char *body)
{
	AUTO(mem_free) char *path = mem_printf("/%s/%s", kind, id);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);

	ask(m, "PATCH", path, body, "If-Match", r.etag);
	mock_reply_release(&r);
}

/* How often the text is in the log. */
static int count_of(const char *log, const char *text)
{
	int count = 0;

	for (const char *at = log; (at = strstr(at, text)); at++)
		count++;
	return count;
}

/* A text that says it all is not said again as its own reason. */
static void a_refusal_is_logged_once(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;
	const char *line;

	mock_serve(&m, args);
	ask(&m, "GET", "/flows/none", NULL, NULL, NULL);
	log = mock_stop(&m);
	line = strstr(log, "error=NOT_FOUND text=\"The requested flows resource none");
	assert_non_null(line);
	assert_null(memmem(line, strcspn(line, "\n"), "reason=", strlen("reason=")));
	mock_end(&m);
}

/* Of a flow that is parked later, too; one that will never run is not silent. */
static void a_schedule_that_is_moved_far_ahead_or_is_over_is_logged(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;
	AUTO(mem_free) char *parked = NULL;
	AUTO(mem_free) char *over = NULL;
	AUTO(mem_free) char *line = NULL;
	AUTO(mem_free) char *warning = NULL;

	mock_serve(&m, args);
	parked = every_three_hours(&m, "NONE", "1767225600");
	patch(&m, "flows", parked,
	      "{'op':'replace','path':'/scheduleParams/startTime',"
	      "'value':1798761600}");
	patch(&m, "flows", parked, JSON([{"op":"replace","path":"/name","value":"n"}]));
	over = mock_make_flow(&m, "5ef3e3259ad2a1191ab7dd7d", "JSON", "GZIP",
	                      "{'interval':3,'timeUnit':'hour','startTime':"
	                      "1767243600,'endTime':1767240000}");
	log = mock_stop(&m);
	line = mem_printf("flow.waits flow=%s first=2027-01-01T00:00:00Z", parked);
	expect_line(log, line);
	assert_int_equal(count_of(log, "flow.waits"), 1);
	warning = mem_printf("W flow.over flow=%s end=2026-01-01T04:00:00Z", over);
	expect_line(log, warning);
	assert_int_equal(count_of(log, "flow.over"), 1);
	mock_end(&m);
}

static void unknown_members_of_a_patch_are_logged_and_no_others(void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;
	AUTO(mem_free) char *flow = NULL;

	mock_serve(&m, args);
	flow = mock_make_flow(&m, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE",
	                      "{'interval':3,'timeUnit':'hour','startTime':"
	                      "1767225600,'kept':1}");
	patch(&m, "flows", flow,
	      "[{'op':'replace','path':'/scheduleParams','value':{'intervall':3}},"
	      "{'op':'add','path':'/scheduleParams/endtime','value':1},"
	      "{'op':'add','path':'/transformations/-','value':{'nmae':1},'form':'x'}]");
	patch(&m, "flows", flow, "{'op':'replace','path':'/descripton','value':'d'}");
	patch(&m, "flows", flow, "[{'op':'replace','path':'/name','vlaue':'d'}]");
	log = mock_stop(&m);
	expect_line(log, "/scheduleParams/intervall: unknown; did you mean interval?");
	expect_line(log, "/scheduleParams/endtime: unknown; did you mean endTime?");
	expect_line(log, "/2/form: unknown; did you mean from?");
	expect_line(log, "path=/descripton meant=description");
	expect_line(log, "/0/vlaue: unknown; did you mean value?");
	assert_int_equal(count_of(log, "/scheduleParams/kept: unknown"), 1);
	mock_end(&m);
}

static void unknown_members_are_logged_at_any_depth_and_not_without_end(
	void **state UNUSED)
{
	static const char *const args[] = { "--log-level", "info", NULL };
	struct mock m;
	AUTO(mem_free) char *log = NULL;
	AUTO(buf_release) struct buf many = { 0 };

	mock_serve(&m, args);
	ask(&m, "POST", "/flows", "{'name':'f','flowSpec':{'id':'x','verson':'1.0'}}",
	    NULL, NULL);
	ask(&m, "POST", "/connections",
	    "{'name':'b','auth':{'specName':'Access Key','params':{'s3AccesKey':'A'}},"
	    "'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee','version':'1'}"
	    "}",
	    NULL, NULL);
	ask(&m, "POST", "/targetConnections",
	    "{'parms':{},'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee'}}",
	    NULL, NULL);
	ask(&m, "POST", "/runs", "{'flowid':'f'}", NULL, NULL);
	ask(&m, "POST", "/data/core/activation/disflowprovider/adhocrun",
	    "{'activationInfo':{'destinations':[{'flowID':'f','datasets':[{'ID':'x'}]}]}"
	    "}",
	    "Accept", "application/vnd.adobe.adhoc.dataset.activation+json; version=1");
	buf_add_str(&many, "{'name':'f'");
	for (int i = 0; i < 100; i++)
		buf_printf(&many, ",'u%d':1", i);
	buf_add_char(&many, '}');
	ask(&m, "POST", "/sourceConnections", buf_str(&many), NULL, NULL);
	log = mock_stop(&m);
	expect_line(log, "/flowSpec/verson: unknown; did you mean version?");
	expect_line(log, "/auth/params/s3AccesKey: unknown; did you mean s3AccessKey?");
	expect_line(log, "/parms: unknown; did you mean params?");
	expect_line(log, "/flowid: unknown; did you mean flowId?");
	expect_line(log, "/activationInfo/destinations/0/flowID: unknown");
	expect_line(log, "/u19: unknown");
	expect_line(log, "count=80");
	assert_null(strstr(log, "/u20: unknown"));
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_is_logged_once),
		cmocka_unit_test(the_log_says_why_a_request_was_refused),
		cmocka_unit_test(the_log_says_when_a_token_expired),
		cmocka_unit_test(debug_shows_headers_and_rules_without_secrets),
		cmocka_unit_test(a_member_without_effect_is_logged_once_a_flow),
		cmocka_unit_test(
			a_first_run_that_is_far_ahead_is_told_with_the_way_there),
		cmocka_unit_test(a_schedule_that_is_moved_far_ahead_or_is_over_is_logged),
		cmocka_unit_test(unknown_members_of_a_patch_are_logged_and_no_others),
		cmocka_unit_test(
			unknown_members_are_logged_at_any_depth_and_not_without_end),
	};

	return cmocka_run_group_tests_name("request_log", tests, NULL, NULL);
}
