/*
 * test_rule.c - mockserver/data/rule.c and guess.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/vtime.h"
#include "mockserver/data/guess.h"
#include "mockserver/data/rule.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"

/* A schema and the rules read for it; end() lets go of both. */
struct fixture {
	struct rows rows;
	struct rule rules;
	struct err e;
	int failed;
};

static void begin(struct fixture *f, const char *schema, const char *fields)
{
	AUTO(cursor_release) struct cursor at = { .file = "d" };
	AUTO(cJSON_Delete) cJSON *json = fields ? quoted_json(fields) : NULL;

	*f = (struct fixture){ 0 };
	rows_init(&f->rows, schema);
	f->failed = rule_read(json, f->rows.def, &at, &f->rules, &f->e);
	if (f->failed == 0)
		assert_int_equal(at.pointer.size, 0);
}

static void end(struct fixture *f)
{
	rule_release(&f->rules);
	rows_release(&f->rows);
}

/* The rule read for the one field `x`. */
static struct rule *begin_x(struct fixture *f, const char *type, const char *rule)
{
	AUTO(buf_release) struct buf schema = { 0 }, fields = { 0 };

	buf_printf(&schema, "x %s", type);
	buf_printf(&fields, "{'x':%s}", rule);
	begin(f, buf_str(&schema), buf_str(&fields));
	if (f->failed < 0)
		fail_msg("%s: %s", rule, f->e.text);
	return &f->rules.child[0];
}

static void ranges_are_in_units_of_their_column(void **state UNUSED)
{
	static const struct {
		const char *type, *rule;
		int64_t low, high;
	} cases[] = {
		{ "int32", "{'kind':'range','min':-5,'max':5}", -5, 5 },
		{ "int64", "{'kind':'range','min':0,'max':9223372036854775807}", 0,
		  INT64_MAX },
		{ "decimal(12,2)", "{'kind':'range','min':0.99,'max':10}", 99, 1000 },
		{ "decimal(12,2)", "{'kind':'range'}", 0, 999999 },
		{ "decimal(3,2)", "{'kind':'range'}", 0, 999 },
		{ "decimal(18,18)", "{'kind':'range'}", 0, INT64_C(999999999999999999) },
		{ "double", "{'kind':'range','min':-0.5,'max':1}", -50, 100 },
		{ "double", "{'kind':'range','min':-90,'max':90,'decimals':5}", -9000000,
		  9000000 },
		{ "double", "{'kind':'range','min':1,'max':2,'decimals':0}", 1, 2 },
		{ "date", "{'kind':'range','min':'1970-01-01','max':'1970-02-01'}", 0,
		  31 },
		{ "timestamp",
		  "{'kind':'range','min':'1970-01-01T00:00:01Z','max':"
		  "'1970-01-01T00:00:02Z'}",
		  1000, 2000 },
	};

	for_each_row(i, cases) {
		struct fixture f;
		struct rule *r = begin_x(&f, cases[i].type, cases[i].rule);

		assert_int_equal(r->kind, RULE_RANGE);
		assert_int_equal(r->low, cases[i].low);
		assert_int_equal(r->high, cases[i].high);
		end(&f);
	}
}

static void choices_know_their_weights(void **state UNUSED)
{
	struct fixture f;
	struct rule *r =
		begin_x(&f, "string",
	                "{'kind':'choice','of':['a','b','c'],'weights':[5,0,2]}");

	assert_int_equal(r->option_count, 3);
	assert_string_equal(r->option[2].text, "c");
	assert_int_equal(r->option[0].upto, 5);
	assert_int_equal(r->option[1].upto, 5);
	assert_int_equal(r->option[2].upto, 7);
	end(&f);
	r = begin_x(&f, "string", "{'kind':'choice','of':['a'],'weights':[1000000]}");
	assert_int_equal(r->option[0].upto, 1000000);
	end(&f);
	r = begin_x(&f, "decimal(9,3)", "{'kind':'choice','of':[1.5,-2]}");
	assert_int_equal(r->option[0].units, 1500);
	assert_int_equal(r->option[1].units, -2000);
	assert_int_equal(r->option[1].upto, 2);
	end(&f);
}

