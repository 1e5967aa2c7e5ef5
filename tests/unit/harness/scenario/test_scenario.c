/*
 * test_scenario.c - harness/scenario/scenario.c, harness/scenario/suite.c and each step's
 * check
 */
#include "tests/unit/unit.h"

#include "harness/scenario/capability.h"
#include "harness/scenario/suite.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

/* Reads steps as a scenario; the error's text without the folder, "" for none. */
static char *refusal(void **state, const char *text)
{
	AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
	struct scenario s;
	struct err e = { 0 };

	scratch_write(state, "x.yaml", text);
	if (scenario_load(path, NULL, &s, &e) == 0) {
		scenario_release(&s);
		return mem_strdup("");
	}
	assert_int_equal(e.code, ERR_INVALID);
	return mem_strdup(strstr(e.text, "x.yaml") ? strstr(e.text, "x.yaml") : e.text);
}

static void steps_are_checked_before_any_runs(void **state)
{
	static const struct {
		const char *steps, *refusal; /* "" for none */
	} cases[] = {
		/* clang-format off */
		{ "- GET: /x", "" },
		{ "- { GET: /x, headers: { a: 1, b: null }, query: { c: true }, expect: { status: 2xx } }", "" },
		{ "- { POST: /x, body: [ 1 ] }", "" },
		{ "- { POST: /x, raw: '{' }", "" },
		{ "- { POST: /x, raw: '{', body: {} }", "x.yaml:3:15: a request has body or raw" },
		{ "- { POST: /x, raw: { a: 1 } }", "x.yaml:3:15: raw must be text, not a map" },
		{ "- { GET: /x, headers: { a: [] } }", "x.yaml:3:25: a must be " },
		{ "- { GET: /x, expect: {} }", "x.yaml:3:14: expect expects nothing" },
		{ "- { GET: /x, expect: { headers: {} } }", "x.yaml:3:24: headers expects nothing" },
		{ "- { GET: /x, capture: {} }", "x.yaml:3:14: capture captures nothing" },
		{ "- { GET: /x, expect: { statsu: 200 } }", "x.yaml:3:24: unknown key 'statsu' in expect" },
		{ "- { GET: /x, expect: { status: ok } }", "x.yaml:3:24: a status is a number or \"2xx\"" },
		{ "- { GET: /x, expect: { status: { $gte: 1 } } }", "unknown matcher '$gte'" },
		{ "- { GET: /x, expect: { headers: { a: { $gte: 1 } } } }", "unknown matcher '$gte'" },
		{ "- { GET: /x, capture: { a: 1 } }", "x.yaml:3:25: a must be text or a map, not a number" },
		{ "- { GET: /x, capture: { a.b: id } }", "x.yaml:3:25: 'a.b' is no name" },
		{ "- { GET: /x, capture: { a: { heder: x } } }", "unknown key 'heder' in a capture" },
		{ "- { GET: /x, capture: { a: id } }\n- GET: /${a}/${now}/${nowMs}/${org}/${sandbox}", "" },
		{ "- { GET: '/${a}', capture: { a: id } }", "x.yaml:3:5: nothing is called 'a' here" },
		{ "- { GET: /x, expect: { body: { a: [ '${b}' ] } } }", "nothing is called 'b' here" },
		{ "- {}", "x.yaml:3:3: this step does nothing known (one of GET, POST" },
		{ "- [ GET ]", "a step must be a map, not a list" },
		{ "- { clock: { advance: PT3H }, files: x }", "a step is clock or files, not both" },
		{ "- { clock: { set: 2026-02-01T00:00:00Z }, expect: { firedCount: 0 } }", "" },
		{ "- clock: {}", "clock takes advance, set, or until with atMost" },
		{ "- clock: { advance: 3h, set: 2026-02-01T00:00:00Z }", "clock takes advance, set, or until with atMost" },
		{ "- clock: { set: tomorrow }", "x.yaml:3:12: " },
		{ "- clock: { until: { run: { status: failed } }, atMost: P1Y }", "" },
		{ "- clock: { until: { run: {} }, atMost: '${now}' }", "" },
		{ "- clock: { until: { run: {} } }", "clock takes advance, set, or until with atMost" },
		{ "- clock: { advance: PT1H, atMost: P1D }", "clock takes advance, set, or until with atMost" },
		{ "- clock: { until: { run: {} }, atMost: soon }", "x.yaml:3:32: " },
		{ "- clock: { until: {}, atMost: P1D }", "run" },
		{ "- clock: { back: PT3H }", "unknown key 'back' in clock" },
		{ "- batch: { dataset: d, records: [ { record: { a: 1 } }, { arrivedAt: +3h, record: {} } ] }", "" },
		{ "- batch: { dataset: d }", "batch needs the key 'records'" },
		{ "- batch: { dataset: d, records: [ { a: 1 } ] }", "unknown key 'a' in a record of a batch" },
		{ "- { batch: { dataset: '${d}', records: [] } }", "nothing is called 'd' here" },
		{ "- wait: { GET: /x, until: { status: 200 }, atMost: 1d, every: 90s }", "" },
		{ "- wait: { GET: /x }", "wait needs the key 'until'" },
		{ "- wait: { GET: /x, until: {} }", "expect expects nothing" },
		{ "- wait: { GET: /x, until: { status: 200 }, atMost: soon }", "x.yaml:3:" },
		{ "- wait: { GET: /x, until: { status: 200 }, every: P1M }", "every must be a length of time" },
		{ "- wait: { POST: /x, until: { status: 200 } }", "unknown key 'POST' in wait" },
		{ "- { files: x, expect: { rows: [ 1, 2 ], format: json, metrics: match } }", "" },
		{ "- { files: x, expect: { row: 1 } }", "unknown key 'row' in what is expected of files" },
		{ "- { files: x, expect: { format: avro } }", "format is parquet or json, not 'avro'" },
		{ "- { files: x, expect: { compression: zip } }", "compression is gzip or none, not 'zip'" },
		{ "- { files: x, expect: { metrics: yes } }", "metrics is match, not 'yes'" },
		{ "- { files: x, expect: { layout: '{x}' } }", "'{x}' is not one of" },
		{ "- { files: x, expect: { records: { some: {} } } }", "unknown key 'some' in records" },
		{ "- { files: x, expect: { records: { any: { $x: 1 } } } }", "unknown matcher '$x'" },
		{ "- { include: '${now}.yaml' }", "the name of an included file may have variables of the matrix" },
		{ "- { include: none.yaml }", "x.yaml:3:5: there is no file 'none.yaml' to include" },
		{ "- { include: x.yaml }", "x.yaml:3:5: 'x.yaml' includes itself" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO_MEM char *text =
			mem_printf("scenario: It holds\nsteps:\n%s\n", cases[i].steps);
		AUTO(mem_free) char *found = refusal(state, text);

		if (*cases[i].refusal ? !strstr(found, cases[i].refusal) : *found)
			fail_msg("%s: %s", cases[i].steps, found);
	}
}

static void what_it_requires_comes_from_its_head_and_its_steps(void **state)
{
	static const struct {
		const char *text;
		unsigned requires;
	} cases[] = {
		{ "scenario: x\nsteps: [ { GET: /x } ]\n", 0 },
		{ "scenario: x\nrequires: [ files, admin ]\nsteps: [ { GET: /x } ]\n",
		  1u << CAN_FILES | 1u << CAN_ADMIN },
		{ "scenario: x\nsteps: [ { clock: { advance: 1h } } ]\n",
		  1u << CAN_TIME_TRAVEL },
		{ "scenario: x\nsteps: [ { files: x } ]\n", 0 },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
		struct scenario s;
		struct err e = { 0 };

		scratch_write(state, "x.yaml", cases[i].text);
		row_int_equal(i, scenario_load(path, NULL, &s, &e), 0);
		row_int_equal(i, s.requires, cases[i].requires);
		row_string_equal(i, s.sentence, "x");
		row_int_equal(i, s.line, 1);
		scenario_release(&s);
	}
}

/* Those that go by a plain socket wait, or may: pool.h plays them apart. */
static void a_scenario_waits_where_a_request_may(void **state)
{
	static const struct {
		const char *step;
		bool waits;
	} cases[] = {
		{ "{ GET: /x }", false },
		{ "{ GET: /x, expect: { status: 200 } }", false },
		{ "{ GET: /x, timeout: 1s }", true },
		{ "{ GET: /x, expect: { took: { $ge: 0.1 } } }", true },
		{ "{ GET: /x, expect: { broken: reset } }", true },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *path = scratch_path(state, "x.yaml");
		AUTO_MEM char *text =
			mem_printf("scenario: x\nsteps: [ %s ]\n", cases[i].step);
		struct scenario s;
		struct err e = { 0 };

		scratch_write(state, "x.yaml", text);
		row_int_equal(i, scenario_load(path, NULL, &s, &e), 0);
		row_int_equal(i, s.waits, cases[i].waits);
		scenario_release(&s);
	}
}

static void includes_are_found_upwards_to_the_root_of_scenarios(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "scenarios/a/b/x.yaml");
	struct scenario s;
	struct err e = { 0 };

	scratch_write(state, "steps/far.yaml", "steps: [ { GET: /far } ]\n");
	scratch_write(state, "scenarios/steps/s.yaml",
	              "params: { name: null, size: 3 }\nsteps:\n"
	              "- { GET: '/${name}/${size}', capture: { got: id } }\n");
	scratch_write(state, "scenarios/a/b/x.yaml",
	              "scenario: x\nsteps:\n- include: steps/s.yaml\n"
	              "  with: { name: '${now}' }\n- GET: /${got}\n");
	if (scenario_load(path, NULL, &s, &e) < 0)
		fail_msg("%s", e.text);
	assert_int_equal(s.steps.count, 2);
	assert_int_equal(s.steps.all[0].children.count, 1);
	scenario_release(&s);

	scratch_write(state, "scenarios/a/b/x.yaml",
	              "scenario: x\nsteps:\n- include: steps/far.yaml\n");
	assert_int_equal(scenario_load(path, NULL, &s, &e), -1);
	assert_non_null(strstr(e.text, "there is no file 'steps/far.yaml'"));
}

