/*
 * test_claims.c - harness/parquet/claims.c
 */
#include "tests/unit/unit.h"

#include "harness/parquet/claims.h"
#include "harness/parquet/page.h"

#define BIT(encoding) (UINT32_C(1) << (encoding))

/* A column of three entries, of which one is null, and what a footer says of it. */
struct claimed {
	struct parquet_node node;
	union parquet_value values[2];
	uint8_t def[3];
	struct parquet_column c;
	struct parquet_chunk chunk;
};

static void fill(struct claimed *x)
{
	*x = (struct claimed){
		.node = { .type = PQ_INT32, .def = 1 },
		.values = { { .i = -7 }, { .i = 5 } },
		.def = { 1, 0, 1 },
		.c = { .entry_count = 3,
		       .value_count = 2,
		       .raw_bytes = 40,
		       .data_at = 4,
		       .used = { BIT(PQ_ENC_PLAIN), BIT(PQ_ENC_RLE), false } },
		.chunk = { .raw_bytes = 40,
		           .nulls = 1,
		           .distinct = -1,
		           .first_page = 4,
		           .encodings = BIT(PQ_ENC_PLAIN) | BIT(PQ_ENC_RLE) },
	};
	x->c.node = &x->node;
	x->c.values = x->values;
	x->c.def = x->def;
}

static struct thrift_bytes bytes_of(const char *text, size_t n)
{
	return (struct thrift_bytes){ (const uint8_t *)text, n };
}

/* ---------------------------------------------------------------- single claims */

static void as_it_is(struct claimed *x UNUSED)
{
}

static void other_nulls(struct claimed *x)
{
	x->chunk.nulls = 2;
}

static void nothing_said(struct claimed *x)
{
	x->chunk.nulls = x->chunk.raw_bytes = -1;
}

static void other_size(struct claimed *x)
{
	x->chunk.raw_bytes++;
}

static void too_many_different(struct claimed *x)
{
	x->chunk.distinct = 3;
}

static void as_many_different(struct claimed *x)
{
	x->chunk.distinct = 2;
}

static void none_different(struct claimed *x)
{
	x->chunk.distinct = 0;
}

static void a_dictionary(struct claimed *x)
{
	static union parquet_value dictionary[2];

	x->c.dictionary = dictionary;
	x->c.dictionary_at = x->chunk.dictionary_page = 4;
	x->c.data_at = x->chunk.first_page = 20;
}

static void dictionary_as_first_page(struct claimed *x)
{
	a_dictionary(x);
	x->chunk.first_page = 4;
}

static void dictionary_elsewhere(struct claimed *x)
{
	a_dictionary(x);
	x->chunk.dictionary_page = 5;
}

static void later_page(struct claimed *x)
{
	x->chunk.first_page++;
}

static void dictionary_that_is_not_there(struct claimed *x)
{
	x->chunk.dictionary_page = 3;
}

static void encoding_not_listed(struct claimed *x)
{
	x->chunk.encodings &= ~BIT(PQ_ENC_PLAIN);
}

static void encoding_of_values_alone_listed(struct claimed *x)
{
	x->chunk.encodings = BIT(PQ_ENC_PLAIN);
}

static void encoding_listed_for_nothing(struct claimed *x)
{
	x->chunk.encodings = BIT(PQ_ENC_PLAIN) | BIT(PQ_ENC_RLE_DICTIONARY);
}

static void encoding_listed_twice(struct claimed *x)
{
	x->chunk.listed_twice = true;
}

static void levels_of_two_encodings(struct claimed *x)
{
	x->c.used.differ = true;
}

static void right_bounds(struct claimed *x)
{
	x->chunk.min = bytes_of("\xf9\xff\xff\xff", 4);
	x->chunk.max = bytes_of("\5\0\0\0", 4);
}

static void smaller_bound(struct claimed *x)
{
	x->chunk.min = bytes_of("\xf8\xff\xff\xff", 4);
}

static void larger_bound(struct claimed *x)
{
	x->chunk.max = bytes_of("\6\0\0\0", 4);
}

