/*
 * test_duration.c - lib/duration.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/vtime.h"

#define SEED   20260102
#define ROUNDS 5000

static void reads_iso_8601_and_short_forms(void **state UNUSED)
{
	static const struct {
		const char *text;
		int months;
		int64_t ms;
	} cases[] = {
		{ "PT3H", 0, 3 * MS_PER_HOUR },
		{ "P1DT12H", 0, 36 * MS_PER_HOUR },
		{ "P2W", 0, 14 * MS_PER_DAY },
		{ "PT0.5S", 0, 500 },
		{ "PT0,5S", 0, 500 },
		{ "PT1.0009S", 0, 1000 },
		{ "PT0.25H", 0, 15 * MS_PER_MINUTE },
		{ "P1M", 1, 0 },
		{ "PT1M", 0, MS_PER_MINUTE },
		{ "P1Y2M3DT4H5M6.5S", 14,
		  3 * MS_PER_DAY + 4 * MS_PER_HOUR + 5 * MS_PER_MINUTE + 6500 },
		{ "P0D", 0, 0 },
		{ "PT0S", 0, 0 },
		{ "PT36H", 0, 36 * MS_PER_HOUR },
		{ "90s", 0, 90 * MS_PER_SECOND },
		{ "15m", 0, 15 * MS_PER_MINUTE },
		{ "3h", 0, 3 * MS_PER_HOUR },
		{ "30d", 0, 30 * MS_PER_DAY },
		{ "2w", 0, 14 * MS_PER_DAY },
		{ "250ms", 0, 250 },
		{ "1d12h", 0, 36 * MS_PER_HOUR },
		{ "1m30s5ms", 0, 90005 },
		{ "1.5h", 0, 90 * MS_PER_MINUTE },
		{ "0s", 0, 0 },
		{ "007s", 0, 7000 },
		{ "9223372036854775807ms", 0, INT64_MAX },
	};

	for_each_row(i, cases) {
		struct err e = { 0 };
		struct duration d;

		if (duration_parse(cases[i].text, &d, &e) < 0)
			fail_msg("%s", e.text);
		assert_int_equal(d.months, cases[i].months);
		assert_int_equal(d.ms, cases[i].ms);
	}
}

static void refuses_what_is_no_length_and_says_why(void **state UNUSED)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "", "it is empty" },
		{ "-3h", "it is negative" },
		{ "-PT3H", "it is negative" },
		{ "PT-3H", "a number is missing" },
		{ "P", "a number is missing" },
		{ "PT", "a number is missing" },
		{ "P1DT", "a number is missing" },
		{ "h", "a number is missing" },
		{ " 3h", "a number is missing" },
		{ "soon", "a number is missing" },
		{ "3", "a unit is missing" },
		{ "P3", "a unit is missing" },
		{ "3h ", "a number is missing" },
		{ "3 h", "the unit is unknown" },
		{ "3H", "the unit is unknown" },
		{ "3x", "the unit is unknown" },
		{ "P3H", "the unit is unknown" },
		{ "PT3D", "the unit is unknown" },
		{ "pt3h", "a number is missing" },
		{ "PT3h", "the unit is unknown" },
		{ "P1DT1HT1M", "a number is missing" },
		{ "1h1h", "units go from long to short" },
		{ "1m1h", "units go from long to short" },
		{ "PT1M1H", "units go from long to short" },
		{ "1.5h1m", "only the last number may have a fraction" },
		{ "P0.5DT1H", "only the last number may have a fraction" },
		{ "P0.5M", "months and years have no fractions" },
		{ "P1.5Y", "months and years have no fractions" },
		{ "1.h", "the fraction has no digits" },
		{ ".5h", "a number is missing" },
		{ "9223372036854775808ms", "it is too long" },
		{ "9223372036854775807s", "it is too long" },
		{ "9223372036854775s1000ms", "it is too long" },
		{ "P99999999999999999999Y", "it is too long" },
		{ "P178956971Y", "it is too long" },
		{ "P178956970Y8M", "it is too long" },
	};

	for_each_row(i, cases) {
		struct err e = { 0 };
		struct duration d = { .months = 77 };

		if (!duration_parse(cases[i].text, &d, &e))
			fail_msg("'%s' was taken", cases[i].text);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, cases[i].reason) || !strstr(e.text, cases[i].text))
			fail_msg("'%s': %s", cases[i].text, e.text);
		assert_int_equal(d.months, 77);
	}
}

static void reads_any_sum_of_units(void **state UNUSED)
{
	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t h = hash_with(SEED, i);
		int n[5];
		struct err e = { 0 };
		struct duration d;
		char text[80];

		for_each_row(j, n)
			n[j] = (int)hash_below(hash_with(h, j), 100000);
		snprintf(text, sizeof(text), "P%dMT%dH%dM%d.%03dS", n[0], n[1], n[2],
		         n[3], n[4] % 1000);
		assert_int_equal(duration_parse(text, &d, &e), 0);
		assert_int_equal(d.months, n[0]);
		assert_int_equal(d.ms, n[1] * MS_PER_HOUR + n[2] * MS_PER_MINUTE +
		                               n[3] * MS_PER_SECOND + n[4] % 1000);
	}
}

static void adds_months_before_milliseconds(void **state UNUSED)
{
	static const struct {
		const char *from, *length, *to;
	} cases[] = {
		{ "2026-01-31T00:00:00Z", "P1M1D", "2026-03-01T00:00:00Z" },
		{ "2026-01-01T00:00:00Z", "PT3H", "2026-01-01T03:00:00Z" },
		{ "2026-01-01T00:00:00Z", "P1Y", "2027-01-01T00:00:00Z" },
		{ "9999-12-31T23:59:59Z", "P1D", "9999-12-31T23:59:59.999Z" },
		{ "2026-01-01T00:00:00Z", "9223372036854775807ms",
		  "9999-12-31T23:59:59.999Z" },
	};
	char text[VTIME_TEXT];

	for_each_row(i, cases) {
		struct err e = { 0 };
		struct duration d;
		vtime from;

		assert_int_equal(vtime_parse(cases[i].from, &from, &e), 0);
		assert_int_equal(duration_parse(cases[i].length, &d, &e), 0);
		assert_string_equal(vtime_format(duration_after(from, d), text),
		                    cases[i].to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_iso_8601_and_short_forms),
		cmocka_unit_test(refuses_what_is_no_length_and_says_why),
		cmocka_unit_test(reads_any_sum_of_units),
		cmocka_unit_test(adds_months_before_milliseconds),
	};

	return cmocka_run_group_tests_name("duration", tests, NULL, NULL);
}
