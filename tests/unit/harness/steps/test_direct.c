/*
 * test_direct.c - harness/steps/direct.c: requests that may break, wait, or share a
 * connection
 */
#include "tests/unit/unit.h"

#include "harness/steps/direct.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"
#include "tests/support/quoted.h"

static void what_can_not_be_meant_is_refused(void **state)
{
	static const struct {
		const char *keys, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "background: a, expect: { status: 200 }", "a request in the background has no expect: it is for its step join" },
		{ "background: a, capture: { b: c }", "a request in the background has no capture: it is for its step join" },
		{ "timeout: soon", "'soon'" },
		{ "timeout: 0s", "timeout must be a length of time such as 300ms" },
		{ "timeout: P1M", "timeout must be a length of time such as 300ms" },
		{ "timeout: 1", "timeout must be text" },
		{ "connection: 1", "connection must be text" },
		/* clang-format on */
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps =
			mem_printf("- { GET: /flows, %s }\n", cases[i].keys);
		AUTO_MEM char *refusal = player_refusal(s, steps);

		if (!str_starts(refusal, "x.yaml:3:") ||
		    !strstr(refusal, cases[i].refusal))
			fail_msg("'%s'", refusal);
	}
}

static void a_request_is_direct_where_it_asks_for_it(void **state UNUSED)
{
	static const struct {
		const char *step;
		bool direct;
	} cases[] = {
		{ "{'GET':'/x'}", false },
		{ "{'GET':'/x','expect':{'status':200}}", false },
		{ "{'GET':'/x','timeout':'1s'}", true },
		{ "{'GET':'/x','connection':'a'}", true },
		{ "{'GET':'/x','background':'a'}", true },
		{ "{'GET':'/x','expect':{'broken':'reset'}}", true },
		{ "{'GET':'/x','expect':{'took':1}}", true },
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *step = quoted_json(cases[i].step);

		assert_int_equal(direct_is_asked(step), cases[i].direct);
	}
}

#define HOLD "- { fault: h, on: FLOW_LIST, nth: 1, do: { hold: {} } }\n"
#define FREE "- { POST: /__admin/faults/h/release }\n"

/* The answer that a step does not wait for is its step join's. */
static void a_request_in_the_background_is_joined_later(void **state)
{
	struct player *s = *state;

	player_pass(s, HOLD "- { GET: /flows, background: 'a${now}' }\n"
	                    "- GET: /connections\n" FREE "- join: 'a${now}'\n"
	                    "  expect: { status: 200, body: { items: [] } }\n"
	                    "  capture: { all: items }\n");
	assert_non_null(strstr(buf_str(&s->said),
	                       "GET /flows in the background, as a1767225600\n"));
	assert_non_null(strstr(buf_str(&s->said), "join a1767225600 -> 200  all=[]\n"));
}

static void names_in_the_background_are_each_ones_own(void **state)
{
	struct player *s = *state;

	player_end(s,
	           HOLD "- { GET: /flows, background: a }\n"
	                "- { GET: /flows, background: a }\n",
	           VERDICT_BAD, "a request of that name is in the background already");
	player_end(s, "- join: a\n", VERDICT_BAD,
	           "x.yaml:3:3: no request in the background is called 'a'");
	/* A name that was joined is free again. */
	player_pass(s, "- { GET: /flows, background: a }\n- join: a\n"
	               "- { GET: /flows, background: a }\n- join: a\n");
}

static void a_connection_waits_for_one_answer_at_a_time(void **state)
{
	struct player *s = *state;

	player_pass(s, "- { GET: /flows, connection: c }\n"
	               "- { GET: /runs, connection: c }\n");
	player_end(s,
	           HOLD "- { GET: /flows, connection: c, background: a }\n"
	                "- { GET: /flows, connection: c }\n",
	           VERDICT_BAD, "connection 'c' waits for 'a' until that is joined");
}

/* The way in which it broke is said where its status would be. */
static void a_request_says_how_it_broke(void **state)
{
	static const struct {
		const char *effect, *keys, *said;
	} cases[] = {
		{ "hold: {}", "timeout: 50ms, expect: { broken: timeout }",
		  "GET /flows -> timeout\n" },
		{ "reset: {}", "expect: { broken: reset }", "GET /flows -> reset\n" },
		{ "delay: 1ms", "timeout: 20s", "GET /flows -> 200\n" },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps =
			mem_printf("- { fault: f, on: FLOW_LIST, do: { %s } }\n"
		                   "- { GET: /flows, %s }\n",
		                   cases[i].effect, cases[i].keys);

		player_pass(s, steps);
		assert_non_null(strstr(buf_str(&s->said), cases[i].said));
	}
}

static void a_request_that_breaks_unexpectedly_is_a_difference(void **state)
{
	struct player *s = *state;

	player_end(s,
	           "- { fault: f, on: FLOW_LIST, do: { reset: {} } }\n"
	           "- { GET: /flows, connection: c }\n",
	           VERDICT_FAILED, "  broken: expected nothing, got \"reset\"\n");
	/* Its connection is opened anew. */
	player_pass(s, "- { fault: f, on: FLOW_LIST, nth: 1, do: { reset: {} } }\n"
	               "- { GET: /flows, connection: c, expect: { broken: reset } }\n"
	               "- { GET: /flows, connection: c }\n");
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(what_can_not_be_meant_is_refused),
		cmocka_unit_test(a_request_is_direct_where_it_asks_for_it),
		WITH_PLAYER(a_request_in_the_background_is_joined_later),
		WITH_PLAYER(names_in_the_background_are_each_ones_own),
		WITH_PLAYER(a_connection_waits_for_one_answer_at_a_time),
		WITH_PLAYER(a_request_says_how_it_broke),
		WITH_PLAYER(a_request_that_breaks_unexpectedly_is_a_difference),
	};

	return cmocka_run_group_tests_name("steps/direct", tests, NULL, NULL);
}
