/*
 * test_plain.c - harness/parquet/plain.c
 */
#include "tests/unit/unit.h"

#include "harness/parquet/plain.h"

static void bytes_become_values_of_their_type(void **state UNUSED)
{
	static const struct {
		enum pq_type type;
		const char *bytes;
		size_t size, count;
		int64_t first, last; /* as whole numbers */
	} cases[] = {
		{ PQ_BOOLEAN, "\x05", 1, 3, 1, 1 },
		{ PQ_BOOLEAN, "\x00\x01", 2, 9, 0, 1 },
		{ PQ_INT32, "\x01\x00\x00\x00\xff\xff\xff\xff", 8, 2, 1, -1 },
		{ PQ_INT64, "\x00\x00\x00\x00\x01\x00\x00\x00", 8, 1, INT64_C(1) << 32,
		  INT64_C(1) << 32 },
		{ PQ_FLOAT, "\x00\x00\x80\x3f", 4, 1, 1, 1 },
		{ PQ_DOUBLE, "\x00\x00\x00\x00\x00\x00\x00\x40", 8, 1, 2, 2 },
	};

	for_each_row(i, cases) {
		const struct parquet_node node = { .type = cases[i].type };
		const uint8_t *at = (const uint8_t *)cases[i].bytes;
		const uint8_t *end = at + cases[i].size;
		const bool real = cases[i].type == PQ_FLOAT || cases[i].type == PQ_DOUBLE;
		union parquet_value v[9] = { 0 };
		const union parquet_value *last = &v[cases[i].count - 1];

		if (parquet_plain_read(&node, &at, end, cases[i].count, v) < 0 ||
		    at != end)
			fail_msg("case %zu: %td bytes are left", i, end - at);
		if ((real ? (int64_t)v[0].d : v[0].i) != cases[i].first ||
		    (real ? (int64_t)last->d : last->i) != cases[i].last)
			fail_msg("case %zu: %lld, %lld", i, (long long)v[0].i,
			         (long long)last->i);
	}
}

static void texts_point_into_the_bytes(void **state UNUSED)
{
	static const uint8_t strings[] = "\x02\x00\x00\x00"
					 "ab"
					 "\x00\x00\x00\x00";
	static const uint8_t fixed[] = "abcdef";
	static const uint8_t stamps[24] = { 0 };
	const struct parquet_node text = { .type = PQ_BYTE_ARRAY };
	const struct parquet_node three = { .type = PQ_FIXED, .type_length = 3 };
	const struct parquet_node stamp = { .type = PQ_INT96 };
	const uint8_t *at = strings;
	union parquet_value v[2];

	assert_int_equal(parquet_plain_read(&text, &at, strings + 10, 2, v), 0);
	assert_ptr_equal(v[0].b.at, strings + 4);
	assert_int_equal(v[0].b.size, 2);
	assert_int_equal(v[1].b.size, 0);
	at = fixed;
	assert_int_equal(parquet_plain_read(&three, &at, fixed + 6, 2, v), 0);
	assert_memory_equal(v[1].b.at, "def", 3);
	at = stamps;
	assert_int_equal(parquet_plain_read(&stamp, &at, stamps + 24, 2, v), 0);
	assert_ptr_equal(v[1].b.at, stamps + 12);
	assert_int_equal(v[1].b.size, 12);
}

static void bytes_that_end_before_the_values_are_refused(void **state UNUSED)
{
	static const struct {
		enum pq_type type;
		int length;
		const char *bytes;
		size_t size, count;
	} cases[] = {
		{ PQ_BOOLEAN, 0, "\xff", 1, 9 },
		{ PQ_INT32, 0, "\1\0\0", 3, 1 },
		{ PQ_INT64, 0, "\1\0\0\0\0\0\0\0", 8, 2 },
		{ PQ_INT32, 0, "\1\0\0\0", 4, SIZE_MAX },
		{ PQ_BYTE_ARRAY, 0, "\3\0\0\0ab", 6, 1 },
		{ PQ_BYTE_ARRAY, 0, "\0\0\0", 3, 1 },
		{ PQ_BYTE_ARRAY, 0, "\xff\xff\xff\xff", 4, 1 },
		{ PQ_FIXED, 4, "abc", 3, 1 },
		{ PQ_FIXED, 0, "abc", 3, 1 },
	};

	for_each_row(i, cases) {
		const struct parquet_node node = { .type = cases[i].type,
			                           .type_length = cases[i].length };
		const uint8_t *at = (const uint8_t *)cases[i].bytes;
		union parquet_value v[9];

		if (parquet_plain_read(&node, &at, at + cases[i].size, cases[i].count,
		                       v) == 0)
			fail_msg("case %zu: %zu bytes were taken", i, cases[i].size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_become_values_of_their_type),
		cmocka_unit_test(texts_point_into_the_bytes),
		cmocka_unit_test(bytes_that_end_before_the_values_are_refused),
	};

	return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
