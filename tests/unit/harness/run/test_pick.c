/*
 * test_pick.c - harness/run/pick.c
 */
#include "tests/unit/unit.h"

#include "harness/run/pick.h"
#include "lib/json/json.h"
#include "lib/str.h"

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

static void a_cell_is_picked_by_its_name_or_a_glob_of_it(void **state UNUSED)
{
	static const struct {
		const char *place;
		bool fits;
	} cases[] = {
		{ "flow", true },
		{ "flow[s3,json]", true },
		{ "flow[S3,JSON]", true },
		{ "flow[s3,*]", true },
		{ "flow[*,json]", true },
		{ "flow[*]", true },
		{ "flow[*,parquet]", false },
		{ "flow[s3]", false },
		{ "flow[s3,json", false },
		{ "flow[]", false },
		{ "flo[s3,json]", false },
		{ "flowx[s3,json]", false },
	};
	char file[] = "a/flow.yaml", cell[] = "s3,json";
	const struct scenario s = { .file = file,
		                    .sentence = "It is made [s3,json]",
		                    .matrix = { .cells = 2, .name = cell } };

	for_each_row(i, cases) {
		const char *const places[] = { cases[i].place, NULL };
		const struct pick pick = { places, NULL };

		row_int_equal(i, pick_fits(&pick, &s), cases[i].fits);
	}
}

/* Among others that fit something, it would not be missed. */
static void a_place_or_tag_that_fits_nothing_is_named(void **state UNUSED)
{
	static const struct {
		const char *places[3], *tags[3];
		const char *why; /* NULL: each fits something */
	} cases[] = {
		{ { NULL }, { NULL }, NULL },
		{ { "flow.yaml", "run.yaml" }, { NULL }, NULL },
		{ { "flow.yaml" }, { "slow", "smoke" }, NULL },
		{ { "flow.yaml", "flaw.yaml" },
		  { NULL },
		  "none fits --only 'flaw.yaml'" },
		{ { "f[x]" }, { NULL }, "none fits --only 'f[x]'" },
		{ { NULL },
		  { "smoke", "solw" },
		  "none fits --tag 'solw'; did you mean slow?" },
		{ { NULL }, { "unheard-of" }, "none fits --tag 'unheard-of'" },
	};
	AUTO(cJSON_Delete) cJSON *smoke = json_new_array(), *slow = json_new_array();
	char flow[] = "a/flow.yaml", run[] = "a/run.yaml";
	struct scenario all[] = {
		{ .file = flow, .sentence = "A flow is answered", .tags = smoke },
		{ .file = run, .sentence = "A run is answered", .tags = slow },
	};
	const struct suite suite = { .all = all, .count = ARRAY_LEN(all) };

	json_push(smoke, json_new_str("smoke"));
	json_push(slow, json_new_str("slow"));
	for_each_row(i, cases) {
		const struct pick pick = { cases[i].places, cases[i].tags };
		struct err e = { 0 };
		int rc = pick_check(&pick, &suite, &e);

		row_int_equal(i, rc, cases[i].why ? -1 : 0);
		if (cases[i].why && !str_ends(e.text, cases[i].why))
			fail_msg("row %zu: '%s'", i, e.text);
	}
}

/* Whatever the file is called: a name must neither end the line nor move the cursor. */
static void a_list_has_a_line_each(void **state UNUSED)
{
	char file[] = "a\nb\033[2J.yaml";
	struct scenario one = { .file = file, .line = 3, .sentence = "It is" };
	const struct suite suite = { .all = &one, .count = 1 };
	FILE *to = tmpfile();
	char text[80] = "";

	assert_non_null(to);
	pick_list(&suite, to);
	rewind(to);
	assert_true(fread(text, 1, sizeof(text) - 1, to) > 0);
	assert_string_equal(text, "a b?[2J.yaml:3: It is\n");
	fclose(to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_and_tags_pick_a_scenario),
		cmocka_unit_test(a_cell_is_picked_by_its_name_or_a_glob_of_it),
		cmocka_unit_test(a_place_or_tag_that_fits_nothing_is_named),
		cmocka_unit_test(a_list_has_a_line_each),
	};

	return cmocka_run_group_tests_name("pick", tests, NULL, NULL);
}
