/*
 * test_arrival.c - mockserver/data/arrival.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/data/arrival.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static void records_at_start_fill_the_thirty_days_before_zero(void **state UNUSED)
{
	const struct arrival a = { .at_start = 3, .period_ms = MS_PER_HOUR };

	/* thirds of 30 days, each record in the middle of its own */
	assert_int_equal(arrival_at(&a, ZERO, 0), ZERO - 25 * MS_PER_DAY);
	assert_int_equal(arrival_at(&a, ZERO, 1), ZERO - 15 * MS_PER_DAY);
	assert_int_equal(arrival_at(&a, ZERO, 2), ZERO - 5 * MS_PER_DAY);
	assert_int_equal(arrival_at(&a, ZERO, 3), VTIME_NEVER);
	assert_int_equal(arrival_count(&a, ZERO, VTIME_NEVER), 3);
}

/* One in a millisecond: at each of them one more has arrived, from the first on. */
static void dense_records_are_counted_one_by_one(void **state UNUSED)
{
	const struct arrival start = { .at_start = ARRIVAL_WINDOW_MS,
		                       .period_ms = MS_PER_HOUR };
	const struct arrival rate = { 0, MS_PER_HOUR, MS_PER_HOUR };

	for (int64_t ms = 0; ms < 5; ms++) {
		vtime at = ZERO - ARRIVAL_WINDOW_MS + ms;

		row_int_equal(ms, arrival_count(&start, ZERO, at), ms);
		row_int_equal(ms, arrival_count(&rate, ZERO, ZERO + ms), ms);
		row_int_equal(ms, arrival_at(&start, ZERO, (uint64_t)ms), at);
	}
	assert_int_equal(arrival_count(&start, ZERO, ZERO), ARRIVAL_WINDOW_MS);
}

static void later_records_come_at_their_rate(void **state UNUSED)
{
	const struct arrival a = { 1000, 40, MS_PER_HOUR };

	assert_int_equal(arrival_at(&a, ZERO, 1000), ZERO + 45 * MS_PER_SECOND);
	assert_int_equal(arrival_at(&a, ZERO, 1039),
	                 ZERO + MS_PER_HOUR - 45 * MS_PER_SECOND);
	assert_int_equal(arrival_count(&a, ZERO, ZERO), 1000);
	assert_int_equal(arrival_count(&a, ZERO, ZERO + 3 * MS_PER_HOUR), 1120);
	/* what arrives at `until` itself is not before it */
	assert_int_equal(arrival_count(&a, ZERO, ZERO + 45 * MS_PER_SECOND), 1000);
	assert_int_equal(arrival_count(&a, ZERO, ZERO + 45 * MS_PER_SECOND + 1), 1001);
}

static void whole_periods_hold_whole_numbers_of_records(void **state UNUSED)
{
	for (uint64_t rate = 1; rate < 3000; rate = rate * 3 / 2 + 1) {
		const struct arrival a = { 1000, rate, MS_PER_HOUR };

		for (uint64_t hours = 1; hours < 50; hours++) {
			vtime until = ZERO + (vtime)hours * MS_PER_HOUR;

			assert_int_equal(arrival_count(&a, ZERO, until),
			                 1000 + rate * hours);
		}
	}
}

static void a_rate_that_does_not_divide_the_period_keeps_it(void **state UNUSED)
{
	const struct arrival a = { 0, 7, MS_PER_DAY };

	assert_int_equal(arrival_at(&a, ZERO, 0), ZERO + MS_PER_DAY / 14);
	assert_int_equal(arrival_at(&a, ZERO, 6), ZERO + MS_PER_DAY * 13 / 14);
	assert_int_equal(arrival_at(&a, ZERO, 7 * 364 + 6),
	                 ZERO + 364 * MS_PER_DAY + MS_PER_DAY * 13 / 14);
}

static void nothing_at_all_arrives_where_both_are_zero(void **state UNUSED)
{
	const struct arrival a = { .period_ms = MS_PER_HOUR };

	assert_int_equal(arrival_count(&a, ZERO, VTIME_NEVER), 0);
	assert_int_equal(arrival_at(&a, ZERO, 0), VTIME_NEVER);
}