static void parameters_are_checked_both_ways(void **state)
{
	static const struct {
		const char *with, *refusal;
	} cases[] = {
		{ "with: { name: x }", "" },
		{ "with: { name: x, size: 4 }", "" },
		{ "with: { size: 4 }", "'s.yaml' must be given the parameter 'name'" },
		{ "with: { name: x, sise: 4 }", "'sise' is no parameter of 's.yaml'" },
	};

	scratch_write(state, "s.yaml",
	              "params: { name: null, size: 3 }\nsteps: [ { GET: /x } ]\n");
	for_each_row(i, cases) {
		AUTO_MEM char *text =
			mem_printf("scenario: x\nsteps:\n- include: s.yaml\n  %s\n",
		                   cases[i].with);
		AUTO(mem_free) char *found = refusal(state, text);

		if (*cases[i].refusal ? !strstr(found, cases[i].refusal) : *found)
			fail_msg("%s: %s", cases[i].with, found);
	}
}

static void parameters_are_not_known_outside_their_file(void **state)
{
	AUTO(mem_free) char *found = NULL;

	scratch_write(state, "s.yaml",
	              "params: { size: 3 }\nsteps: [ { include: t.yaml } ]\n");
	scratch_write(state, "t.yaml", "steps: [ { GET: '/${size}' } ]\n");
	found = refusal(state, "scenario: x\nsteps: [ { include: s.yaml } ]\n");
	assert_non_null(strstr(found, "nothing is called 'size' here"));
}

