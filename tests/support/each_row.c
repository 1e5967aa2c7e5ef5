/*
 * each_row.c - loops over tables of cases: a test that fails in one says at which row
 *
 * A check that fails longjmps out of the test, past all its loops.  So each loop is noted
 * on a stack as it goes; cmocka calls the teardown next, and what is on the stack then
 * was never ended.  The counter's address tells the loops apart.
 */
#include "tests/support/each_row.h"

#include "lib/mem.h"

#define DEPTH 4 /* loops inside each other */

static struct {
	const char *table;
	const size_t *at;
	size_t row;
} loops[DEPTH];
static size_t depth;

/* The group's own tests; `now` is the one that runs. */
static const struct CMUnitTest *first, *now;

static size_t level_of(const size_t *at)
{
	size_t level = 0;

	while (level < depth && loops[level].at != at)
		level++;
	return level;
}

void each_row_left(const size_t *at)
{
	depth = level_of(at);
}

bool each_row_at(const char *table, const size_t *at, size_t count)
{
	size_t level = level_of(at);

	if (*at >= count)
		return false;
	assert(level < DEPTH);
	loops[level].table = table;
	loops[level].at = at;
	loops[level].row = *at;
	depth = level + 1;
	return true;
}

static int begin(void **state)
{
	now = now ? now + 1 : first;
	return now->setup_func ? now->setup_func(state) : 0;
}

static void run(void **state)
{
	depth = 0;
	now->test_func(state);
	depth = 0;
}

static int end(void **state)
{
	for (size_t i = 0; i < depth; i++)
		print_error("%srow %zu of %s%s", i ? ", " : "at ", loops[i].row,
		            loops[i].table, i + 1 == depth ? "\n" : "");
	depth = 0;
	return now->teardown_func ? now->teardown_func(state) : 0;
}

int each_row_group(const char *name, const struct CMUnitTest *tests, size_t count,
                   CMFixtureFunction setup, CMFixtureFunction teardown)
{
	struct CMUnitTest *wrapped = mem_alloc(count * sizeof(*wrapped));
	int failed;

	for (size_t i = 0; i < count; i++)
		wrapped[i] = (struct CMUnitTest){ tests[i].name, run, begin, end,
			                          tests[i].initial_state };
	first = tests;
	now = NULL;
	failed = _cmocka_run_group_tests(name, wrapped, count, setup, teardown);
	free(wrapped);
	return failed;
}
