/*
 * test_parts.c - mockserver/export/parts.c
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include <sys/stat.h>

#include "lib/mem.h"
#include "mockserver/export/parts.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"

#define PARTS     11
#define PART_ROWS 700

/* Part i holds rows [i * PART_ROWS, …), unless it is one that fails. */
struct input {
	uint64_t fails; /* bit i */
};

static void *open_rows(void *ctx, size_t part, struct row_source **rows)
{
	const struct input *in = ctx;
	struct rows *r = mem_alloc(sizeof(*r));

	rows_init(r, "id int64!, s string, d double, l [{t timestamp}]");
	for (uint64_t i = 0; i < PART_ROWS; i++) {
		if (i % 100 == 99)
			rows_cut(r);
		rows_add_random(r, part * PART_ROWS + i);
	}
	if (in->fails >> part & 1)
		r->fail_at = 2 + (int)part % 6;
	*rows = rows_source(r, 1);
	return r;
}

static void close_rows(void *reader)
{
	rows_release(reader);
	free(reader);
}

static const struct {
	struct export_options options;
} kinds[] = {
	{ { EXPORT_JSON, EXPORT_NONE, FILE_NO_SYNC } },
	{ { EXPORT_JSON, EXPORT_GZIP, FILE_NO_SYNC } },
	{ { EXPORT_PARQUET, EXPORT_NONE, FILE_SYNC } },
	{ { EXPORT_PARQUET, EXPORT_GZIP, FILE_NO_SYNC } },
};

static const char *const names[PARTS] = {
	"part-0", "part-1", "part-2", "part-3", "part-4",  "part-5",
	"part-6", "part-7", "part-8", "part-9", "part-10",
};

/* Writes PARTS parts into the folder's `name`. */
static int write_parts(void **state, const char *name, size_t kind, unsigned workers,
                       uint64_t fails, struct export_part part[PARTS], struct err *e)
{
	struct input in = { fails };
	const struct export_input input = { open_rows, close_rows, &in };

	const struct export_output output = { *state, name, part, PARTS };

	for (size_t i = 0; i < PARTS; i++)
		part[i] = (struct export_part){ .name = names[i] };
	return export_parts(&kinds[kind].options, &input, &output, workers, e);
}

static void read_part(void **state, const char *folder, size_t i, struct buf *out)
{
	AUTO(mem_free) char *name = mem_printf("%s/%s", folder, names[i]);
	AUTO(mem_free) char *path = scratch_path(state, name);

	scratch_read(path, out);
}

static void any_number_of_workers_writes_the_same_bytes(void **state)
{
	static const unsigned workers[] = { 1, 2, 4, 64, 1000 };

	for_each_row(kind, kinds) {
		struct export_part first[PARTS], part[PARTS];
		struct err e = { 0 };

		assert_int_equal(write_parts(state, "one", kind, 0, 0, first, &e), 0);
		for_each_row(w, workers) {
			assert_int_equal(write_parts(state, "other", kind, workers[w], 0,
			                             part, &e),
			                 0);
			for (size_t i = 0; i < PARTS; i++) {
				struct buf a = { 0 }, b = { 0 };

				read_part(state, "one", i, &a);
				read_part(state, "other", i, &b);
				assert_int_equal(part[i].stats.rows, PART_ROWS);
				assert_int_equal(part[i].stats.bytes, b.size);
				assert_int_equal(a.size, b.size);
				assert_memory_equal(a.data, b.data, a.size);
				buf_release(&a);
				buf_release(&b);
			}
		}
	}
}

/* The lowest descriptor that is free. */
static int next_descriptor(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

static void a_part_that_fails_leaves_none_and_the_first_failure_is_returned(void **state)
{
	static const struct {
		uint64_t fails;
		const char *text;
	} cases[] = {
		{ 1, "the source fails at call 2" },
		{ UINT64_C(1) << (PARTS - 1), "the source fails at call 6" },
		{ 0x7f8, "the source fails at call 5" },
		{ 0x7ff, "the source fails at call 2" },
	};
	size_t before = scratch_files(state);
	int next = next_descriptor();

	for_each_row(i, cases) {
		for (unsigned workers = 1; workers <= 8; workers *= 2) {
			struct export_part part[PARTS];
			struct err e = { 0 };

			assert_int_equal(write_parts(state, "failed", i % 4, workers,
			                             cases[i].fails, part, &e),
			                 -1);
			assert_string_equal(e.text, cases[i].text);
			assert_int_equal(scratch_files(state), before);
			assert_int_equal(next_descriptor(), next);
		}
	}
}

static void a_name_that_cannot_be_had_takes_all_others_away(void **state)
{
	AUTO(mem_free) char *taken = scratch_path(state, "taken/part-7");
	AUTO(mem_free) char *inside = mem_printf("%s/folder", taken);
	size_t before = scratch_files(state);
	struct export_part part[PARTS];
	struct err e = { 0 };

	assert_int_equal(file_make_dirs(inside, &e), 0); /* no file replaces a folder */
	assert_int_equal(write_parts(state, "taken", 0, 4, 0, part, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(scratch_files(state), before);
}

static void a_folder_that_can_not_be_had_is_an_error(void **state)
{
	struct export_part part[PARTS];
	struct err e = { 0 };

	scratch_write(state, "file", "");
	assert_int_equal(write_parts(state, "file/folder", 0, 1, 0, part, &e), -1);
	assert_int_not_equal(e.code, ERR_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_workers_writes_the_same_bytes),
		cmocka_unit_test(
			a_part_that_fails_leaves_none_and_the_first_failure_is_returned),
		cmocka_unit_test(a_name_that_cannot_be_had_takes_all_others_away),
		cmocka_unit_test(a_folder_that_can_not_be_had_is_an_error),
	};

	return cmocka_run_group_tests_name("parts", tests, scratch_open, scratch_close);
}
