/*
 * test_decimal.c - exact decimal numbers: whole, order, multiples, equal hashes
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

	for_each_row(i, rows) {
		if (decimal_is_whole(decimal_of(rows[i].text)) != rows[i].whole)
			fail_msg("%s", rows[i].text);
	}
}

static void orders_numbers_without_rounding(UNUSED void **state)
{
	/* Each row is larger than the one before; texts in a row are equal. */
	static const char *const rows[][3] = {
		{ "-1e99999999999999999999", "-1e99999999999999999999",
		  "-1E+99999999999999999999" },
		{ "-1e999", "-10e998", "-0.1e1000" },
		{ "-9223372036854775809", "-9223372036854775809.0",
		  "-9.223372036854775809e18" },
		{ "-9223372036854775808", "-9223372036854775808",
		  "-9223372036854775808" },
		{ "-10", "-1e1", "-10.000" },
		{ "-2", "-2.0", "-20e-1" },
		{ "-1e-999", "-0.1e-998", "-10e-1000" },
		{ "0", "-0", "0.000e999" },
		{ "1e-99999999999999999999", "1e-99999999999999999999",
		  "1.0e-99999999999999999999" },
		{ "1e-400", "0.1e-399", "10.0e-401" },
		{ "0.1", "1e-1", "0.10" },
		{ "0.1000000000000000055", "1000000000000000055e-19",
		  "0.10000000000000000550" },
		{ "1", "1.0", "0.01e2" },
		{ "1.01", "101e-2", "0.000101e4" },
		{ "9", "9.0", "9e0" },
		{ "10", "1e1", "1.0E+1" },
		{ "99.9", "999e-1", "0.999e2" },
		{ "2000000000000e2", "200000000000000", "2e14" },
		{ "9007199254740992", "9007199254740992.0", "9007199254740992e0" },
		{ "9007199254740993", "9007199254740.993e3", "90071992547409930e-1" },
		{ "1e308", "10e307", "0.1e309" },
		{ "1e309", "10e308", "1.00e309" },
		{ "3e1000000000000", "3e1000000000000", "0.3e1000000000001" },
		{ "1e20000000000000", "1e20000000000000", "10e19999999999999" },
	};

	for (size_t i = 0; i < 3 * ARRAY_LEN(rows); i++) {
		for (size_t k = 0; k < 3 * ARRAY_LEN(rows); k++) {
			const char *a = rows[i / 3][i % 3], *b = rows[k / 3][k % 3];
			int order = decimal_cmp(decimal_of(a), decimal_of(b));
			int expected = (i / 3 > k / 3) - (i / 3 < k / 3);

			if ((order > 0) - (order < 0) != expected)
				fail_msg("%s and %s: %d", a, b, order);
		}
	}
}

static void reads_whole_numbers_of_64_bits(UNUSED void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} rows[] = {
		{ "0", 0 },
		{ "-0.0e9", 0 },
		{ "0e-99999999999999999999", 0 },
		{ "3", 3 },
		{ "3.0", 3 },
		{ "3e0", 3 },
		{ "1E+2", 100 },
		{ "-1.50e1", -15 },
		{ "0.00001e5", 1 },
		{ "12000e-3", 12 },
		{ "9007199254740993", 9007199254740993 },
		{ "9223372036854775807", INT64_MAX },
		{ "9.223372036854775807E18", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
		{ "-92233720368547758080e-1", INT64_MIN },
	};
	static const char *const none[] = {
		"0.5",
		"1e-1",
		"-1.05e1",
		"9223372036854775808",
		"-9223372036854775809",
		"9223372036854775807.5",
		"9223372036854775810",
		"10000000000000000000",
		"1e19",
		"-1e19",
		"18446744073709551617",
		"1e999",
		"1e99999999999999999999",
		"1e-99999999999999999999",
	};
	int64_t n = 77;

	for_each_row(i, none) {
		if (decimal_to_int(decimal_of(none[i]), &n))
			fail_msg("%s is %lld", none[i], (long long)n);
		assert_int_equal(n, 77);
	}
	for_each_row(i, rows) {
		assert_true(decimal_to_int(decimal_of(rows[i].text), &n));
		assert_true(n == rows[i].value);
	}
}

