/*
 * test_corrupt.c - a file that mockserver/export/corrupt.c has damaged, and its readers
 *
 * The readers are the harness's, which share no code with the mock.
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "harness/files/records.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/export/corrupt.h"
#include "mockserver/export/export.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"

static const struct export_options forms[] = {
	{ .format = EXPORT_JSON, .codec = EXPORT_NONE },
	{ .format = EXPORT_JSON, .codec = EXPORT_GZIP },
	{ .format = EXPORT_JSON, .codec = EXPORT_GZIP, .members = EXPORT_SINGLE },
	{ .format = EXPORT_PARQUET, .codec = EXPORT_NONE },
	{ .format = EXPORT_PARQUET, .codec = EXPORT_GZIP },
};

/* A whole file of that form, of so many rows and one; the caller frees its path. */
static struct corrupt_file write_whole(void **state, size_t form, uint64_t count,
                                       char **path)
{
	AUTO(buf_release) struct buf name = { 0 };
	struct export_stats stats;
	struct err e = { 0 };
	struct rows rows;

	buf_printf(&name, "%zu.", form);
	format_put_extension(&name, forms[form].format, forms[form].codec);
	*path = scratch_path(state, buf_str(&name));
	rows_init(&rows, "id int64!, s string, l [{t timestamp}]");
	rows_add(&rows, JSON({"id":1,"s":"\u00e9\u6f22"}));
	for (uint64_t i = 0; i < count; i++)
		rows_add_random(&rows, i);
	assert_int_equal(export_file(*path, &forms[form], rows_source(&rows, 1), &stats,
	                             &e),
	                 0);
	rows_release(&rows);
	return (struct corrupt_file){ *path, stats.bytes, forms[form].format,
		                      forms[form].codec };
}

/* The damaged copy; the caller frees its path. */
static char *damage(void **state, const struct corrupt_file *f,
                    const struct corruption *c)
{
	AUTO(mem_free) char *name = mem_printf("copy/%s", file_name(f->path));
	char *path = scratch_path(state, name);
	AUTO(file_drop) struct newfile to = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(file_create(path, &to, &e), 0);
	assert_int_equal(corrupt_copy(f->path, c, &to, &e), 0);
	assert_int_equal(file_commit(&to, FILE_NO_SYNC, &e), 0);
	return path;
}

static int ignore(void *ctx UNUSED, const cJSON *record UNUSED, struct err *e UNUSED)
{
	return 0;
}

static bool is_readable(const char *path)
{
	struct records_sink sink = { ignore, NULL, 0 };
	struct err e = { 0 };
	uint32_t crc;

	return records_read(path, records_form_of(path), &sink, &crc, &e) == 0;
}

static void a_copy_without_damage_is_the_file(void **state)
{
	static const struct corruption none = { .keep = CORRUPT_KEEPS_ALL };

	for_each_row(i, forms) {
		AUTO(mem_free) char *path = NULL;
		const struct corrupt_file f = write_whole(state, i, 40, &path);
		AUTO(mem_free) char *copy = damage(state, &f, &none);
		AUTO(buf_release) struct buf a = { 0 }, b = { 0 };

		scratch_read(f.path, &a);
		scratch_read(copy, &b);
		row_int_equal(i, b.size, a.size);
		assert_memory_equal(a.data, b.data, a.size);
		assert_true(is_readable(copy));
	}
}

static void only_what_is_asked_for_is_missing_or_changed(void **state)
{
	static const struct {
		struct corruption c;
		const char *leaves;
	} cases[] = {
		{ { .keep = 0 }, "" },
		{ { .keep = 3 }, "abc" },
		{ { .keep = 99 }, "abcdef" },
		{ { .keep = CORRUPT_KEEPS_ALL, .at = 1, .inverted = 2 },
		  "a\xe2\xe3"
		  "def" },
		{ { .keep = CORRUPT_KEEPS_ALL, .at = 5, .inverted = 9 }, "abcde\xe6" },
		{ { .keep = CORRUPT_KEEPS_ALL, .at = 6, .inverted = 1 }, "abcdef" },
		{ { .keep = 2, .at = 1, .inverted = 3 }, "a\xe2" },
	};
	AUTO(mem_free) char *path = scratch_path(state, "whole");
	AUTO(mem_free) char *other = scratch_path(state, "other-name");
	const struct corrupt_file f = { path, 6, EXPORT_JSON, EXPORT_NONE };
	AUTO(buf_release) struct buf found = { 0 };

	scratch_write(state, "whole", "abcdef");
	assert_int_equal(link(path, other), 0);
	for_each_row(i, cases) {
		AUTO(mem_free) char *copy = damage(state, &f, &cases[i].c);

		scratch_read(copy, &found);
		row_string_equal(i, buf_str(&found), cases[i].leaves);
	}
	scratch_read(other, &found);
	assert_string_equal(buf_str(&found), "abcdef");
}

