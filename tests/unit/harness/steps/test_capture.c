/*
 * test_capture.c - harness/steps/capture.c: what a step keeps of an answer
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"
#include "tests/support/quoted.h"

#define HEALTH "- GET: /__admin/health\n  capture: "

static void a_capture_that_can_not_be_meant_is_refused(void **state)
{
	static const struct {
		const char *capture, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "{ a: 1 }", "x.yaml:4:14: a must be text or a map, not a number" },
		{ "{ a: [ b ] }", "x.yaml:4:14: a must be text or a map, not a list" },
		{ "{ a: { headr: ETag } }", "x.yaml:4:19: unknown key 'headr' in a capture (known: header)" },
		{ "{ a: {} }", "x.yaml:4:14: a capture needs the key 'header'" },
		{ "{ a.b: c }", "x.yaml:4:14: 'a.b' is no name" },
		{ "{ 'a[0]': c }", "x.yaml:4:14: 'a[0]' is no name" },
		{ "{ 'a}': c }", "x.yaml:4:14: 'a}' is no name" },
		{ "{ a: 'items[x]' }", "x.yaml:4:14: 'items[x]' is no path: an index is a number, as in items[0]" },
		{ "{ a: 'items[]' }", "x.yaml:4:14: 'items[]' is no path: an index is a number, as in items[0]" },
		{ "{ a: 'items[0' }", "x.yaml:4:14: 'items[0' is no path: an index is a number, as in items[0]" },
		{ "{ a: 'b[0].c[-1]' }", "x.yaml:4:14: 'b[0].c[-1]' is no path: an index is a number, as in items[0]" },
		{ "{ a: 'b[00]' }", "x.yaml:4:14: 'b[00]' is no path: an index is a number, as in items[0]" },
		{ "{ a: 'b[1234567890]' }", "x.yaml:4:14: 'b[1234567890]' is no path: an index is a number, as in items[0]" },
		{ "{ a: 'b..c' }", "x.yaml:4:14: 'b..c' is no path: names stand between dots, as in items[0].id" },
		{ "{ a: '.b' }", "x.yaml:4:14: '.b' is no path: names stand between dots, as in items[0].id" },
		{ "{ a: 'b.' }", "x.yaml:4:14: 'b.' is no path: names stand between dots, as in items[0].id" },
		{ "{ a: 'b[0]c' }", "x.yaml:4:14: 'b[0]c' is no path: names stand between dots, as in items[0].id" },
		{ "{ a: 'b[0]]' }", "x.yaml:4:14: 'b[0]]' is no path: names stand between dots, as in items[0].id" },
		{ "{ a: 'b]' }", "x.yaml:4:14: 'b]' is no path: names stand between dots, as in items[0].id" },
		/* clang-format on */
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf(HEALTH "%s\n", cases[i].capture);
		AUTO_MEM char *refusal = player_refusal(s, steps);

		assert_string_equal(refusal, cases[i].refusal);
	}
}

/* "name=value" behind what the step did. */
static void what_is_captured_is_said_and_known_from_there_on(void **state)
{
	struct player *s = *state;

	player_pass(s, HEALTH "{ a: status, b: '', type: { header: Content-Type } }\n"
	                      "- GET: /flows?property=x==${a},${b.clock},${type}\n");
	assert_quoted_in(buf_str(&s->said), "  a='ok'  b={'status':'ok',");
	assert_quoted_in(buf_str(&s->said), "  type='application/json'\n");
	assert_non_null(strstr(buf_str(&s->urls), "x==ok,virtual,application/json\n"));
}

static void a_value_that_is_captured_again_is_replaced(void **state)
{
	struct player *s = *state;

	player_pass(s, HEALTH "{ a: status }\n" HEALTH "{ a: clock }\n"
	                      "- GET: /flows?property=x==${a}\n");
	assert_non_null(strstr(buf_str(&s->urls), "x==virtual\n"));
}

/* The path of a capture may be put together of others. */
static void a_path_may_have_names_in_it(void **state)
{
	struct player *s = *state;

	player_pass(s, HEALTH "{ a: clock }\n"
	                      "- GET: /__admin/operations\n"
	                      "  capture: { first: 'operations[0].path', c: '${c1 ?? "
	                      "operations}[0].method' }\n");
	assert_non_null(strstr(buf_str(&s->said), "  c=\"GET\""));
}

