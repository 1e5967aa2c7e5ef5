/*
 * test_compression.c - harness/compression/compression.c
 */
#include "tests/unit/unit.h"

#include "harness/compression/compression.h"

/* "hello\n" by gzip -n, byte for byte. */
static const uint8_t hello[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	                         0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xe7, 0x02, 0x00,
	                         0x20, 0x30, 0x3a, 0x36, 0x06, 0x00, 0x00, 0x00 };

static const struct compression *gzip(void)
{
	return compression_in_parquet(2);
}

static void every_row_is_found_by_the_number_that_parquet_gives_it(void **state UNUSED)
{
	size_t count = 0;

	for (const struct compression *c; (c = compression_at(count)) != NULL; count++) {
		row_int_equal(count, compression_in_parquet(c->parquet) == c, true);
		row_int_equal(count, compression_packs(c), *c->suffix != '\0');
	}
	assert_true(count >= 2);
	assert_string_equal(compression_in_parquet(0)->name, "none");
	assert_string_equal(gzip()->name, "gzip");
	assert_null(compression_in_parquet(-1));
	assert_null(compression_in_parquet(99));
}

static void a_page_is_one_piece_and_a_file_is_one_or_more(void **state UNUSED)
{
	uint8_t thrice[3 * sizeof(hello)];
	struct buf out = { 0 };
	struct err e = { 0 };

	for (size_t i = 0; i < 3; i++)
		memcpy(thrice + i * sizeof(hello), hello, sizeof(hello));
	assert_int_equal(compression_unpack_piece(gzip(), hello, sizeof(hello), 100, &out,
	                                          &e),
	                 0);
	assert_int_equal(compression_unpack_file(gzip(), thrice, sizeof(thrice), 18, &out,
	                                         &e),
	                 0);
	assert_string_equal(buf_str(&out), "hello\nhello\nhello\nhello\n");
	assert_int_equal(compression_unpack_piece(gzip(), thrice, sizeof(thrice), 100,
	                                          &out, &e),
	                 -1);
	assert_non_null(strstr(e.text, "52 bytes behind the gzip stream"));
	buf_release(&out);
}

static void a_file_that_is_empty_cut_or_too_large_is_refused(void **state UNUSED)
{
	static const struct {
		size_t bytes, cap;
	} cases[] = {
		{ 0, 100 },
		{ sizeof(hello) - 1, 100 },
		{ sizeof(hello) + 1, 100 },
		{ 2 * sizeof(hello) - 1, 100 },
		{ 2 * sizeof(hello), 11 },
	};
	uint8_t twice[2 * sizeof(hello)];

	memcpy(twice, hello, sizeof(hello));
	memcpy(twice + sizeof(hello), hello, sizeof(hello));
	for_each_row(i, cases) {
		struct buf out = { 0 };
		struct err e = { 0 };

		row_int_equal(i,
		              compression_unpack_file(gzip(), twice, cases[i].bytes,
		                                      cases[i].cap, &out, &e),
		              -1);
		row_int_equal(i, e.code, ERR_INVALID);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_found_by_the_number_that_parquet_gives_it),
		cmocka_unit_test(a_page_is_one_piece_and_a_file_is_one_or_more),
		cmocka_unit_test(a_file_that_is_empty_cut_or_too_large_is_refused),
	};

	return cmocka_run_group_tests_name("compression", tests, NULL, NULL);
}
