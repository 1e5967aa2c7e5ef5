/*
 * test_parquet.c - mockserver/export/parquet: parquet.c, chunk.c, page.c
 *
 * A file's pages are read one after the other from its first byte on, and its
 * footer from its last; what the values become is the other suites' matter, and
 * that of `make interop`.
 */
#include "tests/unit/unit.h"

#define ZLIB_CONST
#include <zlib.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/export/parquet/parquet.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"
#include "tests/support/thrift_text.h"

static const struct parquet_bounds usual = {
	.group_rows = 128 * 1024,
	.group_bytes = 32 << 20,
	.page_bytes = 1 << 20,
	.dict_bytes = 1 << 20,
};

static void write_rows(void **state, enum export_codec codec,
                       const struct parquet_bounds *bounds, struct row_source *source,
                       struct buf *out)
{
	AUTO(mem_free) char *path = scratch_path(state, "rows.parquet");
	struct newfile f;
	struct err e = { 0 };
	uint64_t count;

	assert_int_equal(file_create(path, &f, &e), 0);
	assert_int_equal(parquet_write_bounded(&f, codec, bounds, source, &count, &e), 0);
	assert_int_equal(file_commit(&f, FILE_NO_SYNC, &e), 0);
	scratch_read(path, out);
}

static uint32_t le32(const char *at)
{
	const uint8_t *b = (const uint8_t *)at;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The footer as text; answers where it starts. */
static size_t footer_text(const struct buf *file, struct buf *text)
{
	uint32_t size;

	assert_true(file->size > 12);
	assert_memory_equal(file->data, "PAR1", 4);
	assert_memory_equal(file->data + file->size - 4, "PAR1", 4);
	size = le32(file->data + file->size - 8);
	assert_true(size <= file->size - 12);
	assert_int_equal(thrift_to_text(file->data + file->size - 8 - size, size, text),
	                 size);
	return file->size - 8 - size;
}

struct page {
	int type, raw, stored, crc, count, encoding;
	const char *bytes;
};

/* The page at *at, its checksum checked; moves past it. */
static struct page next_page(const struct buf *file, size_t *at)
{
	struct page p = { 0 };
	struct buf head = { 0 };
	size_t size = thrift_to_text(file->data + *at, file->size - *at, &head);

	assert_true(size > 0);
	assert_int_equal(sscanf(head.data, "{1:%d 2:%d 3:%d 4:%d %*d:{1:%d 2:%d", &p.type,
	                        &p.raw, &p.stored, &p.crc, &p.count, &p.encoding),
	                 6);
	p.bytes = file->data + *at + size;
	*at += size + (size_t)p.stored;
	assert_true(*at <= file->size);
	assert_int_equal((uint32_t)p.crc,
	                 crc32(0, (const Bytef *)p.bytes, (uInt)p.stored));
	buf_release(&head);
	return p;
}

/* "D3 R256 P44": a dictionary of 3, a page of 256 numbers, one of 44 plain values */
static void assert_pages(const struct buf *file, const char *expected)
{
	struct buf text = { 0 }, pages = { 0 };
	size_t at = 4, end = footer_text(file, &text);

	while (at < end) {
		struct page p = next_page(file, &at);

		buf_printf(&pages, "%s%c%d", pages.size ? " " : "",
		           p.type == 2       ? 'D'
		           : p.encoding == 8 ? 'R'
		                             : 'P',
		           p.count);
	}
	assert_int_equal(at, end);
	assert_string_equal(buf_str(&pages), expected);
	buf_release(&text);
	buf_release(&pages);
}

static void a_small_file_is_known_to_the_byte(void **state)
{
	struct buf file = { 0 }, text = { 0 };
	size_t at = 4;
	struct page p;
	struct rows r;
	AUTO_MEM char *rows = quoted("{'n':1,'s':'b'}\n{'n':-1}\n{'n':1,'s':'a'}\n"
	                             "{'n':1,'s':'b'}\n{'n':1,'s':'b'}\n{'n':1,'s':'b'}");

	rows_init(&r, "n int64!, s string");
	rows_add(&r, rows);
	write_rows(state, EXPORT_NONE, &usual, rows_source(&r, 1), &file);

	p = next_page(&file, &at); /* n's dictionary: 1, -1 */
	assert_int_equal(p.type, 2);
	assert_int_equal(p.stored, 16);
	assert_memory_equal(p.bytes, "\1\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
	                    16);
	p = next_page(&file, &at); /* width 1, one group: 0 1 0 0 0 0 */
	assert_int_equal(p.stored, 3);
	assert_memory_equal(p.bytes, "\1\3\2", 3);
	p = next_page(&file, &at); /* s's dictionary: "b", "a" */
	assert_int_equal(p.stored, 10);
	assert_memory_equal(p.bytes, "\1\0\0\0b\1\0\0\0a", 10);
	p = next_page(&file,
	              &at); /* levels 1 0 1 1 1 1 behind their length, then 0 1 0 0 0 */
	assert_int_equal(p.stored, 9);
	assert_memory_equal(p.bytes, "\2\0\0\0\3\x3d\1\3\2", 9);

	assert_int_equal(footer_text(&file, &text), at);
	assert_string_equal(text.data,
	                    "{1:1 2:[{4:'schema' 5:2} {1:2 3:0 4:'n'} {1:6 3:1 4:'s' 6:0 "
	                    "10:{1:{}}}] 3:6 "
	                    "4:[{1:["
	                    "{2:0 3:{1:2 2:[0 8] 3:['n'] 4:0 5:6 6:60 7:60 9:38 11:4 "
	                    "12:{3:0 5:x0100000000000000 6:xffffffffffffffff}}} "
	                    "{2:0 3:{1:6 2:[0 3 8] 3:['s'] 4:0 5:6 6:61 7:61 9:93 11:64 "
	                    "12:{3:1 5:'b' 6:'a'}}}] "
	                    "2:121 3:6 5:4 6:121}] "
	                    "6:'flowmock version 0.1.0"
	                    " (build ours)' 7:[{1:{}} {1:{}}]}");
	buf_release(&file);
	buf_release(&text);
	rows_release(&r);
}

static void booleans_are_bits_across_slices(void **state)
{
	struct buf file = { 0 };
	struct page p;
	struct rows r;
	size_t at = 4;

	rows_init(&r, "b bool!");
	for (uint64_t i = 0; i < 1000; i++) {
		if (i % 37 == 36)
			rows_cut(&r);
		rows_add(&r, i % 3 ? JSON({"b":true}) : JSON({"b":false}));
	}
	write_rows(state, EXPORT_NONE, &usual, rows_source(&r, 1), &file);
	assert_pages(&file, "P1000");
	p = next_page(&file, &at);
	assert_int_equal(p.stored, 125);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(p.bytes[i / 8] >> (i % 8) & 1, i % 3 != 0);
	buf_release(&file);
	rows_release(&r);
}

/* Rows with so many distinct numbers; 0: one more every 64 rows. */
static void add_numbers(struct rows *r, uint64_t count, uint64_t distinct)
{
	for (uint64_t i = 0; i < count; i++) {
		uint64_t n = i % (distinct ? distinct : 1 + i / 64);

		column_add_struct(&r->batch[0]);
		column_add_i64(&r->batch[0].child[0], (int64_t)hash_mix(n));
	}
}

static void a_dictionary_is_left_when_it_does_not_pay(void **state)
{
	static const struct {
		uint64_t rows, distinct;
		struct parquet_bounds bounds;
		const char *pages;
	} cases[] = {
		{ 1000, 10, { 4096, 1 << 20, 1 << 20, 1 << 20 }, "D10 R1000" },
		/* all distinct: given up within the page, which is plain as a whole */
		{ 3000, 3000, { 4096, 1 << 20, 1 << 20, 1 << 20 }, "P3000" },
		{ 100, 60, { 4096, 1 << 20, 1 << 20, 1 << 20 }, "P100" },
		{ 1, 1, { 4096, 1 << 20, 1 << 20, 1 << 20 }, "P1" },
		/* past its bound of 8 numbers in the third page: the first two keep it */
		{ 2048,
		  0,
		  { 4096, 1 << 20, 512, 64 },
		  "D9 R256 R256 P256 P256 P256 P256 P256 P256" },
		/* two pages of numbers */
		{ 1024, 10, { 4096, 1 << 20, 512 * 3, 1 << 20 }, "D10 R512 R512" },
		/* one value only */
		{ 300, 1, { 4096, 1 << 20, 1 << 20, 1 << 20 }, "D1 R300" },
	};

	for_each_row(i, cases) {
		struct buf file = { 0 };
		struct rows r;

		rows_init(&r, "n int64!");
		add_numbers(&r, cases[i].rows, cases[i].distinct);
		write_rows(state, EXPORT_NONE, &cases[i].bounds, rows_source(&r, 1),
		           &file);
		assert_pages(&file, cases[i].pages);
		buf_release(&file);
		rows_release(&r);
	}
}

static void row_groups_end_by_rows(void **state)
{
	const struct parquet_bounds bounds = { 512, 1 << 20, 1 << 20, 1 << 20 };
	struct buf file = { 0 }, text = { 0 };
	struct rows r;

	rows_init(&r, "n int64!");
	add_numbers(&r, 1200, 5);
	write_rows(state, EXPORT_NONE, &bounds, rows_source(&r, 1), &file);
	assert_pages(&file, "D5 R512 D5 R512 D5 R176");
	footer_text(&file, &text);
	assert_non_null(strstr(text.data, " 3:1200 4:[{1:["));
	buf_release(&file);
	buf_release(&text);
	rows_release(&r);
}

/* What a row group holds is what the writer held in memory. */
static void memory_is_bounded_by_bytes_too(void **state)
{
	const struct parquet_bounds bounds = { 1 << 20, 256 * 1024, 32 * 1024,
		                               16 * 1024 };
	struct buf file = { 0 }, text = { 0 };
	size_t groups = 0;
	struct rows r;

	rows_init(&r, "id int64!, s string, d double, l [{t timestamp, n int32}]");
	for (uint64_t i = 0; i < 4000; i++)
		rows_add_random(&r, i);
	write_rows(state, EXPORT_NONE, &bounds, rows_source(&r, 50),
	           &file); /* 200,000 rows */
	footer_text(&file, &text);
	for (const char *at = text.data; (at = strstr(at, "}}] 2:")) != NULL; at++) {
		long raw, rows, start, stored;

		assert_int_equal(sscanf(at, "}}] 2:%ld 3:%ld 5:%ld 6:%ld}", &raw, &rows,
		                        &start, &stored),
		                 4);
		/* at most one slice of rows more than the bound */
		assert_true(stored < 256 * 1024 + PARQUET_SLICE * 200);
		groups++;
	}
	assert_true(groups > 10);
	assert_non_null(strstr(text.data, " 3:200000 4:["));
	buf_release(&file);
	buf_release(&text);
	rows_release(&r);
}

static void batches_leave_no_trace(void **state)
{
	static const char schema[] = "id int64!, s string, b bool, d double, l [{t "
				     "timestamp, m <decimal(9,3)>}]";
	const struct parquet_bounds bounds = { 1024, 1 << 20, 2048, 4096 };
	struct buf first = { 0 }, file = { 0 };

	for (uint64_t cut = 0; cut < 4; cut++) {
		struct rows r;

		rows_init(&r, schema);
		for (uint64_t i = 0; i < 5000; i++) {
			if (cut && i % (cut * 211) == 1)
				rows_cut(&r);
			rows_add_random(&r, i);
		}
		write_rows(state, EXPORT_GZIP, &bounds, rows_source(&r, 1),
		           cut ? &file : &first);
		rows_release(&r);
		if (!cut)
			continue;
		assert_int_equal(file.size, first.size);
		assert_memory_equal(file.data, first.data, first.size);
	}
	buf_release(&first);
	buf_release(&file);
}

/* Equal on every compiler and machine: the checksum is held here. */
static void the_same_rows_are_the_same_bytes(void **state)
{
	struct buf file = { 0 };
	struct rows r;

	rows_init(
		&r,
		"id int64!, s string, b bool, d double, t timestamp, day date,"
		"m decimal(12,2), n decimal(4,1), l [{x int32, y [string]}], p <double>");
	for (uint64_t i = 0; i < 2000; i++)
		rows_add_random(&r, i);
	write_rows(state, EXPORT_NONE, &usual, rows_source(&r, 1), &file);
	assert_int_equal(crc32(0, (const Bytef *)file.data, (uInt)file.size), 0xb9f61453);
	buf_release(&file);
	rows_release(&r);
}

static void gzip_pages_inflate_to_the_plain_ones(void **state)
{
	struct buf plain = { 0 }, packed = { 0 }, text = { 0 };
	size_t at = 4, packed_at = 4, end;
	struct rows r;

	rows_init(&r, "id int64!, s string, l [{t timestamp, n int32}]");
	for (uint64_t i = 0; i < 3000; i++)
		rows_add_random(&r, i);
	write_rows(state, EXPORT_NONE, &usual, rows_source(&r, 1), &plain);
	write_rows(state, EXPORT_GZIP, &usual, rows_source(&r, 1), &packed);
	end = footer_text(&plain, &text);
	while (at < end) {
		struct page a = next_page(&plain, &at),
			    b = next_page(&packed, &packed_at);
		uint8_t *out = mem_alloc((size_t)a.raw + 1);
		z_stream z = { 0 };

		assert_int_equal(a.raw, b.raw);
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		z.next_in = (const Bytef *)b.bytes;
		z.avail_in = (uInt)b.stored;
		z.next_out = out;
		z.avail_out = (uInt)a.raw + 1;
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, a.raw);
		assert_memory_equal(out, a.bytes, (size_t)a.raw);
		inflateEnd(&z);
		free(out);
	}
	assert_true(packed.size < plain.size);
	buf_clear(&text);
	assert_int_equal(footer_text(&packed, &text), packed_at);
	assert_non_null(strstr(text.data, "3:['id'] 4:2 "));
	buf_release(&plain);
	buf_release(&packed);
	buf_release(&text);
	rows_release(&r);
}

