/*
 * test_inventory.c - harness/verify/inventory.c
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "harness/verify/inventory.h"
#include "lib/file/file.h"
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

#define FOLDER A "/exportTime=202601010000/"

static void what_is_found_of(const char *folder, const char *layout, struct buf *out)
{
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(inventory_release) struct inventory v = { 0 };
	AUTO(findings_release) struct findings f = { 0 };
	struct err e = { 0 };

	assert_int_equal(tree_open(folder, &t, &e), 0);
	inventory_init(&v, &t, folder, layout, &f);
	for (size_t i = 0; i < v.file_count; i++)
		buf_printf(out, "%s ", v.files[i].form.type ? "data" : "manifest");
	for (size_t i = 0; i < f.count; i++) {
		assert_int_equal(f.all[i].record, 0);
		buf_printf(out, "%s ", finding_id(f.all[i].kind));
	}
	for (size_t i = 0; i < f.unchecked_count; i++)
		buf_printf(out, "unchecked ");
}

/* No file is passed over: it counts, is a finding, or is said not to be checked. */
static void each_file_is_sorted_by_its_name_and_folder(void **state UNUSED)
{
	static const struct {
		const char *path, *found;
	} rows[] = {
		{ FOLDER "part-00000" TAIL ".json", "data " },
		{ FOLDER "part-00000" TAIL ".json.gz", "data " },
		{ FOLDER "part-00000" TAIL ".parquet", "data " },
		{ FOLDER "manifest-1.json", "manifest " },
		{ FOLDER "manifest-1.txt", "stray-file " },
		{ FOLDER "manifest.json", "data " },
		{ FOLDER "notes.txt", "stray-file " },
		{ FOLDER "part-00000" TAIL, "stray-file " },
		{ FOLDER ".part-00000" TAIL ".json", "stray-file " },
		{ FOLDER ".hidden.json", "stray-file " },
		{ FOLDER "part-00000" TAIL ".json.tmp", "temporary " },
		{ FOLDER ".tmp-part-00000.json", "temporary " },
		{ FOLDER ".staged/part-00000" TAIL ".json", "unchecked " },
		{ ".staged/" FOLDER "part-00000" TAIL ".json", "unchecked " },
		{ "a.b/" FOLDER "part-00000" TAIL ".json", "data " },
		{ A "/exportTime=2026/part-00000" TAIL ".json", "data folder-name " },
		{ "part-00000" TAIL ".json", "data folder-name " },
	};

	for_each_row(i, rows) {
		AUTO(buf_release) struct buf found = { 0 };
		void *folder = NULL;

		scratch_open(&folder);
		scratch_write(&folder, rows[i].path, "");
		what_is_found_of(folder, NULL, &found);
		row_string_equal(i, buf_str(&found), rows[i].found);
		scratch_close(&folder);
	}
}

static void a_folder_fits_a_layout_by_the_end_of_its_path(void **state UNUSED)
{
	static const struct {
		const char *layout, *path, *found;
	} rows[] = {
		{ "{dataset}/day={yyyyMMdd}", A "/day=20260101/x.json", "data " },
		{ "{dataset}/day={yyyyMMdd}", "p/q/" A "/day=20260101/x.json", "data " },
		{ "day={yyyyMMdd}", A "/day=20260101/x.json", "data " },
		{ "{dataset}/day={yyyyMMdd}", A "/day=202601/x.json",
		  "data folder-name " },
		{ "{dataset}/day={yyyyMMdd}", A "/day=20260101/more/x.json",
		  "data folder-name " },
		{ "{dataset}/day={yyyyMMdd}", A "/xday=20260101/x.json",
		  "data folder-name " },
	};

	for_each_row(i, rows) {
		AUTO(buf_release) struct buf found = { 0 };
		void *folder = NULL;

		scratch_open(&folder);
		scratch_write(&folder, rows[i].path, "");
		what_is_found_of(folder, rows[i].layout, &found);
		row_string_equal(i, buf_str(&found), rows[i].found);
		scratch_close(&folder);
	}
}

/* A link and a pipe are findings, though nothing of them is read. */
static void what_is_no_file_is_a_finding(void **state)
{
	AUTO_MEM char *link = scratch_path(state, "link.json");
	AUTO_MEM char *pipe = scratch_path(state, "pipe.json");
	AUTO(buf_release) struct buf found = { 0 };

	assert_int_equal(symlink("nowhere", link), 0);
	assert_int_equal(mkfifo(pipe, 0666), 0);
	what_is_found_of(*state, NULL, &found);
	assert_string_equal(buf_str(&found), "link special-file ");
}

/* What it held was lost; other folders may be empty. */
static void an_export_without_a_file_is_a_finding(void **state UNUSED)
{

	static const struct {
		const char *folder, *layout, *found;
	} cases[] = {
		{ A "/exportTime=202601010000", NULL, "missing-file " },
		{ A "/exportTime=202601010000/part-0", NULL, "missing-file " },
		{ A "/exportTime=2026", NULL, "" },
		{ A, NULL, "" },
		{ "elsewhere", NULL, "" },
		{ A "/2026", "{dataset}/{yyyy}", "missing-file " },
		{ A "/exportTime=202601010000", "{dataset}/{yyyy}", "" },
	};

	for_each_row(i, cases) {
		void *root = NULL;
		AUTO(buf_release) struct buf found = { 0 };
		AUTO_MEM char *path = NULL;
		struct err e = { 0 };

		scratch_open(&root);
		path = scratch_path(&root, cases[i].folder);
		row_int_equal(i, file_make_dirs(path, &e), 0);
		what_is_found_of(root, cases[i].layout, &found);
		row_string_equal(i, buf_str(&found), cases[i].found);
		scratch_close(&root);
	}
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(files_are_sorted_into_exports_and_series),
		IN_FOLDER(a_root_below_the_dataset_is_placed_by_its_own_path),
		cmocka_unit_test(parts_are_numbered_from_zero_once_each),
		cmocka_unit_test(each_file_is_sorted_by_its_name_and_folder),
		cmocka_unit_test(a_folder_fits_a_layout_by_the_end_of_its_path),
		IN_FOLDER(what_is_no_file_is_a_finding),
		cmocka_unit_test(an_export_without_a_file_is_a_finding),
	};

	return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}
