/*
 * test_page.c - harness/parquet/page.c
 */
#include "tests/unit/unit.h"

#include "harness/parquet/page.h"

/* In Thrift's compact protocol: a byte of field and type, then the value. */
static void a_header_is_read_and_left_behind(void **state UNUSED)
{
	static const uint8_t bytes[] = {
		0x15, 0x00,             /* 1: type DATA */
		0x15, 0xc8, 0x01,       /* 2: 100 bytes */
		0x15, 0x02,             /* 3: 1 byte compressed */
		0x2c,                   /* 5: the data page's header */
		0x15, 0x14, 0x15, 0x00, /* 10 values, PLAIN */
		0x15, 0x06, 0x15, 0x06, /* levels in RLE */
		0x00, 0x00,             /* both end */
		0xee,                   /* the page itself */
	};
	const uint8_t *at = bytes;
	struct parquet_page page;

	assert_int_equal(parquet_page_read(&at, bytes + sizeof(bytes), &page), 0);
	assert_ptr_equal(at, bytes + sizeof(bytes) - 1);
	assert_int_equal(page.type, PQ_DATA);
	assert_int_equal(page.uncompressed_bytes, 100);
	assert_int_equal(page.compressed_bytes, 1);
	assert_int_equal(page.values, 10);
	assert_int_equal(page.encoding, PQ_ENC_PLAIN);
	assert_int_equal(page.def_encoding, PQ_ENC_RLE);
	assert_false(page.has_crc);
	at = bytes; /* without the page that it promises */
	assert_int_equal(parquet_page_read(&at, bytes + sizeof(bytes) - 1, &page), -1);
}

static void a_header_that_breaks_off_is_none(void **state UNUSED)
{
	static const uint8_t bytes[] = { 0x15, 0x00, 0x15, 0xc8, 0x01, 0x15,
		                         0x50, 0x2c, 0x15, 0x14, 0x15, 0x00,
		                         0x15, 0x06, 0x15, 0x06, 0x00, 0x00 };

	for (size_t size = 0; size < sizeof(bytes); size++) {
		const uint8_t *at = bytes;
		struct parquet_page page;

		if (parquet_page_read(&at, bytes + size, &page) == 0)
			fail_msg("%zu bytes were a header", size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_is_read_and_left_behind),
		cmocka_unit_test(a_header_that_breaks_off_is_none),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