static void a_change_is_made_beyond_the_first_block(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "whole");
	AUTO(buf_release) struct buf text = { 0 }, found = { 0 };
	const uint64_t at = ((uint64_t)1 << 20) - 1;
	const struct corruption c = { CORRUPT_KEEPS_ALL, at, 2 };
	struct corrupt_file f = { path, 0, EXPORT_JSON, EXPORT_NONE };

	while (text.size < 3 * ((size_t)1 << 20) + 5)
		buf_add_str(&text, "0123456789abcde\n");
	scratch_write(state, "whole", buf_str(&text));
	{
		AUTO(mem_free) char *copy = damage(state, &f, &c);

		scratch_read(copy, &found);
	}
	assert_int_equal(found.size, text.size);
	for (size_t i = 0; i < text.size; i++) {
		const bool changed = i >= at && i < at + 2;

		if ((found.data[i] != text.data[i]) != changed)
			fail_msg("byte %zu", i);
	}
}

/* ---------------------------------------------------------------- chosen bytes */

static bool is_readable_text(const struct corrupt_file *f, const char *bytes, size_t size)
{
	struct records_sink sink = { ignore, NULL, 0 };
	struct err e = { 0 };

	return records_parse(bytes, size, records_form_of(f->path), &sink, &e) == 0;
}

static void a_reader_notices_each_chosen_change(void **state)
{
	for_each_row(i, forms) {
		AUTO(mem_free) char *path = NULL;
		const struct corrupt_file f = write_whole(state, i, 12, &path);
		AUTO(buf_release) struct buf text = { 0 };

		scratch_read(path, &text);
		for (uint64_t draw = 0; draw < 400; draw++) {
			const uint64_t at = corrupt_choose_byte(&f, hash_with(7, draw));

			assert_true(at < f.size);
			text.data[at] = (char)(text.data[at] ^ 0x80);
			if (is_readable_text(&f, text.data, text.size))
				fail_msg("form %zu, byte %llu", i,
				         (unsigned long long)at);
			text.data[at] = (char)(text.data[at] ^ 0x80);
		}
		assert_true(is_readable_text(&f, text.data, text.size));
	}
}

/* Draws until each byte of a small file is chosen. */
static void a_reader_notices_each_chosen_cut(void **state)
{
	for_each_row(i, forms) {
		AUTO(mem_free) char *path = NULL;
		const struct corrupt_file f = write_whole(state, i, 5, &path);
		AUTO(buf_release) struct buf text = { 0 };

		scratch_read(path, &text);
		for (uint64_t draw = 0; draw < 4000; draw++) {
			struct err e = { 0 };
			uint64_t keep;

			assert_int_equal(corrupt_choose_cut(&f, hash_with(3, draw), &keep,
			                                    &e),
			                 0);
			if (!keep || keep >= f.size ||
			    is_readable_text(&f, text.data, keep))
				fail_msg("form %zu, %llu bytes left", i,
				         (unsigned long long)keep);
		}
	}
}

/* Without the choice a file cut between two members has lost records, and is whole. */
static void a_chosen_cut_is_not_between_two_members(void **state)
{
	static const char packed[] = "\x1f\x8b\x08" /* and so on, 20 bytes */
				     "aaaaaaaaaaaaaaaaa"
				     "\x1f\x8b\x08"
				     "bbbbbbbbbbbbbbbbb";
	AUTO(mem_free) char *path = scratch_path(state, "x.json.gz");
	const struct corrupt_file f = { path, sizeof(packed) - 1, EXPORT_JSON,
		                        EXPORT_GZIP };

	scratch_write(state, "x.json.gz", packed);
	for (uint64_t draw = 0; draw < 1000; draw++) {
		struct err e = { 0 };
		uint64_t keep;

		assert_int_equal(corrupt_choose_cut(&f, hash_with(5, draw), &keep, &e),
		                 0);
		assert_int_not_equal(keep, 20);
	}
}

static void a_file_without_bytes_can_be_chosen_in(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "x.json");
	const struct corrupt_file f = { path, 0, EXPORT_JSON, EXPORT_NONE };
	struct err e = { 0 };
	uint64_t keep;

	scratch_write(state, "x.json", "");
	assert_int_equal(corrupt_choose_cut(&f, 1, &keep, &e), 0);
	assert_int_equal(keep, 0);
	assert_int_equal(corrupt_choose_byte(&f, 1), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)
	const struct CMUnitTest tests[] = {
		TEST(a_copy_without_damage_is_the_file),
		TEST(only_what_is_asked_for_is_missing_or_changed),
		TEST(a_change_is_made_beyond_the_first_block),
		TEST(a_reader_notices_each_chosen_change),
		TEST(a_reader_notices_each_chosen_cut),
		TEST(a_chosen_cut_is_not_between_two_members),
		TEST(a_file_without_bytes_can_be_chosen_in),
	};

	return cmocka_run_group_tests_name("corrupt", tests, NULL, NULL);
}
