/*
 * test_target_call.c - harness/target/target_call.c: requests to a target
 *
 * The targets answer from a script; what is sent is what it has read.
 */
#include "tests/unit/unit.h"

#include "harness/target/target.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"
#include "tests/support/service.h"

#define HEALTH                                                \
	{ "GET /__admin/health ", 200,                        \
	  "{'status':'ok','empty':true,'clock':'virtual'}" }, \
	{                                                     \
		"GET /__admin/faults ", 200, "{}"             \
	}
#define ASKED_FIRST 2 /* requests of HEALTH */

/* A mock of the script, behind the two requests that find out what it is. */
static void begin_mock_rows(struct service *s, const struct scripted_row *rows,
                            size_t count)
{
	const struct target_options o = { .kind = TARGET_URL };
	struct err e = { 0 };

	if (service_open_rows(s, &o, rows, count, &e) < 0)
		fail_msg("%s", e.text);
}
#define begin_mock(s, rows) begin_mock_rows(s, rows, ARRAY_LEN(rows))

/* A plan for a place where nobody is: calls are made and not sent. */
static struct target *planned(enum target_kind kind)
{
	const struct target_options o = {
		.kind = kind,
		.url = "http://h:80",
		.plan = true,
		.who = { "t", "k", "o@AdobeOrg", "dev", .api_url = "http://h:80" },
	};
	struct target *t = NULL;
	struct err e = { 0 };

	if (target_open(&o, &t, &e) < 0)
		fail_msg("%s", e.text);
	return t;
}

/* ---------------------------------------------------------------- calls */

static void a_path_says_where_it_stands(void **state UNUSED)
{
	static const struct {
		const char *path, *url;
	} cases[] = {
		{ "/flows", "http://h:80" TARGET_SERVICE "/flows" },
		{ "/flows/1?x=2", "http://h:80" TARGET_SERVICE "/flows/1?x=2" },
		{ "/__admin/clock", "http://h:80/__admin/clock" },
		{ "/ims/token/v3", "http://h:80/ims/token/v3" },
		{ "/data/core/x", "http://h:80/data/core/x" },
		{ "/__administer", "http://h:80" TARGET_SERVICE "/__administer" },
		{ "/database", "http://h:80" TARGET_SERVICE "/database" },
		{ "https://elsewhere/x", "https://elsewhere/x" },
	};
	AUTO(target_close) struct target *t = planned(TARGET_URL);

	for_each_row(i, cases) {
		AUTO(call_release) struct call c = { 0 };

		target_call(t, "GET", cases[i].path, &c);
		assert_string_equal(c.url, cases[i].url);
		assert_string_equal(c.method, "GET");
	}
}

/* Our token goes to the target's service and to nobody else. */
static void the_token_goes_to_the_service_only(void **state UNUSED)
{
	static const struct {
		const char *path;
		bool named;
	} cases[] = {
		{ "/flows", true },
		{ "/data/core/x", true },
		{ "http://h:80/x", true },
		{ "http://h:80", true },
		{ "/__admin/clock", false },
		{ "/ims/token/v3", false },
		{ "http://h:8080/x", false },
		{ "http://h:80.evil.example/x", false },
		{ "http://h:80@evil.example/x", false },
		{ "https://h:80/x", false },
		{ "http://h/x", false },
	};
	static const char *const ours[] = { "Authorization", "x-api-key",
		                            "x-gw-ims-org-id", "x-sandbox-name" };
	AUTO(target_close) struct target *t = planned(TARGET_URL);

	for_each_row(i, cases) {
		AUTO(call_release) struct call c = { 0 };

		target_call(t, "GET", cases[i].path, &c);
		assert_string_equal(call_header_value(&c, "Accept"), "application/json");
		for_each_row(j, ours)
			assert_int_equal(call_header_value(&c, ours[j]) != NULL,
			                 cases[i].named);
	}
}

static void the_headers_are_the_identitys(void **state UNUSED)
{
	AUTO(target_close) struct target *t = planned(TARGET_URL);
	AUTO(call_release) struct call c = { 0 };

	target_call(t, "GET", "/flows", &c);
	assert_string_equal(call_header_value(&c, "Authorization"), "Bearer t");
	assert_string_equal(call_header_value(&c, "x-api-key"), "k");
	assert_string_equal(call_header_value(&c, "x-gw-ims-org-id"), "o@AdobeOrg");
	assert_string_equal(call_header_value(&c, "x-sandbox-name"), "dev");
}

