/*
 * test_suite.c - harness/scenario/suite.c: the scenarios that files and folders hold
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "harness/scenario/suite.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define STEPS "steps: [ { GET: /flows } ]\n"

/* What the suite of the paths below the folder holds: "a.yaml[cell] b.yaml". */
static char *names_of(void **state, const struct suite *s)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		buf_printf(&out, "%s%s", i ? " " : "",
		           s->all[i].file + strlen(*state) + 1);
		if (s->all[i].matrix.cell)
			buf_printf(&out, "[%s]", json_str(s->all[i].matrix.cell, "kind"));
	}
	return buf_take(&out);
}

static int load(void **state, const char *path, const cJSON *vars, struct suite *out,
                struct buf *problems)
{
	AUTO_MEM char *whole = scratch_path(state, path);
	const char *const paths[] = { whole, NULL };
	struct err e = { 0 };
	int rc = suite_load(paths, vars, out, problems, &e);

	if (rc < 0)
		assert_int_equal(e.code, ERR_INVALID);
	return rc;
}

static void a_folder_is_walked_by_path_but_for_its_steps(void **state)
{
	AUTO(buf_release) struct buf problems = { 0 };
	AUTO_MEM char *names = NULL;
	struct suite s;

	scratch_write(state, "f/b.yaml",
	              "scenario: B\nsteps: [ { include: steps/x.yaml } ]\n");
	scratch_write(state, "f/a/z.yaml", "scenario: Z\n" STEPS);
	scratch_write(state, "f/a/steps/y.yaml", "no: steps at all\n");
	scratch_write(state, "f/steps/x.yaml", STEPS);
	scratch_write(state, "f/notes.txt", "no scenario\n");
	scratch_write(state, "f/a.yml", "scenario: A\n" STEPS);
	if (load(state, "f/", NULL, &s, &problems) < 0)
		fail_msg("%s", buf_str(&problems));
	names = names_of(state, &s);
	assert_string_equal(names, "f/a.yml f/a/z.yaml f/b.yaml");
	suite_release(&s);
	assert_int_equal(s.count, 0);
}

static void a_link_in_a_folder_is_what_it_leads_to(void **state)
{
	AUTO(buf_release) struct buf problems = { 0 };
	AUTO_MEM char *file = scratch_path(state, "f/file.yaml");
	AUTO_MEM char *folder = scratch_path(state, "f/folder");
	AUTO_MEM char *locked = scratch_path(state, "f/.#file.yaml");
	AUTO_MEM char *nowhere = scratch_path(state, "f/nowhere.yaml");
	AUTO_MEM char *names = NULL;
	struct suite s;

	scratch_write(state, "f/a.yaml", "scenario: A\n" STEPS);
	scratch_write(state, "g/b.yaml", "scenario: B\n" STEPS);
	assert_int_equal(symlink("../g/b.yaml", file), 0);
	assert_int_equal(symlink("../g", folder), 0);
	assert_int_equal(symlink("me@there.1234:1700000000", locked), 0);
	if (load(state, "f", NULL, &s, &problems) < 0)
		fail_msg("%s", buf_str(&problems));
	names = names_of(state, &s);
	assert_string_equal(names, "f/a.yaml f/file.yaml f/folder/b.yaml");
	suite_release(&s);
	assert_int_equal(symlink("none.yaml", nowhere), 0);
	assert_int_equal(load(state, "f", NULL, &s, &problems), -1);
	assert_non_null(strstr(buf_str(&problems), "f/nowhere.yaml"));
}

static void paths_are_read_in_the_order_given(void **state)
{
	AUTO_MEM char *a = scratch_path(state, "a.yaml");
	AUTO_MEM char *b = scratch_path(state, "b.yaml");
	const char *const paths[] = { b, a, b, NULL };
	AUTO(buf_release) struct buf problems = { 0 };
	AUTO_MEM char *names = NULL;
	struct suite s;
	struct err e = { 0 };

	scratch_write(state, "a.yaml", "scenario: A\n" STEPS);
	scratch_write(state, "b.yaml", "scenario: B\n" STEPS);
	assert_int_equal(suite_load(paths, NULL, &s, &problems, &e), 0);
	names = names_of(state, &s);
	assert_string_equal(names, "b.yaml a.yaml b.yaml");
	suite_release(&s);
}

static void a_matrix_is_there_once_a_combination(void **state)
{
	AUTO(buf_release) struct buf problems = { 0 };
	AUTO_MEM char *names = NULL;
	struct suite s;

	scratch_write(state, "m.yaml",
	              "scenario: M\nmatrix: { kind: [ s3, sftp, dlz ] }\n"
	              "steps: [ { GET: '/flows?x=${kind}' } ]\n");
	if (load(state, "m.yaml", NULL, &s, &problems) < 0)
		fail_msg("%s", buf_str(&problems));
	names = names_of(state, &s);
	assert_string_equal(names, "m.yaml[s3] m.yaml[sftp] m.yaml[dlz]");
	suite_release(&s);
}

