/*
 * test_matrix.c - harness/scenario/matrix.c, and what a scenario is given
 */
#include "tests/unit/unit.h"

#include "harness/scenario/suite.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define STEPS "steps:\n  - GET: /flows?a=${a ?? 1}&b=${b ?? 2}\n"

static void a_matrix_that_can_not_be_meant_is_refused(void **state)
{
	static const struct {
		const char *matrix, *why;
	} cases[] = {
		/* clang-format off */
		{ "{}", "x.yaml:2:1: matrix: there are no values" },
		{ "[a]", "x.yaml:2:1: matrix must be a map, not a list" },
		{ "{ a: 1 }", "x.yaml:2:11: matrix: 'a' must be a list of values" },
		{ "{ a: [] }", "x.yaml:2:11: matrix: 'a' must be a list of values" },
		{ "{ a: [[1]] }", "x.yaml:2:15: matrix: a value is text, a number, true or false" },
		{ "{ a: [1, null] }", "x.yaml:2:18: matrix: a value is text, a number, true or false" },
		{ "{ a: [x, y, X] }", "x.yaml:2:1: matrix: two combinations are called [x]" },
		{ "{ a: [1, '1'] }", "x.yaml:2:1: matrix: two combinations are called [1]" },
		{ "{ a: ['x,y', x], b: [z, 'y,z'] }", "x.yaml:2:1: matrix: two combinations are called [x,y,z]" },
		{ "{ a: [1], c: [1] }", "x.yaml:2:19: matrix: no step asks for ${c}" },
		{ "{ a: ['${b}'] }", "x.yaml:2:15: matrix: a value has no variables" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
		AUTO_MEM char *text =
			mem_printf("scenario: x\nmatrix: %s\n" STEPS, cases[i].matrix);
		struct scenario s;
		struct err e = { 0 };

		scratch_write(state, "x.yaml", text);
		row_int_equal(i, scenario_load(path, NULL, &s, &e), -1);
		if (!strstr(e.text, cases[i].why))
			fail_msg("row %zu: '%s'", i, e.text);
	}
}

static void more_combinations_than_there_may_be_are_refused(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
	AUTO(buf_release) struct buf text = { 0 };
	struct scenario s;
	struct err e = { 0 };

	buf_add_str(&text, "scenario: x\nmatrix:\n  a: [0");
	for (int i = 1; i <= MATRIX_MAX; i++)
		buf_printf(&text, ",%d", i);
	buf_add_str(&text, "]\n" STEPS);
	scratch_write(state, "x.yaml", buf_str(&text));
	assert_int_equal(scenario_load(path, NULL, &s, &e), -1);
	assert_non_null(strstr(e.text, "matrix: there are more than 1000 combinations"));
}

static void a_suite_has_each_combination_once_with_its_values(void **state)
{
	static const struct {
		const char *sentence, *cell, *values;
	} cells[] = {
		/* clang-format off */
		{ "x [s3,1]", "s3,1", JSON({"b":1,"a":"S3"}) },
		{ "x [s3,true]", "s3,true", JSON({"b":true,"a":"S3"}) },
		{ "x [sftp,1]", "sftp,1", JSON({"b":1,"a":"sftp"}) },
		{ "x [sftp,true]", "sftp,true", JSON({"b":true,"a":"sftp"}) },
	};
	/* clang-format on */
	AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
	const char *const paths[] = { path, NULL };
	AUTO(cJSON_Delete) cJSON *vars = json_new_object();
	struct buf problems = { 0 };
	struct suite suite;
	struct err e = { 0 };

	json_set(vars, "b", json_new_str("replaced by the cell's"));
	scratch_write(state, "x.yaml",
	              "scenario: x\nmatrix: { a: [S3, sftp], b: [1, true] }\n" STEPS);
	assert_int_equal(suite_load(paths, vars, &suite, &problems, &e), 0);
	assert_int_equal(suite.count, ARRAY_LEN(cells));
	for_each_row(i, cells) {
		AUTO(mem_free) char *values = json_text(suite.all[i].values);

		row_string_equal(i, suite.all[i].sentence, cells[i].sentence);
		row_string_equal(i, suite.all[i].matrix.name, cells[i].cell);
		row_string_equal(i, values, cells[i].values);
	}
	suite_release(&suite);
	buf_release(&problems);
}

static void a_variable_that_no_scenario_asks_for_is_a_problem(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
	const char *const paths[] = { path, NULL };
	AUTO(cJSON_Delete) cJSON *vars = json_new_object();
	AUTO(buf_release) struct buf problems = { 0 };
	struct suite suite;
	struct err e = { 0 };

	json_set(vars, "a", json_new_int(1));
	json_set(vars, "aa", json_new_int(1));
	scratch_write(state, "x.yaml", "scenario: x\n" STEPS);
	assert_int_equal(suite_load(paths, vars, &suite, &problems, &e), -1);
	assert_string_equal(buf_str(&problems),
	                    "variable 'aa': no scenario asks for it\n");
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(a_matrix_that_can_not_be_meant_is_refused),
		WITH_FOLDER(more_combinations_than_there_may_be_are_refused),
		WITH_FOLDER(a_suite_has_each_combination_once_with_its_values),
		WITH_FOLDER(a_variable_that_no_scenario_asks_for_is_a_problem),
	};

	return cmocka_run_group_tests_name("matrix", tests, NULL, NULL);
}
