/*
 * test_column.c - harness/parquet/meta.c, column.c and read.c
 *
 * Files made here byte by byte from the format's description, for what the
 * writers at hand do not write: pages of version 2, old layouts of lists, bare
 * repeated fields, and lies of every kind.
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include <zlib.h>

#include "harness/parquet/read.h"
#include "lib/mem.h"

/* ---------------------------------------------------------------- making files */

enum { GROUP = -1 };
enum { CODEC_GZIP = 2 };
enum { NONE = -1, UTF8 = 0, MAP = 1, LIST = 3 }; /* converted types */

struct element {
	const char *name;
	int type, repetition, children, converted;
};

struct made_page {
	int type, encoding, values;
	const char *body;
	size_t size;
	int rep_bytes, def_bytes; /* v2 */
	int crc_off;              /* added to the right CRC; then there is one */
	int claim;                /* added to the size in the header */
	int rep_off;              /* added to the encoding of repetition levels */
};

struct made_file {
	const struct element *schema; /* the root's children; ends with name NULL */
	struct made_page pages[4];    /* of one column; ends with body NULL */
	int values; /* in the column's metadata; 0: as all data pages have */
	int rows, footer_rows_off;
	int codec;
};

static void varint(struct buf *b, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_add_char(b, (char)(v | 0x80));
	buf_add_char(b, (char)v);
}

