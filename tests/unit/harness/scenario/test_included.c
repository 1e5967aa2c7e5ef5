/*
 * test_included.c - harness/scenario/included.c
 */
#include "tests/unit/unit.h"

#include "harness/scenario/included.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

static void it_is_next_to_its_includer_or_above_up_to_scenarios(void **state)
{
	static const struct {
		const char *path, *found; /* below the scratch folder; NULL: nothing */
	} rows[] = {
		{ "near.yaml", "scenarios/lists/near.yaml" },
		{ "steps/flow.yaml", "scenarios/steps/flow.yaml" },
		{ "both.yaml", "scenarios/lists/both.yaml" }, /* the nearest */
		{ "outside.yaml", NULL },
		{ "steps", NULL }, /* a folder */
		{ "none.yaml", NULL },
	};
	AUTO_MEM char *includer = scratch_path(state, "scenarios/lists/a.yaml");

	scratch_write(state, "scenarios/lists/near.yaml", "-\n");
	scratch_write(state, "scenarios/lists/both.yaml", "-\n");
	scratch_write(state, "scenarios/both.yaml", "-\n");
	scratch_write(state, "scenarios/steps/flow.yaml", "-\n");
	scratch_write(state, "outside.yaml", "-\n");
	for_each_row(i, rows) {
		AUTO_MEM char *found = included_find(includer, rows[i].path, NULL);
		AUTO_MEM char *expected =
			rows[i].found ? scratch_path(state, rows[i].found) : NULL;

		row_string_equal(i, found ? found : "nothing",
		                 expected ? expected : "nothing");
	}
}

static void a_whole_path_is_that_file(void **state)
{
	AUTO_MEM char *includer = scratch_path(state, "mine/a.yaml");
	AUTO_MEM char *path = scratch_path(state, "steps/flow.yaml");
	AUTO_MEM char *folder = scratch_path(state, "steps");
	AUTO_MEM char *none = scratch_path(state, "steps/none.yaml");
	AUTO_MEM char *found = NULL;

	scratch_write(state, "steps/flow.yaml", "-\n");
	found = included_find(includer, path, NULL);
	assert_string_equal(found ? found : "nothing", path);
	assert_null(included_find(includer, folder, NULL));
	assert_null(included_find(includer, none, NULL));
}

static void what_one_folder_finds_another_does_not(void **state)
{
	AUTO_MEM char *mine = scratch_path(state, "mine/a.yaml");
	AUTO_MEM char *yours = scratch_path(state, "yours/a.yaml");
	AUTO_MEM char *again = scratch_path(state, "mine/b.yaml");
	AUTO_MEM char *first = NULL, *second = NULL, *other = NULL;
	struct map met = { 0 };
	void *value;

	scratch_write(state, "mine/steps.yaml", "-\n");
	assert_null(included_find(yours, "steps.yaml", &met));
	first = included_find(mine, "steps.yaml", &met);
	second = included_find(again, "steps.yaml", &met);
	assert_non_null(first);
	assert_string_equal(second ? second : "nothing", first);
	assert_int_equal(met.count, 1);
	assert_null(included_find(yours, "steps.yaml", &met));
	scratch_write(state, "yours/steps.yaml", "-\n");
	other = included_find(yours, "steps.yaml", &met);
	assert_non_null(other);
	assert_string_not_equal(other, first);
	for (size_t at = 0; map_next(&met, &at, &value);)
		free(value);
	map_release(&met);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			it_is_next_to_its_includer_or_above_up_to_scenarios, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(what_one_folder_finds_another_does_not,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(a_whole_path_is_that_file, scratch_open,
		                                scratch_close),
	};

	return cmocka_run_group_tests_name("included", tests, NULL, NULL);
}
