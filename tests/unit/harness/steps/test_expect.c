/*
 * test_expect.c - harness/steps/expect.c: what a step expects of an answer
 */
#include "tests/unit/unit.h"

#undef expect_check /* cmocka has a macro of that name */
#include "harness/steps/expect.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"
#include "tests/support/quoted.h"
#include "tests/support/service.h"

static void an_expectation_that_no_answer_meets_is_refused(void **state)
{
	static const struct {
		const char *expect, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "{}", "expect expects nothing" },
		{ "{ statsu: 1 }", "unknown key 'statsu' in expect" },
		{ "{ status: 2 }", "a status is a number from 100 to 599" },
		{ "{ status: 600 }", "a status is a number from 100 to 599" },
		{ "{ status: 200.5 }", "a status is a number from 100 to 599" },
		{ "{ status: ok }", "a status is a number or \"2xx\"" },
		{ "{ status: 6xx }", "a status is a number or \"2xx\"" },
		{ "{ status: 20x }", "a status is a number or \"2xx\"" },
		{ "{ status: { $gt: x, $no: 1 } }", "unknown matcher '$no'" },
		{ "{ headers: { a: { $no: 1 } } }", "unknown matcher '$no'" },
		{ "{ body: { a: { $no: 1 } } }", "unknown matcher '$no'" },
		{ "{ broken: gone }", "a request is broken by reset, closed, refused, timeout or garbage, not by 'gone'" },
		{ "{ took: { $no: 1 } }", "unknown matcher '$no'" },
		{ "{ received: many }", "received must be a number or a map" },
		/* clang-format on */
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps =
			mem_printf("- { GET: /flows, expect: %s }\n", cases[i].expect);
		AUTO_MEM char *refusal = player_refusal(s, steps);

		if (!str_starts(refusal, "x.yaml:3:") ||
		    !strstr(refusal, cases[i].refusal))
			fail_msg("'%s'", refusal);
	}
}

/* One answer of a service, judged; the differences, with ' for ", or "". */
static void expect_differences(struct player *s, const struct scripted_row *answer,
                               const char *expect, const char *differences)
{
	AUTO_MEM char *steps =
		mem_printf("- GET: /x\n%s%s%s\n", *expect ? "  expect: { " : "", expect,
	                   *expect ? " }" : "");
	AUTO_MEM char *wanted = quoted(differences);
	const char *from, *end;
	struct service real;

	service_begin_rows(&real, &s->folder, NULL, answer, 1);
	s->target = real.target;
	player_play(s, steps);
	s->target = s->mock;
	service_end(&real);
	from = s->result.message ? strchr(s->result.message, '\n') + 1 : "";
	end = strstr(from, "  the last exchange:");
	if (strncmp(from, wanted, strlen(wanted)) != 0 ||
	    (size_t)((end ? end : from) - from) != strlen(wanted))
		fail_msg("'%s', not '%s'", s->result.message ? s->result.message : "",
		         wanted);
}

