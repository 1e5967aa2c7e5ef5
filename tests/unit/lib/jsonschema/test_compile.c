/*
 * test_compile.c - from a schema to its nodes: shared, finite, paid for
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/node.h"
#include "lib/mem.h"
#include "tests/support/judged.h"
#include "tests/support/quoted.h"

/* Compiles with so many steps; how many are left, or -1 if it is refused. */
static int64_t steps_left(const char *text, int64_t steps, struct err *e)
{
	const struct jsonschema_options options = { .steps = &steps };
	AUTO(cJSON_Delete) cJSON *schema = quoted_json(text);
	AUTO_SCHEMA struct jsonschema *s = NULL;

	return jsonschema_new(schema, &options, &s, e) < 0 ? -1 : steps;
}

static void a_subschema_has_one_node_for_all_that_refer_to_it(UNUSED void **state)
{
	AUTO_SCHEMA struct jsonschema *s =
		judged_schema("{`allOf`:[{`$ref`:`#/definitions/a`},"
	                      "{`$ref`:`#/definitions/a`},{`items`:{`$ref`:`#`}}],"
	                      "`definitions`:{`a`:{`minimum`:1}}}",
	                      0);
	const struct schema_rule *all = &s->root->rules[0];

	assert_ptr_equal(all->children[0].node->rules[0].rest,
	                 all->children[1].node->rules[0].rest);
	assert_ptr_equal(all->children[2].node->rules[0].rest->rules[0].rest, s->root);
}

static void the_source_may_go_when_it_is_compiled(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *source = NULL;
	AUTO_SCHEMA struct jsonschema *s = NULL;
	AUTO_MEM char *said = NULL;
	struct err e = { 0 };

	source = quoted_json("{'enum':['a'],'required':['b'],"
	                     "'properties':{'c':{'const':{'d':1}}}}");
	assert_int_equal(jsonschema_new(source, NULL, &s, &e), 0);
	json_set(source, "enum", json_new_null());
	cJSON_Delete(TAKE(source));
	said = judged_says(s, "{`c`:{`d`:2}}");
	assert_string_equal(said, " enum: must be one of \"a\", is an object\n"
	                          "/b required: the member 'b' is missing\n"
	                          "/c const: must be an object, is an object\n");
}

static void a_password_anywhere_makes_the_schema_secret(UNUSED void **state)
{
	static const struct {
		const char *schema;
		unsigned flags;
		bool secret;
	} rows[] = {
		{ "{`properties`:{`a`:{`items`:{`format`:`password`}}}}", 0, true },
		{ "{`$ref`:`#/definitions/"
		  "a`,`format`:`password`,`definitions`:{`a`:true}}",
		  0, true },
		{ "{`not`:{`format`:`password`}}", 0, true },
		{ "{`format`:`date`}", 0, false },
		{ "{`format`:`date`}", JSONSCHEMA_NO_VALUES, true },
		/* Neither a member of that name, nor a value of enum, nor what nothing
		 * refers to. */
		{ "{`properties`:{`format`:{`const`:`password`}}}", 0, false },
		{ "{`enum`:[{`format`:`password`}]}", 0, false },
		{ "{`definitions`:{`a`:{`format`:`password`}}}", 0, false },
	};

	for_each_row(i, rows) {
		AUTO_SCHEMA struct jsonschema *s =
			judged_schema(rows[i].schema, rows[i].flags);

		row_int_equal(i, s->secrets, rows[i].secret);
	}
}

static void schemas_that_share_a_budget_are_refused_when_it_is_spent(UNUSED void **state)
{
	const char *schema = "{'properties':{'a':{'minimum':1},'b':{'pattern':'^x'}}}";
	struct err e = { 0 };
	int64_t left = steps_left(schema, 100000, &e);
	int64_t price = 100000 - left;

	assert_in_range(price, 300, 20000);
	assert_int_equal(steps_left(schema, left, &e), left - price);
	assert_true(steps_left(schema, price + 1, &e) == 1);
	/* Whatever it has, one less than it needs is not enough, and nothing is made. */
	for (int64_t few = 0; few <= price; few++) {
		struct err why = { 0 };

		if (steps_left(schema, few, &why) >= 0)
			fail_msg("%lld steps are enough", (long long)few);
		assert_int_equal(why.code, ERR_INVALID);
		assert_string_equal(why.text,
		                    "the schema takes too many steps to compile");
	}
}

