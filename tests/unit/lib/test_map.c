/*
 * test_map.c - lib/map
 */
#include "tests/unit/unit.h"

#include "lib/map.h"
#include "lib/mem.h"

#define MANY 5000

static void finds_what_was_placed_and_nothing_else(void **state UNUSED)
{
	static int values[MANY];
	struct map m = { 0 };

	assert_null(map_find(&m, "0"));
	for (int i = 0; i < MANY; i++) {
		AUTO(mem_free) char *key = mem_printf("%d", i);
		void **place = map_place(&m, key);

		assert_null(*place);
		*place = &values[i];
	}
	for (int i = 0; i < 2 * MANY; i++) {
		AUTO(mem_free) char *key = mem_printf("%d", i);

		assert_ptr_equal(map_find(&m, key), i < MANY ? &values[i] : NULL);
	}
	assert_int_equal(m.count, MANY);
	map_release(&m);
	assert_null(map_find(&m, "0"));
}

static void a_key_has_one_place(void **state UNUSED)
{
	struct map m = { 0 };
	int one, other;

	*map_place(&m, "") = &one;
	*map_place(&m, "a") = &other;
	assert_ptr_equal(*map_place(&m, ""), &one);
	*map_place(&m, "") = NULL;
	assert_null(map_find(&m, ""));
	assert_int_equal(m.count, 2);
	map_release(&m);
}

static void lends_each_value_once(void **state UNUSED)
{
	static int seen[100];
	struct map m = { 0 };
	size_t at = 0;
	void *value;

	assert_false(map_next(&m, &at, &value));
	for (int i = 0; i < 100; i++) {
		AUTO(mem_free) char *key = mem_printf("k%d", i);

		*map_place(&m, key) = &seen[i];
	}
	for (at = 0; map_next(&m, &at, &value);)
		++*(int *)value;
	for (int i = 0; i < 100; i++)
		assert_int_equal(seen[i], 1);
	map_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_was_placed_and_nothing_else),
		cmocka_unit_test(a_key_has_one_place),
		cmocka_unit_test(lends_each_value_once),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