/* In a plan a call is written down, and has no answer. */
static void a_planned_call_is_not_sent(void **state UNUSED)
{
	static const enum target_kind kinds[] = { TARGET_URL, TARGET_REAL };

	for_each_row(i, kinds) {
		AUTO(target_close) struct target *t = planned(kinds[i]);
		AUTO(call_release) struct call c = { 0 };
		const struct preview *p = target_preview(t);
		bool marked;
		struct err e = { 0 };

		target_call(t, "POST", "/flows", &c);
		call_body(&c, quoted("{'name':'A'}"), "application/json");
		assert_int_equal(target_send(t, &c, &e), 0);
		assert_int_equal(c.x.status, 0);
		assert_int_equal(p->requests, 1);
		assert_non_null(strstr(buf_str(&p->text),
		                       "POST http://h:80" TARGET_SERVICE "/flows\n"));
		/* Only one that is not reset needs a mark. */
		marked = strstr(buf_str(&p->text), "(fc RUN EXPIRY)") != NULL;
		assert_int_equal(marked, kinds[i] == TARGET_REAL);
		assert_int_equal(target_reset(t, NULL, NULL, NULL, &e), 0);
		assert_null(target_timeline(t));
		assert_int_equal(p->requests, 1);
	}
}

/* ---------------------------------------------------------------- questions of ours */

static void a_question_is_answered_with_json_or_an_error(void **state)
{
	static const struct {
		struct scripted_row row;
		int rc;
		enum err_code code;
		const char *says;
	} cases[] = {
		{ { "GET " SERVICE_PATH "/x ", 200, "{'a':1}" }, 0, ERR_NONE, "" },
		{ { "GET " SERVICE_PATH "/x ", 404, "{}" },
		  -1,
		  ERR_NOT_FOUND,
		  "GET /x answered 404: {}" },
		{ { "GET " SERVICE_PATH "/x ", 403, "no" },
		  -1,
		  ERR_INVALID,
		  "GET /x answered 403: no" },
		{ { "GET " SERVICE_PATH "/x ", 200, "<html>" },
		  -1,
		  ERR_INVALID,
		  "GET /x answered 200: <html>" },
		{ { "GET " SERVICE_PATH "/x ", 200 },
		  -1,
		  ERR_INVALID,
		  "GET /x answered 200: " },
		{ { "GET " SERVICE_PATH "/x ", 0 }, -1, ERR_UNAVAILABLE, "" },
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *answer = NULL;
		struct service s;
		struct err e = { 0 };

		service_begin_rows(&s, state, NULL, &cases[i].row, 1);
		assert_int_equal(target_get(s.target, "/x", &answer, &e), cases[i].rc);
		assert_int_equal(e.code, cases[i].code);
		assert_non_null(strstr(e.text, cases[i].says));
		assert_int_equal(answer != NULL, cases[i].rc == 0);
		service_end(&s);
	}
}

/* The names of a question keep their marks; those of a scenario's answers lose them. */
static void only_scenarios_see_answers_without_marks(void **state)
{
	AUTO(cJSON_Delete) cJSON *answer = NULL;
	AUTO(call_release) struct call c = { 0 };
	struct scripted_row rows[] = {
		{ "POST " SERVICE_PATH "/flows ", 201, "{'id':'1'}" },
		{ "GET " SERVICE_PATH "/flows/1 ", 200, NULL },
		{ "GET " SERVICE_PATH "/flows/1 ", 200, NULL },
	};
	AUTO(call_release) struct call get = { 0 };
	struct service s;
	struct err e = { 0 };

	service_begin(&s, state, rows);
	s.script.rows[1].body = s.script.rows[2].body =
		"{'name':'A (fc 0123456789 20261201T0304Z)'}";
	mark_of("0123456789", target_ledger(s.target)->head.mark.expires,
	        &target_ledger(s.target)->head.mark);
	target_call(s.target, "POST", "/flows", &c);
	call_body(&c, quoted("{'name':'A'}"), "application/json");
	assert_int_equal(target_send(s.target, &c, &e), 0);
	assert_non_null(strstr(scripted_request(&s.script, 0),
	                       JSON({"name":"A (fc 0123456789 20261201T0304Z)"})));
	assert_int_equal(ledger_count(target_ledger(s.target), CREATION_MADE), 1);
	target_call(s.target, "GET", "/flows/1", &get);
	assert_int_equal(target_send(s.target, &get, &e), 0);
	assert_string_equal(json_str(get.json, "name"), "A");
	assert_int_equal(target_get(s.target, "/flows/1", &answer, &e), 0);
	assert_true(str_ends(json_str(answer, "name"), "20261201T0304Z)"));
	service_end(&s);
}

