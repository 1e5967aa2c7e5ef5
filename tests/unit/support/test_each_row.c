/*
 * test_each_row.c - tests/support/each_row.c: a test that fails in a loop over a table
 *
 * Groups of failing tests run in processes of their own; what they print is checked.
 */
#include "tests/unit/unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/mem.h"

static const int outer[] = { 1, 2, 3 }, inner[] = { 1, 2 };

static void fails_in_the_loop(void **state UNUSED)
{
	for_each_row(i, outer)
		assert_int_not_equal(outer[i], 2);
}

static void fails_in_the_loop_inside(void **state UNUSED)
{
	for_each_row(i, outer) {
		for_each_row(j, inner)
			assert_true(outer[i] + inner[j] < 5);
	}
}

static void fails_between_the_loops(void **state UNUSED)
{
	for_each_row(i, outer) {
		for_each_row(j, inner)
			assert_true(inner[j]);
		assert_int_equal(outer[i], 1);
	}
}

static void fails_behind_the_loop(void **state UNUSED)
{
	for_each_row(i, outer)
		assert_true(outer[i]);
	fail();
}

static int first_over(int least)
{
	for_each_row(i, outer) {
		if (outer[i] > least)
			return outer[i];
	}
	return 0;
}

/* More loops than there may be inside each other, each at a place of its own. */
static void leave_early(int more)
{
	if (more)
		leave_early(more - 1);
	for_each_row(i, inner) {
		if (inner[i] == 1)
			break;
	}
}

static void fails_behind_loops_that_were_left(void **state UNUSED)
{
	leave_early(9);
	assert_int_equal(first_over(1), 3);
}

static int fixtures;

static int count_fixture(void **state UNUSED)
{
	fixtures++;
	return 0;
}

/* In another process: its exit status is 100 for two fixtures, and 1 for a failure. */
static void run_one(struct CMUnitTest test, int to)
{
	const struct CMUnitTest tests[] = { test };
	int failed;

	dup2(to, STDOUT_FILENO);
	dup2(to, STDERR_FILENO);
	failed = cmocka_run_group_tests_name("inner", tests, NULL, NULL);
	fflush(NULL);
	_exit(50 * fixtures + failed);
}

/* What the group of this test prints; the caller frees it. */
static char *printed(struct CMUnitTest test)
{
	struct buf out = { 0 };
	char part[512];
	int ends[2], status;
	ssize_t n;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child)
		run_one(test, ends[1]);
	close(ends[1]);
	while ((n = read(ends[0], part, sizeof(part))) > 0)
		buf_add(&out, part, (size_t)n);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 101);
	return buf_take(&out);
}

static void the_rows_of_all_loops_that_did_not_end_are_printed(void **state UNUSED)
{
	static const struct {
		struct CMUnitTest test;
		const char *says; /* NULL: no row */
	} cases[] = {
#define FAILS(f) cmocka_unit_test_setup_teardown(f, count_fixture, count_fixture)
		{ FAILS(fails_in_the_loop), "at row 1 of outer\n" },
		{ FAILS(fails_in_the_loop_inside), "outer, row 1 of inner\n" },
		{ FAILS(fails_between_the_loops), "at row 1 of outer\n" },
		{ FAILS(fails_behind_the_loop), NULL },
		{ FAILS(fails_behind_loops_that_were_left), NULL },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *text = printed(cases[i].test);

		assert_int_equal(cases[i].says && strstr(text, cases[i].says),
		                 cases[i].says != NULL);
		assert_int_equal(strstr(text, "at row") != NULL, cases[i].says != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rows_of_all_loops_that_did_not_end_are_printed),
	};

	return cmocka_run_group_tests_name("each_row", tests, NULL, NULL);
}