static void the_calendar_ends_arrivals(void **state UNUSED)
{
	const struct arrival a = { 5, ARRIVAL_RATE_MAX, MS_PER_HOUR };
	uint64_t all = arrival_count(&a, ZERO, VTIME_NEVER);

	assert_int_equal(arrival_count(&a, ZERO, VTIME_MAX + 1), all);
	assert_int_equal(arrival_at(&a, ZERO, all - 1), VTIME_MAX);
	assert_int_equal(arrival_at(&a, ZERO, all), VTIME_NEVER);
	assert_int_equal(arrival_at(&a, ZERO, UINT64_MAX), VTIME_NEVER);
	assert_int_equal(arrival_count(&a, ZERO, INT64_MIN), 0);
}

/* arrival_at() names a record in each of these bounds: what it must be before or not. */
static void assert_inverse(const struct arrival *a, vtime until, uint64_t seed)
{
	uint64_t n = arrival_count(a, ZERO, until);

	if (n && arrival_at(a, ZERO, n - 1) >= until)
		fail_msg("seed %llu: record %llu arrives at or after %lld",
		         (unsigned long long)seed, (unsigned long long)n - 1,
		         (long long)until);
	if (arrival_at(a, ZERO, n) < until)
		fail_msg("seed %llu: record %llu arrives before %lld",
		         (unsigned long long)seed, (unsigned long long)n,
		         (long long)until);
}

/* A number of any magnitude below the limit: small ones are as frequent as large. */
static uint64_t any_below(uint64_t h, uint64_t limit)
{
	return hash_below(hash_with(h, 1), limit >> hash_below(hash_with(h, 2), 40)) + 1;
}

static void counting_is_the_exact_inverse_of_arriving(void **state UNUSED)
{
	static const int64_t reach[] = { 10, MS_PER_HOUR, 31 * MS_PER_DAY,
		                         INT64_C(36525) * MS_PER_DAY };

	for (uint64_t seed = 1; seed <= 20000; seed++) {
		uint64_t h = hash_with(41, seed);
		struct arrival a = {
			.at_start = any_below(hash_with(h, 3), ARRIVAL_START_MAX) - 1,
			.rate = any_below(hash_with(h, 4), ARRIVAL_RATE_MAX) - 1,
			.period_ms = h % 3 ? MS_PER_HOUR : MS_PER_DAY,
		};
		int64_t most = reach[hash_below(hash_with(h, 5), ARRAY_LEN(reach))];
		int64_t off = (int64_t)hash_below(hash_with(h, 6), 2 * (uint64_t)most);

		assert_inverse(&a, ZERO - most + off, seed);
		/* and where it matters most: at arrivals themselves */
		if (arrival_count(&a, ZERO, VTIME_MAX)) {
			uint64_t i = hash_below(hash_with(h, 7),
			                        arrival_count(&a, ZERO, VTIME_MAX));

			assert_inverse(&a, arrival_at(&a, ZERO, i), seed);
			assert_inverse(&a, arrival_at(&a, ZERO, i) + 1, seed);
		}
	}
}

static void times_never_fall(void **state UNUSED)
{
	for (uint64_t seed = 1; seed <= 300; seed++) {
		uint64_t h = hash_with(43, seed);
		struct arrival a = { hash_below(h, 200), 1 + hash_below(h ^ 1, 100000),
			             MS_PER_HOUR };
		vtime before = VTIME_MIN;

		for (uint64_t i = 0; i < 400; i++) {
			vtime at = arrival_at(&a, ZERO, i);

			if (at < before || (i < a.at_start) != (at < ZERO))
				fail_msg("seed %llu: record %llu",
				         (unsigned long long)seed, (unsigned long long)i);
			before = at;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_at_start_fill_the_thirty_days_before_zero),
		cmocka_unit_test(dense_records_are_counted_one_by_one),
		cmocka_unit_test(later_records_come_at_their_rate),
		cmocka_unit_test(whole_periods_hold_whole_numbers_of_records),
		cmocka_unit_test(a_rate_that_does_not_divide_the_period_keeps_it),
		cmocka_unit_test(nothing_at_all_arrives_where_both_are_zero),
		cmocka_unit_test(the_calendar_ends_arrivals),
		cmocka_unit_test(counting_is_the_exact_inverse_of_arriving),
		cmocka_unit_test(times_never_fall),
	};

	return cmocka_run_group_tests_name("arrival", tests, NULL, NULL);
}
