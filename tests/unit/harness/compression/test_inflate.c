/*
 * test_inflate.c - harness/compression/inflate.c
 */
#include "tests/unit/unit.h"

#include "harness/compression/inflate.h"

#include <zlib.h>

/* "hello\n" by gzip -n, byte for byte: mtime 0. */
static const uint8_t hello[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	                         0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xe7, 0x02, 0x00,
	                         0x20, 0x30, 0x3a, 0x36, 0x06, 0x00, 0x00, 0x00 };

static int unpack(const void *bytes, size_t n, size_t cap, struct buf *out, struct err *e)
{
	size_t taken;

	return inflate_member(bytes, n, cap, out, &taken, e);
}

static void a_member_is_unpacked_behind_what_is_there(void **state UNUSED)
{
	struct buf out = { 0 };
	struct err e = { 0 };

	buf_add_str(&out, "> ");
	assert_int_equal(unpack(hello, sizeof(hello), 100, &out, &e), 0);
	assert_string_equal(buf_str(&out), "> hello\n");
	buf_release(&out);
}

static void a_cut_and_a_broken_head_or_checksum_are_noticed(void **state UNUSED)
{
	uint8_t bytes[sizeof(hello)];

	for (size_t n = 0; n < sizeof(hello); n++) {
		struct buf out = { 0 };
		struct err e = { 0 };

		row_int_equal(n, unpack(hello, n, 100, &out, &e), -1);
		row_int_equal(n, e.code, ERR_INVALID);
		buf_release(&out);
	}
	for (size_t i = 0; i < sizeof(hello); i++) {
		struct buf out = { 0 };
		struct err e = { 0 };

		if (i >= 3 && i < sizeof(hello) - 8)
			continue; /* flags, mtime, padding: nothing guards them */
		memcpy(bytes, hello, sizeof(hello));
		bytes[i] ^= 0x10;
		row_int_equal(i, unpack(bytes, sizeof(bytes), 100, &out, &e), -1);
		buf_release(&out);
	}
}

static void the_first_member_alone_is_taken(void **state UNUSED)
{
	uint8_t twice[2 * sizeof(hello)];
	struct buf out = { 0 };
	struct err e = { 0 };
	size_t taken;

	memcpy(twice, hello, sizeof(hello));
	memcpy(twice + sizeof(hello), hello, sizeof(hello));
	assert_int_equal(inflate_member(twice, sizeof(twice), 100, &out, &taken, &e), 0);
	assert_int_equal(taken, sizeof(hello));
	assert_string_equal(buf_str(&out), "hello\n");
	buf_release(&out);
}

static void no_more_than_the_cap_is_unpacked(void **state UNUSED)
{
	static char zeros[1 << 20];
	uint8_t packed[4096];
	uLongf size = sizeof(packed);
	struct buf out = { 0 };
	struct err e = { 0 };

	assert_int_equal(compress(packed, &size, (const Bytef *)zeros, sizeof(zeros)),
	                 Z_OK);
	assert_int_equal(unpack(packed, size, sizeof(zeros), &out, &e), 0);
	assert_int_equal(out.size, sizeof(zeros));
	buf_clear(&out);
	assert_int_equal(unpack(packed, size, sizeof(zeros) - 1, &out, &e), -1);
	assert_non_null(strstr(e.text, "more than 1048575 bytes"));
	buf_release(&out);
}

static void the_checksum_is_the_one_that_gzip_writes(void **state UNUSED)
{
	assert_int_equal(inflate_crc32("123456789", 9), 0xcbf43926); /* CRC-32/ISO-HDLC */
	assert_int_equal(inflate_crc32("hello\n", 6), 0x363a3020);
	assert_int_equal(inflate_crc32("", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_is_unpacked_behind_what_is_there),
		cmocka_unit_test(a_cut_and_a_broken_head_or_checksum_are_noticed),
		cmocka_unit_test(the_first_member_alone_is_taken),
		cmocka_unit_test(no_more_than_the_cap_is_unpacked),
		cmocka_unit_test(the_checksum_is_the_one_that_gzip_writes),
	};

	return cmocka_run_group_tests_name("inflate", tests, NULL, NULL);
}
