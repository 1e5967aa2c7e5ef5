/*
 * test_gzip_stream.c - mockserver/export/codec/gzip_stream.c
 */
#include "tests/unit/unit.h"

#define ZLIB_CONST
#include <zlib.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/export/codec/stream.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

static void write_pieces(const char *path, const struct buf *text, size_t piece)
{
	AUTO(stream_release) struct stream s = { 0 };
	struct newfile f;
	struct err e = { 0 };

	assert_int_equal(file_create(path, &f, &e), 0);
	stream_begin(&s, &f, EXPORT_GZIP, EXPORT_SINGLE);
	for (size_t at = 0; at < text->size; at += piece) {
		size_t n = text->size - at < piece ? text->size - at : piece;

		assert_int_equal(stream_add(&s, text->data + at, n, &e), 0);
	}
	assert_int_equal(stream_end(&s, &e), 0);
	assert_int_equal(file_commit(&f, FILE_NO_SYNC, &e), 0);
}

/* Some repetition, some noise, so that it is compressed, and not to nothing. */
static void make_text(struct buf *text, size_t lines)
{
	for (uint64_t i = 0; i < lines; i++)
		buf_printf(text, JSON({"id":%llu,"city":"amsterdam"}) "\n",
		                      (unsigned long long)hash_mix(i));
}

static void assert_inflates_as_one_member(const struct buf *file, const struct buf *text)
{
	uint8_t *out = mem_alloc(text->size + 1);
	z_stream z = { 0 };

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (const Bytef *)file->data;
	z.avail_in = (uInt)file->size;
	z.next_out = out;
	z.avail_out = (uInt)text->size + 1;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(z.total_out, text->size);
	assert_memory_equal(out, buf_str(text), text->size);
	inflateEnd(&z);
	free(out);
}

static void a_file_is_one_member(void **state)
{
	static const size_t lines[] = { 0, 1, 1000, 60000 };

	for_each_row(i, lines) {
		AUTO(mem_free) char *path = scratch_path(state, "one.gz");
		struct buf text = { 0 }, file = { 0 };

		make_text(&text, lines[i]);
		write_pieces(path, &text, 65536);
		scratch_read(path, &file);
		assert_inflates_as_one_member(&file, &text);
		if (lines[i] > 1)
			assert_true(file.size < text.size / 2);
		buf_release(&text);
		buf_release(&file);
	}
}

static void the_header_holds_no_time_no_name_and_no_system(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "header.gz");
	struct buf text = { 0 }, file = { 0 };

	make_text(&text, 10);
	write_pieces(path, &text, 100);
	scratch_read(path, &file);
	/* magic, deflate, no flags, mtime 0; then the level's hint, and the system */
	assert_memory_equal(file.data, "\x1f\x8b\x08\0\0\0\0\0", 8);
	assert_int_equal((uint8_t)file.data[9], 255);
	buf_release(&text);
	buf_release(&file);
}

static void how_the_bytes_come_makes_no_difference(void **state)
{
	static const size_t pieces[] = { 999, 65536, 1 << 20 };
	AUTO(mem_free) char *path = scratch_path(state, "pieces.gz");
	struct buf text = { 0 }, first = { 0 }, file = { 0 };

	make_text(&text, 20000);
	write_pieces(path, &text, 4096);
	scratch_read(path, &first);
	for_each_row(i, pieces) {
		write_pieces(path, &text, pieces[i]);
		scratch_read(path, &file);
		assert_int_equal(file.size, first.size);
		assert_memory_equal(file.data, first.data, first.size);
	}
	buf_release(&text);
	buf_release(&first);
	buf_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_one_member),
		cmocka_unit_test(the_header_holds_no_time_no_name_and_no_system),
		cmocka_unit_test(how_the_bytes_come_makes_no_difference),
	};

	return cmocka_run_group_tests_name("gzip", tests, scratch_open, scratch_close);
}
