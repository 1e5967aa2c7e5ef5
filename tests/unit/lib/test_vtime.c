/*
 * test_vtime.c - lib/vtime.c: the calendar, RFC 3339, the clocks
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/vtime.h"

#define SEED   20260101
#define ROUNDS 20000

/* A point anywhere in the range, the i-th of a fixed sequence. */
static vtime any_point(uint64_t i)
{
	uint64_t span = (uint64_t)(VTIME_MAX - VTIME_MIN) + 1;

	return VTIME_MIN + (int64_t)hash_below(hash_with(SEED, i), span);
}

static void knows_dates_that_others_computed(void **state UNUSED)
{
	static const struct {
		int year, month, day;
		int64_t days;
	} cases[] = {
		{ 1970, 1, 1, 0 },     { 1969, 12, 31, -1 },
		{ 1970, 12, 31, 364 }, { 2000, 2, 29, 11016 },
		{ 2000, 3, 1, 11017 }, { 1900, 3, 1, -25508 },
		{ 2026, 1, 1, 20454 }, { 1600, 2, 29, -135081 },
		{ 1, 1, 1, -719162 },  { 9999, 12, 31, 2932896 },
	};

	for_each_row(i, cases)
		assert_int_equal(vtime_days(cases[i].year, cases[i].month, cases[i].day),
		                 cases[i].days);
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Counts every day from the first to the last: the slow way, and so the judge. */
static void agrees_with_counting_the_days_one_by_one(void **state UNUSED)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t days = VTIME_MIN / MS_PER_DAY;

	for (int year = 1; year <= 9999; year++) {
		for (int month = 1; month <= 12; month++) {
			int last = lengths[month - 1] + (month == 2 && leap(year));

			for (int day = 1; day <= last; day++, days++) {
				struct vtime_parts p = vtime_split(days * MS_PER_DAY + 1);

				assert_int_equal(vtime_days(year, month, day), days);
				assert_int_equal(p.year, year);
				assert_int_equal(p.month, month);
				assert_int_equal(p.day, day);
				assert_int_equal(p.ms, 1);
			}
		}
	}
	assert_int_equal(days, VTIME_MAX / MS_PER_DAY + 1);
}

static void joins_what_it_split(void **state UNUSED)
{
	static const vtime edges[] = {
		VTIME_MIN, VTIME_MIN + 1,  -MS_PER_DAY, -1,       0,
		1,         MS_PER_DAY - 1, MS_PER_DAY,  VTIME_MAX
	};

	for_each_row(i, edges) {
		struct vtime_parts p = vtime_split(edges[i]);

		assert_int_equal(vtime_join(&p), edges[i]);
	}
	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		struct vtime_parts p = vtime_split(any_point(i));

		assert_int_equal(vtime_join(&p), any_point(i));
	}
}

static void splits_into_the_parts_of_the_day(void **state UNUSED)
{
	struct vtime_parts p = vtime_split(-1);

	assert_int_equal(p.year, 1969);
	assert_int_equal(p.month, 12);
	assert_int_equal(p.day, 31);
	assert_int_equal(p.hour, 23);
	assert_int_equal(p.minute, 59);
	assert_int_equal(p.second, 59);
	assert_int_equal(p.ms, 999);
}

static vtime at(const char *text)
{
	struct err e = { 0 };
	vtime t;

	if (vtime_parse(text, &t, &e) < 0)
		fail_msg("%s", e.text);
	return t;
}