static void zigzag(struct buf *b, int64_t v)
{
	varint(b, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

/* A field's head, always in the long form: the type, then the id. */
static void field(struct buf *b, int id, int type)
{
	buf_add_char(b, (char)type);
	zigzag(b, id);
}

static void number(struct buf *b, int id, int64_t v)
{
	field(b, id, 6);
	zigzag(b, v);
}

static void list(struct buf *b, int id, int of, size_t count)
{
	field(b, id, 9);
	buf_add_char(b, (char)(0xf0 | of));
	varint(b, count);
}

static void end(struct buf *b)
{
	buf_add_char(b, 0);
}

static void add_element(struct buf *b, const struct element *e)
{
	if (e->type != GROUP)
		number(b, 1, e->type);
	number(b, 3, e->repetition);
	field(b, 4, 8);
	varint(b, strlen(e->name));
	buf_add_str(b, e->name);
	if (e->children)
		number(b, 5, e->children);
	if (e->converted != NONE)
		number(b, 6, e->converted);
	end(b);
}

static void add_page(struct buf *b, const struct made_page *p, int codec)
{
	AUTO(mem_free) Bytef *packed = mem_alloc(4096);
	const char *levels = p->body, *values = p->body;
	size_t plain = p->type == 3 ? (size_t)(p->rep_bytes + p->def_bytes) : 0;
	struct buf body = { 0 };
	uLong crc;

	buf_add(&body, levels, plain);
	values += plain;
	if (codec == CODEC_GZIP) {
		uLongf n = 4096;

		assert_int_equal(compress(packed, &n, (const Bytef *)values,
		                          p->size - plain),
		                 Z_OK);
		buf_add(&body, packed, n);
	} else {
		buf_add(&body, values, p->size - plain);
	}
	crc = crc32(0, (const Bytef *)buf_str(&body), (uInt)body.size);
	number(b, 1, p->type);
	number(b, 2, (int64_t)p->size + p->claim);
	number(b, 3, (int64_t)body.size);
	if (p->crc_off)
		number(b, 4, (int32_t)(crc + (uLong)p->crc_off - 1));
	field(b, p->type == 0 ? 5 : p->type == 2 ? 7 : 8, 12);
	number(b, 1, p->values);
	if (p->type == 3) {
		number(b, 2, 0);
		number(b, 3, 0);
		number(b, 4, p->encoding);
		number(b, 5, p->def_bytes);
		number(b, 6, p->rep_bytes);
	} else {
		number(b, 2, p->encoding);
		number(b, 3, 3);
		number(b, 4, 3 + p->rep_off);
	}
	end(b);
	end(b);
	buf_add(b, body.data, body.size);
	buf_release(&body);
}

/* The type of the only column, which is the last element. */
static int column_type(const struct made_file *f)
{
	size_t last = 0;

	while (f->schema[last + 1].name)
		last++;
	return f->schema[last].type;
}

static void add_chunk_meta(struct buf *b, const struct made_file *f, size_t start,
                           size_t size, int values)
{
	bool dictionary = f->pages[0].type == 2;

	field(b, 3, 12);
	number(b, 1, column_type(f));
	number(b, 4, f->codec);
	number(b, 5, f->values ? f->values : values);
	number(b, 7, (int64_t)size);
	number(b, 9, (int64_t)start + dictionary);
	if (dictionary)
		number(b, 11, (int64_t)start);
	end(b);
	end(b);
}

static void add_footer(struct buf *b, const struct made_file *f, size_t start, int values)
{
	size_t count = 0, at = b->size, chunk_size = b->size - start;
	uint32_t size;

	while (f->schema[count].name)
		count++;
	number(b, 1, 1);
	list(b, 2, 12, count + 1);
	add_element(b, &(struct element){ "root", GROUP, 0, 1, NONE });
	for (size_t i = 0; i < count; i++)
		add_element(b, &f->schema[i]);
	number(b, 3, f->rows + f->footer_rows_off);
	list(b, 4, 12, 1);
	list(b, 1, 12, 1);
	add_chunk_meta(b, f, start, chunk_size, values);
	number(b, 3, f->rows);
	end(b);
	end(b);
	size = (uint32_t)(b->size - at);
	buf_add(b, &size, sizeof(size));
	buf_add_str(b, "PAR1");
}

static void make(const struct made_file *f, struct buf *out)
{
	int values = 0;

	buf_add_str(out, "PAR1");
	for (size_t i = 0; f->pages[i].body; i++) {
		add_page(out, &f->pages[i], f->codec);
		if (f->pages[i].type != 2)
			values += f->pages[i].values;
	}
	add_footer(out, f, 4, values);
}

/* ---------------------------------------------------------------- reading them */

static int add_row(void *ctx, cJSON *row, struct err *e UNUSED)
{
	json_print(row, ctx);
	cJSON_Delete(row);
	return 0;
}

/* The rows as text, or "!" and why not. */
static char *read_made(const struct made_file *f)
{
	struct buf bytes = { 0 }, rows = { 0 };
	struct parquet_about about;
	struct parquet_file file;
	struct err e = { 0 };

	make(f, &bytes);
	file = (struct parquet_file){ (const uint8_t *)bytes.data, bytes.size, 1000 };
	if (parquet_read(&file, &(struct parquet_rows){ add_row, &rows }, &about, &e) <
	    0) {
		buf_clear(&rows);
		buf_printf(&rows, "!%s", e.text);
	}
	buf_release(&bytes);
	return buf_take(&rows);
}

static const struct element required_int[] = {
	{ "n", PQ_INT32, PQ_REQUIRED, 0, NONE },
	{ 0 },
};
static const struct element optional_text[] = {
	{ "t", PQ_BYTE_ARRAY, PQ_OPTIONAL, 0, UTF8 },
	{ 0 },
};
/* The layouts of a list of ints, from the newest to the oldest. */
static const struct element three_level[] = {
	{ "l", GROUP, PQ_OPTIONAL, 1, LIST },
	{ "list", GROUP, PQ_REPEATED, 1, NONE },
	{ "element", PQ_INT32, PQ_OPTIONAL, 0, NONE },
	{ 0 },
};
static const struct element two_level[] = {
	{ "l", GROUP, PQ_OPTIONAL, 1, LIST },
	{ "element", PQ_INT32, PQ_REPEATED, 0, NONE },
	{ 0 },
};
static const struct element array_group[] = {
	{ "l", GROUP, PQ_OPTIONAL, 1, LIST },
	{ "array", GROUP, PQ_REPEATED, 1, NONE },
	{ "x", PQ_INT32, PQ_OPTIONAL, 0, NONE },
	{ 0 },
};
static const struct element bare_repeated[] = {
	{ "l", PQ_INT32, PQ_REPEATED, 0, NONE },
	{ 0 },
};
static const struct element map_of_one[] = {
	{ "m", GROUP, PQ_OPTIONAL, 1, MAP },
	{ "key_value", GROUP, PQ_REPEATED, 1, NONE },
	{ "key", PQ_INT32, PQ_REQUIRED, 0, NONE },
	{ 0 },
};

#define B(bytes)      bytes, sizeof(bytes) - 1
#define ONE_TWO_THREE "\x01\0\0\0\x02\0\0\0\x03\0\0\0"
/* Levels of three entries behind their length: a run each. */
#define RUN(level)    "\x02\0\0\0\x06" level

static void pages_of_each_version_read_the_same(void **state UNUSED)
{
	const struct made_file files[] = {
		/* clang-format off */
		{ required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3 },
		{ required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3, .codec = CODEC_GZIP },
		{ required_int, { { 3, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3 },
		{ required_int, { { 3, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3, .codec = CODEC_GZIP },
		{ required_int, { { 0, 0, 1, B("\x01\0\0\0") }, { 3, 0, 2, B("\x02\0\0\0\x03\0\0\0") } }, .rows = 3 },
		{ required_int, { { 0, 0, 3, B(ONE_TWO_THREE), .crc_off = 1 } }, .rows = 3 },
		/* a dictionary of 3, 2, 1, and the indexes 2, 1, 0 in two bits each */
		{ required_int, { { 2, 0, 3, B("\x03\0\0\0\x02\0\0\0\x01\0\0\0") }, { 0, 8, 3, B("\x02\x03\x06\x00") } }, .rows = 3 },
		{ required_int, { { 2, 2, 3, B("\x03\0\0\0\x02\0\0\0\x01\0\0\0") }, { 0, 2, 3, B("\x02\x03\x06\x00") } }, .rows = 3 },
		/* clang-format on */
	};

	for_each_row(i, files) {
		AUTO(mem_free) char *rows = read_made(&files[i]);

		row_string_equal(i, rows, JSON({"n":1}{"n":2}{"n":3}));
	}
}

static void nulls_are_known_by_their_level(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		struct made_file file;
		const char *rows;
	} cases[] = {
		{ { optional_text, { { 0, 0, 3, B(RUN("\x01") "\x01\0\0\0a\x01\0\0\0b\0\0\0\0") } }, .rows = 3 },
		  JSON({"t":"a"}{"t":"b"}{"t":""}) },
		{ { optional_text, { { 0, 0, 3, B(RUN("\0")) } }, .rows = 3 }, "{}{}{}" },
		/* there, not there, there: packed bits 1 0 1 */
		{ { optional_text, { { 0, 0, 3, B("\x02\0\0\0\x03\x05\x01\0\0\0a\x01\0\0\0b") } }, .rows = 3 },
		  JSON({"t":"a"}{}{"t":"b"}) },
		{ { optional_text, { { 3, 0, 3, B("\x03\x05\x01\0\0\0a\x01\0\0\0b"), .def_bytes = 2 } }, .rows = 3 },
		  JSON({"t":"a"}{}{"t":"b"}) },
		{ { optional_text, { { 3, 0, 3, B("\x03\x05\x01\0\0\0a\x01\0\0\0b"), .def_bytes = 2 } }, .rows = 3, .codec = CODEC_GZIP },
		  JSON({"t":"a"}{}{"t":"b"}) },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(mem_free) char *rows = read_made(&cases[i].file);

		row_string_equal(i, rows, cases[i].rows);
	}
}

static void lists_of_every_age_become_arrays(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		struct made_file file;
		const char *rows;
	} cases[] = {
		/* [1,null,2] [] null: repetition 0 1 1 0 0, definition 3 2 3 1 0 */
		{ { three_level, { { 0, 0, 5, B("\x02\0\0\0\x03\x06" "\x03\0\0\0\x03\x7b\x00" "\x01\0\0\0\x02\0\0\0") } }, .rows = 3 },
		  JSON({"l":[1,null,2]}{"l":[]}{}) },
		/* [1,2] [] null: repetition 0 1 0 0, definition 2 2 1 0 */
		{ { two_level, { { 0, 0, 4, B("\x02\0\0\0\x03\x02" "\x03\0\0\0\x03\x1a\x00" "\x01\0\0\0\x02\0\0\0") } }, .rows = 3 },
		  JSON({"l":[1,2]}{"l":[]}{}) },
		/* the group called "array" is the element: [{x:1},{}] */
		{ { array_group, { { 0, 0, 2, B("\x02\0\0\0\x03\x02" "\x03\0\0\0\x03\x0b\x00" "\x01\0\0\0") } }, .rows = 1 },
		  JSON({"l":[{"x":1},{}]}) },
		/* repeated without more: [1,2] and nothing */
		{ { bare_repeated, { { 0, 0, 3, B("\x02\0\0\0\x03\x02" "\x02\0\0\0\x03\x03" "\x01\0\0\0\x02\0\0\0") } }, .rows = 2 },
		  JSON({"l":[1,2]}{"l":[]}) },
		/* a map without values reads as the group it is */
		{ { map_of_one, { { 0, 0, 2, B("\x02\0\0\0\x03\x02" "\x02\0\0\0\x04\x02" "\x07\0\0\0\x08\0\0\0") } }, .rows = 1 },
		  JSON({"m":{"key_value":[{"key":7},{"key":8}]}}) },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(mem_free) char *rows = read_made(&cases[i].file);

		row_string_equal(i, rows, cases[i].rows);
	}
}

static void lies_are_reported(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		struct made_file file;
		const char *why;
	} cases[] = {
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE), .crc_off = 2 } }, .rows = 3 }, "a page's CRC is" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 2, }, "a column holds more than its rows" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 4 }, "column 'n' ends before the others" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3, .footer_rows_off = 1 }, "3 rows in the row groups, 4 in the footer" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3, .values = 4 }, "its pages end before its values" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3, .values = 2 }, "the pages hold more values than the column" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3, .values = 1001 }, "1001 values; 1000 are too many here" },
		{ { required_int, { { 0, 0, 4, B(ONE_TWO_THREE) } }, .rows = 4 }, "a page ends before its values" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE), .claim = 1 } }, .rows = 3 }, "a plain page is not as long as it says" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE), .claim = 1 } }, .rows = 3, .codec = CODEC_GZIP }, "a page unpacks to 12 bytes, not 13" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE), .claim = -1 } }, .rows = 3, .codec = CODEC_GZIP }, "more than 11 bytes once unpacked" },
		{ { required_int, { { 0, 0, 3, B(ONE_TWO_THREE) } }, .rows = 3, .codec = 1 }, "codec 1 is not known here" },
		{ { required_int, { { 0, 5, 3, B(ONE_TWO_THREE) } }, .rows = 3 }, "encoding 5 is not known here" },
		{ { required_int, { { 0, 8, 3, B("\x02\x03\x06\x00") } }, .rows = 3 }, "into a dictionary of 0" },
		{ { required_int, { { 2, 0, 1, B("\x03\0\0\0") }, { 0, 8, 3, B("\x02\x06\x01") } }, .rows = 3 }, "index 1 into a dictionary of 1" },
		{ { required_int, { { 2, 0, 2, B("\x03\0\0\0") }, { 0, 8, 3, B("\x02\x06\x01") } }, .rows = 3 }, "a dictionary ends before its values" },
		{ { required_int, { { 2, 0, 1, B("\x03\0\0\0") }, { 2, 0, 1, B("\x03\0\0\0") }, { 0, 8, 1, B("\x00\x02") } }, .rows = 1 }, "a dictionary that is not the first page" },
		{ { required_int, { { 2, 0, 1, B("\x03\0\0\0") }, { 0, 8, 3, B("\x02") } }, .rows = 3 }, "dictionary indexes end too early" },
		{ { required_int, { { 2, 0, 1, B("\x03\0\0\0") }, { 0, 8, 3, B("") } }, .rows = 3 }, "dictionary indexes end too early" },
		{ { optional_text, { { 0, 0, 3, B("\x02\0") } }, .rows = 3 }, "a page ends before its levels" },
		{ { optional_text, { { 0, 0, 3, B("\x09\0\0\0\x06\x01") } }, .rows = 3 }, "a page's levels are longer than the page" },
		{ { optional_text, { { 0, 0, 3, B("\x02\0\0\0\x04\x01") } }, .rows = 3 }, "a page's levels end too early" },
		{ { optional_text, { { 0, 0, 3, B("\x02\0\0\0\x06\x02") } }, .rows = 3 }, "level 2 where 1 is the highest" },
		{ { optional_text, { { 0, 0, 3, B(RUN("\x01") "\x01\0\0\0\xff\0\0\0\0\0\0\0\0") } }, .rows = 3 }, "a text is no UTF-8" },
		{ { optional_text, { { 2, 0, 1, B("\x01\0\0\0\xff") }, { 0, 8, 3, B(RUN("\0")) } }, .rows = 3 }, "a text is no UTF-8" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(mem_free) char *rows = read_made(&cases[i].file);

		if (rows[0] != '!' || !strstr(rows, cases[i].why))
			fail_msg("case %zu: %s", i, rows);
	}
}