static void a_sequence_knows_when_its_type_is_full(void **state UNUSED)
{
	static const struct {
		const char *type, *rule;
		uint64_t period;
	} cases[] = {
		{ "int32", "{'kind':'sequence'}", INT32_MAX },
		{ "int32", "{'kind':'sequence','start':2147483640,'step':4}", 2 },
		{ "int32", "{'kind':'sequence','start':-2147483647,'step':-1}", 2 },
		{ "int64", "{'kind':'sequence','start':9223372036854775807}", 1 },
		{ "int64", "{'kind':'sequence','start':-9223372036854775808}", 0 },
		{ "int64",
		  "{'kind':'sequence','start':9223372036854775807,'step':-"
		  "9223372036854775808"
		  "}",
		  2 },
	};

	for_each_row(i, cases) {
		struct fixture f;

		assert_int_equal(begin_x(&f, cases[i].type, cases[i].rule)->period,
		                 cases[i].period);
		end(&f);
	}
}

static void shares_become_parts_of_two_to_the_32(void **state UNUSED)
{
	struct fixture f;
	struct rule *r = begin_x(&f, "<int32>", "{'keys':['a'],'chance':0.25,'nulls':1}");

	assert_int_equal(r->chance, RULE_CHANCE_ONE / 4);
	assert_int_equal(r->nulls, RULE_CHANCE_ONE);
	end(&f);
}

static void settings_find_fields_at_any_depth(void **state UNUSED)
{
	struct fixture f;
	const struct rule *r;

	begin(&f, "a {b [{c <{d int32}>}]}",
	      "{'':{},'a':{'nulls':0.5},'a.b':{'length':[2,2]},'a.b[]':{'nulls':0.5},"
	      "'a.b[].c':{'keys':['k']},'a.b[].c{}':{'nulls':0.5},"
	      "'a.b[].c{}.d':{'kind':'range','min':7,'max':7}}");
	assert_int_equal(f.failed, 0);
	r = &f.rules.child[0];
	assert_true(r->nulls > 0);
	assert_int_equal(r->child[0].low, 2);
	assert_true(r->child[0].child[0].nulls > 0);
	r = &r->child[0].child[0].child[0];
	assert_string_equal(r->option[0].text, "k");
	assert_true(r->child[1].nulls > 0);
	assert_int_equal(r->child[1].child[0].low, 7);
	assert_int_equal(r->child[1].child[0].salt, hash_text(0, "a.b[].c{}.d"));
	end(&f);
}

static void a_field_without_settings_gets_a_rule_by_type_and_name(void **state UNUSED)
{
	static const struct {
		const char *schema;
		enum rule_kind kind;
	} cases[] = {
		{ "x bool", RULE_CHOICE },         { "x int32", RULE_RANGE },
		{ "age int32", RULE_RANGE },       { "x int64", RULE_RANGE },
		{ "userId int64", RULE_RANGE },    { "x double", RULE_RANGE },
		{ "latitude double", RULE_RANGE }, { "x decimal(9,2)", RULE_RANGE },
		{ "x string", RULE_TEXT },         { "currency string", RULE_CHOICE },
		{ "x timestamp", RULE_ARRIVAL },   { "x date", RULE_ARRIVAL },
		{ "birthDate date", RULE_RANGE },  { "x [int32]", RULE_LIST },
		{ "x <int32>", RULE_MAP },         { "x {y int32}", RULE_STRUCT },
	};

	for_each_row(i, cases) {
		struct fixture f;

		begin(&f, cases[i].schema, NULL);
		assert_int_equal(f.failed, 0);
		assert_int_equal(f.rules.child[0].kind, cases[i].kind);
		assert_int_equal(f.rules.child[0].nulls, 0);
		end(&f);
	}
}