/* Misspelling its key must not make a scenario vanish. */
static void a_file_without_a_sentence_must_be_included(void **state)
{
	AUTO(buf_release) struct buf problems = { 0 };
	struct suite s;

	scratch_write(state, "f/more.yaml", STEPS);
	scratch_write(state, "f/a.yaml",
	              "scenario: A\nsteps: [ { include: more.yaml } ]\n");
	assert_int_equal(load(state, "f", NULL, &s, &problems), 0);
	assert_int_equal(s.count, 1);
	suite_release(&s);

	scratch_write(state, "f/lost.yaml", STEPS);
	assert_int_equal(load(state, "f", NULL, &s, &problems), -1);
	assert_non_null(
		strstr(buf_str(&problems),
	               "/f/lost.yaml: no scenario (it has no key 'scenario'), and "
	               "none includes it\n"));
	assert_int_equal(s.count, 0);
}

/* Reading goes on after the first: all problems are said at once, a line each. */
static void all_problems_are_said(void **state)
{
	AUTO(buf_release) struct buf problems = { 0 };
	struct suite s;

	scratch_write(state, "f/a.yaml", "scenario: A\nsteps: [ { GTE: /flows } ]\n");
	scratch_write(state, "f/b.yaml", "scenario: B\n" STEPS);
	scratch_write(state, "f/c.yaml", "scenario: [\n");
	assert_int_equal(load(state, "f", NULL, &s, &problems), -1);
	assert_non_null(strstr(buf_str(&problems), "/f/a.yaml:2:10: "));
	assert_non_null(strstr(buf_str(&problems), "/f/c.yaml:"));
	assert_int_equal(s.count + s.bad_count, 0);
}

static void what_is_not_there_is_a_problem(void **state)
{
	AUTO(buf_release) struct buf problems = { 0 };
	struct suite s;

	assert_int_equal(load(state, "none.yaml", NULL, &s, &problems), -1);
	assert_non_null(strstr(buf_str(&problems), "none.yaml"));
}

static void a_variable_that_nobody_asks_for_is_a_problem(void **state)
{
	AUTO(cJSON_Delete) cJSON *vars = quoted_json("{'size':1,'sise':2}");
	AUTO(buf_release) struct buf problems = { 0 };
	struct suite s;

	scratch_write(state, "a.yaml",
	              "scenario: A\nsteps: [ { GET: '/flows?limit=${size}' } ]\n");
	assert_int_equal(load(state, "a.yaml", vars, &s, &problems), -1);
	assert_string_equal(buf_str(&problems),
	                    "variable 'sise': no scenario asks for it\n");
}

/* --keep-going: the others are read, and what is wrong with each bad file is kept. */
static void what_can_be_read_may_be_played_without_the_rest(void **state)
{
	AUTO(cJSON_Delete) cJSON *vars = quoted_json("{'size':1}");
	AUTO_MEM char *folder = scratch_path(state, "f");
	const char *const paths[] = { folder, NULL };
	AUTO(buf_release) struct buf problems = { 0 };
	struct suite s;
	struct err e = { 0 };

	scratch_write(state, "f/a.yaml", "scenario: A\n\nsteps: [ { GTE: /flows } ]\n");
	scratch_write(state, "f/b.yaml", "scenario: B\n" STEPS);
	/* The bad file may have the only use of the variable. */
	assert_int_equal(suite_load_readable(paths, vars, &s, &problems, &e), 0);
	assert_int_equal(problems.size, 0);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.bad_count, 1);
	assert_true(str_ends(s.bad[0].file, "/f/a.yaml"));
	assert_int_equal(s.bad[0].line, 3);
	assert_true(str_starts(s.bad[0].text, s.bad[0].file));
	suite_release(&s);

	/* Where all can be read it is as strict as ever. */
	scratch_write(state, "f/a.yaml", "scenario: A\n" STEPS);
	assert_int_equal(suite_load_readable(paths, vars, &s, &problems, &e), -1);
	assert_non_null(strstr(buf_str(&problems), "variable 'size'"));
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(a_folder_is_walked_by_path_but_for_its_steps),
		WITH_FOLDER(a_link_in_a_folder_is_what_it_leads_to),
		WITH_FOLDER(paths_are_read_in_the_order_given),
		WITH_FOLDER(a_matrix_is_there_once_a_combination),
		WITH_FOLDER(a_file_without_a_sentence_must_be_included),
		WITH_FOLDER(all_problems_are_said),
		WITH_FOLDER(what_is_not_there_is_a_problem),
		WITH_FOLDER(a_variable_that_nobody_asks_for_is_a_problem),
		WITH_FOLDER(what_can_be_read_may_be_played_without_the_rest),
	};

	return cmocka_run_group_tests_name("suite", tests, NULL, NULL);
}
