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
	assert_int_equal(page.rep_encoding, PQ_ENC_RLE);
	assert_false(page.has_crc);
	at = bytes; /* without the page that it promises */
	assert_int_equal(parquet_page_read(&at, bytes + sizeof(bytes) - 1, &page), -1);
}

static void a_header_that_breaks_off_is_refused(void **state UNUSED)
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

/* Version 2, with a CRC and no bytes behind it. */
static const uint8_t v2_header[] = {
	0x15, 0x06, /* 1: type DATA_V2 */
	0x15, 0x14, /* 2: 10 bytes */
	0x15, 0x00, /* 3: 0 bytes compressed */
	0x15, 0x0e, /* 4: CRC 7 */
	0x4c,       /* 8: the header of version 2 */
	0x15, 0x0a, /* 1: 5 values */
	0x35, 0x10, /* 4: dictionary indexes */
	0x15, 0x04, /* 5: 2 bytes of definition levels */
	0x15, 0x02, /* 6: 1 byte of repetition levels */
	0x12,       /* 7: not compressed */
	0x00, 0x00, /* both end */
};

static void a_header_of_version_2_has_the_lengths_of_the_levels(void **state UNUSED)
{
	uint8_t bytes[sizeof(v2_header)];
	const uint8_t *at = bytes;
	struct parquet_page page;

	memcpy(bytes, v2_header, sizeof(bytes));
	assert_int_equal(parquet_page_read(&at, bytes + sizeof(bytes), &page), 0);
	assert_int_equal(page.type, PQ_DATA_V2);
	assert_true(page.has_crc);
	assert_int_equal(page.crc, 7);
	assert_int_equal(page.values, 5);
	assert_int_equal(page.encoding, PQ_ENC_RLE_DICTIONARY);
	assert_int_equal(page.def_bytes, 2);
	assert_int_equal(page.rep_bytes, 1);
	assert_true(page.stored);
	assert_int_equal(page.def_encoding, PQ_ENC_RLE);
	at = bytes;
	bytes[sizeof(bytes) - 3] = 0x11; /* 7: compressed */
	assert_int_equal(parquet_page_read(&at, bytes + sizeof(bytes), &page), 0);
	assert_false(page.stored);
}

static void negative_numbers_are_refused(void **state UNUSED)
{
	static const size_t places[] = { 3, 5, 10 }; /* bytes, compressed, values */

	for_each_row(i, places) {
		uint8_t bytes[sizeof(v2_header)];
		const uint8_t *at = bytes;
		struct parquet_page page;

		memcpy(bytes, v2_header, sizeof(bytes));
		bytes[places[i]] = 0x01; /* -1 */
		row_int_equal(i, parquet_page_read(&at, bytes + sizeof(bytes), &page),
		              -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_is_read_and_left_behind),
		cmocka_unit_test(a_header_that_breaks_off_is_refused),
		cmocka_unit_test(a_header_of_version_2_has_the_lengths_of_the_levels),
		cmocka_unit_test(negative_numbers_are_refused),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
