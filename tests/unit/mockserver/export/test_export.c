/*
 * test_export.c - mockserver/export/export.c
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/resource.h>

#include "lib/mem.h"
#include "mockserver/export/export.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"

static const struct {
	struct export_options options;
	const char *extension, *magic;
} kinds[] = {
	{ { EXPORT_JSON, EXPORT_NONE, FILE_NO_SYNC }, "json", "{" },
	{ { EXPORT_JSON, EXPORT_GZIP, FILE_NO_SYNC }, "json.gz", "\x1f\x8b" },
	{ { EXPORT_JSON, EXPORT_GZIP, FILE_SYNC, EXPORT_SINGLE }, "json.gz", "\x1f\x8b" },
	{ { EXPORT_PARQUET, EXPORT_NONE, FILE_SYNC }, "parquet", "PAR1" },
	{ { EXPORT_PARQUET, EXPORT_GZIP, FILE_NO_SYNC }, "gz.parquet", "PAR1" },
};

static void make_rows(struct rows *r, uint64_t count)
{
	rows_init(r, "id int64!, s string!, l [{t timestamp}]");
	for (uint64_t i = 0; i < count; i++)
		rows_add_random(r, i);
}

static void each_format_and_codec_has_its_extension_and_content(void **state)
{
	for_each_row(i, kinds) {
		AUTO(mem_free) char *path = scratch_path(state, "a/b/part");
		AUTO(buf_release) struct buf extension = { 0 };
		struct export_stats stats;
		struct buf file = { 0 };
		struct err e = { 0 };
		struct rows r;

		format_put_extension(&extension, kinds[i].options.format,
		                     kinds[i].options.codec);
		row_string_equal(i, buf_str(&extension), kinds[i].extension);
		make_rows(&r, 100);
		assert_int_equal(export_file(path, &kinds[i].options, rows_source(&r, 3),
		                             &stats, &e),
		                 0);
		scratch_read(path, &file);
		assert_int_equal(stats.rows, 300);
		assert_int_equal(stats.bytes, file.size);
		assert_memory_equal(file.data, kinds[i].magic, strlen(kinds[i].magic));
		assert_int_equal(scratch_files(state), 1);
		buf_release(&file);
		rows_release(&r);
	}
}

static void a_file_whose_name_a_folder_has_is_not_written(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "part");
	struct export_stats stats;
	struct err e = { 0 };
	struct rows r;
	size_t before;

	scratch_write(state, "part/below", "x");
	before = scratch_files(state);
	make_rows(&r, 10);
	assert_int_equal(export_file(path, &kinds[0].options, rows_source(&r, 1), &stats,
	                             &e),
	                 -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(scratch_files(state), before);
	rows_release(&r);
}

static void a_second_file_of_the_same_rows_is_the_same(void **state)
{
	for_each_row(i, kinds) {
		struct buf file[2] = { 0 };
		struct export_stats stats;
		struct err e = { 0 };

		for (int k = 0; k < 2; k++) {
			AUTO_MEM char *path = scratch_path(state, k ? "two" : "one");
			struct rows r;

			make_rows(&r, 5000);
			assert_int_equal(export_file(path, &kinds[i].options,
			                             rows_source(&r, 1), &stats, &e),
			                 0);
			scratch_read(path, &file[k]);
			rows_release(&r);
		}
		assert_int_equal(file[0].size, file[1].size);
		assert_memory_equal(file[0].data, file[1].data, file[0].size);
		buf_release(&file[0]);
		buf_release(&file[1]);
	}
}

static void a_failing_source_leaves_no_file(void **state)
{
	for_each_row(i, kinds) {
		AUTO(mem_free) char *path = scratch_path(state, "failed");
		size_t before = scratch_files(state);
		struct export_stats stats;
		struct err e = { 0 };
		struct rows r;

		make_rows(&r, 100);
		r.fail_at = 4;
		assert_int_equal(export_file(path, &kinds[i].options,
		                             rows_source(&r, 100), &stats, &e),
		                 -1);
		assert_string_equal(e.text, "the source fails at call 4");
		assert_int_equal(scratch_files(state), before);
		rows_release(&r);
	}
}

static void a_schema_that_parquet_cannot_hold_leaves_no_file(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "refused");
	size_t before = scratch_files(state);
	struct export_stats stats;
	struct err e = { 0 };
	struct rows r;

	rows_init(&r, "a {}");
	assert_int_equal(export_file(path, &kinds[3].options, rows_source(&r, 1), &stats,
	                             &e),
	                 -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_int_equal(scratch_files(state), before);
	rows_release(&r);
}

/* The largest file that the process may write stands for a disk that is full. */
static void a_full_disk_is_an_error_and_leaves_no_file(void **state)
{
	struct rlimit before, small;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	for_each_row(i, kinds) {
		AUTO(mem_free) char *path = scratch_path(state, "full");
		size_t files = scratch_files(state);
		struct export_stats stats;
		struct err e = { 0 };
		struct rows r;
		int rc;

		make_rows(&r, 5000);
		small = (struct rlimit){ .rlim_cur = 4096, .rlim_max = before.rlim_max };
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		rc = export_file(path, &kinds[i].options, rows_source(&r, 1), &stats, &e);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
		assert_int_equal(rc, -1);
		assert_int_equal(e.code, ERR_IO);
		assert_int_equal(scratch_files(state), files);
		rows_release(&r);
	}
	signal(SIGXFSZ, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_and_codec_has_its_extension_and_content),
		cmocka_unit_test(a_file_whose_name_a_folder_has_is_not_written),
		cmocka_unit_test(a_second_file_of_the_same_rows_is_the_same),
		cmocka_unit_test(a_failing_source_leaves_no_file),
		cmocka_unit_test(a_schema_that_parquet_cannot_hold_leaves_no_file),
		cmocka_unit_test(a_full_disk_is_an_error_and_leaves_no_file),
	};

	return cmocka_run_group_tests_name("export", tests, scratch_open, scratch_close);
}