static void names_are_guessed_by_their_ends_in_any_case(void **state UNUSED)
{
	static const struct {
		const char *name, *same;
	} cases[] = {
		{ "personalEmail", "email" },
		{ "FIRSTNAME", "firstName" },
		{ "_id", "id" },
		{ "productSKU", "sku" },
		{ "homeCity", "city" },
		{ "i", "anything" },
	};

	for_each_row(i, cases) {
		char name[20], same[20];
		struct column_def a = { .name = name, .type = COLUMN_STRING };
		struct column_def b = { .name = same, .type = COLUMN_STRING };

		snprintf(name, sizeof(name), "%s", cases[i].name);
		snprintf(same, sizeof(same), "%s", cases[i].same);
		assert_string_equal(guess_rule(&a), guess_rule(&b));
	}
}

static void nulls_alone_keep_the_usual_rule(void **state UNUSED)
{
	struct fixture f;
	struct rule *r = begin_x(&f, "timestamp", "{'nulls':0.5}");

	assert_int_equal(r->kind, RULE_ARRIVAL);
	assert_int_equal(r->nulls, RULE_CHANCE_ONE / 2);
	end(&f);
	r = begin_x(&f, "string",
	            "{'pattern':'{uuid}'}"); /* text is a string's own kind */
	assert_int_equal(r->kind, RULE_TEXT);
	end(&f);
}