/* The first that is not there is the difference; those before it were kept. */
static void what_is_not_there_is_a_difference(void **state)
{
	static const struct {
		const char *capture, *difference;
	} cases[] = {
		{ "{ a: none }", "  capture.a: expected 'none', got nothing\n" },
		{ "{ a: 'status.x' }",
		  "  capture.a: expected 'status.x', got nothing\n" },
		{ "{ a: { header: X-None } }",
		  "  capture.a: expected {'header':'X-None'}, got nothing\n" },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf(HEALTH "%s\n", cases[i].capture);
		AUTO_MEM char *difference = quoted(cases[i].difference);

		player_end(s, steps, VERDICT_FAILED, difference);
	}
	player_end(s,
	           "- { GET: /connections/x, expect: { status: 404 }, "
	           "capture: { a: b } }\n",
	           VERDICT_FAILED, "capture.a: expected \"b\", got nothing");
}

/* After an expectation that does not fit nothing is captured. */
static void a_step_that_does_not_fit_captures_nothing(void **state)
{
	struct player *s = *state;

	player_end(s, "- { GET: /flows, expect: { status: 299 }, capture: { a: x } }\n",
	           VERDICT_FAILED, "status: expected 299");
	assert_null(strstr(s->result.message, "capture.a"));
}

static void long_values_are_cut_where_they_are_said(void **state)
{
	struct player *s = *state;
	const char *at;

	player_pass(s, "- GET: /__admin/operations\n  capture: { all: '' }\n");
	at = strstr(buf_str(&s->said), "all=");
	assert_int_equal(strlen(at), strlen("all=") + 60 + strlen("...\n"));
	assert_true(str_ends(at, "...\n"));
}

static void secrets_are_captured_and_not_said(void **state)
{
	struct player *s = *state;

	player_pass(s, "- POST: /ims/token/v3\n"
	               "  raw: grant_type=client_credentials&client_id=c&client_secret="
	               "s&scope=openid\n"
	               "  headers: { Content-Type: application/x-www-form-urlencoded }\n"
	               "  capture: { mine: access_token, all: '' }\n"
	               "- GET: /flows\n"
	               "  headers: { Authorization: 'Bearer ${mine}' }\n");
	assert_non_null(strstr(buf_str(&s->said), "  mine=***  all={"));
	assert_null(strstr(buf_str(&s->said), "eyJ"));
}

/* Whichever step captures: the scenario ends there, and is not passed. */
static void a_path_that_can_not_be_put_together_ends_every_step(void **state)
{
	static const char *const steps[] = {
		"GET: /flows",
		"wait: { GET: /__admin/clock, until: { status: 200 } }",
		"clock: { advance: PT1H }",
		"curl: curl http://h/__admin/health",
		"batch: { dataset: none, records: [] }\n  expect: { status: 404 }",
		"join: z",
	};
	struct player *s = *state;

	for_each_row(i, steps) {
		AUTO_MEM char *all =
			mem_printf(HEALTH "{ a: '' }\n"
		                          "- { GET: /flows, background: z }\n"
		                          "- %s\n"
		                          "  capture: { b: '${a.none}' }\n",
		                   steps[i]);

		player_end(s, all, VERDICT_BAD, "14: nothing is called 'a.none' here");
	}
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(a_capture_that_can_not_be_meant_is_refused),
		WITH_PLAYER(what_is_captured_is_said_and_known_from_there_on),
		WITH_PLAYER(a_value_that_is_captured_again_is_replaced),
		WITH_PLAYER(a_path_may_have_names_in_it),
		WITH_PLAYER(what_is_not_there_is_a_difference),
		WITH_PLAYER(a_step_that_does_not_fit_captures_nothing),
		WITH_PLAYER(long_values_are_cut_where_they_are_said),
		WITH_PLAYER(secrets_are_captured_and_not_said),
		WITH_PLAYER(a_path_that_can_not_be_put_together_ends_every_step),
	};

	return cmocka_run_group_tests_name("steps/capture", tests, NULL, NULL);
}