static void adds_months_and_keeps_to_the_calendar(void **state UNUSED)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} cases[] = {
		{ "2025-08-31T00:00:00Z", 6, "2026-02-28T00:00:00Z" },
		{ "2023-08-31T00:00:00Z", 6, "2024-02-29T00:00:00Z" },
		{ "2024-02-29T12:30:00Z", 12, "2025-02-28T12:30:00Z" },
		{ "2024-02-29T12:30:00Z", 48, "2028-02-29T12:30:00Z" },
		{ "2026-01-31T00:00:00.007Z", 1, "2026-02-28T00:00:00.007Z" },
		{ "2026-12-15T00:00:00Z", 1, "2027-01-15T00:00:00Z" },
		{ "2026-01-15T00:00:00Z", -1, "2025-12-15T00:00:00Z" },
		{ "2026-03-31T00:00:00Z", -1, "2026-02-28T00:00:00Z" },
		{ "2026-03-31T00:00:00Z", 0, "2026-03-31T00:00:00Z" },
		{ "9999-12-01T00:00:00Z", 1, "9999-12-31T23:59:59.999Z" },
		{ "0001-01-02T00:00:00Z", -1, "0001-01-01T00:00:00Z" },
		{ "2026-01-01T00:00:00Z", INT32_MAX, "9999-12-31T23:59:59.999Z" },
		{ "2026-01-01T00:00:00Z", INT32_MIN, "0001-01-01T00:00:00Z" },
	};
	char text[VTIME_TEXT];

	for_each_row(i, cases)
		assert_string_equal(vtime_format(vtime_add_months(at(cases[i].from),
		                                                  cases[i].months),
		                                 text),
		                    cases[i].to);
}

/* One month at a time, the day remembered: what the fast way must come to. */
static vtime add_months_slowly(vtime from, int months)
{
	struct vtime_parts p = vtime_split(from);
	int day = p.day;

	for (int i = 0; i < months; i++) {
		p.month++;
		if (p.month > 12) {
			p.month = 1;
			p.year++;
		}
	}
	if (p.month == 2 && day > 28)
		day = leap(p.year) ? 29 : 28;
	if ((p.month == 4 || p.month == 6 || p.month == 9 || p.month == 11) && day > 30)
		day = 30;
	p.day = day;
	return vtime_join(&p);
}

static void adds_months_as_a_slow_oracle_does(void **state UNUSED)
{
	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		vtime from = any_point(i);
		int months = (int)hash_below(hash_with(SEED + 1, i), 60);

		if (vtime_split(from).year > 9990)
			continue;
		assert_int_equal(vtime_add_months(from, months),
		                 add_months_slowly(from, months));
	}
}

static void reads_rfc_3339(void **state UNUSED)
{
	static const struct {
		const char *text;
		vtime at;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01t00:00:00z", 0 },
		{ "1969-12-31T23:59:59.999Z", -1 },
		{ "2026-01-01T00:00:00Z", INT64_C(1767225600000) },
		{ "2026-01-01T00:00:00.5Z", INT64_C(1767225600500) },
		{ "2026-01-01T00:00:00.123456789Z", INT64_C(1767225600123) },
		{ "2026-01-01T00:00:00.9999Z", INT64_C(1767225600999) },
		{ "2026-01-01T01:00:00+01:00", INT64_C(1767225600000) },
		{ "2025-12-31T18:30:00-05:30", INT64_C(1767225600000) },
		{ "2026-01-01T00:00:00-00:00", INT64_C(1767225600000) },
		{ "2024-02-29T00:00:00Z", INT64_C(1709164800000) },
		{ "0001-01-01T00:00:00Z", VTIME_MIN },
		{ "9999-12-31T23:59:59.999Z", VTIME_MAX },
	};

	for_each_row(i, cases)
		assert_int_equal(at(cases[i].text), cases[i].at);
}

