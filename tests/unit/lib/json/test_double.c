/*
 * test_double.c - lib/json/double.c
 */
#include "tests/unit/unit.h"

#include <math.h>

#include "lib/hash.h"
#include "lib/json/json.h"

#define SEED 20260101

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
		{ 1e15, "1000000000000000.0" },
		{ 123456789012345, "123456789012345.0" },
		{ 1234567890123456, "1234567890123456.0" },
		{ 12345678901234568, "12345678901234568.0" },
		{ 9007199254740991, "9007199254740991.0" },
		{ 9007199254740992, "9007199254740992.0" },
		{ 9007199254740994, "9007199254740994.0" },
		{ 123456789012345680000.0, "123456789012345680000.0" },
		{ 1e20, "100000000000000000000.0" },
		{ 999999999999999868928.0, "999999999999999900000.0" },
		{ 1e21, "1e21" },
		{ 1.5e21, "1.5e21" },
		{ 1e22, "1e22" },
		{ 1e23, "1e23" },
		{ -1.25e100, "-1.25e100" },
		{ 0.001, "0.001" },
		{ 0.000001, "0.000001" },
		{ 0.00000123, "0.00000123" },
		{ 9.999999e-7, "9.999999e-7" },
		{ 1e-7, "1e-7" },
		{ 1.5e-7, "1.5e-7" },
		{ -1.25e-10, "-1.25e-10" },
		{ 5e-324, "5e-324" },
		{ 2.2250738585072014e-308, "2.2250738585072014e-308" },
		{ 2.225073858507201e-308, "2.225073858507201e-308" },
		{ 1.7976931348623157e308, "1.7976931348623157e308" },
		/* short decimals, and their neighbours that are not */
		{ 19.99, "19.99" },
		{ -73.778925, "-73.778925" },
		{ 40.63980103, "40.63980103" },
		{ 999999999.999999, "999999999.999999" },
		{ 999999999.9999999, "999999999.9999999" },
		{ 0.30000000000000004, "0.30000000000000004" },
		{ 19.990000000000002, "19.990000000000002" },
		/* numbers that printers were wrong about before */
		{ 9.5367431640625e-7, "9.5367431640625e-7" },
		{ 2.98023223876953125e-8, "2.9802322387695312e-8" },
		{ 5.764607523034235e39, "5.764607523034235e39" },
		{ 9.409340012568248e18, "9409340012568248000.0" },
		{ 4.8726570057e288, "4.8726570057e288" },
	};

	for_each_row(i, cases)
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
	case 5: /* about what short decimals have room for */
		v = (double)(h >> (h % 40)) / 1e6;
		return h & 1 ? v : nextafter(v, 0);
	default:
		break;
	}
	memcpy(&v, &bits, sizeof(v));
	return isfinite(v) ? fabs(v) : 1;
}

static void the_text_reads_back_and_none_is_shorter(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < 70000; i++) {
		double v = random_double(hash_with(SEED, i), (int)(i % 7));

		buf_clear(&out);
		json_put_double(&out, v);
		if (strtod(out.data, NULL) != v ||
		    (v != 0 && count_digits(out.data) > fewest_digits(v)))
			fail_msg("%a is printed as %s", v, out.data);
	}
}

/* Of the texts of that length printf's is the nearest, unless it reads as another. */
static void no_text_as_long_is_nearer(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < 20000; i++) {
		double v = random_double(hash_with(SEED, i), (int)(i % 7));
		char nearest[40];

		buf_clear(&out);
		json_put_double(&out, v);
		snprintf(nearest, sizeof(nearest), "%.*e",
		         v != 0 ? count_digits(out.data) - 1 : 0, v);
		if (strtod(nearest, NULL) == v && json_number_cmp(out.data, nearest) != 0)
			fail_msg("%a is printed as %s, not as %s", v, out.data, nearest);
	}
}

static void a_million_random_bit_patterns_read_back(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < 1000000; i++) {
		uint64_t bits = hash_with(SEED, i), again;
		double v;

		memcpy(&v, &bits, sizeof(v));
		if (!isfinite(v))
			continue;
		buf_clear(&out);
		json_put_double(&out, v);
		v = strtod(out.data, NULL);
		memcpy(&again, &v, sizeof(v));
		if (again != bits)
			fail_msg("the bits %llx are printed as %s",
			         (unsigned long long)bits, out.data);
	}
}

/* The reader is the stricter judge of what a number looks like. */
static void every_text_is_json(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	for (uint64_t i = 0; i < 20000; i++) {
		AUTO(cJSON_Delete) cJSON *v = NULL;
		struct err e = { 0 };

		buf_clear(&out);
		json_put_double(&out, -random_double(hash_with(SEED, i), (int)(i % 7)));
		if (json_parse(out.data, out.size, &v, &e) < 0)
			fail_msg("%s: %s", out.data, e.text);
		assert_true(strpbrk(out.data, ".e") != NULL);
	}
}

/* Each power that the table holds or makes takes part. */
static void every_power_of_ten_is_one_digit(void **state UNUSED)
{
	for (int k = -323; k <= 308; k++) {
		AUTO(buf_release) struct buf out = { 0 };
		char text[16];

		snprintf(text, sizeof(text), "1e%d", k);
		json_put_double(&out, strtod(text, NULL));
		if (k < -6 || k >= 21)
			assert_string_equal(out.data, text);
		assert_int_equal(count_digits(out.data), 1);
		assert_int_equal(json_number_cmp(out.data, text), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_look_as_people_write_them),
		cmocka_unit_test(what_json_has_no_number_for_is_null),
		cmocka_unit_test(the_text_reads_back_and_none_is_shorter),
		cmocka_unit_test(no_text_as_long_is_nearer),
		cmocka_unit_test(a_million_random_bit_patterns_read_back),
		cmocka_unit_test(every_text_is_json),
		cmocka_unit_test(every_power_of_ten_is_one_digit),
	};

	return cmocka_run_group_tests_name("json_double", tests, NULL, NULL);
}
