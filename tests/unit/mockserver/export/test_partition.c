/*
 * test_partition.c - mockserver/export/partition.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/export/partition.h"

#define SEED   20260101
#define ROUNDS 20000

static void a_count_is_what_was_asked_for_or_follows_from_the_records(void **state UNUSED)
{
	static const struct {
		uint64_t records, wanted;
		size_t count;
	} cases[] = {
		{ 0, 0, 0 },
		{ 0, 7, 0 },
		{ 1, 0, 1 },
		{ PARTITION_ROWS, 0, 1 },
		{ PARTITION_ROWS + 1, 0, 2 },
		{ 10 * PARTITION_ROWS, 0, 10 },
		{ 3, 3, 3 },
		{ 3, 4, 3 }, /* never an empty part */
		{ 1000, 4, 4 },
		{ 100000, 511, 511 },
		{ 100000, 513, PARTITION_MAX },
		{ UINT64_MAX, 0, PARTITION_MAX },
	};

	for_each_row(i, cases)
		assert_int_equal(partition_count(cases[i].records, cases[i].wanted),
		                 cases[i].count);
}

/* Of mostly small numbers, some beyond 32 bits and the largest of all. */
static uint64_t some_records(uint64_t h)
{
	return h % 50 ? hash_mix(h) >> (h % 60) : UINT64_MAX;
}

static void parts_hold_every_record_once_in_order_and_evenly(void **state UNUSED)
{
	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t h = hash_with(SEED, i), records = some_records(h);
		size_t count = partition_count(records, h % 3 ? 0 : hash_below(h, 600));
		uint64_t next = 0, least = UINT64_MAX, most = 0;

		for (size_t k = 0; k < count; k++) {
			uint64_t from, to;

			partition_range(records, count, k, &from, &to);
			assert_true(from == next && to > from);
			least = to - from < least ? to - from : least;
			most = to - from > most ? to - from : most;
			next = to;
		}
		assert_true(next == records);
		assert_true(!count || most - least <= 1);
	}
}

static void a_setting_is_auto_or_a_number(void **state UNUSED)
{
	static const struct {
		const char *text;
		int number; /* -1: refused */
	} cases[] = {
		{ "auto", 0 },  { "1", 1 },    { "512", 512 },
		{ "0", -1 },    { "513", -1 }, { "-1", -1 },
		{ "Auto", -1 }, { "", -1 },    { "4x", -1 },
	};

	for_each_row(i, cases) {
		unsigned n = 99;
		bool ok = partition_parse(cases[i].text, &n);

		assert_int_equal(ok, cases[i].number >= 0);
		assert_int_equal(n, ok ? cases[i].number : 99);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_count_is_what_was_asked_for_or_follows_from_the_records),
		cmocka_unit_test(parts_hold_every_record_once_in_order_and_evenly),
		cmocka_unit_test(a_setting_is_auto_or_a_number),
	};

	return cmocka_run_group_tests_name("partition", tests, NULL, NULL);
}