/* A page of a proxy, or an answer that was cut, is no success of the service. */
static void a_success_is_json_where_no_body_is_expected(void **state)
{
	static const struct {
		const char *body, *expect, *differences; /* expect "": nothing */
	} cases[] = {
		/* clang-format off */
		{ "{}", "", "" },
		{ "[]", "", "" },
		{ "<html>It works", "", "  body: expected a JSON object or list, got \"<html>It works\"\n" },
		{ "<html>It works", "status: 200", "  body: expected a JSON object or list, got \"<html>It works\"\n" },
		{ "<html>It works", "body: '<html>It works'", "" },
		{ "{}{}", "", "  body: expected a JSON object or list, got \"{}{}\"\n" },
		{ "null", "", "  body: expected a JSON object or list, got null\n" },
		{ "", "", "  body: expected a JSON object or list, got nothing\n" },
		{ "", "body: { $absent: true }", "" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		const struct scripted_row row = { "GET ", 200, cases[i].body };

		expect_differences(*state, &row, cases[i].expect, cases[i].differences);
	}
	{
		const struct scripted_row refused = { "GET ", 404, "<html>No" };

		expect_differences(*state, &refused, "status: 404", "");
	}
}

static void a_status_is_a_number_a_class_or_a_pattern(void **state)
{
	static const struct {
		int status;
		const char *expect, *differences;
	} cases[] = {
		{ 200, "", "" },
		{ 299, "", "" },
		{ 304, "", "  status: expected 2xx, got 304\n" },
		{ 404, "", "  status: expected 2xx, got 404\n" },
		{ 404, "status: 404", "" },
		{ 404, "status: 4xx", "" },
		{ 404, "status: 5xx", "  status: expected 5xx, got 404\n" },
		{ 404, "status: 400", "  status: expected 400, got 404\n" },
		{ 404, "status: { $oneOf: [ 403, 404 ] }", "" },
		{ 404, "status: { $lt: 404 }", "  status: expected $lt 404, got 404\n" },
		/* Expecting something else expects success, too. */
		{ 404, "body: { a: 1 }", "  status: expected 2xx, got 404\n" },
	};

	for_each_row(i, cases) {
		const struct scripted_row answer = { "GET ", cases[i].status, "{'a':1}" };

		expect_differences(*state, &answer, cases[i].expect,
		                   cases[i].differences);
	}
}

static void headers_are_compared_in_any_case(void **state)
{
	static const struct scripted_row answer = {
		"GET ", 200, "{}",
		"ETag: \"v1\"\r\nContent-Type: application/json; charset=utf-8\r\n"
	};
	static const struct {
		const char *expect, *differences;
	} cases[] = {
		{ "headers: { etag: '\"v1\"' }", "" },
		{ "headers: { ETAG: { $matches: '^\"v' } }", "" },
		{ "headers: { etag: v1 }",
		  "  headers.etag: expected 'v1', got '\\'v1\\''\n" },
		{ "headers: { x-none: a }",
		  "  headers.x-none: expected 'a', got nothing\n" },
		{ "headers: { x-none: null }", "" },
		{ "headers: { etag: null }",
		  "  headers.etag: expected nothing, got '\\'v1\\''\n" },
		/* A value may be followed by its parameters. */
		{ "headers: { content-type: application/json }", "" },
		{ "headers: { content-type: Application/JSON }", "" },
		{ "headers: { content-type: application/js }",
		  "  headers.content-type: expected 'application/js', got "
		  "'application/json; charset=utf-8'\n" },
	};

	for_each_row(i, cases)
		expect_differences(*state, &answer, cases[i].expect,
		                   cases[i].differences);
}

static void a_body_is_json_or_else_text(void **state)
{
	static const struct {
		const char *body, *expect, *differences;
	} cases[] = {
		{ "{'a':1,'b':2}", "body: { a: 1 }", "" },
		{ "{'a':1}", "body: { a: 2, c: 3 }",
		  "  body.a: expected 2, got 1\n  body.c: expected 3, got nothing\n" },
		{ "[1]", "body: [ 1 ]", "" },
		{ "plain text", "body: plain text", "" },
		{ "plain text", "body: { $matches: '^plain' }", "" },
		{ "plain", "body: { a: 1 }", "  body: expected {'a':1}, got 'plain'\n" },
		{ "", "body: { $absent: true }", "" },
		{ "", "body: { a: 1 }", "  body: expected {'a':1}, got nothing\n" },
		{ "\xff\xfe", "body: x", "  body: expected 'x', got nothing\n" },
		{ "{'s':'dev'}", "body: { s: '${sandbox}' }", "" },
	};

	for_each_row(i, cases) {
		const struct scripted_row answer = { "GET ", 200, cases[i].body };

		expect_differences(*state, &answer, cases[i].expect,
		                   cases[i].differences);
	}
}

/* What only a plain socket can tell. */
static void a_broken_request_has_no_status_unless_one_is_named(void **state)
{
	static const struct scripted_row whole = { "GET ", 200, "12345" };
	static const struct scripted_row closed = { "GET ", 0 };
	static const struct {
		const struct scripted_row *answer;
		const char *expect, *differences;
	} cases[] = {
		{ &whole, "received: 5", "" },
		{ &whole, "received: 4", "  received: expected 4, got 5\n" },
		{ &whole, "took: { $lt: 3600 }, body: 12345", "" },
		{ &whole, "broken: closed",
		  "  broken: expected 'closed', got 'whole'\n" },
		{ &closed, "broken: closed, received: 0", "" },
		{ &closed, "broken: { $oneOf: [ closed, reset ] }", "" },
		{ &closed, "broken: reset",
		  "  broken: expected 'reset', got 'closed'\n" },
		{ &closed, "received: 0", "  broken: expected nothing, got 'closed'\n" },
		{ &closed, "broken: closed, status: 200",
		  "  status: expected 200, got 0\n" },
	};

	for_each_row(i, cases)
		expect_differences(*state, cases[i].answer, cases[i].expect,
		                   cases[i].differences);
}

static void only_such_an_expectation_is_direct(void **state UNUSED)
{
	static const struct {
		const char *name;
		bool direct;
	} cases[] = {
		{ "status", false }, { "headers", false }, { "body", false },
		{ "broken", true },  { "received", true }, { "took", true },
	};

	assert_false(expect_is_direct(NULL));
	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *expect = json_new_object();

		json_set(expect, cases[i].name, json_new_int(1));
		assert_int_equal(expect_is_direct(expect), cases[i].direct);
	}
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(an_expectation_that_no_answer_meets_is_refused),
		WITH_PLAYER(a_success_is_json_where_no_body_is_expected),
		WITH_PLAYER(a_status_is_a_number_a_class_or_a_pattern),
		WITH_PLAYER(headers_are_compared_in_any_case),
		WITH_PLAYER(a_body_is_json_or_else_text),
		WITH_PLAYER(a_broken_request_has_no_status_unless_one_is_named),
		cmocka_unit_test(only_such_an_expectation_is_direct),
	};

	return cmocka_run_group_tests_name("steps/expect", tests, NULL, NULL);
}