static void no_rows_are_no_row_groups(void **state)
{
	struct buf file = { 0 }, text = { 0 };
	struct rows r;

	rows_init(&r, "n int64!");
	write_rows(state, EXPORT_GZIP, &usual, rows_source(&r, 1), &file);
	assert_int_equal(footer_text(&file, &text), 4);
	assert_string_equal(text.data,
	                    "{1:1 2:[{4:'schema' 5:1} {1:2 3:0 4:'n'}] 3:0 4:[] "
	                    "6:'flowmock version 0.1.0"
	                    " (build ours)' 7:[{1:{}}]}");
	buf_release(&file);
	buf_release(&text);
	rows_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_file_is_known_to_the_byte),
		cmocka_unit_test(booleans_are_bits_across_slices),
		cmocka_unit_test(a_dictionary_is_left_when_it_does_not_pay),
		cmocka_unit_test(row_groups_end_by_rows),
		cmocka_unit_test(memory_is_bounded_by_bytes_too),
		cmocka_unit_test(batches_leave_no_trace),
		cmocka_unit_test(the_same_rows_are_the_same_bytes),
		cmocka_unit_test(gzip_pages_inflate_to_the_plain_ones),
		cmocka_unit_test(no_rows_are_no_row_groups),
	};

	return cmocka_run_group_tests_name("parquet", tests, scratch_open, scratch_close);
}
