/*
 * test_play.c - harness/steps/play.c: steps, verdicts, clean-up
 */
#include "tests/unit/unit.h"

#include <signal.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"
#include "tests/support/service.h"

#define S3_BASE                                                  \
	"- POST: /connections\n"                                 \
	"  body: { name: base, connectionSpec: { id: "           \
	"4fce964d-3f37-408f-9778-e597338a21ee,"                  \
	" version: '1.0' }, auth: { specName: Access Key,"       \
	" params: { s3AccessKey: key, s3SecretKey: hush } } }\n" \
	"  capture: { base: id, etag: { header: ETag } }\n"

static void steps_say_what_they_did(void **state)
{
	struct player *s = *state;

	player_play(s, S3_BASE
	            "- GET: /connections/${base}\n"
	            "  expect: { headers: { etag: '${etag}' }, body: { items: [ { id: "
	            "'${base}' } ] } }\n"
	            "- clock: { advance: PT1H }\n"
	            "  expect: { firedCount: 0 }\n"
	            "  capture: { then: nowMs }\n"
	            "- GET: /__admin/clock\n"
	            "  expect: { body: { nowMs: '${then}' } }\n");
	if (s->result.verdict != VERDICT_PASSED)
		fail_msg("%s", s->result.message);
	assert_true(str_starts(buf_str(&s->said), "POST /connections -> 201  base=\""));
	assert_non_null(
		strstr(buf_str(&s->said),
	               "\nclock advance PT1H -> 2026-01-01T01:00:00Z, 0 runs fired  "
	               "then=1767229200000\n"));
	assert_int_equal(s->result.steps, 4);
	assert_null(s->result.message);
}

static void paths_are_below_the_service_unless_they_say_otherwise(void **state)
{
	struct player *s = *state;
	AUTO_MEM char *steps =
		mem_printf("- GET: /runs\n"
	                   "- GET: /__admin/health\n"
	                   "- GET: /data/foundation/flowservice/runs?limit=2\n"
	                   "- GET: %s/__admin/clock\n"
	                   "- GET: /runs?limit=3\n  query: { property: "
	                   "'flowId==é&b', count: false, x: null }\n",
	                   target_url(s->target));

	assert_int_equal(player_play(s, steps), VERDICT_PASSED);
	assert_string_equal(
		buf_str(&s->urls),
		"/data/foundation/flowservice/runs\n"
		"/__admin/health\n"
		"/data/foundation/flowservice/runs?limit=2\n"
		"/__admin/clock\n"
		"/data/foundation/flowservice/runs?limit=3&property=flowId%3D%3D"
		"%C3%A9%26b&count=false\n");
}

static void default_headers_can_be_dropped_and_replaced(void **state)
{
	struct player *s = *state;

	assert_int_equal(
		player_play(
			s,
			"- { GET: /runs, headers: { x-api-key: null }, expect: { status: "
			"403 } }\n"
			"- { GET: /runs, headers: { Authorization: null }, expect: { "
			"status: 4xx } }\n"
			"- { GET: /runs, headers: { authorization: Basic x }, expect: { "
			"status: 4xx } }\n"
			"- { POST: /connections, raw: '{', expect: { status: 400 } }\n"
			"- { POST: /connections, expect: { status: 400 } }\n"),
		VERDICT_PASSED);
}

static void a_difference_ends_the_scenario_and_tells_all(void **state)
{
	struct player *s = *state;

	assert_int_equal(player_play(s, "- { GET: /__admin/health, expect: { status: "
	                                "201, body: { status: "
	                                "bad, clock: real } } }\n- GET: /runs\n"),
	                 VERDICT_FAILED);
	assert_int_equal(s->result.steps, 1);
	assert_non_null(strstr(s->result.message,
	                       "x.yaml:3: GET /__admin/health -> 200\n"
	                       "  status: expected 201, got 200\n"
	                       "  body.status: expected \"bad\", got \"ok\"\n"
	                       "  body.clock: expected \"real\", got "
	                       "\"virtual\"\n"
	                       "  the last exchange:\n"
	                       "    > GET http://"));
	assert_non_null(
		strstr(s->result.message, "  to repeat it:\n    curl -i -X GET '"));
}

