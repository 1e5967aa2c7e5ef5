/*
 * test_stats.c - mockserver/export/parquet/stats.c
 */
#include "tests/unit/unit.h"

#include <math.h>

#include "mockserver/export/parquet/stats.h"
#include "tests/support/thrift_text.h"

static void assert_stats(struct stats *s, const char *expected)
{
	struct buf bytes = { 0 }, text = { 0 };
	struct thrift t = { .out = &bytes };

	stats_put(s, &t, 12);
	thrift_end(&t);
	assert_int_equal(thrift_to_text(bytes.data, bytes.size, &text), bytes.size);
	assert_string_equal(text.data, expected);
	buf_release(&bytes);
	buf_release(&text);
	stats_release(s);
}

static void add_int(struct stats *s, int64_t v)
{
	stats_add(s, &(struct value){ .bits = (uint64_t)v });
}

static void add_double(struct stats *s, double d)
{
	struct value v = { 0 };

	memcpy(&v.bits, &d, sizeof(d));
	stats_add(s, &v);
}

static void add_text(struct stats *s, const char *text)
{
	stats_add(s, &(struct value){ .bytes = text, .size = (uint32_t)strlen(text) });
}

static void nothing_but_nulls_has_no_bounds(void **state UNUSED)
{
	struct stats s = { .type = PARQUET_INT64, .null_count = 7 };

	assert_stats(&s, "{12:{3:7}}");
}

static void integers_are_compared_with_their_sign(void **state UNUSED)
{
	struct stats narrow = { .type = PARQUET_INT32 }, wide = { .type = PARQUET_INT64 };

	add_int(&narrow, 3);
	add_int(&narrow, -2);
	add_int(&narrow, 258);
	assert_stats(&narrow, "{12:{3:0 5:x02010000 6:xfeffffff}}");
	add_int(&wide, INT64_MIN);
	add_int(&wide, INT64_MAX);
	assert_stats(&wide, "{12:{3:0 5:xffffffffffffff7f 6:x0000000000000080}}");
}

static void booleans_are_one_byte(void **state UNUSED)
{
	struct stats s = { .type = PARQUET_BOOLEAN };

	add_int(&s, 1);
	add_int(&s, 0);
	assert_stats(&s, "{12:{3:0 5:x01 6:x00}}");
}

static void nan_takes_no_part(void **state UNUSED)
{
	struct stats only = { .type = PARQUET_DOUBLE }, mixed = only;

	add_double(&only, (double)NAN);
	assert_stats(&only, "{12:{3:0}}");
	add_double(&mixed, (double)NAN);
	add_double(&mixed, -1.5);
	add_double(&mixed, (double)NAN);
	add_double(&mixed, (double)INFINITY);
	assert_stats(&mixed, "{12:{3:0 5:x000000000000f07f 6:x000000000000f8bf}}");
}

static void a_row_of_values_has_the_bounds_of_each(void **state UNUSED)
{
	static const int32_t narrow[] = { 3, -2, 258 };
	static const int64_t wide[] = { 0, INT64_MAX, INT64_MIN };
	const double nan = (double)NAN, mixed[] = { nan, 2.0, -1.5, nan };
	struct stats i32 = { .type = PARQUET_INT32 }, i64 = { .type = PARQUET_INT64 },
		     doubles = { .type = PARQUET_DOUBLE }, none = doubles;

	stats_add_i32(&i32, narrow, 3);
	stats_add_i32(&i32, narrow, 0);
	assert_stats(&i32, "{12:{3:0 5:x02010000 6:xfeffffff}}");
	stats_add_i64(&i64, wide, 3);
	assert_stats(&i64, "{12:{3:0 5:xffffffffffffff7f 6:x0000000000000080}}");
	stats_add_doubles(&doubles, mixed, 4);
	assert_stats(&doubles, "{12:{3:0 5:x0000000000000040 6:x000000000000f8bf}}");
	stats_add_doubles(&none, mixed, 1);
	stats_add_doubles(&none, mixed, 0);
	assert_stats(&none, "{12:{3:0}}");
}

static void zeros_get_the_sign_that_covers_both(void **state UNUSED)
{
	static const double zeros[][2] = { { 0.0, 0.0 }, { -0.0, -0.0 }, { 0.0, -0.0 } };

	for_each_row(i, zeros) {
		struct stats s = { .type = PARQUET_DOUBLE };

		add_double(&s, zeros[i][0]);
		add_double(&s, zeros[i][1]);
		assert_stats(&s, "{12:{3:0 5:x0000000000000000 6:x0000000000000080}}");
	}
}

static void strings_are_compared_by_unsigned_bytes(void **state UNUSED)
{
	struct stats s = { .type = PARQUET_BYTE_ARRAY };

	add_text(&s, "b");
	add_text(&s, "\xc3\xa9");
	add_text(&s, "ab");
	add_text(&s, "a");
	assert_stats(&s, "{12:{3:0 5:xc3a9 6:'a'}}");
}

static void the_empty_string_is_the_smallest(void **state UNUSED)
{
	struct stats s = { .type = PARQUET_BYTE_ARRAY };

	add_text(&s, "a");
	add_text(&s, "");
	assert_stats(&s, "{12:{3:0 5:'a' 6:''}}");
}

static void a_string_too_long_is_left_out_on_its_side(void **state UNUSED)
{
	char longest[STATS_BYTES + 1], longer[STATS_BYTES + 2];
	struct stats s = { .type = PARQUET_BYTE_ARRAY }, over = s;
	struct buf expected = { 0 };

	memset(longest, 'z', STATS_BYTES);
	longest[STATS_BYTES] = '\0';
	memset(longer, 'z', STATS_BYTES + 1);
	longer[STATS_BYTES + 1] = '\0';
	buf_printf(&expected, "{12:{3:0 5:'%s' 6:'a'}}", longest);
	add_text(&s, "a");
	add_text(&s, longest);
	assert_stats(&s, expected.data);
	add_text(&over, "a");
	add_text(&over, longer);
	assert_stats(&over, "{12:{3:0 6:'a'}}");
	buf_release(&expected);
}

static void clearing_forgets_all_but_the_type(void **state UNUSED)
{
	struct stats s = { .type = PARQUET_BYTE_ARRAY, .null_count = 3 };

	add_text(&s, "a");
	stats_clear(&s);
	add_text(&s, "m");
	assert_stats(&s, "{12:{3:0 5:'m' 6:'m'}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_but_nulls_has_no_bounds),
		cmocka_unit_test(integers_are_compared_with_their_sign),
		cmocka_unit_test(booleans_are_one_byte),
		cmocka_unit_test(nan_takes_no_part),
		cmocka_unit_test(a_row_of_values_has_the_bounds_of_each),
		cmocka_unit_test(zeros_get_the_sign_that_covers_both),
		cmocka_unit_test(strings_are_compared_by_unsigned_bytes),
		cmocka_unit_test(the_empty_string_is_the_smallest),
		cmocka_unit_test(a_string_too_long_is_left_out_on_its_side),
		cmocka_unit_test(clearing_forgets_all_but_the_type),
	};

	return cmocka_run_group_tests_name("parquet_stats", tests, NULL, NULL);
}
