/*
 * test_read.c - what a keyword's value becomes in the compiled schema
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/node.h"
#include "lib/mem.h"
#include "tests/support/judged.h"
#include "tests/support/quoted.h"

/* The schema's only rule. */
static const struct schema_rule *only_rule(const struct jsonschema *s)
{
	assert_int_equal(s->root->count, 1);
	return &s->root->rules[0];
}

static void a_count_is_exact_however_it_is_spelled_and_however_large(UNUSED void **state)
{
	static const struct {
		const char *text;
		int64_t count;
	} rows[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "3.0", 3 },
		{ "1e2", 100 },
		{ "1200e-2", 12 },
		{ "9007199254740993", 9007199254740993 },
		{ "9223372036854775807", INT64_MAX },
		{ "9223372036854775808", INT64_MAX }, /* more than any document has */
		{ "1e400", INT64_MAX },
	};

	for_each_row(i, rows) {
		AUTO_MEM char *text = mem_printf("{`maxItems`:%s}", rows[i].text);
		AUTO_SCHEMA struct jsonschema *s = judged_schema(text, 0);

		row_int_equal(i, only_rule(s)->count, rows[i].count);
	}
}

static void types_are_a_set(UNUSED void **state)
{
	static const struct {
		const char *schema;
		unsigned types;
	} rows[] = {
		{ "{`type`:`string`}", JSON_TEXT },
		{ "{`type`:[`string`,`null`,`string`]}", JSON_TEXT | JSON_NULL },
		{ "{`type`:[`integer`,`number`]}", JSON_INTEGER | JSON_NUMBER },
		{ "{`type`:[`object`,`array`,`boolean`]}",
		  JSON_MAP | JSON_LIST | JSON_BOOL },
	};

	for_each_row(i, rows) {
		AUTO_SCHEMA struct jsonschema *s = judged_schema(rows[i].schema, 0);

		row_int_equal(i, only_rule(s)->types, rows[i].types);
	}
}

static void what_binds_nothing_has_no_rule(UNUSED void **state)
{
	static const struct {
		const char *schema;
		size_t rules;
	} rows[] = {
		{ "{`uniqueItems`:false}", 0 },
		{ "{`uniqueItems`:true}", 1 },
		{ "{`title`:`t`,`default`:1,`format`:`date`,`x-ours`:{}}", 0 },
		/* One rule for all that judge members, one for items. */
		{ "{`properties`:{},`patternProperties`:{},`additionalProperties`:true}",
		  1 },
		{ "{`items`:[],`additionalItems`:false}", 1 },
		/* Next to a reference nothing else counts. */
		{ "{`$ref`:`#/definitions/a`,`maxLength`:1,`definitions`:{`a`:true}}",
		  1 },
		{ "true", 0 },
	};

	for_each_row(i, rows) {
		AUTO_SCHEMA struct jsonschema *s = judged_schema(rows[i].schema, 0);

		row_int_equal(i, s->root->count, rows[i].rules);
	}
}

static void members_keep_their_order_and_patterns_follow_names(UNUSED void **state)
{
	AUTO_SCHEMA struct jsonschema *s =
		judged_schema("{`patternProperties`:{`^p`:true},"
	                      "`properties`:{`b`:true,`a`:false},"
	                      "`additionalProperties`:{`minimum`:1}}",
	                      0);
	const struct schema_rule *r = only_rule(s);

	assert_int_equal(r->child_count, 3);
	assert_string_equal(r->children[0].name, "b");
	assert_string_equal(r->children[1].name, "a");
	assert_null(r->children[1].pattern);
	assert_true(r->children[1].node->never);
	assert_string_equal(pattern_text(r->children[2].pattern), "^p");
	assert_int_equal(r->rest->count, 1);
}