static void each_scenario_starts_from_a_reset(void **state)
{
	struct player *s = *state;

	assert_int_equal(player_play(s, "- clock: { advance: P1D }\n" S3_BASE),
	                 VERDICT_PASSED);
	assert_int_equal(
		player_play(s, "- GET: /__admin/clock\n"
	                       "  expect: { body: { now: 2026-01-01T00:00:00Z, nowMs: "
	                       "'${nowMs}' } }\n"),
		VERDICT_PASSED);
}

static void waiting_moves_the_clock_to_its_bound_and_no_further(void **state)
{
	struct player *s = *state;

	assert_int_equal(
		player_play(
			s,
			"- wait: { GET: /__admin/clock, until: { body: { nowMs: { $ge: "
			"1767232800000 } } }, atMost: P1D, every: 45m }\n"
			"  capture: { now2: now }\n"
			"- GET: /__admin/clock\n"
			"  expect: { body: { now: 2026-01-01T02:15:00Z } }\n"),
		VERDICT_PASSED);
	assert_non_null(strstr(buf_str(&s->said), "-> 200, waited 8100 s"));
	assert_int_equal(
		player_play(s,
	                    "- wait: { GET: /runs, until: { status: 404 }, atMost: 100m, "
	                    "every: 1h }\n"),
		VERDICT_FAILED);
	assert_non_null(strstr(s->result.message, "waited 6000 s\n"
	                                          "  status: expected 404, got 200\n"));
}

static void what_was_captured_reaches_into_texts_and_bodies(void **state)
{
	struct player *s = *state;

	assert_int_equal(
		player_play(
			s,
			"- GET: /connectionSpecs/4fce964d-3f37-408f-9778-e597338a21ee\n"
			"  capture: { spec: 'items[0]', all: '' }\n"
			"- GET: /connectionSpecs/${spec.id}\n"
			"  expect: { body: { $equals: '${all}' } }\n"
			"- POST: /connections\n"
			"  body: { name: 'to ${spec.name}', connectionSpec: { id: "
			"'${spec.id}', "
			"version: '${spec.version}' }, auth: { specName: "
			"'${spec.authSpec[0].name}', "
			"params: { s3AccessKey: a, s3SecretKey: b } } }\n"
			"  capture: { id: id }\n"
			"- GET: /connections/${id}\n"
			"  expect: { body: { items: [ { name: to Amazon S3 } ] } }\n"),
		VERDICT_PASSED);
}

static void a_name_that_leads_nowhere_is_a_bad_scenario(void **state)
{
	struct player *s = *state;

	assert_int_equal(
		player_play(s, "- { GET: /__admin/health, capture: { health: '' } }\n"
	                       "- GET: /flows/${health.none}\n"),
		VERDICT_BAD);
	assert_non_null(
		strstr(s->result.message, "x.yaml:4:3: nothing is called 'health.none'"));
	assert_int_equal(
		player_play(s, "- { GET: /__admin/health, capture: { status: status } }\n"
	                       "- GET: ${status}\n"),
		VERDICT_BAD);
	assert_non_null(strstr(s->result.message, "'ok' is no path"));
}

static void a_signal_stops_between_steps(void **state)
{
	struct player *s = *state;

	s->interrupt.exit_code = 130;
	assert_int_equal(player_play(s, "- GET: /runs\n"), VERDICT_STOPPED);
	assert_int_equal(s->result.steps, 0);
	interrupt_init(&s->interrupt, 0);
}

/* ---------------------------------------------------------------- what it needs */

static void what_the_target_lacks_skips_the_scenario(void **state)
{
	static const struct scripted_row none[1];
	struct player *s = *state;
	struct service real;

	service_begin_rows(&real, &s->folder, NULL, none, 0);
	s->target = real.target;
	player_end(s, "- clock: { advance: PT1H }\n", VERDICT_SKIPPED,
	           "needs time-travel: the target is not a mock");
	assert_int_equal(s->result.steps, 0);
	s->target = s->mock;
	service_end(&real);
}

/* What was not sent for want of leave was not tried. */
static void what_may_not_be_sent_skips_the_scenario(void **state)
{
	static const struct scripted_row none[1];
	struct player *s = *state;
	struct service real;

	service_begin_rows(&real, &s->folder, NULL, none, 0);
	s->target = real.target;
	player_end(s, "- DELETE: /flows/of-others\n", VERDICT_SKIPPED, "was not sent");
	s->target = s->mock;
	service_end(&real);
}