static void bad_rules_are_refused_with_their_place(void **state UNUSED)
{
	static const struct {
		const char *schema, *fields, *expected;
	} cases[] = {
		{ "x int32", "{'y':{}}", "d: the schema has no field 'y'" },
		{ "x [int32]", "{'x.element':{}}",
		  "d: the schema has no field 'x.element'" },
		{ "x int32", "{'x':7}", "d: /x: is not a rule (an object)" },
		{ "x int32", "{'x':{'min':1}}", "d: /x: has no 'kind' (a string)" },
		{ "x int32", "{'x':{'kind':'rnage'}}",
		  "d: /x: no kind of rule is called 'rnage'" },
		{ "x string", "{'x':{'kind':'range'}}",
		  "d: /x: 'range' cannot fill a column of type string" },
		{ "x int32", "{'x':{'kind':'range','min':1,'max':2,'mix':3}}",
		  "d: /x: a rule of kind 'range' has no member 'mix'" },
		{ "x int32", "{'x':{'kind':'range','min':1}}",
		  "d: /x: a range needs 'min' and 'max'" },
		{ "x int32", "{'x':{'kind':'range','min':2,'max':1}}",
		  "d: /x: 'min' is greater than 'max'" },
		{ "x int32", "{'x':{'kind':'range','min':'1','max':1}}",
		  "d: /x/min: is not a whole number" },
		{ "x int32", "{'x':{'kind':'range','min':0,'max':2147483648}}",
		  "d: /x/max: 2147483648 does not fit int32" },
		{ "x double", "{'x':{'kind':'range','min':0.001,'max':1}}",
		  "d: /x/min: 0.001 has more than 2 decimals or too many digits" },
		{ "x double", "{'x':{'kind':'range','min':0,'max':1,'decimals':10}}",
		  "d: /x: 'decimals' is not within 0 to 9" },
		{ "x int32", "{'x':{'kind':'range','min':0,'max':1,'decimals':1}}",
		  "d: /x: only a double has 'decimals'" },
		{ "x int32", "{'x':{'kind':'range','min':0,'max':1,'skew':'left'}}",
		  "d: /x: 'skew' is not one of none, low, middle, high" },
		{ "x date", "{'x':{'kind':'range','min':'2026','max':'2026-01-02'}}",
		  "d: /x/min: '2026' is no date such as 2026-01-31" },
		{ "x int32", "{'x':{'kind':'sequence','step':0}}", "d: /x: 'step' is 0" },
		{ "x int32", "{'x':{'kind':'sequence','start':1.5}}",
		  "d: /x/start: 1.5 is no 64-bit whole number" },
		{ "x string", "{'x':{'kind':'choice'}}",
		  "d: /x: a choice needs a list 'of' values" },
		{ "x string", "{'x':{'kind':'choice','of':[]}}",
		  "d: /x/of: holds nothing to choose from" },
		{ "x string", "{'x':{'kind':'choice','of':['a',1]}}",
		  "d: /x/of/1: is not a string" },
		{ "x bool", "{'x':{'kind':'choice','of':[true,0]}}",
		  "d: /x/of/1: is not true or false" },
		{ "x string", "{'x':{'kind':'choice','of':['a'],'weights':[1,2]}}",
		  "d: /x: 'weights' are not as many as 'of'" },
		{ "x string", "{'x':{'kind':'choice','of':['a'],'weights':[-1]}}",
		  "d: /x: a weight is a whole number from 0 to 1000000" },
		{ "x string", "{'x':{'kind':'choice','of':['a'],'weights':[1000001]}}",
		  "d: /x: a weight is a whole number from 0 to 1000000" },
		{ "x string", "{'x':{'kind':'choice','of':['a','b'],'weights':[0,0]}}",
		  "d: /x: all weights are 0" },
		{ "x timestamp", "{'x':{'kind':'arrival','lag':'P1M'}}",
		  "d: /x: 'lag' is no length of time such as PT2H" },
		{ "x timestamp", "{'x':{'kind':'arrival','lag':2}}",
		  "d: /x: 'lag' is no length of time such as PT2H" },
		{ "x int32", "{'x':{'kind':'range','min':1,'max':'9'}}",
		  "d: /x/max: is not a whole number" },
		{ "x string", "{'x':{'kind':'text'}}",
		  "d: /x: a text needs a 'pattern' (a string)" },
		{ "x string", "{'x':{'kind':'text','pattern':'{nope}'}}",
		  "d: /x: no token is called {nope}" },
		{ "x [int32]", "{'x':{'length':3}}",
		  "d: /x: 'length' is no pair [least, most] within 0 to 1000" },
		{ "x [int32]", "{'x':{'length':[2,1]}}",
		  "d: /x: 'length' is no pair [least, most] within 0 to 1000" },
		{ "x [int32]", "{'x':{'length':[0,1001]}}",
		  "d: /x: 'length' is no pair [least, most] within 0 to 1000" },
		{ "x <int32>", "{'x':{'chance':0.5}}",
		  "d: /x: a map needs a list of 'keys'" },
		{ "x <int32>", "{'x':{'keys':['a','a']}}",
		  "d: /x: 'keys' are strings, each another" },
		{ "x <int32>", "{'x':{'keys':['a'],'chance':2}}",
		  "d: /x: 'chance' is not a number between 0 and 1" },
		{ "x int32", "{'x':{'nulls':'0.5'}}",
		  "d: /x: 'nulls' is not a number between 0 and 1" },
		{ "x int32!", "{'x':{'nulls':0.5}}",
		  "d: /x: the schema allows no nulls here" },
		{ "x [<int32>]",
		  "{'x':{'length':[0,1000]},'x[]':{'keys':['1','2','3','4','5','6','7','"
		  "8','9',"
		  "'10','11']}}",
		  "d: /x[]: a record could have more than 10000 of these" },
		{ "a {b int32}", "{'a.b':{'kind':'struct'}}",
		  "d: /a.b: 'struct' cannot fill a column of type int32" },
	};

	for_each_row(i, cases) {
		struct fixture f;

		begin(&f, cases[i].schema, cases[i].fields);
		if (f.failed == 0)
			fail_msg("%s is taken", cases[i].fields);
		assert_string_equal(f.e.text, cases[i].expected);
		end(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_in_units_of_their_column),
		cmocka_unit_test(choices_know_their_weights),
		cmocka_unit_test(a_sequence_knows_when_its_type_is_full),
		cmocka_unit_test(shares_become_parts_of_two_to_the_32),
		cmocka_unit_test(settings_find_fields_at_any_depth),
		cmocka_unit_test(a_field_without_settings_gets_a_rule_by_type_and_name),
		cmocka_unit_test(names_are_guessed_by_their_ends_in_any_case),
		cmocka_unit_test(nulls_alone_keep_the_usual_rule),
		cmocka_unit_test(bad_rules_are_refused_with_their_place),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
