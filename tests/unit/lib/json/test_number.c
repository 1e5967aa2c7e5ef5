/*
 * test_number.c - lib/json/json.h: numbers by their text, whole values, exact order
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/json/json.h"

#define SEED 1729

static bool to_int(const char *text, int64_t *out)
{
	struct err e = { 0 };
	cJSON *v = NULL;
	bool whole;

	if (json_parse(text, strlen(text), &v, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	whole = json_to_int(v, out);
	cJSON_Delete(v);
	return whole;
}

static void whole_values_are_integers_however_they_are_spelt(void **state UNUSED)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {
		{ "3", 3 },
		{ "3.0", 3 },
		{ "3e0", 3 },
		{ "3.000e0", 3 },
		{ "30e-1", 3 },
		{ "0.3e1", 3 },
		{ "0.0003E+4", 3 },
		{ "1E+2", 100 },
		{ "-12.50e1", -125 },
		{ "0", 0 },
		{ "-0", 0 },
		{ "0.000", 0 },
		{ "0e999999999999999999999", 0 },
		{ "9223372036854775807", INT64_MAX },
		{ "9223372036854775807.0", INT64_MAX },
		{ "9.223372036854775807e18", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
		{ "-9223372036854775808000e-3", INT64_MIN },
		{ "1e18", INT64_C(1000000000000000000) },
		{ "9007199254740993", INT64_C(9007199254740993) },
	};

	for_each_row(i, cases) {
		int64_t v = -1;

		if (!to_int(cases[i].text, &v) || v != cases[i].value)
			fail_msg("%s is read as %lld", cases[i].text, (long long)v);
	}
}

static void other_numbers_are_no_integers(void **state UNUSED)
{
	static const char *const cases[] = {
		"0.5",
		"-0.1",
		"3.0000000000000000000000001",
		"1e-1",
		"15e-1",
		"9223372036854775807.5",
		"9223372036854775808",
		"-9223372036854775809",
		"18446744073709551616",
		"1e19",
		"9.3e18",
		"1e999999999999999999999",
		"1e-999999999999999999999",
		"\"3\"",
		"true",
		"null",
		"[]",
	};

	for_each_row(i, cases) {
		int64_t v = 42;

		if (to_int(cases[i], &v))
			fail_msg("%s is read as %lld", cases[i], (long long)v);
		assert_int_equal(v, 42);
	}
	assert_false(json_to_int(NULL, &(int64_t){ 0 }));
}

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

static void the_order_of_numbers_is_exact(void **state UNUSED)
{
	/* each is less than the next */
	static const char *const rising[] = {
		"-1e400",
		"-9007199254740993",
		"-9007199254740992",
		"-10",
		"-9.99999999999999999999999999",
		"-1e-400",
		"0",
		"1e-400",
		"1.1e-400",
		"0.1",
		"0.10000000000000000000000001",
		"0.2",
		"9",
		"10",
		"10.5",
		"9007199254740992",
		"9007199254740993",
		"9007199254740993.000000000001",
		"123456789012345678901234567890",
		"1e30",
		"1e400",
		"2e400",
		"1e401",
	};

	for_each_row(i, rising) {
		for_each_row(k, rising) {
			int expected = (i > k) - (i < k);

			if (sign(json_number_cmp(rising[i], rising[k])) != expected)
				fail_msg("%s and %s", rising[i], rising[k]);
		}
	}
}

static void equal_numbers_have_many_spellings(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "1", "1.0" },
		{ "1", "10e-1" },
		{ "100", "1E+2" },
		{ "0.001", "1e-3" },
		{ "-2.50", "-25e-1" },
		{ "0", "-0.0" },
		{ "0", "0e5" },
		{ "-0", "0e-99999" },
		{ "120034", "1.20034e5" },
		{ "0.00120", "0.12e-2" },
		{ "1000000000000000000000000000000", "1e30" },
	};

	for_each_row(i, cases) {
		assert_int_equal(json_number_cmp(cases[i][0], cases[i][1]), 0);
		assert_int_equal(json_number_cmp(cases[i][1], cases[i][0]), 0);
	}
}