static void a_scenario_that_uses_up_its_requests_fails(void **state)
{
	static const struct scripted_row rows[] = { { "GET " SERVICE_PATH "/flows ", 200,
		                                      "{}" } };
	const struct target_options o = { .kind = TARGET_REAL, .max_requests = 1 };
	struct player *s = *state;
	struct service real;
	struct err e = { 0 };

	assert_int_equal(service_open(&real, &o, rows, &e), 0);
	s->target = real.target;
	player_end(s, "- GET: /flows\n- GET: /flows\n", VERDICT_FAILED,
	           "--max-requests are used up");
	s->target = s->mock;
	service_end(&real);
}

static void a_target_that_is_gone_is_unreachable(void **state)
{
	static const struct scripted_row rows[] = { { "GET " SERVICE_PATH "/flows ",
		                                      0 } };
	struct player *s = *state;
	struct service real;

	service_begin(&real, &s->folder, rows);
	s->target = real.target;
	assert_int_equal(player_play(s, "- GET: /flows\n"), VERDICT_UNREACHABLE);
	s->target = s->mock;
	service_end(&real);
}

static void a_plan_plays_without_sending(void **state)
{
	static const struct scripted_row none[1];
	const struct target_options o = { .kind = TARGET_REAL, .plan = true };
	const struct preview *p;
	struct player *s = *state;
	struct service real;
	struct err e = { 0 };

	assert_int_equal(service_open_rows(&real, &o, none, 0, &e), 0);
	s->target = real.target;
	player_end(s,
	           "- GET: /flows\n  capture: { flow: 'items[0].id' }\n"
	           "- GET: '/flows/${flow}'\n  expect: { status: 404 }\n",
	           VERDICT_SKIPPED, "planned: nothing was sent");
	p = target_preview(real.target);
	assert_int_equal(p->requests, 2);
	assert_non_null(strstr(buf_str(&p->text), "/flows/${flow}\n"));
	s->target = s->mock;
	service_end(&real);
}

/* ---------------------------------------------------------------- what is not shown */

static void secrets_are_in_no_text_about_a_scenario(void **state)
{
	struct player *s = *state;

	player_end(s,
	           "- POST: /connections\n"
	           "  headers: { Authorization: Bearer hidden-token }\n"
	           "  body: { name: b, auth: { params: { s3SecretKey: hidden-key } } }\n"
	           "  expect: { status: 299, headers: { x: Bearer hidden-token } }\n",
	           VERDICT_FAILED, "  status: expected 299, got 4");
	assert_null(strstr(s->result.message, "hidden-token"));
	assert_null(strstr(s->result.message, "hidden-key"));
}

/* ---------------------------------------------------------------- names */

/* The same in each run, another in each step and in each scenario. */
static void an_id_of_a_step_is_its_own_and_the_same_again(void **state)
{
	static const char steps[] = "- GET: /flows?property=id==${uuid}\n"
				    "- GET: /flows?property=id==${uuid}\n";
	struct player *s = *state;
	AUTO_MEM char *first = NULL;
	const char *second;

	player_pass(s, steps);
	first = mem_strdup(buf_str(&s->urls));
	second = strchr(first, '\n') + 1;
	assert_int_not_equal(strncmp(first, second, strlen(second) - 1), 0);
	player_pass(s, steps);
	assert_string_equal(buf_str(&s->urls), first);
	assert_int_equal(player_play_whole(s, "scenario: Another\nsteps:\n"
	                                      "- GET: /flows?property=id==${uuid}\n"),
	                 VERDICT_PASSED);
	assert_null(strstr(first, buf_str(&s->urls)));
}

static void a_scenario_knows_where_and_when_it_is_played(void **state)
{
	struct player *s = *state;

	player_pass(s, "- GET: /flows?property=id==${org},${sandbox},${now},${nowMs}\n");
	assert_non_null(
		strstr(buf_str(&s->urls), "o@AdobeOrg,prod,1767225600,1767225600000\n"));
	player_pass(s, "- GET: '${url}/__admin/health'\n");
	assert_string_equal(buf_str(&s->urls), "/__admin/health\n");
}

