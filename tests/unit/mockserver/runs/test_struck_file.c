/*
 * test_struck_file.c - what faults on a file draw
 */
#include "tests/unit/unit.h"

#include "mockserver/runs/struck_file.h"

/* Of each row but the first one thing is another. */
static void a_draw_is_of_seed_fault_key_ordinal_and_action(void **state UNUSED)
{
	static const struct {
		uint64_t seed;
		const char *fault, *key;
		int64_t ordinal;
		size_t action;
	} cases[] = {
		{ 1, "f", "k", 1, 0 }, { 2, "f", "k", 1, 0 }, { 1, "g", "k", 1, 0 },
		{ 1, "f", "l", 1, 0 }, { 1, "f", "k", 2, 0 }, { 1, "f", "k", 1, 1 },
	};
	uint64_t draws[ARRAY_LEN(cases)];

	for_each_row(i, cases) {
		struct world w = { .seed = cases[i].seed };
		struct fault_action actions[2] = { 0 };
		struct fault f = { .name = cases[i].fault };
		struct fault_hit hit = { .fault = &f,
			                 .key = cases[i].key,
			                 .ordinal = cases[i].ordinal };

		f.actions = actions;
		hit.action = &actions[cases[i].action];
		draws[i] = struck_file_draw(&w, &hit);
		assert_true(struck_file_draw(&w, &hit) == draws[i]);
		for (size_t k = 0; k < i; k++)
			assert_true(draws[i] != draws[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draw_is_of_seed_fault_key_ordinal_and_action),
	};

	return cmocka_run_group_tests_name("struck_file", tests, NULL, NULL);
}