static void includes_end_at_their_depth(void **state)
{
	AUTO(mem_free) char *found = NULL;

	for (int i = 0; i < 12; i++) {
		AUTO(mem_free) char *name = mem_printf("s%d.yaml", i);
		AUTO_MEM char *text =
			mem_printf("steps: [ { include: s%d.yaml } ]\n", i + 1);

		scratch_write(state, name, text);
	}
	found = refusal(state, "scenario: x\nsteps: [ { include: s0.yaml } ]\n");
	assert_non_null(strstr(found, "includes go deeper than 8"));
}

/* ---------------------------------------------------------------- suites */

static void a_folder_is_walked_by_path_without_its_steps(void **state)
{
	const char *paths[] = { *state, NULL };
	struct buf problems = { 0 };
	struct suite suite;
	struct err e = { 0 };

	scratch_write(state, "b.yaml",
	              "scenario: b\nsteps: [ { include: steps/s.yaml } ]\n");
	scratch_write(state, "a/c.yaml",
	              "scenario: c\nsteps: [ { include: near.yaml } ]\n");
	scratch_write(state, "a/near.yaml", "steps: [ { GET: /x } ]\n");
	scratch_write(state, "steps/s.yaml", "steps: [ { GET: /x } ]\n");
	scratch_write(state, "notes.txt", "no scenario\n");
	if (suite_load(paths, NULL, &suite, &problems, &e) < 0)
		fail_msg("%s %s", e.text, buf_str(&problems));
	assert_int_equal(suite.count, 2);
	assert_string_equal(suite.all[0].sentence, "c");
	assert_string_equal(suite.all[1].sentence, "b");
	suite_release(&suite);
	buf_release(&problems);
}