/* ---------------------------------------------------------------- faults */

static void faults_are_armed_before_and_judged_after_the_steps(void **state)
{
#define LATE(more)                                                        \
	"scenario: It holds\nfaults:\n"                                   \
	"- { fault: late, on: FLOW_LIST, do: { status: 503 }" more " }\n" \
	"steps:\n"
	static const struct {
		const char *yaml;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ LATE("") "- { GET: /flows, expect: { status: 503 } }\n", VERDICT_PASSED,
		  "" },
		{ LATE("") "- { GET: /connections }\n", VERDICT_UNTOLD,
		  "fault late never fired" },
		{ LATE(", expect: never") "- { GET: /flows, expect: { status: 503 } }\n",
		  VERDICT_UNTOLD, "fired 1 times, and was expected not to" },
		{ LATE(", statu: 1") "- { GET: /flows }\n", VERDICT_BAD, "x.yaml:3:" },
		/* A step that does not fit is the greater news. */
		{ LATE("") "- { GET: /connections, expect: { status: 299 } }\n",
		  VERDICT_FAILED, "  besides, fault late never fired" },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		assert_int_equal(player_play_whole(s, cases[i].yaml), cases[i].verdict);
		if (!strstr(s->result.message ? s->result.message : "", cases[i].says))
			fail_msg("'%s'", s->result.message);
	}
	/* They are gone with their scenario. */
	player_pass(s, "- GET: /flows\n");
}

/* ---------------------------------------------------------------- cleaning up */

#define STEPS   "scenario: It holds\nsteps:\n"
#define CLEANUP "cleanup:\n"
#define A       "- GET: /flows?limit=1\n"
#define B       "- GET: /flows?limit=2\n"
#define C       "- GET: /flows?limit=3\n"

/* Which of the requests A, B and C were sent, in order. */
static void expect_sent(const struct player *s, const char *letters)
{
	char sent[16] = "";
	size_t n = 0;

	for (const char *at = buf_str(&s->urls); (at = strstr(at, "limit=")); at++)
		sent[n++] = (char)('A' + at[strlen("limit=")] - '1');
	assert_string_equal(sent, letters);
}

static void a_clean_up_runs_whatever_happened_the_last_first(void **state)
{
	static const struct {
		const char *yaml, *sent;
		enum verdict verdict;
	} cases[] = {
		{ STEPS A CLEANUP B C, "ACB", VERDICT_PASSED },
		{ STEPS A "cleanup: { order: written, steps: [ { GET: /flows?limit=2 }, "
		          "{ GET: /flows?limit=3 } ] }\n",
		  "ABC", VERDICT_PASSED },
		{ STEPS
		  "- { GET: /flows?limit=1, expect: { status: 299 } }\n" B CLEANUP C,
		  "AC", VERDICT_FAILED },
		{ STEPS "- { GET: /__admin/health, capture: { a: clock } }\n"
		        "- GET: '${a}'\n" CLEANUP C,
		  "C", VERDICT_BAD },
		/* One that names what was never captured has nothing to do. */
		{ STEPS "- { GET: /flows?limit=1, expect: { status: 299 }, "
		        "capture: { x: a } }\n" CLEANUP B "- GET: /flows/${x}\n",
		  "AB", VERDICT_FAILED },
		/* One that fails, fails the scenario; the others run. */
		{ STEPS A CLEANUP B
		  "- { GET: /flows?limit=3, expect: { status: 299 } }\n",
		  "ACB", VERDICT_FAILED },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		assert_int_equal(player_play_whole(s, cases[i].yaml), cases[i].verdict);
		expect_sent(s, cases[i].sent);
	}
	assert_non_null(strstr(s->result.message, "cleaning up: "));
}

/* After a signal it still cleans up; the signal is what is said in the end. */
static void a_signal_does_not_keep_it_from_cleaning_up(void **state)
{
	struct player *s = *state;

	s->interrupt.exit_code = 130;
	assert_int_equal(player_play_whole(s, STEPS A CLEANUP B), VERDICT_STOPPED);
	expect_sent(s, "B");
	assert_int_equal(s->interrupt.exit_code, 130);
}