static void a_long_name_makes_members_dearer(UNUSED void **state)
{
	AUTO_MEM char *name = mem_alloc(201);
	AUTO_MEM char *text = NULL;
	AUTO_SCHEMA struct jsonschema *small =
		judged_schema("{`properties`:{`a`:true}}", 0);
	AUTO_SCHEMA struct jsonschema *large = NULL;

	memset(name, 'n', 200);
	text = mem_printf("{`properties`:{`a`:true,`%s`:true,`b`:true}}", name);
	large = judged_schema(text, 0);
	assert_int_equal(only_rule(small)->count, 1);
	assert_int_equal(only_rule(large)->count, 1 + 200 / 64);
}

static void branches_and_dependencies_may_be_missing(UNUSED void **state)
{
	AUTO_SCHEMA struct jsonschema *alone = judged_schema("{`if`:false}", 0);
	AUTO_SCHEMA struct jsonschema *orphan =
		judged_schema("{`then`:false,`else`:false}", 0);
	AUTO_SCHEMA struct jsonschema *mixed =
		judged_schema("{`dependencies`:{`a`:[],`b`:[`c`],`d`:{`minimum`:1}}}", 0);
	const struct schema_rule *r = only_rule(mixed);

	assert_true(only_rule(alone)->children[0].node->never);
	assert_null(only_rule(alone)->children[1].node);
	assert_null(only_rule(alone)->children[2].node);
	assert_int_equal(orphan->root->count, 0);
	assert_non_null(r->children[0].names);
	assert_null(r->children[1].node);
	assert_null(r->children[2].names);
	assert_int_equal(r->children[2].node->count, 1);
}

static void a_value_that_a_keyword_cannot_have_is_refused_with_its_place(
	UNUSED void **state)
{
	static const char *const rows[][2] = {
		{ "{'maxLength':-1}",
		  "the schema at #: 'maxLength' must be a whole number" },
		{ "{'allOf':[{'minItems':0.5}]}", "the schema at #/allOf/0: 'minItems'" },
		{ "{'items':[true,{'enum':{}}]}",
		  "the schema at #/items/1: 'enum' must be an array" },
		{ "{'properties':{'a b':{'uniqueItems':'yes'}}}",
		  "the schema at #/properties/a b: 'uniqueItems' must be true or false" },
		{ "{'patternProperties':{'^~/':{'type':'text'}}}",
		  "the schema at #/patternProperties/^~0~1: 'type' names no type" },
		{ "{'dependencies':{'a':{'maximum':null}}}",
		  "the schema at #/dependencies/a: 'maximum' must be a number" },
		{ "{'additionalProperties':{'pattern':'('}}",
		  "the schema at #/additionalProperties: 'pattern' the pattern (" },
		{ "{'if':true,'else':{'required':['a',1]}}",
		  "the schema at #/else: 'required' must be an array of strings" },
		{ "{'multipleOf':-2}", "must be above 0" },
		{ "{'items':[],'additionalItems':0}", "'additionalItems' is no schema" },
		{ "{'type':'String'}", "'type' names no type" },
		{ "{'not':null}", "'not' is no schema" },
		{ "{'anyOf':[true,'false']}", "the schema at #: 'anyOf' is no schema" },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *schema = quoted_json(rows[i][0]);
		AUTO_SCHEMA struct jsonschema *s = NULL;
		struct err e = { 0 };

		if (jsonschema_new(schema, NULL, &s, &e) == 0)
			fail_msg("row %zu: %s is taken", i, rows[i][0]);
		row_int_equal(i, e.code, ERR_INVALID);
		if (!strstr(e.text, rows[i][1]))
			fail_msg("row %zu: %s", i, e.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_count_is_exact_however_it_is_spelled_and_however_large),
		cmocka_unit_test(types_are_a_set),
		cmocka_unit_test(what_binds_nothing_has_no_rule),
		cmocka_unit_test(members_keep_their_order_and_patterns_follow_names),
		cmocka_unit_test(a_long_name_makes_members_dearer),
		cmocka_unit_test(branches_and_dependencies_may_be_missing),
		cmocka_unit_test(
			a_value_that_a_keyword_cannot_have_is_refused_with_its_place),
	};

	return cmocka_run_group_tests_name("jsonschema/read", tests, NULL, NULL);
}