/* {"not": {"not": … true}} of so many levels. */
static char *nested(const char *open, const char *close, int levels)
{
	struct buf text = { 0 };

	for (int i = 0; i < levels; i++)
		buf_add_str(&text, open);
	buf_add_str(&text, "true");
	for (int i = 0; i < levels; i++)
		buf_add_str(&text, close);
	return buf_take(&text);
}

static void references_may_chain_four_hundred_times_about_one_value(UNUSED void **state)
{
	static const struct {
		int count;
		bool fits;
	} rows[] = { { 1, true }, { 400, true }, { 401, false }, { 500, false } };

	for_each_row(i, rows) {
		AUTO(buf_release) struct buf text = { 0 };
		AUTO(cJSON_Delete) cJSON *schema = NULL;
		AUTO_SCHEMA struct jsonschema *s = NULL;
		struct err e = { 0 };

		buf_add_str(&text, "{'$ref':'#/definitions/1','definitions':{");
		for (int j = 1; j < rows[i].count; j++)
			buf_printf(&text, "'%d':{'$ref':'#/definitions/%d'},", j, j + 1);
		buf_printf(&text, "'%d':{}}}", rows[i].count);
		schema = quoted_json(buf_str(&text));
		row_int_equal(i, jsonschema_new(schema, NULL, &s, &e) == 0, rows[i].fits);
		if (!rows[i].fits)
			assert_non_null(strstr(e.text, "through too many schemas"));
	}
}

static void only_a_circle_about_one_value_is_refused(UNUSED void **state)
{
	static const struct {
		const char *schema;
		bool fits;
	} rows[] = {
		{ "{'$ref':'#'}", false },
		{ "{'anyOf':[true,{'not':{'$ref':'#'}}]}", false },
		{ "{'then':{'$ref':'#'},'if':true}", false },
		{ "{'dependencies':{'a':{'$ref':'#'}}}", false },
		/* Each of these goes into the value, which has an end. */
		{ "{'items':{'$ref':'#'}}", true },
		{ "{'items':[{'$ref':'#'}]}", true },
		{ "{'additionalItems':{'$ref':'#'},'items':[]}", true },
		{ "{'contains':{'$ref':'#'}}", true },
		{ "{'properties':{'a':{'$ref':'#'}}}", true },
		{ "{'patternProperties':{'a':{'$ref':'#'}}}", true },
		{ "{'additionalProperties':{'$ref':'#'}}", true },
		{ "{'propertyNames':{'$ref':'#'}}", true },
		/* A diamond is no circle. */
		{ "{'allOf':[{'$ref':'#/definitions/a'},{'$ref':'#/definitions/b'}],"
		  "'definitions':{'a':{'$ref':'#/definitions/b'},'b':{}}}",
		  true },
	};

	for_each_row(i, rows) {
		struct err e = { 0 };
		bool fits = steps_left(rows[i].schema, 100000, &e) >= 0;

		row_int_equal(i, fits, rows[i].fits);
		if (!fits)
			assert_non_null(strstr(e.text, "leads back here without end"));
	}
}

static void a_schema_as_deep_as_json_can_be_is_no_trouble(UNUSED void **state)
{
	AUTO_MEM char *deep = nested("{`not`:", "}", JSON_DEPTH_MAX);
	AUTO_SCHEMA struct jsonschema *s = judged_schema(deep, 0);
	AUTO_MEM char *said = judged_says(s, "1");

	assert_string_equal(said, ""); /* an even number of nots */
	jsonschema_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_subschema_has_one_node_for_all_that_refer_to_it),
		cmocka_unit_test(the_source_may_go_when_it_is_compiled),
		cmocka_unit_test(a_password_anywhere_makes_the_schema_secret),
		cmocka_unit_test(
			schemas_that_share_a_budget_are_refused_when_it_is_spent),
		cmocka_unit_test(references_may_chain_four_hundred_times_about_one_value),
		cmocka_unit_test(only_a_circle_about_one_value_is_refused),
		cmocka_unit_test(a_schema_as_deep_as_json_can_be_is_no_trouble),
	};

	return cmocka_run_group_tests_name("jsonschema/compile", tests, NULL, NULL);
}
