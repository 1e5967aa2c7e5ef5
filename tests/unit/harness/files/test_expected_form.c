/*
 * test_expected_form.c - harness/files/expected_form.c
 */
#include "tests/unit/unit.h"

#include "harness/files/expected_form.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/yaml/yaml.h"

/* What a form's check takes its shape takes, and of these nothing else. */
static void a_form_takes_what_its_shape_takes(void **state UNUSED)
{
	static const struct {
		const struct expected_form *form;
		const char *yaml;
		bool fits;
	} cases[] = {
		/* clang-format off */
		{ &expected_pattern, "a: { $gt: 1 }", true },
		{ &expected_match, "a: match", true },
		{ &expected_match, "a: ${how}", true },
		{ &expected_match, "a: matches", false },
		{ &expected_format, "a: parquet", true },
		{ &expected_format, "a: csv", false },
		{ &expected_compression, "a: gzip", true },
		{ &expected_compression, "a: zip", false },
		{ &expected_layout, "a: \"{dataset}/exportTime={yyyyMMddHHmm}\"", true },
		{ &expected_layout, "a: \"x-{any}_{HH:mm:ss}/{flow}\"", true },
		{ &expected_layout, "a: \"${layout}\"", true },
		{ &expected_layout, "a: \"{datasets}\"", false },
		{ &expected_layout, "a: \"{yyyyMMddHHm}\"", false },
		{ &expected_layout, "a: \"{-}\"", false },
		{ &expected_layout, "a: \"{dataset\"", false },
		{ &expected_records, "a: { first: { x: 1 }, every: {} }", true },
		{ &expected_records, "a: { second: {} }", false },
		{ &expected_records, "a: { first: 1 }", false },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *schema = cases[i].form->shape();
		AUTO(jsonschema_free) struct jsonschema *compiled = NULL;
		struct err e = { 0 };
		struct yaml y;

		row_int_equal(i,
		              yaml_parse("x.yaml", cases[i].yaml, strlen(cases[i].yaml),
		                         &y, &e),
		              0);
		row_int_equal(i, cases[i].form->check(&y, y.root->child, &e),
		              cases[i].fits ? 0 : -1);
		/* Patterns have a schema of their own: see test_describe.c. */
		if (cases[i].form != &expected_pattern &&
		    cases[i].form != &expected_records) {
			row_int_equal(i, jsonschema_new(schema, NULL, &compiled, &e), 0);
			row_int_equal(i,
			              jsonschema_check(compiled, y.root->child, "", NULL),
			              cases[i].fits);
		}
		yaml_release(&y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_takes_what_its_shape_takes),
	};

	return cmocka_run_group_tests_name("expected_form", tests, NULL, NULL);
}