/* A signal in the clean-up is one of the whole run. */
static void a_signal_that_comes_in_the_clean_up_counts(void **state)
{
	struct player *s = *state;

	raise(SIGTERM);
	assert_int_equal(player_play_whole(s, STEPS A CLEANUP B), VERDICT_STOPPED);
	assert_int_equal(s->interrupt.exit_code, 143);
}

/* On a target that is not reset, what it made goes; or stays with --keep. */
static void what_it_made_elsewhere_is_removed_or_kept(void **state)
{
#define MADE                                                      \
	{                                                         \
		"POST " SERVICE_PATH "/flows ", 201, "{'id':'1'}" \
	}
	static const struct scripted_row removed[] = {
		MADE, { "DELETE " SERVICE_PATH "/flows/1 ", 204 }
	};
	static const struct scripted_row failing[] = {
		MADE,
		{ "DELETE " SERVICE_PATH "/flows/1 ", 409 },
		{ "GET " SERVICE_PATH "/flows/1 ", 200, "{}" },
	};
	static const struct scripted_row kept[] = { MADE };
	static const struct {
		const struct scripted_row *rows;
		size_t count;
		bool keep;
		enum verdict verdict;
	} cases[] = {
		{ removed, ARRAY_LEN(removed), false, VERDICT_PASSED },
		{ kept, ARRAY_LEN(kept), true, VERDICT_PASSED },
		{ failing, ARRAY_LEN(failing), false, VERDICT_FAILED },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		struct service real;

		service_begin_rows(&real, &s->folder, NULL, cases[i].rows,
		                   cases[i].count);
		s->target = real.target;
		s->keep = cases[i].keep;
		assert_int_equal(player_play(s,
		                             "- { POST: /flows, body: { name: A } }\n"),
		                 cases[i].verdict);
		s->target = s->mock;
		service_end(&real);
	}
	assert_non_null(
		strstr(s->result.message, "cleaning up: DELETE /flows/1 answered 409"));
}

/* ---------------------------------------------------------------- the background */

static void a_request_that_nobody_joins_is_a_difference(void **state)
{
	struct player *s = *state;

	player_end(s, "- { GET: /flows, background: one }\n", VERDICT_FAILED,
	           "at the end: a request is still in the background\n"
	           "  one: expected a step join, got the end\n");
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(steps_say_what_they_did),
		WITH_PLAYER(paths_are_below_the_service_unless_they_say_otherwise),
		WITH_PLAYER(default_headers_can_be_dropped_and_replaced),
		WITH_PLAYER(a_difference_ends_the_scenario_and_tells_all),
		WITH_PLAYER(each_scenario_starts_from_a_reset),
		WITH_PLAYER(waiting_moves_the_clock_to_its_bound_and_no_further),
		WITH_PLAYER(what_was_captured_reaches_into_texts_and_bodies),
		WITH_PLAYER(a_name_that_leads_nowhere_is_a_bad_scenario),
		WITH_PLAYER(a_signal_stops_between_steps),
		WITH_PLAYER(what_the_target_lacks_skips_the_scenario),
		WITH_PLAYER(what_may_not_be_sent_skips_the_scenario),
		WITH_PLAYER(a_scenario_that_uses_up_its_requests_fails),
		WITH_PLAYER(a_target_that_is_gone_is_unreachable),
		WITH_PLAYER(a_plan_plays_without_sending),
		WITH_PLAYER(secrets_are_in_no_text_about_a_scenario),
		WITH_PLAYER(an_id_of_a_step_is_its_own_and_the_same_again),
		WITH_PLAYER(a_scenario_knows_where_and_when_it_is_played),
		WITH_PLAYER(faults_are_armed_before_and_judged_after_the_steps),
		WITH_PLAYER(a_clean_up_runs_whatever_happened_the_last_first),
		WITH_PLAYER(a_signal_does_not_keep_it_from_cleaning_up),
		WITH_PLAYER(a_signal_that_comes_in_the_clean_up_counts),
		WITH_PLAYER(what_it_made_elsewhere_is_removed_or_kept),
		WITH_PLAYER(a_request_that_nobody_joins_is_a_difference),
	};

	return cmocka_run_group_tests_name("play", tests, NULL, NULL);
}
