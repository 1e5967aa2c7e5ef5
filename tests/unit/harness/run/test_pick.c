/*
 * test_pick.c - harness/run/pick.c
 */
#include "tests/unit/unit.h"

#include "harness/run/pick.h"
#include "lib/json/json.h"

static void places_and_tags_pick_a_scenario(void **state UNUSED)
{
	static const struct {
		const char *place, *tag; /* NULL: none is given */
		bool fits;
	} cases[] = {
		/* clang-format off */
		{ NULL, NULL, true },
		{ "scenarios/entities/flow.yaml", NULL, true },
		{ "./scenarios/entities/flow.yaml", NULL, true },
		{ "flow.yaml", NULL, true },
		{ "entities/flow.yaml", NULL, true },
		{ "low.yaml", NULL, false },
		{ "scenarios/entities", NULL, true },
		{ "scenarios/entities/", NULL, true },
		{ "scenarios/ent", NULL, false },
		{ "scenarios/*/flow.yaml", NULL, true },
		{ "*flow*", NULL, true },
		{ "A flow is *", NULL, true },
		{ "A flow", NULL, false },
		{ "flow.yaml:12", NULL, true },
		{ "flow.yaml:", NULL, false },
		{ "flow.yaml:x", NULL, false },
		{ "", NULL, false },
		{ NULL, "smoke", true },
		{ NULL, "s3", true },
		{ NULL, "smok", false },
		{ "flow.yaml", "smoke", true },
		{ "flow.yaml", "slow", false },
		{ "run.yaml", "smoke", false },
		/* clang-format on */
	};
	cJSON *tags = json_new_array();
	char file[] = "scenarios/entities/flow.yaml";
	const struct scenario s = { .file = file,
		                    .sentence = "A flow is answered",
		                    .tags = tags };

	json_push(tags, json_new_str("smoke"));
	json_push(tags, json_new_str("s3"));
	for_each_row(i, cases) {
		const char *places[] = { cases[i].place, NULL },
			   *names[] = { cases[i].tag, NULL };
		const struct pick pick = { places, names };

		row_int_equal(i, pick_fits(&pick, &s), cases[i].fits);
	}
	cJSON_Delete(tags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_and_tags_pick_a_scenario),
	};

	return cmocka_run_group_tests_name("pick", tests, NULL, NULL);
}
