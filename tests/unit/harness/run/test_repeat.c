/*
 * test_repeat.c - harness/run/repeat.c, against an embedded mock
 */
#include "tests/unit/unit.h"

#include "harness/run/repeat.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

static struct target *open_mock(void)
{
	const struct target_options options = {
		.seed = 1,
		.now = INT64_C(1767225600000),
		.who = { .token = "t",
		         .key = "k",
		         .org = "O@AdobeOrg",
		         .sandbox = "prod" },
	};
	struct target *t;
	struct err e = { 0 };

	if (target_open(&options, &t, &e) < 0)
		fail_msg("%s", e.text);
	return t;
}

/* The scenario in a file, played so often. */
static void play(void **state, const char *steps, int64_t times,
                 const struct watcher *watcher, struct result *out)
{
	AUTO_MEM char *text = mem_printf("scenario: x\nsteps: %s\n", steps);
	AUTO_MEM char *path = scratch_path(state, "x.yaml");
	AUTO(target_close) struct target *t = open_mock();
	struct interrupt interrupt;
	const struct repeat repeat = {
		.times = times,
		.how = { &interrupt, watcher, false },
		.record = watcher && watcher->end == record_end ? watcher->ctx : NULL,
	};
	struct scenario s;
	struct err e = { 0 };

	scratch_write(state, "x.yaml", text);
	interrupt_init(&interrupt, 0);
	assert_int_equal(scenario_load(path, NULL, &s, &e), 0);
	repeat_play(&repeat, t, &s, out);
	out->file = out->sentence = NULL;
	scenario_release(&s);
}

static void rounds_of_one_kind_have_its_verdict(void **state)
{
	static const struct {
		const char *steps;
		enum verdict verdict;
	} cases[] = {
		{ "[ { GET: /flows } ]", VERDICT_PASSED },
		{ "[ { GET: /flows/x } ]", VERDICT_FAILED },
	};

	for_each_row(i, cases) {
		struct result r;

		play(state, cases[i].steps, 3, NULL, &r);
		row_int_equal(i, r.verdict, cases[i].verdict);
		row_int_equal(i, r.steps, 1);
		row_int_equal(i, strlen(r.rounds), 3);
		row_int_equal(i, result_round(&r, 2), cases[i].verdict);
		/* The first that did not pass, or else the last. */
		row_int_equal(i, r.shown_round,
		              cases[i].verdict == VERDICT_PASSED ? 3 : 1);
		result_release(&r);
	}
}

/* In the second round of all, the answer does not fit. */
static void spoil(void *ctx, const struct play *p)
{
	int *rounds = ctx;

	if (++*rounds == 2)
		diffs_add(&((struct play *)(uintptr_t)p)->diffs, "status", "2xx", "500");
}

static void a_round_that_differs_makes_a_scenario_flaky(void **state)
{
	int rounds = 0;
	const struct watcher watcher = { .step = spoil, .ctx = &rounds };
	struct result r;

	play(state, "[ { GET: /flows } ]", 4, &watcher, &r);
	assert_int_equal(rounds, 4);
	assert_int_equal(r.verdict, VERDICT_FLAKY);
	assert_ptr_equal(strstr(r.message, "passed in 3 of 4 rounds; round 2: failed\n"),
	                 r.message);
	result_release(&r);
}

/* The time is over when the second round has ended. */
static void end_time(void *ctx, const struct play *p)
{
	int *rounds = ctx;

	if (++*rounds == 2)
		p->interrupt->exit_code = 124;
}

static void what_was_not_played_has_not_passed(void **state)
{
	int rounds = 0;
	const struct watcher watcher = { .step = end_time, .ctx = &rounds };
	struct result r;

	play(state, "[ { GET: /flows } ]", 4, &watcher, &r);
	assert_int_equal(rounds, 2);
	assert_int_equal(r.verdict, VERDICT_STOPPED);
	assert_string_equal(r.message, "stopped after 2 of 4 rounds");
	assert_string_equal(r.rounds, "aa");
	result_release(&r);
}

static void one_round_has_no_rounds(void **state)
{
	struct result r;

	play(state, "[ { GET: /flows } ]", 1, NULL, &r);
	assert_null(r.rounds);
	result_release(&r);
}

/* A record that is spoilt in the second round. */
static struct record kept;
static int rounds_kept;

static void spoil_and_keep(void *ctx, const struct play *p)
{
	spoil(&rounds_kept, p);
	record_step(ctx, p);
}

/* What was sent and answered in the round that did not fit is not lost. */
static void the_record_is_that_of_the_round_that_did_not_pass(void **state)
{
	const struct watcher watcher = { .step = spoil_and_keep,
		                         .end = record_end,
		                         .ctx = &kept };
	AUTO(buf_release) struct buf said = { 0 };
	struct result r;

	play(state, "[ { GET: /flows } ]", 5, &watcher, &r);
	assert_int_equal(r.verdict, VERDICT_FLAKY);
	assert_int_equal(r.shown_round, 2);
	assert_non_null(strstr(r.record, JSON("fits":false)));
	assert_non_null(strstr(r.record, JSON("got":"500")));
	result_put_rounds(&r, &said);
	assert_string_equal(buf_str(&said), "round 1: passed\nround 2: failed\n"
	                                    "rounds 3 to 5: passed\n"
	                                    "round 2 is shown\n");
	result_release(&r);
	record_release(&kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rounds_of_one_kind_have_its_verdict,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(
			a_round_that_differs_makes_a_scenario_flaky, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(what_was_not_played_has_not_passed,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(one_round_has_no_rounds, scratch_open,
		                                scratch_close),
		cmocka_unit_test_setup_teardown(
			the_record_is_that_of_the_round_that_did_not_pass, scratch_open,
			scratch_close),
	};

	return cmocka_run_group_tests_name("repeat", tests, NULL, NULL);
}
