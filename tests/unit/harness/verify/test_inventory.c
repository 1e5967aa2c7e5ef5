/*
 * test_inventory.c - harness/verify/inventory.c
 */
#include "tests/unit/unit.h"

#include "harness/verify/inventory.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

#define A    "65b1f00d0a1c4e2b9d7e3f01"
#define B    "65b1f00d0a1c4e2b9d7e3f02"
#define TAIL "-tid-1-0b8c5520-9999-4cff-bdf5-1f32c8c47cb9-1-1-c000"
#define NEXT "-tid-2-0b8c5520-9999-4cff-bdf5-1f32c8c47cb9-1-1-c000"

static void files_are_sorted_into_exports_and_series(void **state)
{
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(inventory_release) struct inventory v = { 0 };
	AUTO(findings_release) struct findings f = { 0 };
	struct err e = { 0 };

	scratch_write(state, "p/" A "/exportTime=202601010000/part-00000" TAIL ".json",
	              "x");
	scratch_write(state, "p/" A "/exportTime=202601010000/part-00001" TAIL ".json",
	              "xx");
	scratch_write(state, "p/" A "/exportTime=202601010000/part-00000" NEXT ".parquet",
	              "");
	scratch_write(state, "p/" A "/exportTime=202601020000/part-00000" TAIL ".json",
	              "");
	scratch_write(state, "p/" A "/exportTime=202601020000/manifest-x.json", "");
	scratch_write(state, "p/" B "/exportTime=202601020000/part-00000" TAIL ".json",
	              "");
	scratch_write(state, "q/" A "/exportTime=202601020000/part-00000" TAIL ".json",
	              "");
	assert_int_equal(tree_open(*state, &t, &e), 0);
	inventory_init(&v, &t, *state, NULL, &f);
	inventory_check_parts(&v, &f);
	assert_int_equal(f.count, 0);
	assert_int_equal(v.file_count, 7);
	assert_int_equal(v.folder_count, 4);
	assert_int_equal(v.export_count, 5);
	assert_int_equal(v.series_count, 3);
	assert_string_equal(v.series[0].path, "p/" A);
	assert_int_equal(v.series[0].exports, 3);
	assert_int_equal(v.series[0].files, 4);
	assert_int_equal(v.series[0].manifests, 1);
	assert_int_equal(v.series[0].bytes, 3);
	assert_true(str_is(v.series[1].dataset, B));
}

/* A tree of one folder is judged from above, and from within. */
static void a_root_below_the_dataset_is_placed_by_its_own_path(void **state)
{
	static const char *const roots[] = { "p", "p/" A,
		                             "p/" A "/exportTime=202601010000" };

	scratch_write(state, "p/" A "/exportTime=202601010000/part-00000" TAIL ".json",
	              "x");
	for_each_row(i, roots) {
		AUTO(tree_close) struct export_tree t = { .fd = -1 };
		AUTO(inventory_release) struct inventory v = { 0 };
		AUTO(findings_release) struct findings f = { 0 };
		AUTO(mem_free) char *root = scratch_path(state, roots[i]);
		struct err e = { 0 };

		row_int_equal(i, tree_open(root, &t, &e), 0);
		inventory_init(&v, &t, root, NULL, &f);
		row_int_equal(i, f.count, 0);
		row_int_equal(i, str_is(v.series[0].dataset, A), true);
	}
}

static void parts_are_numbered_from_zero_once_each(void **state UNUSED)
{
	static const struct {
		const char *names[4];
		const char *kinds;
	} cases[] = {
		{ { "part-00000" TAIL ".json", "part-00001" TAIL ".json" }, "" },
		{ { "part-00001" TAIL ".json" }, "parts " },
		{ { "part-00000" TAIL ".json", "part-00002" TAIL ".json" }, "parts " },
		{ { "part-00000" TAIL ".json", "part-00000" NEXT ".json" }, "" },
		{ { "part-00000" TAIL ".json", "part-00000" TAIL ".json.gz" },
		  "parts mixed-forms " },
		{ { "part-00000" TAIL ".json", "part-00001" TAIL ".parquet" },
		  "mixed-forms " },
		{ { "part-0" TAIL ".json" }, "file-name " },
		{ { "data.json", "part-00000" TAIL ".json" }, "file-name " },
	};

	for_each_row(i, cases) {
		AUTO(tree_close) struct export_tree t = { .fd = -1 };
		AUTO(inventory_release) struct inventory v = { 0 };
		AUTO(findings_release) struct findings f = { 0 };
		AUTO(buf_release) struct buf kinds = { 0 };
		void *folder = NULL;
		struct err e = { 0 };

		scratch_open(&folder);
		for (size_t k = 0; cases[i].names[k]; k++) {
			AUTO_MEM char *path = mem_printf(A "/exportTime=202601010000/%s",
			                                 cases[i].names[k]);

			scratch_write(&folder, path, "");
		}
		row_int_equal(i, tree_open(folder, &t, &e), 0);
		inventory_init(&v, &t, folder, NULL, &f);
		inventory_check_parts(&v, &f);
		for (size_t k = 0; k < f.count; k++)
			buf_printf(&kinds, "%s ", finding_id(f.all[k].kind));
		row_string_equal(i, buf_str(&kinds), cases[i].kinds);
		scratch_close(&folder);
	}
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(files_are_sorted_into_exports_and_series),
		IN_FOLDER(a_root_below_the_dataset_is_placed_by_its_own_path),
		cmocka_unit_test(parts_are_numbered_from_zero_once_each),
	};

	return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}