static void refuses_what_is_no_time_and_says_why(void **state UNUSED)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "", "the year has 4 digits" },
		{ "now", "the year has 4 digits" },
		{ "26-01-01T00:00:00Z", "the year has 4 digits" },
		{ "0000-01-01T00:00:00Z", "year 0 is not 1 to 9999" },
		{ "2026/01/01T00:00:00Z", "'-' expected before the month" },
		{ "2026-1-01T00:00:00Z", "the month has 2 digits" },
		{ "2026-13-01T00:00:00Z", "month 13 is not 1 to 12" },
		{ "2026-00-01T00:00:00Z", "month 0 is not 1 to 12" },
		{ "2026-01-32T00:00:00Z", "day 32 is not 1 to 31" },
		{ "2026-04-31T00:00:00Z", "the month has no such day" },
		{ "2026-02-29T00:00:00Z", "the month has no such day" },
		{ "2026-01-01", "'T' expected before the hour" },
		{ "2026-01-01 00:00:00Z", "'T' expected before the hour" },
		{ "2026-01-01T24:00:00Z", "hour 24 is not 0 to 23" },
		{ "2026-01-01T00:60:00Z", "minute 60 is not 0 to 59" },
		{ "2026-01-01T00:00Z", "':' expected before the second" },
		{ "2016-12-31T23:59:60Z", "leap seconds are not supported" },
		{ "2026-01-01T00:00:61Z", "second 61 is not 0 to 59" },
		{ "2026-01-01T00:00:00.Z", "the fraction has no digits" },
		{ "2026-01-01T00:00:00,5Z", "no Z or offset after the seconds" },
		{ "2026-01-01T00:00:00", "no Z or offset after the seconds" },
		{ "2026-01-01T00:00:00+0100", "an offset is +HH:MM or -HH:MM" },
		{ "2026-01-01T00:00:00+1", "an offset is +HH:MM or -HH:MM" },
		{ "2026-01-01T00:00:00+24:00", "an offset is at most 23:59" },
		{ "2026-01-01T00:00:00+01:60", "an offset is at most 23:59" },
		{ "2026-01-01T00:00:00Z ", "something follows it" },
		{ "2026-01-01T00:00:00ZZ", "something follows it" },
		{ "0001-01-01T00:00:00+00:01", "outside the years 0001 to 9999" },
		{ "9999-12-31T23:59:59-00:01", "outside the years 0001 to 9999" },
		{ "+026-01-01T00:00:00Z", "the year has 4 digits" },
	};

	for_each_row(i, cases) {
		struct err e = { 0 };
		vtime t = 77;

		if (!vtime_parse(cases[i].text, &t, &e))
			fail_msg("'%s' was taken", cases[i].text);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, cases[i].reason) || !strstr(e.text, cases[i].text))
			fail_msg("'%s': %s", cases[i].text, e.text);
		assert_int_equal(t, 77);
	}
}

static void reads_what_it_wrote(void **state UNUSED)
{
	char text[VTIME_TEXT];

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		vtime t = any_point(i);

		assert_int_equal(at(vtime_format(t, text)), t);
		assert_int_equal(at(vtime_format_ms(t, text)), t);
	}
}

static void writes_milliseconds_only_where_there_are_any(void **state UNUSED)
{
	char text[VTIME_TEXT];

	assert_string_equal(vtime_format(0, text), "1970-01-01T00:00:00Z");
	assert_string_equal(vtime_format(7, text), "1970-01-01T00:00:00.007Z");
	assert_string_equal(vtime_format_ms(0, text), "1970-01-01T00:00:00.000Z");
	assert_string_equal(vtime_format(VTIME_MIN, text), "0001-01-01T00:00:00Z");
	assert_string_equal(vtime_format(VTIME_MAX, text), "9999-12-31T23:59:59.999Z");
}

static void reads_the_clocks_of_the_machine(void **state UNUSED)
{
	int64_t before = vtime_monotonic_ns();

	assert_true(vtime_wall_now() > at("2020-01-01T00:00:00Z"));
	assert_true(vtime_wall_now() < at("2200-01-01T00:00:00Z"));
	assert_true(vtime_monotonic_ns() >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_dates_that_others_computed),
		cmocka_unit_test(agrees_with_counting_the_days_one_by_one),
		cmocka_unit_test(joins_what_it_split),
		cmocka_unit_test(splits_into_the_parts_of_the_day),
		cmocka_unit_test(adds_months_and_keeps_to_the_calendar),
		cmocka_unit_test(adds_months_as_a_slow_oracle_does),
		cmocka_unit_test(reads_rfc_3339),
		cmocka_unit_test(refuses_what_is_no_time_and_says_why),
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(writes_milliseconds_only_where_there_are_any),
		cmocka_unit_test(reads_the_clocks_of_the_machine),
	};

	return cmocka_run_group_tests_name("vtime", tests, NULL, NULL);
}
