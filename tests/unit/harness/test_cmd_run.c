/*
 * test_cmd_run.c - harness/cmd_run.c
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/scratch.h"
#include "tests/unit/harness/played.h"

static void what_cannot_be_meant_is_refused_before_anything_runs(void **state UNUSED)
{
	static const struct {
		const char *words[6];
		int status;
		const char *says;
	} cases[] = {
		/* clang-format off */
		{ { "--target", "there" }, EXIT_USAGE, "--target: 'there' is neither mock nor real nor a URL" },
		{ { "--target", "http://127.0.0.1:1", "--seed", "2" }, EXIT_USAGE, "--seed goes with the embedded mock only" },
		{ { "--report", "xml=x" }, EXIT_USAGE, "the forms are junit, tap, json, github and html" },
		{ { "--report", "junit" }, EXIT_USAGE, "expected FORM=FILE" },
		{ { "--timeout", "P1M" }, EXIT_USAGE, "--timeout: 'P1M' is no length of time" },
		{ { "--timeout", "soon" }, EXIT_USAGE, "--timeout: 'soon' is not a length of time: a number is missing" },
		{ { "--now", "noon" }, EXIT_USAGE, "--now: 'noon' is not an RFC 3339 time: " },
		{ { "--jobs", "2", "--show" }, EXIT_USAGE, "--jobs 2: with --show" },
		{ { "-j", "2", "--target", "http://127.0.0.1:1" }, EXIT_USAGE, "--jobs 2: with --target" },
		{ { "--repeat", "0" }, EXIT_USAGE, "--repeat" },
		{ { "no-such.yaml" }, EXIT_BAD_INPUT, "no-such.yaml" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf said = { 0 };
		int status = played(&command_run, cases[i].words, &said);

		if (status != cases[i].status || !strstr(buf_str(&said), cases[i].says))
			fail_msg("row %zu: %d, '%s'", i, status, buf_str(&said));
	}
}

static void the_worst_end_of_a_scenario_is_the_exit_status(void **state)
{
	static const struct {
		const char *steps;
		int status;
		const char *says;
	} cases[] = {
		{ "[ { GET: /flows } ]", EXIT_PASSED, "1 passed, 0 failed, 0 skipped" },
		{ "[ { GET: /flows/x } ]", EXIT_FAILED, "status: expected 2xx, got " },
		{ "[ { GTE: /flows } ]", EXIT_BAD_INPUT, "this step does nothing known" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *text =
			mem_printf("scenario: x\nsteps: %s\n", cases[i].steps);
		AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
		const char *const words[] = { path, NULL };
		AUTO(buf_release) struct buf said = { 0 };
		int status;

		scratch_write(state, "x.yaml", text);
		status = played(&command_run, words, &said);
		if (status != cases[i].status || !strstr(buf_str(&said), cases[i].says))
			fail_msg("row %zu: %d, '%s'", i, status, buf_str(&said));
	}
}

/* What a run reads would be gone, or one of two outputs. */
static void what_is_read_or_written_already_is_not_written_over(void **state)
{
	static const char steps[] = "steps:\n  - GET: /flows\n";
	AUTO(mem_free) char *scenario = scratch_path(state, "x.yaml");
	AUTO(mem_free) char *included = scratch_path(state, "included.yaml");
	AUTO(mem_free) char *db = scratch_path(state, "state.db");
	AUTO(mem_free) char *to_scenario = mem_printf("tap=%s", scenario);
	AUTO(mem_free) char *to_included = mem_printf("tap=%s", included);
	AUTO(mem_free) char *to_db = mem_printf("tap=%s", db);
	AUTO(buf_release) struct buf left = { 0 };
	const struct {
		const char *words[6];
		const char *says;
	} cases[] = {
		{ { scenario, "--report", to_scenario }, "is read by the scenario" },
		{ { scenario, "--report", to_included }, "is read by the scenario" },
		{ { scenario, "--coverage", included }, "is read by the scenario" },
		{ { scenario, "--state", db, "--report", to_db }, "two outputs go to" },
		{ { scenario, "--state", db, "--coverage", db }, "two outputs go to" },
	};

	scratch_write(state, "x.yaml",
	              "scenario: x\nsteps:\n  - include: included.yaml\n");
	scratch_write(state, "included.yaml", steps);
	for_each_row(i, cases) {
		AUTO(buf_release) struct buf said = { 0 };
		int status = played(&command_run, cases[i].words, &said);

		if (status != EXIT_USAGE || !strstr(buf_str(&said), cases[i].says))
			fail_msg("row %zu: %d, '%s'", i, status, buf_str(&said));
	}
	scratch_read(included, &left);
	assert_string_equal(buf_str(&left), steps);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_meant_is_refused_before_anything_runs),
		cmocka_unit_test_setup_teardown(
			the_worst_end_of_a_scenario_is_the_exit_status, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(
			what_is_read_or_written_already_is_not_written_over, scratch_open,
			scratch_close),
	};

	return cmocka_run_group_tests_name("cmd_run", tests, NULL, NULL);
}