#define BIT(encoding) (UINT32_C(1) << (encoding))

/* For the claims of the footer (harness/parquet/claims.h). */
static void a_column_notes_its_pages(void **state UNUSED)
{
	static const struct parquet_node node = { .type = PQ_INT32 };
	/* clang-format off */
	static const struct {
		struct made_page pages[4];
		struct parquet_used used;
		bool dictionary;
		size_t data; /* which is the first data page */
	} cases[] = {
		{ { { 0, 0, 3, B(ONE_TWO_THREE) } }, { BIT(0), 0, false }, false, 0 },
		{ { { 0, 0, 1, B("\x01\0\0\0") }, { 3, 0, 2, B("\x02\0\0\0\x03\0\0\0") } },
		  { BIT(0), 0, false }, false, 0 },
		{ { { 2, 0, 3, B(ONE_TWO_THREE) }, { 0, 8, 1, B("\x02\x02\x01") }, { 0, 0, 2, B("\x02\0\0\0\x03\0\0\0") } },
		  { BIT(8) | BIT(0), BIT(0), false }, true, 1 },
		{ { { 0, 0, 3, B(ONE_TWO_THREE), .rep_off = 1 } }, { BIT(0), 0, true }, false, 0 },
		{ { { 0, 0, 1, B("\x01\0\0\0"), .rep_off = 1 }, { 0, 0, 2, B("\x02\0\0\0\x03\0\0\0") } },
		  { BIT(0), 0, true }, false, 0 },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf bytes = { 0 };
		struct parquet_chunk chunk = { .values = 3, .first_page = 4 };
		struct parquet_column c;
		struct parquet_file file;
		struct err e = { 0 };
		size_t starts[4] = { 0 };

		buf_add_str(&bytes, "PAR1");
		for (size_t k = 0; cases[i].pages[k].body; k++) {
			starts[k] = bytes.size;
			add_page(&bytes, &cases[i].pages[k], 0);
		}
		chunk.compressed_bytes = (int64_t)bytes.size - 4;
		file = (struct parquet_file){ (uint8_t *)bytes.data, bytes.size, 1000 };
		if (parquet_column_read(&file, &node, &chunk, &c, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		row_int_equal(i, c.used.by_values, cases[i].used.by_values);
		row_int_equal(i, c.used.by_others, cases[i].used.by_others);
		row_int_equal(i, c.used.differ, cases[i].used.differ);
		row_int_equal(i, c.dictionary_at, cases[i].dictionary ? 4 : 0);
		row_int_equal(i, c.data_at, starts[cases[i].data]);
		row_int_equal(i, c.raw_bytes, bytes.size - 4);
		parquet_column_release(&c);
	}
}

static void footers_that_lie_are_refused(void **state UNUSED)
{
	static const struct element endless[] = {
		{ "a", GROUP, PQ_OPTIONAL, 9, NONE },
		{ "b", PQ_INT32, PQ_OPTIONAL, 0, NONE },
		{ 0 },
	};
	static const struct element two_roots[] = {
		{ "a", PQ_INT32, PQ_OPTIONAL, 0, NONE },
		{ "b", PQ_INT32, PQ_OPTIONAL, 0, NONE },
		{ 0 },
	};
	static const struct element bad_type[] = {
		{ "a", PQ_TYPE_COUNT, PQ_OPTIONAL, 0, NONE },
		{ 0 },
	};
	static const struct element bad_repetition[] = {
		{ "a", PQ_INT32, 3, 0, NONE },
		{ 0 },
	};
	static const struct element *const schemas[] = { endless, two_roots, bad_type,
		                                         bad_repetition };

	for_each_row(i, schemas) {
		const struct made_file f = { schemas[i],
			                     { { 0, 0, 1, B("\0\0\0\0") } },
			                     .rows = 1 };
		AUTO(mem_free) char *rows = read_made(&f);

		row_string_equal(i, rows, "!the footer is malformed");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_of_each_version_read_the_same),
		cmocka_unit_test(nulls_are_known_by_their_level),
		cmocka_unit_test(lists_of_every_age_become_arrays),
		cmocka_unit_test(lies_are_reported),
		cmocka_unit_test(a_column_notes_its_pages),
		cmocka_unit_test(footers_that_lie_are_refused),
	};

	return cmocka_run_group_tests_name("parquet_column", tests, NULL, NULL);
}
