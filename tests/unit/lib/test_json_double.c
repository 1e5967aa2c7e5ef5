/*
 * test_json_double.c - lib/json_double.c
 */
#include "tests/unit/unit.h"

#include <math.h>

#include "lib/hash.h"
#include "lib/json.h"

static void assert_text(double v, const char *expected)
{
	struct buf out = { 0 };

	json_put_double(&out, v);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void numbers_look_as_people_write_them(void **state UNUSED)
{
	static const struct {
		double v;
		const char *text;
	} cases[] = {
		{ 0.0, "0.0" },
		{ -0.0, "-0.0" },
		{ 1, "1.0" },
		{ -1.5, "-1.5" },
		{ 100, "100.0" },
		{ 0.1, "0.1" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 123456.75, "123456.75" },
		{ 1e14, "100000000000000.0" },
		{ 1e15, "1e+15" },
		{ 123456789012345, "123456789012345.0" },
		{ 1234567890123456, "1234567890123456.0" },
		{ 12345678901234568, "12345678901234568.0" },
		{ 9007199254740992, "9007199254740992.0" },
		{ 1e16, "1e+16" },
		{ 1e22, "1e+22" },
		{ 1e23, "1e+23" },
		{ 0.0001, "0.0001" },
		{ 0.00001, "1e-05" },
		{ 1.25e-7, "1.25e-07" },
		{ 5e-324, "5e-324" },
		{ 2.2250738585072014e-308, "2.2250738585072014e-308" },
		{ 2.225073858507201e-308, "2.225073858507201e-308" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" },
		/* numbers that printers were wrong about before */
		{ 9.5367431640625e-7, "9.5367431640625e-07" },
		{ 2.98023223876953125e-8, "2.9802322387695312e-08" },
		{ 5.764607523034235e39, "5.764607523034235e+39" },
		{ 9.409340012568248e18, "9.409340012568248e+18" },
		{ 4.8726570057e288, "4.8726570057e+288" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_text(cases[i].v, cases[i].text);
}

static void what_json_has_no_number_for_is_null(void **state UNUSED)
{
	assert_text((double)NAN, "null");
	assert_text((double)INFINITY, "null");
	assert_text(-(double)INFINITY, "null");
}

/* How many digits the shortest text has that reads back as v, by trying them all. */
static int fewest_digits(double v)
{
	char text[40];

	for (int n = 1; n < 17; n++) {
		snprintf(text, sizeof(text), "%.*e", n - 1, v);
		if (strtod(text, NULL) == v)
			return n;
	}
	return 17;
}

/* Of a text without sign: leading and trailing zeros do not count. */
static int count_digits(const char *text)
{
	int n = 0, zeros = 0;

	for (; *text && *text != 'e'; text++) {
		if (*text == '.' || (*text == '0' && !n))
			continue;
		n++;
		zeros = *text == '0' ? zeros + 1 : 0;
	}
	return n - zeros;
}

static double random_double(uint64_t h, int sort)
{
	double v;
	uint64_t bits = h;

	switch (sort) {
	case 0:
		return hash_unit(h);
	case 1:
		return (double)(int64_t)(h % 2000000) / 100;
	case 2:
		return (double)(h >> (h % 60));
	case 3: /* the interval below a power of two is half as wide */
		return ldexp(1, (int)(h % 2098) - 1074);
	case 4: /* subnormal */
		bits = h % (UINT64_C(1) << (1 + h % 51));
		break;
	default:
		break;
	}
	memcpy(&v, &bits, sizeof(v));
	return isfinite(v) ? fabs(v) : 1;
}

static void the_text_reads_back_and_none_is_shorter(void **state UNUSED)
{
	const uint64_t seed = 20260101;

	for (uint64_t i = 0; i < 60000; i++) {
		double v = random_double(hash_with(seed, i), (int)(i % 6));
		struct buf out = { 0 };

		json_put_double(&out, v);
		assert_true(strtod(out.data, NULL) == v);
		if (v != 0)
			assert_true(count_digits(out.data) <= fewest_digits(v));
		buf_release(&out);
	}
}

/* Each power that the table holds or makes takes part. */
static void every_power_of_ten_is_one_digit(void **state UNUSED)
{
	for (int k = -323; k <= 308; k++) {
		char text[16];
		struct buf out = { 0 };

		snprintf(text, sizeof(text), "1e%+03d", k);
		json_put_double(&out, strtod(text, NULL));
		if (k < -4 || k >= 15)
			assert_string_equal(out.data, text);
		assert_int_equal(count_digits(out.data), 1);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_look_as_people_write_them),
		cmocka_unit_test(what_json_has_no_number_for_is_null),
		cmocka_unit_test(the_text_reads_back_and_none_is_shorter),
		cmocka_unit_test(every_power_of_ten_is_one_digit),
	};

	return cmocka_run_group_tests_name("json_double", tests, NULL, NULL);
}