static void all_problems_are_reported_at_once(void **state)
{
	const char *paths[] = { *state, NULL };
	struct buf problems = { 0 };
	struct suite suite;
	struct err e = { 0 };

	scratch_write(state, "a.yaml", "scenario: a\nstep: []\n");
	scratch_write(state, "b.yaml", "scenario: b\nsteps: [ { GTE: /x } ]\n");
	scratch_write(state, "c.yaml", "steps: [ { GET: /x } ]\n");
	scratch_write(state, "d.yaml", "scenario: d\nsteps: [ { GET: /x } ]\n");
	assert_int_equal(suite_load(paths, NULL, &suite, &problems, &e), -1);
	assert_non_null(strstr(buf_str(&problems), "a.yaml:2:1: unknown key 'step'"));
	assert_non_null(
		strstr(buf_str(&problems), "b.yaml:2:10: this step does nothing"));
	assert_non_null(strstr(buf_str(&problems), "c.yaml: no scenario"));
	assert_null(strstr(buf_str(&problems), "d.yaml"));
	buf_release(&problems);
}

static void a_file_that_is_not_there_is_reported(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "none.yaml");
	const char *paths[] = { path, NULL };
	struct buf problems = { 0 };
	struct suite suite;
	struct err e = { 0 };

	assert_int_equal(suite_load(paths, NULL, &suite, &problems, &e), -1);
	assert_non_null(strstr(buf_str(&problems), "none.yaml"));
	buf_release(&problems);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(steps_are_checked_before_any_runs),
		WITH_FOLDER(what_it_requires_comes_from_its_head_and_its_steps),
		WITH_FOLDER(a_scenario_waits_where_a_request_may),
		WITH_FOLDER(includes_are_found_upwards_to_the_root_of_scenarios),
		WITH_FOLDER(parameters_are_checked_both_ways),
		WITH_FOLDER(parameters_are_not_known_outside_their_file),
		WITH_FOLDER(includes_end_at_their_depth),
		WITH_FOLDER(a_folder_is_walked_by_path_without_its_steps),
		WITH_FOLDER(all_problems_are_reported_at_once),
		WITH_FOLDER(a_file_that_is_not_there_is_reported),
	};

	return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
