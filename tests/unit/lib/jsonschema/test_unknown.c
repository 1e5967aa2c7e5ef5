/*
 * test_unknown.c - members that a schema does not name, at any depth
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/unknown.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static void note(void *ctx, const struct jsonschema_unknown *u)
{
	buf_printf(ctx, "%s%s%s ", u->pointer, u->nearest ? "~" : "",
	           u->nearest ? u->nearest : "");
}

static const char *extra(void *ctx UNUSED, size_t i)
{
	static const char *const names[] = { "extra", NULL };

	return names[i];
}

static void expect_found(const char *schema, const char *doc, const char *want,
                         struct jsonschema_search how)
{
	AUTO(cJSON_Delete) cJSON *rules = schema ? quoted_json(schema) : NULL;
	AUTO(cJSON_Delete) cJSON *value = quoted_json(doc);
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(buf_release) struct buf found = { 0 };
	struct err e = { 0 };

	if (rules && jsonschema_new(rules, NULL, &s, &e) < 0)
		fail_msg("%s: %s", schema, e.text);
	how.found = note;
	how.ctx = &found;
	jsonschema_find_unknown(s, value, &how);
	if (strcmp(buf_str(&found), want) != 0)
		fail_msg("%s: of %s is unknown: %s", schema ? schema : "none", doc,
		         buf_str(&found));
}

static void what_no_schema_names_is_found_at_any_depth(void **state UNUSED)
{
	static const struct {
		const char *schema, *doc, *found;
	} cases[] = {
		/* clang-format off */
		{ "{'properties':{'name':{}}}", "{'name':1}", "" },
		{ "{'properties':{'name':{}}}", "{'nmae':1}", "/nmae~name " },
		{ "{'properties':{'name':{}}}", "{'q':1}", "/q " },
		{ "{'properties':{'id':{},'name':{},'state':{}}}", "{'nmae':1}", "/nmae~name " },
		{ "{'properties':{'a':{'properties':{'path':{}}}}}", "{'a':{'paht':1,'path':2}}", "/a/paht~path " },
		{ "{'properties':{'l':{'items':{'properties':{'id':{}}}}}}", "{'l':[{'id':1},{'idd':2}]}", "/l/1/idd~id " },
		{ "{'properties':{'l':{'items':[{},{'properties':{'id':{}}}]}}}", "{'l':[{'x':1},{'x':2}]}", "/l/1/x " },
		{ "{'properties':{'a/b':{'properties':{'c':{}}}}}", "{'a/b':{'d~':1}}", "/a~1b/d~0 " },
		/* what is unknown is not looked into, nor what is free */
		{ "{'properties':{'name':{}}}", "{'q':{'nmae':1}}", "/q " },
		{ "{'properties':{'free':{'type':'object'}}}", "{'free':{'nmae':{'x':1}}}", "" },
		{ "{}", "{'a':1}", "" },
		{ "{'type':'array'}", "[{'a':1}]", "" },
		/* by other keywords */
		{ "{'allOf':[{'properties':{'a':{}}},{'properties':{'b':{}}}]}", "{'a':1,'b':2,'cc':3}", "/cc " },
		{ "{'oneOf':[{'properties':{'a':{}}},{'required':['x']}]}", "{'a':1,'bb':2}", "/bb " },
		{ "{'if':{},'then':{'properties':{'a':{}}},'else':{'properties':{'b':{}}}}", "{'a':1,'b':2,'zz':0}", "/zz " },
		{ "{'dependencies':{'a':{'properties':{'b':{}}}},'properties':{'a':{}}}", "{'a':1,'b':2,'zz':0}", "/zz " },
		{ "{'definitions':{'d':{'properties':{'a':{}}}},'properties':{'x':{'$ref':'#/definitions/d'}}}", "{'x':{'a':1,'bb':2}}", "/x/bb " },
		{ "{'properties':{'next':{'$ref':'#'}}}", "{'next':{'next':{'netx':1}}}", "/next/next/netx~next " },
		{ "{'patternProperties':{'^x-':{'properties':{'a':{}}}}}", "{'x-1':{'a':1,'bb':2},'yy':1}", "/x-1/bb /yy " },
		{ "{'properties':{'a':{}},'additionalProperties':{'properties':{'b':{}}}}", "{'a':1,'any':{'b':1,'cc':2}}", "/any/cc " },
		{ "{'properties':{'a':{}},'additionalProperties':true}", "{'any':1}", "" },
		{ "{'properties':{'a':{}},'additionalProperties':false}", "{'any':1}", "/any " },
		/* clang-format on */
	};

	for_each_row(i, cases)
		expect_found(cases[i].schema, cases[i].doc, cases[i].found,
		             (struct jsonschema_search){ .at = "" });
}

static void further_names_are_known_in_the_document_itself(void **state UNUSED)
{
	const struct jsonschema_search how = { .at = "/params", .also = extra };

	expect_found("{'properties':{'a':{'properties':{'b':{}}}}}",
	             "{'a':{'extra':1},'extra':2,'extr':3}",
	             "/params/a/extra /params/extr~extra ", how);
	expect_found(NULL, "{'extra':1,'extar':{'a':1}}", "/params/extar~extra ", how);
	expect_found(NULL, "{'a':1}", "", (struct jsonschema_search){ .at = "/params" });
}

/* Schemas whose parts apply in 2^40 ways, and documents with many unknown members. */
static void a_search_ends_soon_whatever_it_is_given(void **state UNUSED)
{
	AUTO(buf_release) struct buf schema = { 0 };

	buf_add_str(&schema, "{'definitions':{");
	for (int i = 0; i < 40; i++)
		buf_printf(&schema,
		           "'d%d':{'allOf':[{'$ref':'#/definitions/d%d'},"
		           "{'$ref':'#/definitions/d%d'}]},",
		           i, i + 1, i + 1);
	buf_add_str(&schema, "'d40':{'properties':{'name':{}}}},"
	                     "'$ref':'#/definitions/d0'}");
	expect_found(buf_str(&schema), "{'nmae':1}", "/nmae~name ",
	             (struct jsonschema_search){ .at = "" });
}

static void count(void *ctx, const struct jsonschema_unknown *u UNUSED)
{
	++*(int *)ctx;
}

static void the_last_of_very_many_are_not_looked_for(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *rules = quoted_json("{'properties':{'name':{}}}");
	AUTO(cJSON_Delete) cJSON *doc = json_new_object();
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	int found = 0;
	const struct jsonschema_search how = { .at = "", .found = count, .ctx = &found };
	struct err e = { 0 };

	for (int i = 0; i < 10000; i++) {
		AUTO(mem_free) char *name = mem_printf("u%d", i);

		cJSON_AddItemToObject(doc, name, json_new_int(i));
	}
	assert_int_equal(jsonschema_new(rules, NULL, &s, &e), 0);
	jsonschema_find_unknown(s, doc, &how);
	assert_in_range(found, 100, 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_schema_names_is_found_at_any_depth),
		cmocka_unit_test(further_names_are_known_in_the_document_itself),
		cmocka_unit_test(a_search_ends_soon_whatever_it_is_given),
		cmocka_unit_test(the_last_of_very_many_are_not_looked_for),
	};

	return cmocka_run_group_tests_name("unknown", tests, NULL, NULL);
}
