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

static void a_page_may_be_empty(void **state UNUSED)
{
	static const uint8_t bytes[] = {
		0x15, 0x00, 0x15, 0x00, 0x15, 0x00, /* DATA, 0 bytes, 0 compressed */
		0x2c,                               /* 5: the data page's header */
		0x15, 0x00, 0x15, 0x00, 0x15, 0x06, 0x15, 0x06, /* 0 values */
		0x00, 0x00,
	};
	const uint8_t *at = bytes;
	struct parquet_page page;

	assert_int_equal(parquet_page_read(&at, bytes + sizeof(bytes), &page), 0);
	assert_ptr_equal(at, bytes + sizeof(bytes));
	assert_int_equal(page.values, 0);
}

static void what_else_a_header_says_is_passed_over(void **state UNUSED)
{
	/* clang-format off */
	static const uint8_t headers[][40] = {
		{
			0x15, 0x00, 0x15, 0x00, 0x15, 0x00, /* DATA, no bytes */
			0x2c, 0x15, 0x0a, 0x15, 0x10, 0x15, 0x08, 0x15, 0x08,
			0x1c, 0x36, 0x24, 0x00, /* 5: statistics, with 18 nulls */
			0x00, 0x00, 0xee,
		},
		{
			0x15, 0x06, 0x15, 0x00, 0x15, 0x00, /* DATA_V2, no bytes */
			0x5c, 0x15, 0x0a, 0x15, 0x08, 0x15, 0x0a, 0x15, 0x10, 0x15, 0x00, 0x15, 0x00,
			0x11,                         /* 7: compressed */
			0x1c, 0x36, 0x24, 0x00,       /* 8: statistics */
			0x00, 0x00, 0xee,
		},
		{
			0x15, 0x00, 0x15, 0x00, 0x15, 0x00,
			0x2c, 0x15, 0x0a, 0x15, 0x10, 0x15, 0x08, 0x15, 0x08, 0x00,
			0x1c, 0x15, 0x02, 0x00, /* 6: the header of an index page */
			0x00, 0xee,
		},
	};
	/* clang-format on */

	for_each_row(i, headers) {
		const uint8_t *at = headers[i];
		struct parquet_page page;

		row_int_equal(i, parquet_page_read(&at, at + sizeof(headers[i]), &page),
		              0);
		row_int_equal(i, *at, 0xee); /* what follows the header */
		row_int_equal(i, page.values, 5);
		row_int_equal(i, page.encoding, PQ_ENC_RLE_DICTIONARY);
		row_int_equal(i, page.def_encoding, page.rep_encoding);
		row_int_equal(i, page.def_encoding,
		              page.type == PQ_DATA ? PQ_ENC_BIT_PACKED : PQ_ENC_RLE);
	}
}

static void a_page_has_the_header_of_its_type(void **state UNUSED)
{
	static const struct {
		uint8_t type, part; /* the type as a zigzag number; a struct's head */
		bool fits;
	} cases[] = {
		{ 0, 0x2c, true },  { 0, 0x4c, false }, { 0, 0x5c, false },
		{ 4, 0x4c, true },  { 4, 0x2c, false }, { 6, 0x5c, true },
		{ 6, 0x4c, false }, { 2, 0x2c, true },  { 8, 0x2c, true }, /* not read */
	};

	for_each_row(i, cases) {
		const uint8_t bytes[] = { 0x15, cases[i].type, 0x15,          0x00,
			                  0x15, 0x00,          cases[i].part, 0x15,
			                  0x00, 0x00,          0x00 };
		const uint8_t *at = bytes;
		struct parquet_page page;

		row_int_equal(i, parquet_page_read(&at, bytes + sizeof(bytes), &page),
		              cases[i].fits ? 0 : -1);
	}
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
		cmocka_unit_test(a_page_may_be_empty),
		cmocka_unit_test(what_else_a_header_says_is_passed_over),
		cmocka_unit_test(a_page_has_the_header_of_its_type),
		cmocka_unit_test(negative_numbers_are_refused),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
