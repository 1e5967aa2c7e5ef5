/*
 * test_shape.c - harness/scenario/shape.c
 */
#include "tests/unit/unit.h"

#include "harness/scenario/shape.h"
#include "lib/jsonschema/jsonschema.h"
#include "tests/support/quoted.h"

/* Does the value fit the schema, which is freed? */
static bool fits(cJSON *shape, const char *json)
{
	AUTO(cJSON_Delete) cJSON *schema = shape;
	AUTO(cJSON_Delete) cJSON *value = quoted_json(json);
	AUTO(jsonschema_free) struct jsonschema *compiled = NULL;
	struct err e = { 0 };

	if (jsonschema_new(schema, NULL, &compiled, &e) < 0)
		fail_msg("%s", e.text);
	return jsonschema_check(compiled, value, "", NULL);
}

static void shapes_fit_what_their_checks_take(void **state UNUSED)
{
	static const struct {
		shape_fn *shape;
		const char *json;
		bool fits;
	} cases[] = {
		/* clang-format off */
		{ shape_path, "'/runs'", true },
		{ shape_path, "'http://a/b'", true },
		{ shape_path, "'${next}'", true },
		{ shape_path, "'runs'", false },
		{ shape_length, "'P1Y2M3W4DT5H6M7.5S'", true },
		{ shape_length, "'1w2d3h4m5s6ms'", true },
		{ shape_length, "'0s'", true },
		{ shape_length, "'${much}'", true },
		{ shape_length, "'P'", false },
		{ shape_length, "'PT'", false },
		{ shape_length, "''", false },
		{ shape_length, "'P1.5M'", false },
		{ shape_length, "'P1.5DT1H'", false },
		{ shape_length, "'2m1h'", false },
		{ shape_length, "'1h1h'", false },
		{ shape_length, "'-1h'", false },
		{ shape_positive, "'300ms'", true },
		{ shape_positive, "'PT0.5S'", true },
		{ shape_positive, "'0s'", false },
		{ shape_positive, "'P1M'", false },
		{ shape_positive, "'${much}'", false },
		{ shape_time, "'2026-01-01T00:00:00Z'", true },
		{ shape_time, "'2026-01-01t00:00:00.123+01:00'", true },
		{ shape_time, "'2026-13-01T00:00:00Z'", false },
		{ shape_time, "'2026-01-01 00:00:00Z'", false },
		{ shape_time, "'2026-01-01'", false },
		{ shape_scalars, "{ 'a': 1, 'b': null, 'c': 'x' }", true },
		{ shape_scalars, "{ 'a': [] }", false },
		{ shape_some, "{ 'a': 1 }", true },
		{ shape_some, "{}", false },
		/* clang-format on */
	};

	for_each_row(i, cases)
		row_int_equal(i, fits(cases[i].shape(), cases[i].json), cases[i].fits);
}

static void a_variable_stands_for_all_but_a_map_or_a_list(void **state UNUSED)
{
	static const struct {
		unsigned types;
		bool fits;
	} cases[] = {
		{ JSON_NUMBER, true },
		{ JSON_BOOL, true },
		{ JSON_NUMBER | JSON_MAP, true },
		{ JSON_MAP | JSON_LIST, true },
		{ JSON_MAP, false },
		{ JSON_LIST, false },
		{ JSON_TEXT, true },
		{ JSON_ANY, true },
	};

	for_each_row(i, cases) {
		row_int_equal(i, fits(shape_of_types(cases[i].types), "'${x}'"),
		              cases[i].fits);
		row_int_equal(i, fits(shape_of_just_types(cases[i].types), "'${x}'"),
		              !!(cases[i].types & JSON_TEXT));
	}
}

static void a_table_of_keys_is_a_map(void **state UNUSED)
{
	static const struct key inner[] = { { "deep", JSON_BOOL, KEY_NEEDED }, { 0 } };
	static const struct key keys[] = {
		{ "name", JSON_TEXT, KEY_NEEDED, shape_path },
		{ "map", JSON_MAP, .keys = inner },
		{ "raw", JSON_TEXT, .without = { "map", "other" } },
		{ "other", JSON_NUMBER },
		{ 0 },
	};
	static const struct {
		const char *json;
		bool fits;
	} cases[] = {
		/* clang-format off */
		{ "{ 'name': '/x' }", true },
		{ "{ 'name': 'x' }", false },
		{ "{ 'name': 3 }", false },
		{ "{}", false },
		{ "[]", false },
		{ "{ 'name': '/x', 'more': 1 }", false },
		{ "{ 'name': '/x', 'map': { 'deep': true }, 'other': 1 }", true },
		{ "{ 'name': '/x', 'map': {} }", false },
		{ "{ 'name': '/x', 'raw': 'a' }", true },
		{ "{ 'name': '/x', 'raw': 'a', 'other': 1 }", false },
		{ "{ 'name': '/x', 'raw': 'a', 'map': { 'deep': true } }", false },
		/* clang-format on */
	};

	for_each_row(i, cases)
		row_int_equal(i, fits(shape_of_map(keys), cases[i].json), cases[i].fits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes_fit_what_their_checks_take),
		cmocka_unit_test(a_variable_stands_for_all_but_a_map_or_a_list),
		cmocka_unit_test(a_table_of_keys_is_a_map),
	};

	return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
