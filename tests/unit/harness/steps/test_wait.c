/*
 * test_wait.c - harness/steps/wait.c: a step that asks until the answer fits
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"

static void a_wait_that_can_not_be_meant_is_refused(void **state)
{
	static const struct {
		const char *wait, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "{ GET: /x }", "wait needs the key 'until'" },
		{ "{ until: { status: 200 } }", "wait needs the key 'GET'" },
		{ "{ GET: x, until: { status: 200 } }", "'x' is no path: it starts with no '/'" },
		{ "{ GET: /x, until: {} }", "expect expects nothing" },
		{ "{ GET: /x, until: { took: 1 } }", "unknown key 'took'" },
		{ "{ GET: /x, until: { status: 200 }, forever: true }", "unknown key 'forever' in wait" },
		{ "{ GET: /x, until: { status: 200 }, atMost: P1M }", "atMost must be a length of time of its own" },
		{ "{ GET: /x, until: { status: 200 }, atMost: soon }", "'soon'" },
		{ "{ GET: /x, until: { status: 200 }, every: 0s }", "every must be a length of time of its own" },
		{ "{ GET: /x, until: { status: 200 }, backoff: 0.5 }", "backoff is a number from 1 to 1000" },
		{ "{ GET: /x, until: { status: 200 }, backoff: 1001 }", "backoff is a number from 1 to 1000" },
		{ "{ GET: /x, until: { status: 200 }, backoff: {} }", "backoff needs the key 'factor'" },
		{ "{ GET: /x, until: { status: 200 }, backoff: { factor: 2, most: P1Y } }", "most must be a length of time of its own" },
		{ "{ GET: /x, until: { status: 200 }, backoff: { factor: 2, least: 1 } }", "unknown key 'least' in backoff" },
		{ "{ GET: /x, until: { status: 200 }, body: 1, raw: a }", "a request has body or raw" },
		/* clang-format on */
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf("- wait: %s\n", cases[i].wait);
		AUTO_MEM char *refusal = player_refusal(s, steps);

		if (!str_starts(refusal, "x.yaml:3:") ||
		    !strstr(refusal, cases[i].refusal))
			fail_msg("'%s'", refusal);
	}
}

/* When it asks, seconds after its begin: until the answer's clock is past `until`. */
static void questions_are_asked_at_these_times(void **state)
{
	static const struct {
		const char *pace;
		int until_s, waited_s; /* waited_s < 0: so long, and it never fits */
	} cases[] = {
		{ "atMost: 1h, every: 10m", 0, 0 },
		{ "atMost: 1h, every: 10m", 1, 600 },
		{ "atMost: 1h, every: 10m", 600, 600 },
		{ "atMost: 1h, every: 10m", 601, 1200 },
		{ "atMost: 1h, every: 10m", 3600, 3600 },
		{ "atMost: 1h, every: 10m", 3601, -3600 },
		/* The last wait is as short as what is left. */
		{ "atMost: 25m, every: 10m", 1201, 1500 },
		{ "atMost: 5m, every: 10m", 1, 300 },
		/* Without them: an hour, five minutes. */
		{ "", 1, 300 },
		{ "", 3601, -3600 },
		/* 1, 2, 4, 8 … minutes */
		{ "every: 1m, backoff: 2", 61, 180 },
		{ "every: 1m, backoff: 2", 181, 420 },
		{ "every: 1m, backoff: 2, atMost: 10m", 421, 600 },
		{ "every: 1m, backoff: { factor: 2, most: 2m }", 181, 300 },
		{ "every: 1m, backoff: { factor: 1.5 }", 61, 150 },
		{ "every: 4m, backoff: { factor: 2, most: 2m }", 1, 120 },
		{ "every: 1m, backoff: 1", 121, 180 },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		const char *comma = *cases[i].pace ? ", " : "";
		AUTO_MEM char *steps = mem_printf(
			"- wait: { GET: /__admin/clock, until: { body: { nowMs: { $ge: "
			"%lld } } }%s%s }\n",
			1767225600000 + cases[i].until_s * 1000LL, comma, cases[i].pace);
		AUTO_MEM char *said = mem_printf("wait for GET /__admin/clock -> 200, "
		                                 "waited %d s\n",
		                                 abs(cases[i].waited_s));

		assert_int_equal(player_play(s, steps),
		                 cases[i].waited_s < 0 ? VERDICT_FAILED : VERDICT_PASSED);
		assert_string_equal(buf_str(&s->said), said);
	}
}

static void what_never_fits_is_the_last_answers_difference(void **state)
{
	struct player *s = *state;

	player_end(s,
	           "- wait: { GET: /flows/x, until: { status: 200 }, atMost: 10m }\n"
	           "  capture: { a: none }\n",
	           VERDICT_FAILED,
	           "waited 600 s\n  status: expected 200, got 404\n  the last exchange:");
	assert_null(strstr(s->result.message, "capture.a"));
}

static void the_answer_that_fits_is_captured_from(void **state)
{
	struct player *s = *state;

	player_pass(s, "- wait: { GET: /__admin/clock, until: { body: { nowMs: { $ge: "
	               "1767225900000 } } } }\n"
	               "  capture: { then: now }\n"
	               "- GET: /__admin/clock\n"
	               "  expect: { body: { now: '${then}' } }\n");
}

/* A clock that is not moved is waited for; a signal ends that. */
static void what_comes_while_it_waits_ends_it(void **state)
{
	struct player *s = *state;

	interrupt_init(&s->interrupt, 50);
	assert_int_equal(player_play(s,
	                             "- wait: { GET: /flows/x, until: { status: 200 }, "
	                             "atMost: P10000D, every: 1ms }\n"),
	                 VERDICT_STOPPED);
	assert_int_equal(s->interrupt.exit_code, EXIT_TIMED_OUT);
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(a_wait_that_can_not_be_meant_is_refused),
		WITH_PLAYER(questions_are_asked_at_these_times),
		WITH_PLAYER(what_never_fits_is_the_last_answers_difference),
		WITH_PLAYER(the_answer_that_fits_is_captured_from),
		WITH_PLAYER(what_comes_while_it_waits_ends_it),
	};

	return cmocka_run_group_tests_name("steps/wait", tests, NULL, NULL);
}
