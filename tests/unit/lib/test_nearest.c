/*
 * test_nearest.c - lib/nearest.c
 */
#include "tests/unit/unit.h"

#include "lib/nearest.h"

static void the_nearest_of_what_is_offered_is_kept(void **state UNUSED)
{
	static const struct {
		const char *name, *best;
	} cases[] = {
		{ "prot", "port" },
		{ "port", "port" },
		{ "hots", "host" },
		{ "post", "host" }, /* as near as others, and offered first */
		{ "nowhere", NULL },
		{ "", NULL },
		{ "a", NULL },
		{ "partition", "partitions" },
		{ "01234567890123456789012345678901234567890123456789", NULL },
	};
	static const char *const known[] = { "host", "port", "no", "partitions",
		                             "ports" };

	for_each_row(i, cases) {
		struct nearest n = { .name = str_of(cases[i].name) };

		for_each_row(j, known)
			nearest_offer(&n, known[j]);
		if (!cases[i].best)
			assert_null(n.best);
		else
			assert_string_equal(n.best, cases[i].best);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_of_what_is_offered_is_kept),
	};

	return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
