/*
 * test_clock.c - harness/steps/clock.c: a step that moves virtual time
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/player.h"
#include "tests/support/service.h"

static void a_move_that_can_not_be_meant_is_refused(void **state)
{
	static const struct {
		const char *step, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "clock: {}", "x.yaml:3:3: clock takes advance, set, or until with atMost" },
		{ "clock: { advance: PT1H, set: 2026-02-01T00:00:00Z }", "x.yaml:3:3: clock takes advance, set, or until with atMost" },
		{ "clock: { until: { run: {} } }", "x.yaml:3:3: clock takes advance, set, or until with atMost" },
		{ "clock: { advance: PT1H, atMost: PT2H }", "x.yaml:3:3: clock takes advance, set, or until with atMost" },
		{ "clock: { atMost: PT2H }", "x.yaml:3:3: clock takes advance, set, or until with atMost" },
		{ "clock: { forward: PT1H }", "x.yaml:3:12: unknown key 'forward' in clock (known: advance, set, until, atMost)" },
		{ "clock: { advance: 1 }", "x.yaml:3:12: advance must be text, not a number" },
		{ "clock: { until: { run: {}, flow: x }, atMost: PT1H }", "x.yaml:3:30: unknown key 'flow' in until (known: run)" },
		{ "clock: { until: {}, atMost: PT1H }", "x.yaml:3:12: until needs the key 'run'" },
		{ "clock: { until: { run: { state: failed } }, atMost: PT1H }", "x.yaml:3:28: unknown key 'state' in run (known: flowId, status)" },
		{ "{ clock: { advance: PT1H }, expect: { fired: { $sme: [] } } }", "x.yaml:3:50: unknown matcher '$sme' (known: " },
		{ "{ clock: { advance: PT1H }, capture: { a.b: now } }", "x.yaml:3:42: 'a.b' is no name" },
		/* clang-format on */
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf("- %s\n", cases[i].step);
		AUTO_MEM char *refusal = player_refusal(s, steps);

		if (strncmp(refusal, cases[i].refusal, strlen("x.yaml:3:")) != 0 ||
		    !strstr(refusal, strchr(cases[i].refusal, ' ')))
			fail_msg("'%s'", refusal);
	}
}

/* Lengths and times are read before anything is played, where they are written out. */
static void lengths_and_times_are_judged_at_once(void **state)
{
	static const struct {
		const char *clock;
		bool stands;
	} cases[] = {
		{ "advance: PT1H", true },
		{ "advance: 90m", true },
		{ "advance: P1Y2M", true },
		{ "advance: an hour", false },
		{ "advance: PT", false },
		{ "advance: '${x ?? 1}'", true },
		{ "set: 2026-02-01T00:00:00Z", true },
		{ "set: 2026-02-30T00:00:00Z", false },
		{ "set: tomorrow", false },
		{ "until: { run: {} }, atMost: P1D", true },
		{ "until: { run: {} }, atMost: soon", false },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf("- clock: { %s }\n", cases[i].clock);

		if (cases[i].stands)
			assert_int_equal(player_needs(s, steps), 1 << CAN_TIME_TRAVEL);
		else
			free(player_refusal(s, steps));
	}
}

static void time_moves_by_a_length_and_to_a_time(void **state)
{
	struct player *s = *state;

	player_pass(s, "- clock: { advance: PT90M }\n"
	               "- clock: { set: 2026-02-01T00:00:00Z }\n"
	               "  expect: { now: 2026-02-01T00:00:00Z, firedCount: 0 }\n"
	               "  capture: { then: nowMs }\n"
	               "- GET: /__admin/clock\n"
	               "  expect: { body: { nowMs: '${then}' } }\n");
	assert_int_equal(strncmp(buf_str(&s->said),
	                         "clock advance PT90M -> 2026-01-01T01:30:00Z, 0 runs "
	                         "fired\n"
	                         "clock set 2026-02-01T00:00:00Z -> "
	                         "2026-02-01T00:00:00Z, 0 runs fired  then=",
	                         100),
	                 0);
}

