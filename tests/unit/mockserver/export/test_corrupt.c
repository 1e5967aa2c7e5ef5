/*
 * test_corrupt.c - mockserver/export/corrupt.c: which bytes of a file are damaged
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/export/corrupt.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define BLOCK  ((size_t)1 << 20) /* the copy's */
#define MEMBER "\x1f\x8b\x08"

/* ---------------------------------------------------------------- cuts */

static void write_bytes(const char *path, const struct buf *bytes)
{
	struct err e = { 0 };

	assert_int_equal(file_write(path, bytes->data, bytes->size, &e), 0);
}

static uint64_t cut_of(const struct corrupt_file *f, uint64_t draw)
{
	struct err e = { 0 };
	uint64_t keep = UINT64_MAX;

	assert_int_equal(corrupt_choose_cut(f, draw, &keep, &e), 0);
	if (f->size > 1)
		assert_in_range(keep, 1, f->size - 1);
	else
		assert_int_equal(keep, 0);
	return keep;
}

/* Neither whole lines are left, nor a line that lacks its line feed alone. */
static void a_cut_of_json_lines_ends_within_a_record(void **state)
{
	static const char lines[] =
		"{}\n{}\n" JSON({"a":1}) "\n{}\n" JSON({"b":"two"}) "\n";
	AUTO_MEM char *path = scratch_path(state, "lines.json");
	const struct corrupt_file f = { path, sizeof(lines) - 1, EXPORT_JSON,
		                        EXPORT_NONE };
	bool seen[sizeof(lines)] = { false };

	scratch_write(state, "lines.json", lines);
	for (uint64_t draw = 0; draw < 2000; draw++) {
		uint64_t keep = cut_of(&f, draw * UINT64_C(0x9e3779b97f4a7c15));

		seen[keep] = true;
		if (lines[keep - 1] == '\n' || lines[keep] == '\n')
			fail_msg("draw %llu: %llu bytes are left",
			         (unsigned long long)draw, (unsigned long long)keep);
	}
	for (size_t i = 1; i < sizeof(lines) - 1; i++) /* and anywhere in it */
		row_int_equal(i, seen[i], lines[i - 1] != '\n' && lines[i] != '\n');
}

static void a_cut_of_members_ends_within_one(void **state)
{
	static const char packed[] = MEMBER "one" MEMBER MEMBER "three";
	AUTO_MEM char *path = scratch_path(state, "members.gz");
	const struct corrupt_file f = { path, sizeof(packed) - 1, EXPORT_JSON,
		                        EXPORT_GZIP };

	scratch_write(state, "members.gz", packed);
	for (uint64_t draw = 0; draw < 2000; draw++) {
		uint64_t keep = cut_of(&f, draw * UINT64_C(0x9e3779b97f4a7c15));

		assert_int_not_equal(strncmp(packed + keep, MEMBER, 3), 0);
	}
}

static void other_files_are_cut_anywhere_without_being_read(void **state UNUSED)
{
	const struct corrupt_file parquet = { "/nowhere", 5, EXPORT_PARQUET,
		                              EXPORT_NONE };
	const struct corrupt_file one = { "/nowhere", 1, EXPORT_JSON, EXPORT_NONE };
	const struct corrupt_file empty = { "/nowhere", 0, EXPORT_JSON, EXPORT_NONE };
	unsigned seen = 0;

	for (uint64_t draw = 0; draw < 200; draw++) {
		uint64_t mixed = draw * UINT64_C(0x9e3779b97f4a7c15);

		seen |= 1U << cut_of(&parquet, mixed);
		(void)cut_of(&one, mixed);
		(void)cut_of(&empty, mixed);
	}
	assert_int_equal(seen, 0x1e); /* 1 to 4 bytes are left */
}

/* ---------------------------------------------------------------- single bytes */