static void longer_bound(struct claimed *x)
{
	x->chunk.max = bytes_of("\5\0\0\0\0", 5);
}

static void bound_of_nothing(struct claimed *x)
{
	x->c.value_count = 0;
	x->c.entry_count = 1;
	right_bounds(x);
}

static void be_texts(struct claimed *x)
{
	x->node.type = PQ_BYTE_ARRAY;
	x->node.logical = PQ_STRING;
	x->values[0].b.at = (const uint8_t *)"zebra-crossing";
	x->values[0].b.size = 14;
	x->values[1].b.at = (const uint8_t *)"a-long-way";
	x->values[1].b.size = 10;
}

static void texts(struct claimed *x)
{
	be_texts(x);
	x->chunk.min = bytes_of("a-long-way", 10);
	x->chunk.max = bytes_of("zebra-crossing", 14);
}

static void cut_texts(struct claimed *x)
{
	be_texts(x);
	x->chunk.min = bytes_of("a-long", 6);
	x->chunk.max = bytes_of("zebra-d", 7);
}

static void texts_cut_wrongly(struct claimed *x)
{
	be_texts(x);
	x->chunk.max = bytes_of("zebra-c", 7); /* is below the largest */
}

static void another_text(struct claimed *x)
{
	be_texts(x);
	x->chunk.min = bytes_of("a-long-wax", 10);
}

/* The shorter one is a beginning of the other. */
static void texts_of_two_lengths(struct claimed *x)
{
	be_texts(x);
	x->values[0].b.at = (const uint8_t *)"abz"; /* of which 2 are its own */
	x->values[0].b.size = 2;
	x->values[1].b.at = (const uint8_t *)"abc";
	x->values[1].b.size = 3;
	x->chunk.min = bytes_of("ab", 2);
	x->chunk.max = bytes_of("abc", 3);
}

static void be_doubles(struct claimed *x)
{
	x->node.type = PQ_DOUBLE;
	x->values[0].d = 0;
	x->values[1].d = 1;
	x->chunk.min = bytes_of("\0\0\0\0\0\0\0\x80", 8); /* -0.0 */
}

static void doubles_with_one_that_has_no_place(struct claimed *x)
{
	be_doubles(x);
	x->values[1].d = 0.0 / x->values[0].d;
	x->chunk.max = bytes_of("\0\0\0\0\0\0\0\0", 8);
}

static void each_claim_is_compared(void **state UNUSED)
{
	static const struct {
		void (*change)(struct claimed *x);
		const char *why; /* NULL: it is so */
	} cases[] = {
		/* clang-format off */
		{ as_it_is, NULL },
		{ nothing_said, NULL },
		{ other_nulls, "1 nulls, the footer says 2" },
		{ other_size, "its pages unpack to 40 bytes, the footer says 41" },
		{ too_many_different, "2 values can't be the 3 different ones of the footer" },
		{ as_many_different, NULL },
		{ none_different, "2 values can't be the 0 different ones of the footer" },
		{ a_dictionary, NULL },
		{ dictionary_as_first_page, NULL },
		{ dictionary_elsewhere, "the footer says that a dictionary is at byte 5" },
		{ later_page, "its first data page is at byte 4, the footer says 5" },
		{ dictionary_that_is_not_there, "the footer says that a dictionary is at byte 3" },
		{ encoding_not_listed, "the footer does not list the encodings that its pages have" },
		{ encoding_of_values_alone_listed, NULL },
		{ encoding_listed_for_nothing, "the footer does not list the encodings that its pages have" },
		{ encoding_listed_twice, "the footer does not list the encodings that its pages have" },
		{ levels_of_two_encodings, "a page has levels of two encodings, and no levels" },
		{ right_bounds, NULL },
		{ smaller_bound, "its smallest value is not the one in the footer" },
		{ larger_bound, "its largest value is not the one in the footer" },
		{ longer_bound, "its largest value is not the one in the footer" },
		{ bound_of_nothing, "its smallest value is not the one in the footer" },
		{ texts, NULL },
		{ cut_texts, NULL },
		{ texts_cut_wrongly, "its largest value is not the one in the footer" },
		{ another_text, "its smallest value is not the one in the footer" },
		{ texts_of_two_lengths, NULL },
		{ be_doubles, NULL },
		{ doubles_with_one_that_has_no_place, NULL },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct err e = { 0 };
		struct claimed x;
		int rc;

		fill(&x);
		cases[i].change(&x);
		if (cases[i].change == bound_of_nothing)
			x.chunk.nulls = 1;
		rc = parquet_claims_check(&x.chunk, &x.c, &e);
		row_string_equal(i, e.text, cases[i].why ? cases[i].why : "");
		row_int_equal(i, rc, cases[i].why ? -1 : 0);
	}
}