static void what_is_captured_may_say_how_far(void **state)
{
	struct player *s = *state;

	player_pass(s, "- GET: /__admin/health\n  capture: { clock: clock }\n"
	               "- clock: { advance: 'PT${x ?? 2}H' }\n"
	               "  expect: { now: 2026-01-01T02:00:00Z }\n");
	/* What it comes to is the target's to judge. */
	player_end(s,
	           "- GET: /__admin/health\n  capture: { clock: clock }\n"
	           "- clock: { advance: '${clock}' }\n",
	           VERDICT_FAILED, "status: expected 2xx, got 400");
}

static void time_does_not_move_back(void **state)
{
	struct player *s = *state;

	player_end(s, "- clock: { set: 2025-12-31T00:00:00Z }\n", VERDICT_FAILED,
	           "clock set 2025-12-31T00:00:00Z\n  status: expected 2xx, got 4");
}

static void an_answer_that_does_not_fit_is_a_difference(void **state)
{
	struct player *s = *state;

	player_end(s,
	           "- clock: { advance: PT1H }\n  expect: { firedCount: 1 }\n"
	           "  capture: { a: none }\n",
	           VERDICT_FAILED, "  clock.firedCount: expected 1, got 0\n");
	assert_null(strstr(s->result.message, "capture.a"));
}

static void a_run_that_never_comes_is_not_reached(void **state)
{
	struct player *s = *state;

	player_pass(s, "- clock: { until: { run: {} }, atMost: PT2H }\n"
	               "  expect: { reached: false }\n");
	assert_string_equal(buf_str(&s->said),
	                    "clock until a run is over, at most PT2H -> "
	                    "2026-01-01T02:00:00Z, 0 runs fired, not reached\n");
	player_pass(s, "- clock: { until: { run: { status: failed } }, atMost: PT2H }\n");
	assert_non_null(
		strstr(buf_str(&s->said), "clock until a run is failed, at most"));
}

/* One run is "1 run", and its place is said. */
static void a_step_says_where_the_clock_stands(void **state)
{
	static const struct {
		const char *answer, *says;
	} cases[] = {
		{ "{'now':'N','firedCount':1}",
		  "clock advance PT1H -> N, 1 run fired\n" },
		{ "{'now':'N','firedCount':2,'reached':true}",
		  "clock advance PT1H -> N, 2 runs fired\n" },
		{ "{'now':'N'}", "clock advance PT1H\n" },
		{ "{'firedCount':1}", "clock advance PT1H\n" },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		const struct scripted_row rows[] = {
			{ "GET /__admin/health ", 200,
			  "{'status':'ok','empty':true,'clock':'virtual'}" },
			{ "GET /__admin/faults ", 200, "{}" },
			{ "POST /__admin/reset ", 200, "{}" },
			{ "GET /__admin/clock ", 200, "{'nowMs':0}" },
			{ "POST /__admin/clock ", 200, cases[i].answer },
		};
		const struct target_options o = { .kind = TARGET_URL };
		struct service mock;
		struct err e = { 0 };

		assert_int_equal(service_open(&mock, &o, rows, &e), 0);
		s->target = mock.target;
		player_pass(s, "- clock: { advance: PT1H }\n");
		assert_string_equal(buf_str(&s->said), cases[i].says);
		s->target = s->mock;
		service_end(&mock);
	}
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(a_move_that_can_not_be_meant_is_refused),
		WITH_PLAYER(lengths_and_times_are_judged_at_once),
		WITH_PLAYER(time_moves_by_a_length_and_to_a_time),
		WITH_PLAYER(what_is_captured_may_say_how_far),
		WITH_PLAYER(time_does_not_move_back),
		WITH_PLAYER(an_answer_that_does_not_fit_is_a_difference),
		WITH_PLAYER(a_run_that_never_comes_is_not_reached),
		WITH_PLAYER(a_step_says_where_the_clock_stands),
	};

	return cmocka_run_group_tests_name("steps/clock", tests, NULL, NULL);
}
