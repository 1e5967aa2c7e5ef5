/*
 * test_decimal.c - exact decimal numbers: whole, multiples, equal hashes
 */
#include "tests/unit/unit.h"

#include "lib/decimal.h"
#include "lib/hash.h"

static void knows_whole_numbers_by_value(UNUSED void **state)
{
	static const struct {
		const char *text;
		bool whole;
	} rows[] = {
		{ "0", true },
		{ "-0", true },
		{ "0.0", true },
		{ "0e-5", true },
		{ "1", true },
		{ "1.0", true },
		{ "100", true },
		{ "1e3", true },
		{ "1.5e1", true },
		{ "10e-1", true },
		{ "120.00", true },
		{ "12345678910111213141516171819", true },
		{ "1.5", false },
		{ "1e-1", false },
		{ "0.001", false },
		{ "1.05e1", false },
		{ "105e-1", false },
		{ "-2.5", false },
		{ "1e99999999999999999999", true },
		{ "1e-99999999999999999999", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (decimal_is_whole(decimal_of(rows[i].text)) != rows[i].whole)
			fail_msg("%s", rows[i].text);
	}
}

static void finds_multiples_without_rounding(UNUSED void **state)
{
	static const struct {
		const char *v, *m;
		bool is;
	} rows[] = {
		{ "10", "2", true },
		{ "7", "2", false },
		{ "0", "3", true },
		{ "0.0075", "0.0001", true },
		{ "0.00751", "0.0001", false },
		{ "4.5", "1.5", true },
		{ "35", "1.5", false },
		{ "19.99", "0.01", true },
		{ "19.999", "0.01", false },
		{ "-9", "3", true },
		{ "1e308", "0.5", true },
		{ "1e308", "0.123456789", false },
		{ "1e400", "3", false },
		{ "3e400", "3", true },
		{ "1e99999999", "1024", true },
		{ "1e9", "1024", false },
		{ "1e10", "1024", true },
		{ "9007199254740993", "2", false },
		{ "9007199254740993", "3", true },
		{ "123456789012345678901234567890", "999999999999999999", false },
		{ "999999999999999999000000000000000000", "999999999999999999", true },
		{ "1e59", "576460752303423488", true }, /* 2^59 */
		{ "1e58", "576460752303423488", false },
		{ "0.1", "1", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct decimal v = decimal_of(rows[i].v), m = decimal_of(rows[i].m);

		if (decimal_is_multiple(v, m) != rows[i].is)
			fail_msg("%s and %s", rows[i].v, rows[i].m);
	}
}

/* Any pair of small decimals: exact in integers of millionths. */
static void agrees_with_whole_arithmetic(UNUSED void **state)
{
	for (uint64_t i = 0; i < 20000; i++) {
		uint64_t h = hash_with(7, i);
		int64_t v = (int64_t)hash_below(h, 20000000) - 10000000;
		int64_t m = 1 + (int64_t)hash_below(hash_mix(h), 5000);
		char a[40], b[40];

		snprintf(a, sizeof(a), "%s%lld.%06lld", v < 0 ? "-" : "",
		         llabs((long long)v) / 1000000, llabs((long long)v) % 1000000);
		snprintf(b, sizeof(b), "%llde-6", (long long)m);
		if (decimal_is_multiple(decimal_of(a), decimal_of(b)) != (v % m == 0))
			fail_msg("%s and %s (case %llu)", a, b, (unsigned long long)i);
		assert_int_equal(decimal_is_whole(decimal_of(a)), v % 1000000 == 0);
	}
}

static void equal_numbers_have_equal_hashes(UNUSED void **state)
{
	static const char *const same[][3] = {
		{ "1", "1.0", "10e-1" },
		{ "0", "-0", "0.000e7" },
		{ "1200", "1.2e3", "120.0E1" },
		{ "-0.05", "-5e-2", "-0.0500" },
	};

	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		uint64_t h = decimal_hash(decimal_of(same[i][0]));

		assert_true(h == decimal_hash(decimal_of(same[i][1])));
		assert_true(h == decimal_hash(decimal_of(same[i][2])));
		for (size_t j = 0; j < i; j++)
			assert_true(h != decimal_hash(decimal_of(same[j][0])));
	}
	assert_true(decimal_hash(decimal_of("5")) != decimal_hash(decimal_of("-5")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_whole_numbers_by_value),
		cmocka_unit_test(finds_multiples_without_rounding),
		cmocka_unit_test(agrees_with_whole_arithmetic),
		cmocka_unit_test(equal_numbers_have_equal_hashes),
	};

	return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