static void units_are_whole_or_refused(void **state UNUSED)
{
	static const struct {
		const char *text;
		int scale;
		bool fits;
		int64_t units;
	} cases[] = {
		{ "1.25", 2, true, 125 },
		{ "-1.25", 3, true, -1250 },
		{ "1.250", 2, true, 125 },
		{ "1.251", 2, false, 77 },
		{ "125e-2", 2, true, 125 },
		{ "0", 18, true, 0 },
		{ "-0.000e99999999999999999999", 18, true, 0 },
		{ "0", 400, true, 0 },
		{ "9.223372036854775807", 18, true, INT64_MAX },
		{ "-9.223372036854775808", 18, true, INT64_MIN },
		{ "9.223372036854775808", 18, false, 77 },
		{ "1e999999999", 2, false, 77 },
	};

	for_each_row(i, cases) {
		int64_t units = 77;

		assert_int_equal(decimal_to_units(decimal_of(cases[i].text),
		                                  cases[i].scale, &units),
		                 cases[i].fits);
		assert_true(units == cases[i].units);
	}
}

/* v * 10^-6 in one of the many ways to write it. */
static void spell(char *text, size_t size, int64_t v, uint64_t h)
{
	const char *sign = v < 0 ? "-" : "";
	long long n = llabs((long long)v);

	switch (hash_below(h, 4)) {
	case 0:
		snprintf(text, size, "%s%lld.%06lld", sign, n / 1000000, n % 1000000);
		return;
	case 1:
		snprintf(text, size, "%s%llde-6", sign, n);
		return;
	case 2:
		snprintf(text, size, "%s%lld000E-9", sign, n);
		return;
	default:
		snprintf(text, size, "%s0.00%018llde+14", sign, n);
	}
}

/* Any two small decimals, in any spelling: as the integers of millionths they are. */
static void order_and_value_do_not_hang_on_the_spelling(UNUSED void **state)
{
	const uint64_t seed = 20260102;

	for (uint64_t i = 0; i < 50000; i++) {
		uint64_t h = hash_with(seed, i);
		uint64_t range = hash_below(h, 2) ? 40 : UINT64_C(20000000000);
		int64_t v = (int64_t)(hash_below(h + 1, range) - range / 2);
		int64_t w = (int64_t)(hash_below(h + 2, range) - range / 2);
		int64_t read = 0;
		char a[48], b[48];
		int order;
		bool whole;

		if (hash_below(h + 5, 3) == 0)
			v *= 1000000;
		spell(a, sizeof(a), v, h + 3);
		spell(b, sizeof(b), w, h + 4);
		order = decimal_cmp(decimal_of(a), decimal_of(b));
		whole = decimal_to_int(decimal_of(a), &read);
		if ((order > 0) - (order < 0) != (v > w) - (v < w) ||
		    whole != (v % 1000000 == 0) || read != (whole ? v / 1000000 : 0))
			fail_msg("%s and %s (seed %llu, case %llu)", a, b,
			         (unsigned long long)seed, (unsigned long long)i);
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

	for_each_row(i, rows) {
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

	for_each_row(i, same) {
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
		cmocka_unit_test(orders_numbers_without_rounding),
		cmocka_unit_test(reads_whole_numbers_of_64_bits),
		cmocka_unit_test(order_and_value_do_not_hang_on_the_spelling),
		cmocka_unit_test(finds_multiples_without_rounding),
		cmocka_unit_test(agrees_with_whole_arithmetic),
		cmocka_unit_test(equal_numbers_have_equal_hashes),
		cmocka_unit_test(units_are_whole_or_refused),
	};

	return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
