/*
 * test_dict.c - mockserver/export/parquet/dict.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/export/parquet/dict.h"

static uint16_t add_text(struct dict *d, const char *text)
{
	return dict_add(d,
	                &(struct value){ .bytes = text, .size = (uint32_t)strlen(text) });
}

static uint16_t add_bits(struct dict *d, uint64_t bits)
{
	return dict_add(d, &(struct value){ .bits = bits });
}

static void numbers_values_as_they_come(void **state UNUSED)
{
	struct dict d = { .type = PARQUET_BYTE_ARRAY };
	struct buf one = { 0 };

	assert_int_equal(add_text(&d, "b"), 0);
	assert_int_equal(add_text(&d, ""), 1);
	assert_int_equal(add_text(&d, "bb"), 2);
	assert_int_equal(add_text(&d, "b"), 0);
	assert_int_equal(add_text(&d, ""), 1);
	assert_int_equal(d.count, 3);
	assert_int_equal(d.plain.size, 15);
	assert_memory_equal(d.plain.data, "\1\0\0\0b\0\0\0\0\2\0\0\0bb", 15);
	dict_put(&d, 2, &one);
	assert_memory_equal(one.data, "\2\0\0\0bb", 6);
	buf_release(&one);
	dict_release(&d);
}

static void narrow_values_are_the_same_with_their_sign(void **state UNUSED)
{
	struct dict d = { .type = PARQUET_INT32 };

	assert_int_equal(add_bits(&d, (uint64_t)INT64_C(-5)), 0);
	assert_int_equal(add_bits(&d, (uint64_t)INT64_C(-5)), 0);
	assert_int_equal(add_bits(&d, 5), 1);
	assert_int_equal(d.plain.size, 8);
	assert_memory_equal(d.plain.data, "\xfb\xff\xff\xff\5\0\0\0", 8);
	dict_release(&d);
}

static void tells_zeros_and_nans_apart_by_their_bits(void **state UNUSED)
{
	struct dict d = { .type = PARQUET_DOUBLE };

	assert_int_equal(add_bits(&d, 0), 0);
	assert_int_equal(add_bits(&d, UINT64_C(1) << 63), 1);
	assert_int_equal(add_bits(&d, UINT64_C(0x7ff8000000000000)), 2);
	assert_int_equal(add_bits(&d, UINT64_C(0x7ff8000000000000)), 2);
	dict_release(&d);
}

static void finds_every_value_again_at_its_largest(void **state UNUSED)
{
	struct dict d = { .type = PARQUET_INT64 };

	for (int round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < DICT_COUNT_MAX; i++)
			assert_int_equal(add_bits(&d, hash_mix(i)), i);
		for (uint64_t i = DICT_COUNT_MAX; i-- > 0;)
			assert_int_equal(add_bits(&d, hash_mix(i)), i);
		assert_int_equal(d.count, DICT_COUNT_MAX);
		dict_clear(&d);
		assert_int_equal(d.count, 0);
		assert_int_equal(d.plain.size, 0);
	}
	dict_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_values_as_they_come),
		cmocka_unit_test(narrow_values_are_the_same_with_their_sign),
		cmocka_unit_test(tells_zeros_and_nans_apart_by_their_bits),
		cmocka_unit_test(finds_every_value_again_at_its_largest),
	};

	return cmocka_run_group_tests_name("parquet_dict", tests, NULL, NULL);
}
