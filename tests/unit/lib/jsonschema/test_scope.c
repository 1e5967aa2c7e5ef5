/*
 * test_scope.c - which schema nodes apply to a value
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/scope.h"
#include "tests/support/quoted.h"

/* How many nodes apply to the document, and to its member or element. */
static void expect_scopes(const char *schema, const char *doc, size_t whole, size_t part)
{
	AUTO(cJSON_Delete) cJSON *rules = quoted_json(schema);
	AUTO(cJSON_Delete) cJSON *value = quoted_json(doc);
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(scope_release) struct scope root = { 0 };
	AUTO(scope_release) struct scope below = { 0 };
	struct scope_walk w = { .steps = 1000 };
	const struct jsonschema *all[1];
	struct err e = { 0 };

	if (jsonschema_new(rules, NULL, &s, &e) < 0)
		fail_msg("%s: %s", schema, e.text);
	all[0] = s;
	scope_begin(&w, all, 1, &root);
	(void)scope_enter(&w, &root, value->child, 0, &below);
	if (root.count != whole || below.count != part)
		fail_msg("%s: %zu nodes for %s, %zu below", schema, root.count, doc,
		         below.count);
	pattern_room_release(&w.room);
}

static void nodes_that_apply_to_the_same_value_are_in_its_scope(void **state UNUSED)
{
	expect_scopes("{}", "{'a':1}", 1, 0);
	expect_scopes("{'properties':{'a':{},'b':{}}}", "{'a':1}", 1, 1);
	expect_scopes("{'allOf':[{'properties':{'a':{}}},{'properties':{'a':{}}}]}",
	              "{'a':1}", 3, 2);
	expect_scopes("{'properties':{'a':{'anyOf':[{},{}]}}}", "{'a':1}", 1, 3);
	expect_scopes("{'items':{},'contains':{}}", "[1]", 1, 2);
	expect_scopes("{'additionalProperties':{}}", "{'a':1}", 1, 1);
}

/* And more of them than a scope has room for without a table. */
static void a_node_is_in_a_scope_once(void **state UNUSED)
{
	expect_scopes("{'definitions':{'d':{}},'allOf':[{'$ref':'#/definitions/d'},"
	              "{'$ref':'#/definitions/d'}]}",
	              "{'a':1}", 4, 0);
	expect_scopes(
		"{'allOf':[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}",
		"{'a':1}", 21, 0);
	expect_scopes("{'properties':{'a':{'$ref':'#'}}}", "{'a':1}", 1, 2);
}

static void without_steps_a_scope_stays_as_it_is(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *rules = quoted_json("{'allOf':[{},{}]}");
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(scope_release) struct scope root = { 0 };
	struct scope_walk w = { .steps = 1 };
	const struct jsonschema *all[1];
	struct err e = { 0 };

	assert_int_equal(jsonschema_new(rules, NULL, &s, &e), 0);
	all[0] = s;
	scope_begin(&w, all, 1, &root);
	assert_int_equal(root.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_that_apply_to_the_same_value_are_in_its_scope),
		cmocka_unit_test(a_node_is_in_a_scope_once),
		cmocka_unit_test(without_steps_a_scope_stays_as_it_is),
	};

	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
