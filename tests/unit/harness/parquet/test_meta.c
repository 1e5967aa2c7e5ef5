/*
 * test_meta.c - what a Parquet file says about itself, of footers written by hand
 *
 * The footer is written here from the description of the compact protocol and of
 * parquet.thrift; no writer of ours has a part in it.
 */
#include "tests/unit/unit.h"

#include "harness/parquet/meta.h"
#include "lib/buf.h"
#include "lib/mem.h"
#include "tests/support/seeded.h"

/* ---------------------------------------------------------------- a writer of Thrift */

enum { T_I32 = 5, T_I64 = 6, T_BINARY = 8, T_LIST = 9, T_STRUCT = 12 };

static void put_varint(struct buf *out, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_add_char(out, (char)(v | 0x80));
	buf_add_char(out, (char)v);
}

static void put_int(struct buf *out, int64_t v)
{
	put_varint(out, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

/* A field's head; ids are written whole, which the protocol allows for any. */
static void put_head(struct buf *out, int id, int type)
{
	buf_add_char(out, (char)type);
	put_int(out, id);
}

static void put_number(struct buf *out, int id, int64_t v)
{
	put_head(out, id, T_I64);
	put_int(out, v);
}

static void put_list(struct buf *out, int id, size_t count)
{
	put_head(out, id, T_LIST);
	buf_add_char(out, (char)0xfc); /* structs, their number follows */
	put_varint(out, count);
}

#define STOP '\0'

/* A schema element; -1: without the field. */
struct element {
	const char *name;
	int type, repetition, children, converted,
		logical; /* logical: its union's field */
	struct {
		const char *bytes;
		size_t size;
	} inner;              /* the fields of the logical type */
	int scale, precision; /* 0: without */
};

/* Fields that are added to the structs of a file: their numbers, 0 for none. */
static struct {
	int file, element, group, chunk;
	const char *path[4]; /* of the second column */
} extra;

static void put_extra(struct buf *out, int id)
{
	if (id)
		put_number(out, id, 1);
}

static void put_element(struct buf *out, const struct element *x)
{
	if (x->type >= 0)
		put_number(out, 1, x->type);
	if (x->repetition >= 0)
		put_number(out, 3, x->repetition);
	put_head(out, 4, T_BINARY);
	put_varint(out, strlen(x->name));
	buf_add_str(out, x->name);
	if (x->children >= 0)
		put_number(out, 5, x->children);
	if (x->converted >= 0)
		put_number(out, 6, x->converted);
	if (x->scale)
		put_number(out, 7, x->scale);
	if (x->precision)
		put_number(out, 8, x->precision);
	if (x->logical >= 0) {
		put_head(out, 10, T_STRUCT);
		put_head(out, x->logical, T_STRUCT);
		if (x->inner.size)
			buf_add(out, x->inner.bytes, x->inner.size);
		buf_add_char(out, STOP);
		buf_add_char(out, STOP);
	}
	put_extra(out, extra.element);
	buf_add_char(out, STOP);
}

static void put_path(struct buf *out)
{
	size_t count = 0;

	while (count < ARRAY_LEN(extra.path) && extra.path[count])
		count++;
	put_head(out, 3, T_LIST);
	buf_add_char(out, (char)(count << 4 | T_BINARY));
	for (size_t i = 0; i < count; i++) {
		put_varint(out, strlen(extra.path[i]));
		buf_add_str(out, extra.path[i]);
	}
}

static void put_chunk(struct buf *out, int64_t at)
{
	put_number(out, 2, 99); /* of the file, which is not looked at */
	put_head(out, 3, T_STRUCT);
	if (at == 5)
		put_path(out);
	put_number(out, 4, 2);
	put_number(out, 5, at * 10);
	put_number(out, 7, 100);
	put_number(out, 9, at);
	put_number(out, 11, at + 1);
	put_extra(out, extra.chunk);
	buf_add_char(out, STOP);
	buf_add_char(out, STOP);
}

static void put_group(struct buf *out, size_t chunks, int64_t rows)
{
	put_list(out, 1, chunks);
	for (size_t i = 0; i < chunks; i++)
		put_chunk(out, (int64_t)i + 4);
	put_number(out, 3, rows);
	put_extra(out, extra.group);
	buf_add_char(out, STOP);
}

/* "PAR1", the footer, its length, "PAR1"; takes the footer's bytes. */
static void put_file(struct buf *out, const struct buf *footer, size_t length)
{
	buf_clear(out);
	buf_add_str(out, "PAR1");
	buf_add(out, footer->data, footer->size);
	for (size_t i = 0; i < 4; i++)
		buf_add_char(out, (char)(length >> (8 * i)));
	buf_add_str(out, "PAR1");
}

static int read_file(const struct buf *file, struct parquet_meta *m, struct err *e)
{
	const struct parquet_file whole = { .bytes = (const uint8_t *)file->data,
		                            .size = file->size };

	return parquet_meta_read(&whole, m, e);
}

static void put_footer(struct buf *out, const struct element *elements, size_t count,
                       size_t leaves, size_t groups)
{
	buf_clear(out);
	put_number(out, 1, 1); /* the version */
	put_list(out, 2, count);
	for (size_t i = 0; i < count; i++)
		put_element(out, &elements[i]);
	put_number(out, 3, 5 * (int64_t)groups);
	put_list(out, 4, groups);
	for (size_t i = 0; i < groups; i++)
		put_group(out, leaves, 5);
	put_extra(out, extra.file);
	buf_add_char(out, STOP);
}

/* ---------------------------------------------------------------- tests */

/* id int64; tags list<string>; point {x double, y double?}? */
static const struct element elements[] = {
	{ "root", -1, -1, 3, -1, -1 },
	{ "id", PQ_INT64, PQ_REQUIRED, -1, -1, -1 },
	{ "tags", -1, PQ_OPTIONAL, 1, 3, 3 },
	{ "list", -1, PQ_REPEATED, 1, -1, -1 },
	{ "element", PQ_BYTE_ARRAY, PQ_OPTIONAL, -1, 0, 1 },
	{ "point", -1, PQ_OPTIONAL, 2, -1, -1 },
	{ "x", PQ_DOUBLE, PQ_REQUIRED, -1, -1, -1 },
	{ "y", PQ_DOUBLE, PQ_OPTIONAL, -1, -1, -1 },
};
#define LEAVES 4

static void nodes_have_their_levels_and_columns(UNUSED void **state)
{
	static const struct {
		const char *name;
		int def, rep;
		size_t leaf, leaf_end, end;
	} rows[] = {
		{ "root", 0, 0, 0, 4, 8 },    { "id", 0, 0, 0, 1, 2 },
		{ "tags", 1, 0, 1, 2, 5 },    { "list", 2, 1, 1, 2, 5 },
		{ "element", 3, 1, 1, 2, 5 }, { "point", 1, 0, 2, 4, 8 },
		{ "x", 1, 0, 2, 3, 7 },       { "y", 2, 0, 3, 4, 8 },
	};
	AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
	struct parquet_meta m;
	struct err e = { 0 };

	put_footer(&footer, elements, ARRAY_LEN(elements), LEAVES, 2);
	put_file(&file, &footer, footer.size);
	if (read_file(&file, &m, &e) < 0)
		fail_msg("%s", e.text);
	assert_int_equal(m.node_count, ARRAY_LEN(rows));
	assert_int_equal(m.leaf_count, LEAVES);
	assert_int_equal(m.rows, 10);
	for_each_row(i, rows) {
		const struct parquet_node *n = &m.nodes[i];

		row_int_equal(i, n->name.size, strlen(rows[i].name));
		assert_memory_equal(n->name.at, rows[i].name, n->name.size);
		row_int_equal(i, n->def, rows[i].def);
		row_int_equal(i, n->rep, rows[i].rep);
		row_int_equal(i, n->leaf, rows[i].leaf);
		row_int_equal(i, n->leaf_end, rows[i].leaf_end);
		row_int_equal(i, n->end, rows[i].end);
	}
	assert_int_equal(m.nodes[4].logical, PQ_STRING);
	assert_int_equal(m.group_count, 2);
	for (size_t i = 0; i < LEAVES; i++) {
		const struct parquet_chunk *c = &m.groups[1].chunks[i];

		row_int_equal(i, c->codec, 2);
		row_int_equal(i, c->first_page, i + 4);
		row_int_equal(i, c->dictionary_page, i + 5);
		row_int_equal(i, c->values, (i + 4) * 10);
		row_int_equal(i, c->compressed_bytes, 100);
	}
	parquet_meta_release(&m);
	parquet_meta_release(&m);
}

static void a_logical_type_alone_or_the_converted_one_says_the_type(UNUSED void **state)
{
	static const struct {
		int converted, logical;
		enum pq_logical meaning;
	} rows[] = {
		{ -1, -1, PQ_PLAIN },        { 0, -1, PQ_STRING },
		{ 6, -1, PQ_DATE },          { 9, -1, PQ_TIMESTAMP_MS },
		{ 10, -1, PQ_TIMESTAMP_US }, { 13, -1, PQ_UNSIGNED },
		{ 15, -1, PQ_PLAIN },        { 2000, -1, PQ_PLAIN },
		{ -1, 6, PQ_DATE },          { 6, 6, PQ_DATE },
		{ -1, 14, PQ_UUID },         { -1, 100, PQ_PLAIN },
		{ 0, 100, PQ_STRING },
	};

	for_each_row(i, rows) {
		const struct element two[] = {
			{ "root", -1, -1, 1, -1, -1 },
			{ "x", PQ_INT32, PQ_REQUIRED, -1, rows[i].converted,
			  rows[i].logical },
		};
		AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
		struct parquet_meta m;
		struct err e = { 0 };

		put_footer(&footer, two, 2, 1, 1);
		put_file(&file, &footer, footer.size);
		if (read_file(&file, &m, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		row_int_equal(i, m.nodes[1].logical, rows[i].meaning);
		row_int_equal(i, m.nodes[1].converted_number, rows[i].converted);
		parquet_meta_release(&m);
	}
}

static void a_logical_type_that_is_not_the_converted_one_is_refused(UNUSED void **state)
{
	const struct element two[] = {
		{ "root", -1, -1, 1, -1, -1 },
		{ "x", PQ_INT32, PQ_REQUIRED, -1, 9, 6 },
	};
	AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
	struct parquet_meta m;
	struct err e = { 0 };

	put_footer(&footer, two, 2, 1, 1);
	put_file(&file, &footer, footer.size);
	assert_int_equal(read_file(&file, &m, &e), -1);
	assert_string_equal(e.text, "'x' has two types that differ");
}

static void a_logical_type_says_more_inside(UNUSED void **state)
{
#define INNER(bytes)                     \
	{                                \
		bytes, sizeof(bytes) - 1 \
	}
	static const struct {
		struct element element;
		int meaning, scale; /* meaning -1: the footer is malformed */
	} rows[] = {
		/* clang-format off */
		/* a decimal: 1 its scale, 2 its precision */
		{ { "x", PQ_INT32, 0, -1, -1, 5, INNER("\x15\x04\x15\x12") }, PQ_DECIMAL, 2 },
		{ { "x", PQ_INT32, 0, -1, 5, 5, INNER("\x15\x04\x15\x12"), 2, 9 }, PQ_DECIMAL, 2 },
		{ { "x", PQ_INT32, 0, -1, 5, 5, INNER("\x15\x04\x15\x12"), 3, 9 }, -1, 0 },
		{ { "x", PQ_INT32, 0, -1, 5, 5, INNER("\x15\x04\x15\x12"), 2, 8 }, -1, 0 },
		{ { "x", PQ_INT32, 0, -1, 5, -1, INNER(""), 2, 9 }, PQ_DECIMAL, 2 },
		/* a timestamp: 1 whether in UTC, 2 its unit, a union */
		{ { "x", PQ_INT64, 0, -1, -1, 8, INNER("\x11\x1c\x1c\0\0") }, PQ_TIMESTAMP_MS, 0 },
		{ { "x", PQ_INT64, 0, -1, -1, 8, INNER("\x11\x1c\x2c\0\0") }, PQ_TIMESTAMP_US, 0 },
		{ { "x", PQ_INT64, 0, -1, -1, 8, INNER("\x12\x1c\x3c\0\0") }, PQ_TIMESTAMP_NS, 0 },
		/* an integer: 1 its bits, 2 whether it is signed */
		{ { "x", PQ_INT64, 0, -1, -1, 10, INNER("\x13\x40\x12") }, PQ_UNSIGNED, 0 },
		{ { "x", PQ_INT64, 0, -1, -1, 10, INNER("\x13\x40\x11") }, PQ_PLAIN, 0 },
		/* clang-format on */
	};
#undef INNER

	for_each_row(i, rows) {
		const struct element two[] = { { "root", -1, -1, 1, -1, -1 },
			                       rows[i].element };
		AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
		struct parquet_meta m;
		struct err e = { 0 };
		int rc;

		put_footer(&footer, two, 2, 1, 1);
		put_file(&file, &footer, footer.size);
		rc = read_file(&file, &m, &e);
		row_string_equal(i, e.text,
		                 rows[i].meaning < 0 ? "the footer is malformed" : "");
		if (rc < 0)
			continue;
		row_int_equal(i, m.nodes[1].logical, rows[i].meaning);
		row_int_equal(i, m.nodes[1].scale, rows[i].scale);
		parquet_meta_release(&m);
	}
}

static int read_with_extra(struct err *e)
{
	AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
	struct parquet_meta m;
	int rc;

	put_footer(&footer, elements, ARRAY_LEN(elements), LEAVES, 1);
	put_file(&file, &footer, footer.size);
	rc = read_file(&file, &m, e);
	if (rc == 0 && extra.group == 7)
		assert_int_equal(m.groups[0].ordinal, 1);
	parquet_meta_release(&m);
	return rc;
}

static void a_field_beyond_those_of_parquet_is_refused(UNUSED void **state)
{
	static int *const places[] = { &extra.file, &extra.element, &extra.group,
		                       &extra.chunk };
	static const int highest[] = { 9, 9, 7, 17 }; /* that is not read as a struct */

	for_each_row(i, places) {
		for (int beyond = 0; beyond <= 2; beyond++) {
			struct err e = { 0 };

			*places[i] = highest[i] + beyond;
			if (i == 1 && beyond == 1)
				continue; /* 10 is the logical type */
			row_int_equal(i, read_with_extra(&e), beyond ? -1 : 0);
			row_string_equal(i, e.text,
			                 beyond ? "the footer is malformed" : "");
		}
		*places[i] = 0;
	}
}

static void what_a_row_group_says_more_is_passed_over(UNUSED void **state)
{
	struct err e = { 0 };

	extra.group = 4; /* how it is sorted */
	if (read_with_extra(&e) < 0)
		fail_msg("%s", e.text);
	extra.group = 0;
	extra.element = 2; /* how long a value is */
	if (read_with_extra(&e) < 0)
		fail_msg("%s", e.text);
	extra.element = 0;
}

static void a_file_lies_between_two_magic_words(UNUSED void **state)
{
	AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };

	put_footer(&footer, elements, ARRAY_LEN(elements), LEAVES, 1);
	for (size_t i = 0; i < 8; i++) { /* a byte of the first, or of the last */
		struct parquet_meta m;
		struct err e = { 0 };

		put_file(&file, &footer, footer.size);
		file.data[i < 4 ? i : file.size - 8 + i] ^= 1;
		row_int_equal(i, read_file(&file, &m, &e), -1);
		row_string_equal(i, e.text,
		                 "no Parquet file: it is not between two PAR1");
	}
}

static void a_columns_path_names_each_node_above_it(UNUSED void **state)
{
	static const struct {
		const char *path[4];
		int rc;
	} rows[] = {
		{ { NULL }, 0 }, /* it may be left out */
		{ { "tags", "list", "element" }, 0 },
		{ { "tags", "list" }, -1 },
		{ { "tags", "list", "item" }, -1 },
		{ { "tags", "list", "element", "x" }, -1 },
		{ { "id" }, -1 },
	};

	for_each_row(i, rows) {
		struct err e = { 0 };

		memcpy(extra.path, rows[i].path, sizeof(extra.path));
		row_int_equal(i, read_with_extra(&e), rows[i].rc);
		row_string_equal(i, e.text,
		                 rows[i].rc ? "the column 'element' has another path or "
		                              "type in its row group"
		                            : "");
	}
	memset(extra.path, 0, sizeof(extra.path));
}

static void what_is_no_parquet_file_is_refused(UNUSED void **state)
{
	static const struct element broken[][2] = {
		{ { "root", -1, -1, 2, -1, -1 }, { "x", PQ_INT32, 0, -1, -1, -1 } },
		{ { "root", -1, -1, 0, -1, -1 }, { "x", PQ_INT32, 0, -1, -1, -1 } },
		{ { "root", -1, -1, 1, -1, -1 }, { "x", PQ_TYPE_COUNT, 0, -1, -1, -1 } },
		{ { "root", -1, -1, 1, -1, -1 }, { "x", PQ_INT32, 3, -1, -1, -1 } },
		{ { "root", -1, -1, 1, -1, -1 }, { "x", -1, 0, 0x7ffffffe, -1, -1 } },
	};
	AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
	struct parquet_meta m;

	for_each_row(i, broken) {
		struct err e = { 0 };

		put_footer(&footer, broken[i], 2, i != 1, 1);
		put_file(&file, &footer, footer.size);
		row_int_equal(i, read_file(&file, &m, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
	}
	put_footer(&footer, elements, ARRAY_LEN(elements), LEAVES, 1);
	buf_add_char(&footer, STOP); /* it is longer than what it holds */
	put_file(&file, &footer, footer.size);
	assert_int_equal(read_file(&file, &m, &(struct err){ 0 }), -1);
	footer.size--;
	for (size_t size = footer.size; size; size--) { /* longer than it is; cut short */
		struct err e = { 0 };
		struct buf cut = footer;

		put_file(&file, &footer, footer.size + size);
		assert_int_equal(read_file(&file, &m, &e), -1);
		cut.size = size - 1;
		put_file(&file, &cut, cut.size);
		assert_int_equal(read_file(&file, &m, &e), -1);
	}
	/* A row group has a chunk for each column. */
	for (size_t leaves = 0; leaves < 2 * LEAVES; leaves++) {
		struct err e = { 0 };

		put_footer(&footer, elements, ARRAY_LEN(elements), leaves, 1);
		put_file(&file, &footer, footer.size);
		assert_int_equal(read_file(&file, &m, &e), leaves == LEAVES ? 0 : -1);
		parquet_meta_release(&m);
	}
	for (size_t size = 0; size < 12; size++) {
		struct err e = { 0 };

		buf_clear(&file);
		buf_add(&file, "PAR1PAR1PAR1", size);
		assert_int_equal(read_file(&file, &m, &e), -1);
	}
}

static void a_schema_deeper_than_any_is_refused(UNUSED void **state)
{
	static struct element deep[60];

	for_each_row(i, deep)
		deep[i] = (struct element){ "n", -1, PQ_REPEATED, 1, -1, -1 };
	deep[0].repetition = -1;
	for (size_t count = 2; count <= ARRAY_LEN(deep); count++) {
		AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
		struct element last = deep[count - 1];
		struct parquet_meta m;
		struct err e = { 0 };
		int rc;

		deep[count - 1] = (struct element){ "x", PQ_INT32, 0, -1, -1, -1 };
		put_footer(&footer, deep, count, 1, 1);
		put_file(&file, &footer, footer.size);
		rc = read_file(&file, &m, &e);
		row_int_equal(count, rc, count <= 49 ? 0 : -1);
		if (rc == 0)
			row_int_equal(count, m.nodes[count - 1].rep, count - 2);
		parquet_meta_release(&m);
		deep[count - 1] = last;
	}
}

static void damaged_footers_are_refused_or_make_sense(UNUSED void **state)
{
	AUTO(buf_release) struct buf footer = { 0 }, file = { 0 };
	size_t read = 0;

	put_footer(&footer, elements, ARRAY_LEN(elements), LEAVES, 2);
	for (size_t round = 0; round < 30000; round++) {
		struct seeded d = seeded_begin(round);
		struct parquet_meta m;
		struct err e = { 0 };

		put_file(&file, &footer, footer.size);
		for (size_t n = 1 + seeded_below(&d, 4); n; n--)
			file.data[4 + seeded_below(&d, footer.size)] =
				(char)seeded_below(&d, 256);
		if (read_file(&file, &m, &e) < 0)
			continue;
		read++;
		for (size_t i = 0; i < m.node_count; i++) {
			const struct parquet_node *n = &m.nodes[i];

			if (n->end > m.node_count || n->leaf_end > m.leaf_count ||
			    n->rep > n->def || n->name.size > file.size)
				fail_msg("TEST_SEED=%llu: node %zu",
				         (unsigned long long)d.seed, i);
		}
		parquet_meta_release(&m);
	}
	assert_true(read > 100 && read < 29900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_have_their_levels_and_columns),
		cmocka_unit_test(a_logical_type_alone_or_the_converted_one_says_the_type),
		cmocka_unit_test(a_logical_type_that_is_not_the_converted_one_is_refused),
		cmocka_unit_test(a_logical_type_says_more_inside),
		cmocka_unit_test(a_field_beyond_those_of_parquet_is_refused),
		cmocka_unit_test(what_a_row_group_says_more_is_passed_over),
		cmocka_unit_test(a_file_lies_between_two_magic_words),
		cmocka_unit_test(a_columns_path_names_each_node_above_it),
		cmocka_unit_test(what_is_no_parquet_file_is_refused),
		cmocka_unit_test(a_schema_deeper_than_any_is_refused),
		cmocka_unit_test(damaged_footers_are_refused_or_make_sense),
	};

	return cmocka_run_group_tests_name("parquet/meta", tests, NULL, NULL);
}
