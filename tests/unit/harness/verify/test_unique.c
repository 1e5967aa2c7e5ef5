/*
 * test_unique.c - harness/verify/unique.c
 */
#include "tests/unit/unit.h"

#include "harness/verify/unique.h"
#include "lib/hash.h"

#define KEYS 5000

static struct digest_key key_of(uint64_t i)
{
	return (struct digest_key){ hash_mix(i), hash_mix(i + 1), true };
}

/* How many of the keys 0, 1, … KEYS - 1, 0, 1, … twins - 1 were there before. */
static size_t count_twins(size_t room, uint64_t twins, size_t *passes)
{
	AUTO(unique_release) struct unique u = { .room_max = room };
	size_t found = 0;

	*passes = 0;
	while (unique_begin_pass(&u)) {
		++*passes;
		for (uint64_t i = 0; i < KEYS + twins; i++) {
			struct digest_key key = key_of(i % KEYS);
			struct unique_place at = { 7, i + 1 }, earlier = { 0 };

			if (!unique_add(&u, 1, &key, at, &earlier))
				continue;
			found++;
			assert_int_equal(earlier.file, 7);
			assert_int_equal(earlier.record, i % KEYS + 1);
		}
	}
	return found;
}

static void twins_are_found_however_little_room_there_is(void **state UNUSED)
{
	static const struct {
		size_t room, passes_least;
	} cases[] = { { 0, 1 }, { 8192, 1 }, { 4096, 2 }, { 512, 10 }, { 16, 300 } };

	for_each_row(i, cases) {
		size_t passes;

		row_int_equal(i, count_twins(cases[i].room, 300, &passes), 300);
		row_int_equal(i, passes >= cases[i].passes_least, true);
		row_int_equal(i, count_twins(cases[i].room, 0, &passes), 0);
	}
}

/* Three of each key, one after the other: two are found before the range is cut. */
static void a_twin_is_found_once_though_there_are_many_passes(void **state UNUSED)
{
	static const size_t rooms[] = { 0, 4096, 512, 64, 16 };

	for_each_row(i, rooms) {
		AUTO(unique_release) struct unique u = { .room_max = rooms[i] };
		size_t found = 0;

		while (unique_begin_pass(&u)) {
			for (uint64_t n = 0; n < KEYS; n++) {
				struct digest_key key = key_of(n / 3);
				struct unique_place at = { (uint32_t)n / 100,
					                   n % 100 + 1 },
						    earlier;

				found += unique_add(&u, 1, &key, at, &earlier);
			}
		}
		row_int_equal(i, found, KEYS - (KEYS + 2) / 3);
	}
}

static void a_key_may_be_in_two_series(void **state UNUSED)
{
	AUTO(unique_release) struct unique u = { 0 };
	struct digest_key key = key_of(1);
	struct unique_place at = { 1, 1 }, earlier;

	assert_true(unique_begin_pass(&u));
	assert_false(unique_add(&u, 1, &key, at, &earlier));
	assert_false(unique_add(&u, 2, &key, at, &earlier));
	assert_true(unique_add(&u, 2, &key, at, &earlier));
	assert_false(unique_begin_pass(&u));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twins_are_found_however_little_room_there_is),
		cmocka_unit_test(a_twin_is_found_once_though_there_are_many_passes),
		cmocka_unit_test(a_key_may_be_in_two_series),
	};

	return cmocka_run_group_tests_name("unique", tests, NULL, NULL);
}
