/*
 * test_rule_kind.c - the kinds of rules, and what the settings of each say
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/vtime.h"
#include "mockserver/data/rule.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"

/* Reads the rule of the one field `x` of that type; 0, or -1 with *e set. */
static int read_x(const char *type, const char *rule, struct rows *schema,
                  struct rule *out, struct err *e)
{
	AUTO(cursor_release) struct cursor at = { .file = "d" };
	AUTO_MEM char *column = mem_printf("x %s", type);
	AUTO_MEM char *fields = mem_printf("{'x':%s}", rule);
	AUTO(cJSON_Delete) cJSON *json = quoted_json(fields);

	*out = (struct rule){ 0 };
	rows_init(schema, column);
	return rule_read(json, schema->def, &at, out, e);
}

static void settings_that_make_no_rule_are_refused(UNUSED void **state)
{
	static const struct {
		const char *type, *rule, *why;
	} rows[] = {
		{ "int32", "{'kind':'dice'}", "no kind of rule is called 'dice'" },
		{ "string", "{'kind':'sequence'}",
		  "'sequence' cannot fill a column of type" },
		{ "int32", "{'kind':'text','pattern':'x'}",
		  "cannot fill a column of type" },
		{ "int32", "{'kind':'sequence','stop':1}",
		  "a rule of kind 'sequence' has no member 'stop'" },
		{ "int32", "{'kind':'sequence','step':0}", "'step' is 0" },
		{ "int32", "{'kind':'sequence','start':3000000000}", "d: /x/start: " },
		{ "int32", "{'kind':'range','min':1}", "a range needs 'min' and 'max'" },
		{ "int32", "{'kind':'range','min':2,'max':1}",
		  "'min' is greater than 'max'" },
		{ "int32", "{'kind':'range','min':1,'max':2,'skew':'up'}",
		  "'skew' is not one of none, low, middle, high" },
		{ "int32", "{'kind':'range','min':1,'max':2,'decimals':1}",
		  "only a double has 'decimals'" },
		{ "double", "{'kind':'range','min':1,'max':2,'decimals':10}",
		  "'decimals' is not within 0 to 9" },
		{ "int32", "{'kind':'choice'}", "a choice needs a list 'of' values" },
		{ "int32", "{'kind':'choice','of':[]}", "holds nothing to choose from" },
		{ "int32", "{'kind':'choice','of':[1,'b']}", "d: /x/of/1: " },
		{ "string", "{'kind':'choice','of':['a',1]}",
		  "d: /x/of/1: is not a string" },
		{ "int32", "{'kind':'choice','of':[1,2],'weights':[1]}",
		  "'weights' are not as many as 'of'" },
		{ "int32", "{'kind':'choice','of':[1,2],'weights':[0,0]}",
		  "all weights are 0" },
		{ "int32", "{'kind':'choice','of':[1],'weights':[-1]}",
		  "a weight is a whole number from 0 to 1000000" },
		{ "timestamp", "{'kind':'arrival','lag':'P1M'}",
		  "'lag' is no length of time such as PT2H" },
		{ "timestamp", "{'kind':'arrival','lag':5}",
		  "'lag' is no length of time" },
		{ "string", "{'kind':'text'}", "a text needs a 'pattern' (a string)" },
		{ "[int32]", "{'length':[3,1]}", "'length' is no pair [least, most]" },
		{ "[int32]", "{'length':[0,1001]}", "'length' is no pair [least, most]" },
		{ "<int32>", "{'keys':['a','a']}", "'keys' are strings, each another" },
		{ "<int32>", "{'keys':['a'],'chance':1.5}",
		  "'chance' is not a number between 0 and 1" },
		{ "<int32>", "{'chance':1}", "a map needs a list of 'keys'" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rows schema;
		struct rule rules;
		struct err e = { 0 };

		if (read_x(rows[i].type, rows[i].rule, &schema, &rules, &e) == 0)
			fail_msg("row %zu: %s is taken", i, rows[i].rule);
		row_int_equal(i, e.code, ERR_INVALID);
		if (!strstr(e.text, rows[i].why))
			fail_msg("row %zu: %s", i, e.text);
		rule_release(&rules);
		rows_release(&schema);
	}
}

static void a_sequence_starts_anew_before_it_leaves_its_column(UNUSED void **state)
{
	static const struct {
		const char *type, *rule;
		int64_t start, step;
		uint64_t period;
	} rows[] = {
		{ "int32", "{'kind':'sequence'}", 1, 1, INT32_MAX },
		{ "int32", "{'kind':'sequence','start':0}", 0, 1, UINT64_C(2147483648) },
		{ "int32", "{'kind':'sequence','start':2147483647}", INT32_MAX, 1, 1 },
		{ "int32", "{'kind':'sequence','start':0,'step':-1}", 0, -1,
		  UINT64_C(2147483649) },
		{ "int32", "{'kind':'sequence','start':-10,'step':2147483647}", -10,
		  INT32_MAX, 2 },
		{ "int64", "{'kind':'sequence','start':-9223372036854775808}", INT64_MIN,
		  1, 0 }, /* never */
		{ "int64", "{'kind':'sequence','start':-9223372036854775808,'step':2}",
		  INT64_MIN, 2, UINT64_C(1) << 63 },
	};

	for_each_row(i, rows) {
		struct rows schema;
		struct rule rules;
		struct err e = { 0 };
		const struct rule *r;

		if (read_x(rows[i].type, rows[i].rule, &schema, &rules, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		r = &rules.child[0];
		row_int_equal(i, r->low, rows[i].start);
		row_int_equal(i, r->high, rows[i].step);
		assert_true(r->period == rows[i].period);
		rule_release(&rules);
		rows_release(&schema);
	}
}

static void weights_add_up_in_the_order_of_the_options(UNUSED void **state)
{
	static const uint64_t upto[] = { 3, 3, 8 };
	struct rows schema;
	struct rule rules;
	struct err e = { 0 };

	assert_int_equal(read_x("string",
	                        "{'kind':'choice','of':['a','','\xc3\xa9'],"
	                        "'weights':[3,0,5]}",
	                        &schema, &rules, &e),
	                 0);
	assert_int_equal(rules.child[0].option_count, 3);
	for (size_t i = 0; i < 3; i++)
		row_int_equal(i, rules.child[0].option[i].upto, upto[i]);
	assert_int_equal(rules.child[0].option[2].size, 2);
	assert_string_equal(rules.child[0].option[0].text, "a");
	rule_release(&rules);
	rows_release(&schema);
}

static void what_is_not_said_has_a_default(UNUSED void **state)
{
	struct rows schema;
	struct rule rules;
	struct err e = { 0 };

	assert_int_equal(read_x("[int32]", "{}", &schema, &rules, &e), 0);
	assert_int_equal(rules.child[0].kind, RULE_LIST);
	assert_int_equal(rules.child[0].low, 0);
	assert_int_equal(rules.child[0].high, 3);
	rule_release(&rules);
	rows_release(&schema);
	assert_int_equal(read_x("<int32>", "{'keys':['a','b']}", &schema, &rules, &e), 0);
	assert_int_equal(rules.child[0].kind, RULE_MAP);
	assert_true(rules.child[0].chance == RULE_CHANCE_ONE / 2);
	rule_release(&rules);
	rows_release(&schema);
	assert_int_equal(read_x("timestamp", "{'kind':'arrival','lag':'PT2H'}", &schema,
	                        &rules, &e),
	                 0);
	assert_int_equal(rules.child[0].lag_ms, 2 * MS_PER_HOUR);
	rule_release(&rules);
	rows_release(&schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_that_make_no_rule_are_refused),
		cmocka_unit_test(a_sequence_starts_anew_before_it_leaves_its_column),
		cmocka_unit_test(weights_add_up_in_the_order_of_the_options),
		cmocka_unit_test(what_is_not_said_has_a_default),
	};

	return cmocka_run_group_tests_name("data/rule_kind", tests, NULL, NULL);
}
