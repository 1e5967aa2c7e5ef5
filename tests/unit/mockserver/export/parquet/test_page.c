/*
 * test_page.c - pages of a Parquet file: their headers, sizes, checksums and bytes
 *
 * The header is read by a reader of Thrift's description, the checksum is zlib's.
 */
#include "tests/unit/unit.h"

#include <zlib.h>

#include "mockserver/export/parquet/page.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/thrift_text.h"

/* What is compressed is read again with zlib; the caller releases out. */
static void unpack(const char *bytes, size_t n, struct buf *out)
{
	z_stream z = { 0 };
	int rc;

	assert_int_equal(inflateInit2(&z, 31), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	do {
		char part[256];

		z.next_out = (Bytef *)part;
		z.avail_out = sizeof(part);
		rc = inflate(&z, Z_NO_FLUSH);
		assert_true(rc == Z_OK || rc == Z_STREAM_END);
		buf_add(out, part, sizeof(part) - z.avail_out);
	} while (rc != Z_STREAM_END);
	inflateEnd(&z);
}

/* Checks the page at *from against its header, and moves behind it; its raw bytes. */
static void read_page(const struct buf *file, size_t *from, enum export_codec codec,
                      int kind, const char *rest, struct buf *raw)
{
	struct buf head = { 0 };
	struct buf want = { 0 };
	size_t n = thrift_to_text(file->data + *from, file->size - *from, &head);
	const char *bytes = file->data + *from + n;
	size_t stored, raw_size;
	int type;

	assert_true(n > 0);
	assert_int_equal(sscanf(buf_str(&head), "{1:%d 2:%zu 3:%zu ", &type, &raw_size,
	                        &stored),
	                 3);
	assert_true(*from + n + stored <= file->size);
	buf_clear(raw);
	if (codec == EXPORT_GZIP)
		unpack(bytes, stored, raw);
	else
		buf_add(raw, bytes, stored);
	assert_int_equal(raw->size, raw_size);
	assert_int_equal(type, kind); /* 0: of data, 2: a dictionary */
	buf_printf(&want, "{1:%d 2:%zu 3:%zu 4:%d %s}", type, raw_size, stored,
	           (int)(int32_t)crc32(0, (const Bytef *)bytes, (uInt)stored), rest);
	assert_string_equal(buf_str(&head), buf_str(&want));
	*from += n + stored;
	buf_release(&head);
	buf_release(&want);
}

/* The levels of three rows of "x int32": one is null. */
static void put_levels(struct compressor *p)
{
	struct parquet_schema s;
	struct levels l = { 0 };
	struct err e = { 0 };
	struct rows r;

	rows_init(&r, "x int32");
	rows_add(&r, JSON({"x":1}) "\n{}\n" JSON({"x":3}));
	assert_int_equal(parquet_schema_init(&s, r.def, &e), 0);
	(void)levels_add(&l, &s.leaf[0], &r.batch[0], 0, 3);
	page_begin(p, &s.leaf[0], &l);
	levels_release(&l);
	parquet_schema_release(&s);
	rows_release(&r);
}

static const enum export_codec codecs[] = { EXPORT_NONE, EXPORT_GZIP };

static void a_data_page_holds_levels_and_then_values(UNUSED void **state)
{
	for_each_row(i, codecs) {
		struct compressor p;
		struct buf out = { 0 }, raw = { 0 }, values = { 0 };
		struct page_sizes sizes = { 0 };
		size_t from = 0;

		compressor_init(&p, codecs[i]);
		put_levels(&p);
		assert_int_equal(p.raw.data[0],
		                 p.raw.size - 4); /* no repetition levels */
		buf_add(&values, "\1\0\0\0\3\0\0\0", 8);
		page_end_plain(&p, 3, &values, &out, &sizes);
		read_page(&out, &from, codecs[i], 0, "5:{1:3 2:0 3:3 4:3}", &raw);
		assert_int_equal(from, out.size);
		assert_int_equal(sizes.stored, out.size);
		assert_memory_equal(raw.data + raw.size - 8, "\1\0\0\0\3\0\0\0", 8);
		/* The next page begins anew. */
		put_levels(&p);
		buf_add(&p.raw, "\1x", 2);
		page_end_numbers(&p, 3, &out, &sizes);
		read_page(&out, &from, codecs[i], 0, "5:{1:3 2:8 3:3 4:3}", &raw);
		assert_memory_equal(raw.data + raw.size - 2, "\1x", 2);
		assert_int_equal(from, out.size);
		assert_int_equal(sizes.stored, out.size);
		compressor_release(&p);
		buf_release(&out);
		buf_release(&raw);
		buf_release(&values);
	}
}

static void a_dictionary_page_counts_its_values(UNUSED void **state)
{
	for_each_row(i, codecs) {
		struct compressor p;
		struct buf out = { 0 }, raw = { 0 }, plain = { 0 };
		struct page_sizes sizes = { 0 };
		size_t from = 0;

		compressor_init(&p, codecs[i]);
		for (int n = 0; n < 1000; n++)
			buf_add(&plain, "\1\0\0\0a", 5);
		page_put_dictionary(&p, &plain, 1000, &out, &sizes);
		read_page(&out, &from, codecs[i], 2, "7:{1:1000 2:0}", &raw);
		assert_int_equal(raw.size, plain.size);
		assert_memory_equal(raw.data, plain.data, plain.size);
		assert_int_equal(sizes.stored, out.size);
		/* Headers count in both sums. */
		if (codecs[i] == EXPORT_NONE)
			assert_int_equal(sizes.raw, out.size);
		assert_true(sizes.raw > plain.size);
		assert_true(codecs[i] == EXPORT_NONE || sizes.stored < 200);
		compressor_release(&p);
		buf_release(&out);
		buf_release(&raw);
		buf_release(&plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_data_page_holds_levels_and_then_values),
		cmocka_unit_test(a_dictionary_page_counts_its_values),
	};

	return cmocka_run_group_tests_name("parquet/page", tests, NULL, NULL);
}