/* It was sent twice, and may be there twice: the ledger has two places for it. */
static void a_creation_that_is_repeated_is_noted_twice(void **state)
{
	static const struct scripted_row rows[] = {
		{ "POST " SERVICE_PATH "/flows ", 503, "", "Retry-After: 3\r\n" },
		{ "POST " SERVICE_PATH "/flows ", 201, "{'id':'1'}" },
	};
	AUTO(call_release) struct call c = { 0 };
	const struct ledger *l;
	struct service s;
	struct err e = { 0 };

	service_begin(&s, state, rows);
	l = target_ledger(s.target);
	target_call(s.target, "POST", "/flows", &c);
	call_body(&c, quoted("{'name':'A'}"), "application/json");
	assert_int_equal(target_send(s.target, &c, &e), 0);
	assert_int_equal(s.slept_ms, 3000);
	assert_int_equal(l->count, 2);
	assert_int_equal(ledger_count(l, CREATION_OPEN), 1);
	assert_int_equal(ledger_count(l, CREATION_MADE), 1);
	service_end(&s);
}

static void a_write_that_is_not_allowed_is_not_sent(void **state UNUSED)
{
	static const struct scripted_row none[1];
	const struct target_options read_only = { .kind = TARGET_REAL };
	AUTO(call_release) struct call c = { 0 };
	struct service s;
	struct err e = { 0 };

	assert_int_equal(service_open_rows(&s, &read_only, none, 0, &e), 0);
	target_call(s.target, "DELETE", "/flows/1", &c);
	assert_int_equal(target_send(s.target, &c, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	service_end(&s);
}

/* Whether one by a plain socket was done can't be noted. */
static void a_plain_write_goes_to_mocks_only(void **state)
{
	static const struct scripted_row rows[] = { { "GET " SERVICE_PATH "/flows/1 ",
		                                      404 } };
	static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE" };
	AUTO(call_release) struct call get = { 0 };
	struct plain_socket *socket = plain_new();
	struct service s;
	struct err none = { 0 };

	service_begin(&s, state, rows);
	for_each_row(i, methods) {
		AUTO(call_release) struct call c = { 0 };
		struct plain_socket *p = plain_new();
		struct err e = { 0 };

		target_call(s.target, methods[i], "/flows/1", &c);
		assert_int_equal(target_send_plain(s.target, &c, p, &e), -1);
		assert_int_equal(e.code, ERR_FORBIDDEN);
		plain_free(p);
	}
	target_call(s.target, "GET", "/flows/1", &get);
	assert_int_equal(target_send_plain(s.target, &get, socket, &none), 0);
	call_receive_plain(&get, socket);
	assert_int_equal(get.x.status, 404);
	plain_free(socket);
	service_end(&s);
}

/* ---------------------------------------------------------------- a mock's own paths */

static void a_reset_says_how_it_is_to_begin(void **state UNUSED)
{
	static const struct {
		const char *contract, *choose, *body;
	} cases[] = {
		{ NULL, NULL, "{}" },
		{ "strict", NULL, "{'contract':'strict'}" },
		{ NULL, "['B26=a']", "{'choose':['B26=a']}" },
		{ "lenient", "['B26=a','C1=b']",
		  "{'contract':'lenient','choose':['B26=a','C1=b']}" },
	};

	for_each_row(i, cases) {
		static const struct scripted_row rows[] = {
			HEALTH, { "POST /__admin/reset ", 200, "{'nowMs':3}" }
		};
		AUTO(cJSON_Delete) cJSON *choose = NULL;
		const char *body;
		struct service s;
		struct err e = { 0 };
		vtime now = 0;

		if (cases[i].choose)
			choose = quoted_json(cases[i].choose);
		begin_mock(&s, rows);
		assert_int_equal(target_reset(s.target, cases[i].contract, choose, &now,
		                              &e),
		                 0);
		assert_int_equal(now, 3);
		body = strstr(scripted_request(&s.script, ASKED_FIRST), "\r\n\r\n");
		assert_quoted_equal(body + 4, cases[i].body);
		service_end(&s);
	}
}

static void a_reset_that_answers_no_time_is_followed_by_the_question(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		HEALTH,
		{ "POST /__admin/reset ", 200, "{}" },
		{ "GET /__admin/clock ", 200, "{'nowMs':7}" },
	};
	struct service s;
	struct err e = { 0 };
	vtime now = 0;

	begin_mock(&s, rows);
	assert_int_equal(target_reset(s.target, NULL, NULL, &now, &e), 0);
	assert_int_equal(now, 7);
	service_end(&s);
}

static void a_target_that_is_not_reset_is_left_alone(void **state)
{
	static const struct scripted_row none[1];
	struct service s;
	struct err e = { 0 };

	service_begin_rows(&s, state, NULL, none, 0);
	assert_int_equal(target_reset(s.target, "strict", NULL, NULL, &e), 0);
	target_settle(s.target);
	assert_null(target_timeline(s.target));
	assert_int_equal(target_count_calls(s.target, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_true(str_starts(e.text, "--coverage: "));
	service_end(&s);
}

static void an_admin_path_that_fails_is_unavailable(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		HEALTH,
		{ "POST /__admin/reset ", 500, "oh" },
		{ "POST /__admin/clock ", 409, "busy" },
		{ "GET /__admin/clock ", 404, "" },
		{ "GET /__admin/clock ", 200, "{'now':'2026'}" },
	};
	struct service s;
	struct err e = { 0 };
	vtime now;

	begin_mock(&s, rows);
	assert_int_equal(target_reset(s.target, NULL, NULL, NULL, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	assert_string_equal(e.text, "POST /__admin/reset answered 500: oh");
	e = (struct err){ 0 };
	assert_int_equal(target_advance(s.target, 1, &e), -1);
	assert_string_equal(e.text, "POST /__admin/clock answered 409: busy");
	e = (struct err){ 0 };
	assert_int_equal(target_now(s.target, &now, &e), -1);
	assert_string_equal(e.text, "GET /__admin/clock answered 404: ");
	e = (struct err){ 0 };
	assert_int_equal(target_now(s.target, &now, &e), -1);
	assert_string_equal(e.text, "GET /__admin/clock answers no nowMs");
	service_end(&s);
}

static void a_clock_is_advanced_by_milliseconds(void **state UNUSED)
{
	static const struct {
		int64_t ms;
		const char *body;
	} cases[] = {
		{ 1, "{'advance':'PT0.001S'}" },
		{ 1000, "{'advance':'PT1.000S'}" },
		{ 61020, "{'advance':'PT61.020S'}" },
		{ INT64_C(31536000000), "{'advance':'PT31536000.000S'}" },
	};

	for_each_row(i, cases) {
		static const struct scripted_row rows[] = {
			HEALTH, { "POST /__admin/clock ", 200, "{}" }
		};
		const char *body;
		struct service s;
		struct err e = { 0 };

		begin_mock(&s, rows);
		assert_int_equal(target_advance(s.target, cases[i].ms, &e), 0);
		body = strstr(scripted_request(&s.script, ASKED_FIRST), "\r\n\r\n");
		assert_quoted_equal(body + 4, cases[i].body);
		service_end(&s);
	}
}

/* A service without a clock of its own has this machine's. */
static void the_time_is_the_targets_clock(void **state)
{
	static const struct scripted_row rows[] = {
		HEALTH, { "GET /__admin/clock ", 200, "{'nowMs':1767225600000}" }
	};
	static const struct scripted_row none[1];
	struct service s;
	struct err e = { 0 };
	vtime now = 0, before = vtime_wall_now();

	begin_mock(&s, rows);
	assert_int_equal(target_now(s.target, &now, &e), 0);
	assert_int_equal(now, INT64_C(1767225600000));
	service_end(&s);
	service_begin_rows(&s, state, NULL, none, 0);
	assert_int_equal(target_now(s.target, &now, &e), 0);
	assert_true(now >= before);
	service_end(&s);
}

static void a_mock_that_is_asked_to_settle_is_asked_three_times(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		HEALTH, { "GET /__admin/health ", 200, "{}", .more = 2 }
	};
	struct service s;

	begin_mock(&s, rows);
	target_settle(s.target);
	service_end(&s);
}

static void a_timeline_is_there_where_there_are_flows(void **state UNUSED)
{
	static const struct {
		int status;
		const char *body;
		bool is_there;
	} cases[] = {
		{ 200, "<svg>runs</svg>", true },
		{ 200, "<svg><text>no flows</text></svg>", false },
		{ 404, "<svg>runs</svg>", false },
	};

	for_each_row(i, cases) {
		const struct scripted_row rows[] = {
			HEALTH,
			{ "GET /__admin/timeline?format=svg ", cases[i].status,
			  cases[i].body },
		};
		AUTO_MEM char *svg = NULL;
		struct service s;

		begin_mock(&s, rows);
		svg = target_timeline(s.target);
		assert_int_equal(svg != NULL, cases[i].is_there);
		if (svg)
			assert_string_equal(svg, cases[i].body);
		service_end(&s);
	}
}

/* ---------------------------------------------------------------- counting */

#define OPERATIONS                                             \
	"{'operations':[{'method':'GET','path':'/flows/{id}'," \
	"'gate':'SERVICE','status':200,'operations':['F1']}]}"

/* A scenario's calls that are answered count; ours do not. */
static void the_calls_of_scenarios_are_counted(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		HEALTH,
		{ "GET /__admin/operations ", 200, OPERATIONS },
		{ "GET " SERVICE_PATH "/flows/1 ", 200, "{}" },
		{ "GET " SERVICE_PATH "/flows/2 ", 404, "{}" },
		{ "GET " SERVICE_PATH "/flows/3 ", 200, "{}" },
	};
	static const char *const paths[] = { "/flows/1", "/flows/2" };
	AUTO(cJSON_Delete) cJSON *answer = NULL;
	AUTO(call_release) struct call broken = { 0 };
	AUTO(buf_release) struct buf said = { 0 };
	struct service s;
	struct err e = { 0 };

	begin_mock(&s, rows);
	assert_null(target_coverage(s.target));
	assert_int_equal(target_count_calls(s.target, &e), 0);
	for_each_row(i, paths) {
		AUTO(call_release) struct call c = { 0 };

		target_call(s.target, "GET", paths[i], &c);
		assert_int_equal(target_send(s.target, &c, &e), 0);
	}
	assert_int_equal(target_get(s.target, "/flows/3", &answer, &e), 0);
	target_call(s.target, "GET", "/flows/4", &broken);
	target_note(s.target, &broken);
	coverage_print(target_coverage(s.target), &said);
	assert_non_null(strstr(buf_str(&said), "1 of 1"));
	assert_non_null(strstr(buf_str(&said), "2 calls  200 404\n"));
	service_end(&s);
}

static void a_table_of_operations_that_is_none_is_invalid(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		HEALTH,
		{ "GET /__admin/operations ", 200, "{'operations':[{'method':'GET'}]}" }
	};
	struct service s;
	struct err e = { 0 };

	begin_mock(&s, rows);
	assert_int_equal(target_count_calls(s.target, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_null(target_coverage(s.target));
	service_end(&s);
}

static void requests_are_used_up_but_for_the_clean_up(void **state UNUSED)
{
	static const struct scripted_row rows[] = { { "GET " SERVICE_PATH "/x ", 200,
		                                      "{}", .more = 1 } };
	const struct target_options o = { .kind = TARGET_REAL, .max_requests = 1 };
	struct service s;
	struct err e = { 0 };
	cJSON *answer = NULL;

	assert_int_equal(service_open(&s, &o, rows, &e), 0);
	assert_false(target_is_spent(s.target));
	assert_int_equal(target_get(s.target, "/x", &answer, &e), 0);
	cJSON_Delete(TAKE(answer));
	assert_true(target_is_spent(s.target));
	assert_int_equal(target_get(s.target, "/x", &answer, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	target_clean(s.target, true);
	assert_int_equal(target_get(s.target, "/x", &answer, &e), 0);
	cJSON_Delete(TAKE(answer));
	target_clean(s.target, false);
	assert_int_equal(target_get(s.target, "/x", &answer, &e), -1);
	service_end(&s);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_says_where_it_stands),
		cmocka_unit_test(the_token_goes_to_the_service_only),
		cmocka_unit_test(the_headers_are_the_identitys),
		cmocka_unit_test(a_planned_call_is_not_sent),
		WITH_FOLDER(a_question_is_answered_with_json_or_an_error),
		WITH_FOLDER(only_scenarios_see_answers_without_marks),
		WITH_FOLDER(a_creation_that_is_repeated_is_noted_twice),
		cmocka_unit_test(a_write_that_is_not_allowed_is_not_sent),
		WITH_FOLDER(a_plain_write_goes_to_mocks_only),
		cmocka_unit_test(a_reset_says_how_it_is_to_begin),
		cmocka_unit_test(
			a_reset_that_answers_no_time_is_followed_by_the_question),
		WITH_FOLDER(a_target_that_is_not_reset_is_left_alone),
		cmocka_unit_test(an_admin_path_that_fails_is_unavailable),
		cmocka_unit_test(a_clock_is_advanced_by_milliseconds),
		WITH_FOLDER(the_time_is_the_targets_clock),
		cmocka_unit_test(a_mock_that_is_asked_to_settle_is_asked_three_times),
		cmocka_unit_test(a_timeline_is_there_where_there_are_flows),
		cmocka_unit_test(the_calls_of_scenarios_are_counted),
		cmocka_unit_test(a_table_of_operations_that_is_none_is_invalid),
		cmocka_unit_test(requests_are_used_up_but_for_the_clean_up),
	};

	return cmocka_run_group_tests_name("target_call", tests, NULL, NULL);
}
