/*
 * test_runs.c - harness/parquet/runs.c
 */
#include "tests/unit/unit.h"

#include "harness/parquet/runs.h"

static void a_width_holds_its_highest_value(void **state UNUSED)
{
	static const struct {
		uint32_t max;
		int width;
	} cases[] = { { 0, 0 }, { 1, 1 },   { 2, 2 },   { 3, 2 },
		      { 4, 3 }, { 255, 8 }, { 256, 9 }, { UINT32_MAX, 32 } };

	for_each_row(i, cases)
		assert_int_equal(parquet_runs_width(cases[i].max), cases[i].width);
}

static void runs_and_packed_bits_are_read(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t size;
		int width;
		size_t count;
		uint32_t values[10];
	} cases[] = {
#define BYTES(b) b, sizeof(b) - 1
		/* clang-format off */
		{ BYTES("\x06\x05"), 3, 3, { 5, 5, 5 } },
		{ BYTES("\x06\x05"), 3, 2, { 5, 5 } },                    /* fewer wanted than there are */
		{ BYTES("\x04\x01\x06\x02"), 2, 5, { 1, 1, 2, 2, 2 } },
		{ BYTES("\x04\x34\x12"), 16, 2, { 0x1234, 0x1234 } },
		{ BYTES("\x02\x78\x56\x34\x12"), 32, 1, { 0x12345678 } },
		/* the example of Parquet's own description: 0 to 7 in three bits each */
		{ BYTES("\x03\x88\xc6\xfa"), 3, 8, { 0, 1, 2, 3, 4, 5, 6, 7 } },
		{ BYTES("\x03\x88\xc6\xfa"), 3, 5, { 0, 1, 2, 3, 4 } },
		{ BYTES("\x03\xb1\x02\x01"), 1, 9, { 1, 0, 0, 0, 1, 1, 0, 1, 1 } },
		{ BYTES("\x06"), 0, 3, { 0, 0, 0 } },
		{ BYTES("\x03"), 0, 8, { 0 } },
		{ BYTES(""), 3, 0, { 0 } },
	/* clang-format on */
#undef BYTES
	};

	for_each_row(i, cases) {
		uint32_t out[10] = { 0 };

		row_int_equal(i,
		              parquet_runs_read((const uint8_t *)cases[i].bytes,
		                                cases[i].size, cases[i].width,
		                                cases[i].count, out),
		              0);
		assert_memory_equal(out, cases[i].values, cases[i].count * sizeof(*out));
	}
}

static void what_ends_too_early_is_refused(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t size;
		int width;
		size_t count;
	} cases[] = {
#define BYTES(b) b, sizeof(b) - 1
		{ BYTES(""), 3, 1 },                 /* nothing */
		{ BYTES("\x06"), 3, 3 },             /* a run without its value */
		{ BYTES("\x06\x05"), 3, 4 },         /* a value too few */
		{ BYTES("\x03\x88\xc6"), 3, 8 },     /* half a group */
		{ BYTES("\x80\x80\x80"), 3, 1 },     /* half a number */
		{ BYTES("\x00\x05\x06\x05"), 3, 1 }, /* an empty run */
		{ BYTES("\x01\x06\x05"), 3, 1 },     /* an empty group */
		{ BYTES("\x06\x05"), 33, 1 },        /* wider than anything */
		{ BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x01"), 32, 8 }, /* huge */
#undef BYTES
	};

	for_each_row(i, cases) {
		uint32_t out[10];

		row_int_equal(i,
		              parquet_runs_read((const uint8_t *)cases[i].bytes,
		                                cases[i].size, cases[i].width,
		                                cases[i].count, out),
		              -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_width_holds_its_highest_value),
		cmocka_unit_test(runs_and_packed_bits_are_read),
		cmocka_unit_test(what_ends_too_early_is_refused),
	};

	return cmocka_run_group_tests_name("parquet_runs", tests, NULL, NULL);
}