/* ---------------------------------------------------------------- the footer */

static void a_footers_sums_and_types_are_compared(void **state UNUSED)
{
	static const struct {
		int64_t version, raw, stored, start, ordinal, copy_at;
		int converted, logical; /* 0: without a logical type */
		const char *why;
		int64_t dictionary; /* of the first column; 0: none */
	} cases[] = {
		/* clang-format off */
		{ 1, 30, 20, 4, 0, 0, 0, 1, NULL },
		{ 2, -1, -1, -1, -1, 0, -1, 1, NULL },
		{ 3, 30, 20, 4, 0, 0, 0, 1, "version 3 of Parquet is not known" },
		{ 1, 31, 20, 4, 0, 0, 0, 1, "row group 1: its columns unpack to 30 bytes, not 31" },
		{ 1, 30, 21, 4, 0, 0, 0, 1, "row group 1: its columns take 20 bytes, not 21" },
		{ 1, 30, 20, 5, 0, 0, 0, 1, "row group 1 begins at byte 4, not 5" },
		{ 1, 30, 20, 4, 1, 0, 0, 1, "row group 1 says that it is number 1" },
		{ 1, 30, 20, 4, 0, 9, 0, 1, "some columns have a copy of their metadata, others not" },
		{ 1, 30, 20, 4, 0, 0, 19, 1, "'name' has two types that differ" },
		{ 1, 30, 20, 4, 0, 0, 40, 1, "'name' has two types that differ" },
		{ 1, 30, 20, 4, 0, 0, 19, 12, NULL },
		{ 1, 30, 20, 4, 0, 0, 19, 0, NULL },
		{ 1, 30, 20, 4, 0, 0, 40, 0, "'name' has two types that differ" },
		{ 1, 30, 20, 2, 0, 0, 0, 1, NULL, .dictionary = 2 },
		{ 1, 30, 20, 4, 0, 0, 0, 1, "row group 1 begins at byte 2, not 4", .dictionary = 2 },
		{ 1, 30, 20, 4, 0, 0, 0, 1, NULL, .dictionary = 9 },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct parquet_chunk chunks[2] = {
			{ .raw_bytes = 10,
			  .compressed_bytes = 8,
			  .first_page = 4,
			  .dictionary_page = cases[i].dictionary },
			{ .raw_bytes = 20,
			  .compressed_bytes = 12,
			  .first_page = 12,
			  .copy_at = cases[i].copy_at },
		};
		struct parquet_group group = { 1,
			                       cases[i].raw,
			                       cases[i].stored,
			                       cases[i].start,
			                       cases[i].ordinal,
			                       chunks };
		struct parquet_node node = { .name = bytes_of("name", 4),
			                     .has_logical = cases[i].logical > 0,
			                     .converted_number = cases[i].converted,
			                     .logical_number = cases[i].logical };
		const struct parquet_meta m = { .version = cases[i].version,
			                        .nodes = &node,
			                        .node_count = 1,
			                        .leaf_count = 2,
			                        .groups = &group,
			                        .group_count = 1 };
		struct err e = { 0 };
		int rc = parquet_claims_check_footer(&m, &e);

		row_string_equal(i, e.text, cases[i].why ? cases[i].why : "");
		row_int_equal(i, rc, cases[i].why ? -1 : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_claim_is_compared),
		cmocka_unit_test(a_footers_sums_and_types_are_compared),
	};

	return cmocka_run_group_tests_name("parquet/claims", tests, NULL, NULL);
}
