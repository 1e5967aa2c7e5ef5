/*
 * test_specs.c - mockserver/specs/specs.c and spec.c: what is built in is sound
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "lib/asset.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/specs/specs.h"

#define ORG "ACME@AdobeOrg"

/* A shipped schema that does not compile ends the program where it is first asked for. */
static void every_shipped_spec_compiles(void **state UNUSED)
{
	AUTO(specs_close) struct specs *s = NULL;
	struct err e = { 0 };
	size_t seen = 0, files = 0;

	assert_int_equal(specs_open(&s, &e), 0);
	for (int kind = 0; kind < SPEC_KINDS; kind++) {
		const struct spec *spec;

		for (size_t i = 0; (spec = specs_at(s, ORG, (enum spec_kind)kind, i));
		     i++, seen++) {
			struct spec *again = NULL;
			bool timed = spec_has_schedule(spec);

			assert_ptr_equal(specs_find(s, ORG, (enum spec_kind)kind,
			                            spec_id(spec)),
			                 spec);
			assert_int_equal(spec_new((enum spec_kind)kind,
			                          json_copy(spec_tree(spec)), &again, &e),
			                 0);
			assert_int_equal(spec_has_schedule(again), timed);
			assert_int_equal(spec_has_auth(again), spec_has_auth(spec));
			spec_free(again);
		}
	}
	for (size_t i = 0; i < asset_count; i++)
		files += str_starts(assets[i].path, "specs/");
	assert_int_equal(seen, files);
	assert_true(seen > 20);
}

static void every_schema_of_a_body_compiles_once(void **state UNUSED)
{
	AUTO(specs_close) struct specs *s = NULL;
	struct err e = { 0 };
	size_t seen = 0;

	assert_int_equal(specs_open(&s, &e), 0);
	for (size_t i = 0; i < asset_count; i++) {
		AUTO_MEM char *name = NULL;
		const struct jsonschema *rules;

		if (!str_starts(assets[i].path, "schemas/"))
			continue;
		name = mem_strdup(assets[i].path + strlen("schemas/"));
		name[strlen(name) - strlen(".json")] = '\0';
		rules = specs_body(s, name);
		assert_non_null(rules);
		assert_ptr_equal(specs_body(s, name), rules);
		seen++;
	}
	assert_true(seen > 10);
	assert_null(specs_body(s, "no-such-schema"));
	assert_null(specs_body(s, ""));
}

static void a_client_s_spec_that_does_not_compile_is_refused(void **state UNUSED)
{
	static const char *const trees[] = {
		/* clang-format off */
		JSON({"id":"i"}),
		JSON({"name":"n"}),
		JSON({"id":"i","name":"n","authSpec":[{"spec":{}}]}),
		JSON({"id":"i","name":"n","authSpec":[{"name":"a"}]}),
		JSON({"id":"i","name":"n","sourceSpec":{"spec":{"type":7}}}),
		JSON({"id":"i","name":"n","targetSpec":{"spec":{"type":7}}}),
		JSON({"id":"i","name":"n","scheduleSpec":{"spec":{"type":7}}}),
	};
	/* clang-format on */

	for_each_row(i, trees) {
		struct spec *spec = NULL;
		cJSON *tree = NULL;
		struct err e = { 0 };

		assert_int_equal(json_parse(trees[i], strlen(trees[i]), &tree, &e), 0);
		row_int_equal(i, spec_new(SPEC_CONNECTION, tree, &spec, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
		assert_null(spec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shipped_spec_compiles),
		cmocka_unit_test(every_schema_of_a_body_compiles_once),
		cmocka_unit_test(a_client_s_spec_that_does_not_compile_is_refused),
	};

	return cmocka_run_group_tests_name("specs", tests, NULL, NULL);
}
