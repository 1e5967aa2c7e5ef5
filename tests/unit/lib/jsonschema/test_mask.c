/*
 * test_mask.c - what a schema calls a password, wherever it says so
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/mask.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

#define PW "{'format':'password'}"

static bool hides_y(void *ctx, const char *name, enum jsonschema_member member)
{
	return *(const bool *)ctx && !strcmp(name, "y") && member == JSONSCHEMA_UNNAMED;
}

static void expect_masked(const char *schema, const char *doc, const char *want, bool y)
{
	AUTO(cJSON_Delete) cJSON *rules = quoted_json(schema);
	AUTO(cJSON_Delete) cJSON *value = quoted_json(doc);
	AUTO(cJSON_Delete) cJSON *masked = quoted_json(want);
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	const struct jsonschema_mask how = { "*", hides_y, &y };
	const struct jsonschema *all[1];
	struct err e = { 0 };

	if (jsonschema_new(rules, NULL, &s, &e) < 0)
		fail_msg("%s: %s", schema, e.text);
	all[0] = s;
	jsonschema_mask(all, 1, value, &how);
	if (!json_equal(value, masked)) {
		AUTO(mem_free) char *text = json_text(value);

		fail_msg("%s: %s became %s", schema, doc, text);
	}
}

static void a_password_is_masked_wherever_the_schema_says_so(void **state UNUSED)
{
	static const struct {
		const char *schema, *doc, *masked;
	} cases[] = {
		/* clang-format off */
		{ "{'properties':{'a':" PW "}}", "{'a':'s','b':'t'}", "{'a':'*','b':'t'}" },
		{ "{'properties':{'a':" PW "}}", "{'a':{'b':1}}", "{'a':'*'}" },
		{ "{'properties':{'a':{'properties':{'b':" PW "}}}}", "{'a':{'b':'s','c':1},'b':2}", "{'a':{'b':'*','c':1},'b':2}" },
		{ "{'properties':{'a':{'items':" PW "}}}", "{'a':['s','t']}", "{'a':['*','*']}" },
		{ "{'properties':{'a':{'items':[{}," PW "]}}}", "{'a':['s','t','u']}", "{'a':['s','*','u']}" },
		{ "{'properties':{'a':{'items':[{}],'additionalItems':" PW "}}}", "{'a':['s','t','u']}", "{'a':['s','*','*']}" },
		{ "{'properties':{'a':{'contains':" PW "}}}", "{'a':['s']}", "{'a':['*']}" },
		{ "{'properties':{'a':{'items':{'properties':{'k':" PW "}}}}}", "{'a':[{'k':'s'},{'k':'t','n':1}]}", "{'a':[{'k':'*'},{'k':'*','n':1}]}" },
		{ "{'patternProperties':{'^s_':" PW "}}", "{'s_a':'s','t_a':'t'}", "{'s_a':'*','t_a':'t'}" },
		{ "{'properties':{'n':{}},'additionalProperties':" PW "}", "{'n':'s','m':'t'}", "{'n':'s','m':'*'}" },
		{ "{'patternProperties':{'^n':{}},'additionalProperties':" PW "}", "{'n1':'s','m':'t'}", "{'n1':'s','m':'*'}" },
		{ "{'oneOf':[{'properties':{'a':{}}},{'properties':{'a':" PW "}}]}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'anyOf':[{'required':['x'],'properties':{'a':" PW "}}]}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'allOf':[{},{'properties':{'a':{'anyOf':[{}," PW "]}}}]}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'not':{'properties':{'a':" PW "}}}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'if':{},'then':{'properties':{'a':" PW "}},'else':{'properties':{'b':" PW "}}}", "{'a':'s','b':'t'}", "{'a':'*','b':'*'}" },
		{ "{'dependencies':{'x':{'properties':{'a':" PW "}}}}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'definitions':{'p':" PW "},'properties':{'a':{'$ref':'#/definitions/p'}}}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'definitions':{'p':{}},'properties':{'a':{'$ref':'#/definitions/p','format':'password'}}}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'properties':{'k':" PW ",'next':{'$ref':'#'}}}", "{'k':'1','next':{'k':'2','next':{'k':'3','n':4}}}", "{'k':'*','next':{'k':'*','next':{'k':'*','n':4}}}" },
		{ "{'properties':{'a':{'properties':{'k':{'$ref':'#/properties/b/items'}}},'b':{'items':" PW "}}}", "{'a':{'k':'s'}}", "{'a':{'k':'*'}}" },
		{ PW, "{'a':'s','b':[1]}", "{'a':'*','b':'*'}" },
		{ "{'properties':{'a':{'items':{'properties':{'k':" PW "}}}}}", "{'a':'s'}", "{'a':'*'}" },
		{ "{'properties':{'a':{'items':{'properties':{'k':{}}}}}}", "{'a':'s'}", "{'a':'s'}" },
		{ "{}", "{'a':'s'}", "{'a':'s'}" },
		{ "true", "{'a':'s'}", "{'a':'s'}" },
		{ "false", "{'a':'s'}", "{'a':'s'}" },
		/* clang-format on */
	};

	for_each_row(i, cases)
		expect_masked(cases[i].schema, cases[i].doc, cases[i].masked, false);
}

static void members_that_no_schema_names_are_asked_about(void **state UNUSED)
{
	static const char schema[] = "{'properties':{'a':{'properties':{'y':{}}}}}";

	expect_masked(schema, "{'y':1,'a':{'y':2,'z':[{'y':3}]}}",
	              "{'y':'*','a':{'y':2,'z':[{'y':'*'}]}}", true);
	expect_masked("{'patternProperties':{'^y$':{}},'additionalProperties':true}",
	              "{'y':1,'z':{'y':2}}", "{'y':1,'z':{'y':'*'}}", true);
}

/* Each level of the schema doubles the ways down; a pattern meets its limit. */
static void a_schema_that_takes_too_long_hides_what_is_left(void **state UNUSED)
{
	AUTO(buf_release) struct buf schema = { 0 };
	AUTO(buf_release) struct buf doc = { 0 };
	AUTO(buf_release) struct buf masked = { 0 };

	expect_masked("{'patternProperties':{'^(a+)+$':" PW "}}",
	              "{'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!':'s'}",
	              "{'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!':'*'}", false);
	buf_add_str(&schema, "{'properties':{'a':{'anyOf':[true");
	for (int i = 0; i < 4000; i++)
		buf_printf(&schema, ",{'minLength':%d}", i);
	buf_add_str(&schema, "]},'b':{}}}");
	buf_add_str(&doc, "{'a':'s','b':'t'}");
	buf_add_str(&masked, "{'a':'*','b':'*'}");
	expect_masked(buf_str(&schema), buf_str(&doc), buf_str(&masked), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_masked_wherever_the_schema_says_so),
		cmocka_unit_test(members_that_no_schema_names_are_asked_about),
		cmocka_unit_test(a_schema_that_takes_too_long_hides_what_is_left),
	};

	return cmocka_run_group_tests_name("jsonschema_mask", tests, NULL, NULL);
}
