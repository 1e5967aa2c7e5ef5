/*
 * test_heading.c - harness/scenario/heading.c
 */
#include "tests/unit/unit.h"

#include "harness/scenario/heading.h"
#include "tests/support/quoted.h"

typedef bool is_fn(const cJSON *node);

static void words_are_known_by_their_whole_text(void **state UNUSED)
{
	static const struct {
		is_fn *is;
		const char *json;
		bool known;
	} cases[] = {
		/* clang-format off */
		{ heading_is_contract, "'lenient'", true },
		{ heading_is_contract, "'strict'", true },
		{ heading_is_contract, "'strictly'", false },
		{ heading_is_contract, "''", false },
		{ heading_is_contract, "1", false },
		{ heading_is_order, "'reverse'", true },
		{ heading_is_order, "'written'", true },
		{ heading_is_order, "'w'", false },
		{ heading_is_tag, "'smoke-2'", true },
		{ heading_is_tag, "'Smoke'", false },
		{ heading_is_tag, "'a b'", false },
		{ heading_is_tag, "''", false },
		{ heading_is_tag, "7", false },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *node = quoted_json(cases[i].json);

		row_int_equal(i, cases[i].is(node), cases[i].known);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_known_by_their_whole_text),
	};

	return cmocka_run_group_tests_name("heading", tests, NULL, NULL);
}
