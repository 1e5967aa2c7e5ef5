/*
 * test_thrift.c - mockserver/export/parquet/thrift.c
 */
#include "tests/unit/unit.h"

#include "mockserver/export/parquet/thrift.h"
#include "tests/support/thrift_text.h"

static void assert_bytes(const struct buf *b, const void *expected, size_t n)
{
	assert_int_equal(b->size, n);
	assert_memory_equal(b->data, expected, n);
}

static void varints_are_seven_bits_a_byte(void **state UNUSED)
{
	static const struct {
		uint64_t v;
		const char *bytes;
		size_t n;
	} cases[] = {
		{ 0, "\x00", 1 },
		{ 1, "\x01", 1 },
		{ 127, "\x7f", 1 },
		{ 128, "\x80\x01", 2 },
		{ 300, "\xac\x02", 2 },
		{ 16383, "\xff\x7f", 2 },
		{ 16384, "\x80\x80\x01", 3 },
		{ UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10 },
	};

	for_each_row(i, cases) {
		struct buf b = { 0 };

		thrift_varint(&b, cases[i].v);
		assert_bytes(&b, cases[i].bytes, cases[i].n);
		buf_release(&b);
	}
}

/* Vectors by hand, from the description of the compact protocol. */
static void integers_are_zigzag_behind_their_field(void **state UNUSED)
{
	static const struct {
		int64_t v;
		const char *bytes;
		size_t n;
	} cases[] = {
		{ 0, "\x16\x00", 2 },
		{ -1, "\x16\x01", 2 },
		{ 1, "\x16\x02", 2 },
		{ -64, "\x16\x7f", 2 },
		{ 64, "\x16\x80\x01", 3 },
		{ INT64_MAX, "\x16\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11 },
		{ INT64_MIN, "\x16\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11 },
	};

	for_each_row(i, cases) {
		struct buf b = { 0 };
		struct thrift t = { .out = &b };

		thrift_i64(&t, 1, cases[i].v);
		assert_bytes(&b, cases[i].bytes, cases[i].n);
		buf_release(&b);
	}
}

static void field_ids_are_steps_or_spelled_out(void **state UNUSED)
{
	struct buf b = { 0 };
	struct thrift t = { .out = &b };

	thrift_i32(&t, 1, 5);
	thrift_i32(&t, 16, 5); /* a step of 15 is the largest that fits */
	thrift_i32(&t, 32, 5); /* 16 is not: type, then the id as zigzag */
	thrift_bool(&t, 33, true);
	thrift_bool(&t, 34, false);
	thrift_text(&t, 35, "ab");
	thrift_end(&t);
	assert_bytes(&b,
	             "\x15\x0a\xf5\x0a\x05\x40\x0a\x11\x12\x18\x02"
	             "ab\x00",
	             14);
	buf_release(&b);
}

static void a_struct_starts_its_ids_anew_and_gives_them_back(void **state UNUSED)
{
	struct buf b = { 0 };
	struct thrift t = { .out = &b };

	thrift_i32(&t, 2, 1);
	thrift_struct(&t, 3);
	thrift_i32(&t, 1, 1);
	thrift_end(&t);
	thrift_i32(&t, 4, 1);
	thrift_end(&t);
	assert_bytes(&b, "\x25\x02\x1c\x15\x02\x00\x15\x02\x00", 9);
	buf_release(&b);
}

static void lists_of_fifteen_and_more_have_a_length_of_their_own(void **state UNUSED)
{
	for (size_t n = 13; n < 18; n++) {
		struct buf b = { 0 };
		struct thrift t = { .out = &b };

		thrift_list(&t, 1, THRIFT_I32, n);
		assert_int_equal((uint8_t)b.data[0], 0x19);
		if (n < 15) {
			assert_int_equal(b.size, 2);
			assert_int_equal((uint8_t)b.data[1], n << 4 | 5);
		} else {
			assert_int_equal(b.size, 3);
			assert_int_equal((uint8_t)b.data[1], 0xf5);
			assert_int_equal((uint8_t)b.data[2], n);
		}
		buf_release(&b);
	}
}

static void a_reader_of_the_protocol_finds_all_of_it(void **state UNUSED)
{
	struct buf b = { 0 }, text = { 0 };
	struct thrift t = { .out = &b };

	thrift_bool(&t, 1, true);
	thrift_i32(&t, 40, INT32_MIN);
	thrift_list(&t, 41, THRIFT_STRUCT, 2);
	for (int i = 0; i < 2; i++) {
		thrift_element_struct(&t);
		thrift_text(&t, 9, i ? "" : "name");
		thrift_end(&t);
	}
	thrift_list(&t, 42, THRIFT_BINARY, 2);
	thrift_element_text(&t, "a");
	thrift_element_text(&t, "b");
	thrift_list(&t, 43, THRIFT_I32, 1);
	thrift_element_i32(&t, -7);
	thrift_binary(&t, 44, "\0\1", 2);
	thrift_end(&t);

	assert_int_equal(thrift_to_text(b.data, b.size, &text), b.size);
	assert_string_equal(text.data, "{1:true 40:-2147483648 41:[{9:'name'} {9:''}]"
	                               " 42:['a' 'b'] 43:[-7] 44:x0001}");
	buf_release(&b);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(varints_are_seven_bits_a_byte),
		cmocka_unit_test(integers_are_zigzag_behind_their_field),
		cmocka_unit_test(field_ids_are_steps_or_spelled_out),
		cmocka_unit_test(a_struct_starts_its_ids_anew_and_gives_them_back),
		cmocka_unit_test(lists_of_fifteen_and_more_have_a_length_of_their_own),
		cmocka_unit_test(a_reader_of_the_protocol_finds_all_of_it),
	};

	return cmocka_run_group_tests_name("thrift", tests, NULL, NULL);
}