static void a_byte_is_changed_where_all_readers_look(void **state UNUSED)
{
	static const struct {
		struct corrupt_file file;
		uint64_t first, last;
	} cases[] = {
		{ { "", 100, EXPORT_JSON, EXPORT_NONE }, 0, 99 },
		{ { "", 100, EXPORT_JSON, EXPORT_GZIP }, 92, 99 },
		{ { "", 100, EXPORT_PARQUET, EXPORT_NONE }, 92, 99 },
		{ { "", 100, EXPORT_PARQUET, EXPORT_GZIP }, 92, 99 },
		{ { "", 3, EXPORT_PARQUET, EXPORT_NONE }, 0, 2 },
		{ { "", 8, EXPORT_JSON, EXPORT_GZIP }, 0, 7 },
		{ { "", 0, EXPORT_JSON, EXPORT_NONE }, 0, 0 },
		{ { "", 0, EXPORT_PARQUET, EXPORT_NONE }, 0, 0 },
	};

	for_each_row(i, cases) {
		uint64_t first = UINT64_MAX, last = 0;

		for (uint64_t draw = 0; draw < 5000; draw++) {
			uint64_t at =
				corrupt_choose_byte(&cases[i].file,
			                            draw * UINT64_C(0x9e3779b97f4a7c15));

			first = at < first ? at : first;
			last = at > last ? at : last;
		}
		row_int_equal(i, first, cases[i].first);
		row_int_equal(i, last, cases[i].last);
	}
}

/* ---------------------------------------------------------------- copies */

static void a_copy_has_the_bytes_that_are_kept_and_some_of_them_changed(void **state)
{
	const size_t size = 2 * BLOCK + 1000;
	const struct corruption cases[] = {
		{ CORRUPT_KEEPS_ALL, 0, 0 },
		{ CORRUPT_KEEPS_ALL, 0, 1 },
		{ CORRUPT_KEEPS_ALL, size - 1, 1 },
		{ CORRUPT_KEEPS_ALL, BLOCK - 3, 7 }, /* in two blocks */
		{ CORRUPT_KEEPS_ALL, BLOCK, BLOCK + 2 },
		{ CORRUPT_KEEPS_ALL, size - 5, 100 },
		{ 0, 0, 0 },
		{ 1, 0, 1 },
		{ BLOCK, 5, 5 },
		{ BLOCK + 1, BLOCK, 5 },
		{ size, 0, 0 },
		{ size + 1, 0, 0 },
	};
	AUTO_MEM char *from = scratch_path(state, "whole");
	AUTO_MEM char *path = scratch_path(state, "copy");
	AUTO(buf_release) struct buf bytes = { 0 };

	for (size_t i = 0; i < size; i++)
		buf_add_char(&bytes, (char)(i * 31 + i / BLOCK));
	write_bytes(from, &bytes);
	for_each_row(i, cases) {
		const struct corruption *c = &cases[i];
		AUTO(buf_release) struct buf copy = { 0 };
		struct newfile to;
		struct err e = { 0 };

		assert_int_equal(file_create(path, &to, &e), 0);
		row_int_equal(i, corrupt_copy(from, c, &to, &e), 0);
		assert_int_equal(file_commit(&to, FILE_NO_SYNC, &e), 0);
		scratch_read(path, &copy);
		row_int_equal(i, copy.size, c->keep < size ? c->keep : size);
		for (size_t k = 0; k < copy.size; k++) {
			bool changed = k >= c->at && k - c->at < c->inverted;
			int differs = (copy.data[k] ^ bytes.data[k]) & 0xff;

			if (differs != (changed ? 0x80 : 0))
				fail_msg("row %zu, byte %zu", i, k);
		}
	}
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "to");
	AUTO(file_drop) struct newfile to = { .fd = -1 };
	const struct corrupt_file f = { "/nowhere", 9, EXPORT_JSON, EXPORT_NONE };
	struct err e = { 0 }, why = { 0 };
	uint64_t keep;

	assert_int_equal(file_create(path, &to, &e), 0);
	assert_int_equal(corrupt_copy("/nowhere", &(struct corruption){ 1, 0, 0 }, &to,
	                              &e),
	                 -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_int_equal(corrupt_choose_cut(&f, 1, &keep, &why), -1);
	assert_int_equal(why.code, ERR_NOT_FOUND);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)
	const struct CMUnitTest tests[] = {
		TEST(a_cut_of_json_lines_ends_within_a_record),
		TEST(a_cut_of_members_ends_within_one),
		cmocka_unit_test(other_files_are_cut_anywhere_without_being_read),
		cmocka_unit_test(a_byte_is_changed_where_all_readers_look),
		TEST(a_copy_has_the_bytes_that_are_kept_and_some_of_them_changed),
		TEST(a_file_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests_name("export/corrupt", tests, NULL, NULL);
}