/* ---- a slow oracle: every digit in its column ---- */

#define COLUMNS 64 /* the point stands in the middle */

struct columns {
	bool minus, zero;
	char digits[COLUMNS];
};

static struct columns lay_out(const char *text)
{
	struct columns c = { .minus = *text == '-', .zero = true };
	const char *at = text + c.minus;
	size_t whole = strspn(at, "0123456789");
	const char *e = strpbrk(at, "eE");
	int column = COLUMNS / 2 - (int)whole;

	if (e)
		column -= (int)strtol(e + 1, NULL, 10);
	for (; *at && *at != 'e' && *at != 'E'; at++) {
		if (*at == '.')
			continue;
		assert(column >= 0 && column < COLUMNS);
		c.digits[column++] = (char)(*at - '0');
		c.zero &= *at == '0';
	}
	return c;
}

static int slow_order(const char *a, const char *b)
{
	struct columns x = lay_out(a), y = lay_out(b);
	int order = memcmp(x.digits, y.digits, COLUMNS);

	if (x.zero && y.zero)
		return 0;
	if (x.zero || y.zero)
		return x.zero ? (y.minus ? 1 : -1) : (x.minus ? -1 : 1);
	if (x.minus != y.minus)
		return x.minus ? -1 : 1;
	return x.minus ? -sign(order) : sign(order);
}

/* Few digits and small exponents, so that many pairs are equal or nearly so. */
static void random_number(uint64_t h, char *out, size_t room)
{
	static const char *const wholes[] = { "0", "1", "2", "10", "12", "100", "999" };
	static const char *const parts[] = {
		"", ".0", ".1", ".01", ".10", ".99", ".5000"
	};
	static const char *const signs[] = { "", "-" };
	char exponent[16] = "";

	if (hash_below(hash_with(h, 1), 2))
		snprintf(exponent, sizeof(exponent), "e%+d",
		         (int)hash_below(hash_with(h, 2), 5) - 2);
	snprintf(out, room, "%s%s%s%s", signs[hash_below(hash_with(h, 3), 2)],
	         wholes[hash_below(hash_with(h, 4), ARRAY_LEN(wholes))],
	         parts[hash_below(hash_with(h, 5), ARRAY_LEN(parts))], exponent);
}

static void the_order_is_the_one_of_digits_in_columns(void **state UNUSED)
{
	unsigned equal = 0;

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < 100000; i++) {
		char a[32], b[32];
		int expected;

		random_number(hash_with(SEED, 2 * i), a, sizeof(a));
		random_number(hash_with(SEED, 2 * i + 1), b, sizeof(b));
		expected = slow_order(a, b);
		equal += expected == 0;
		if (sign(json_number_cmp(a, b)) != expected)
			fail_msg("%s and %s", a, b);
	}
	assert_true(equal > 200);
}

static void printed_integers_are_read_back(void **state UNUSED)
{
	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < 20000; i++) {
		uint64_t h = hash_with(SEED, i);
		int64_t v = (int64_t)h >> (h & 63), again = 0;
		cJSON *node = json_new_int(v);

		assert_true(json_to_int(node, &again));
		assert_int_equal(again, v);
		cJSON_Delete(node);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_values_are_integers_however_they_are_spelt),
		cmocka_unit_test(other_numbers_are_no_integers),
		cmocka_unit_test(the_order_of_numbers_is_exact),
		cmocka_unit_test(equal_numbers_have_many_spellings),
		cmocka_unit_test(the_order_is_the_one_of_digits_in_columns),
		cmocka_unit_test(printed_integers_are_read_back),
	};

	return cmocka_run_group_tests_name("json_number", tests, NULL, NULL);
}
