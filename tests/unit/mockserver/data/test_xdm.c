/*
 * test_xdm.c - mockserver/data/xdm.c
 */
#include "tests/unit/unit.h"

#include "mockserver/data/xdm.h"
#include "tests/support/quoted.h"
#include "tests/support/show.h"

/* Reads a schema; on -1 *e says why. */
static int read(const char *text, struct column_def *out, struct err *e)
{
	AUTO(cursor_release) struct cursor at = { .file = "schema.json" };
	AUTO(cJSON_Delete) cJSON *schema = quoted_json(text);

	return xdm_read(schema, &at, out, e);
}

static void assert_def(const char *schema, const char *expected)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct column_def d;
	struct err e = { 0 };

	if (read(schema, &d, &e) < 0)
		fail_msg("%s\n%s", schema, e.text);
	show_def(&d, &text);
	assert_string_equal(buf_str(&text), expected);
	column_def_release(&d);
}

/* The schema of one field, `x`. */
static void field(const char *node, struct buf *out)
{
	buf_printf(out, "{'type':'object','properties':{'x':%s}}", node);
}

static void every_type_has_its_column(void **state UNUSED)
{
	static const struct {
		const char *node, *expected;
	} cases[] = {
		{ "{'type':'string','meta:xdmType':'string'}", "string" },
		{ "{'type':'string','format':'date','meta:xdmType':'date'}", "date" },
		{ "{'type':'string','format':'date-time','meta:xdmType':'date-time'}",
		  "timestamp" },
		{ "{'type':'string','meta:xdmType':'date-time'}", "timestamp" },
		{ "{'type':'boolean','meta:xdmType':'boolean'}", "bool" },
		{ "{'type':'integer','meta:xdmType':'byte'}", "int32" },
		{ "{'type':'integer','meta:xdmType':'short'}", "int32" },
		{ "{'type':'integer','meta:xdmType':'int'}", "int32" },
		{ "{'type':'integer','meta:xdmType':'long'}", "int64" },
		{ "{'type':'integer','meta:xdmType':'integer'}", "int64" },
		{ "{'type':'number','meta:xdmType':'number'}", "double" },
		{ "{'type':'number','meta:xdmType':'double'}", "double" },
		{ "{'type':'number','meta:xdmType':'decimal'}", "decimal(18,2)" },
		{ "{'type':'number','meta:xdmType':'decimal','meta:precision':9,"
		  "'meta:scale':0}",
		  "decimal(9,0)" },
		{ "{'type':'array','meta:xdmType':'array','items':{'type':'string'}}",
		  "[string]" },
		{ "{'type':'object','meta:xdmType':'map','additionalProperties':"
		  "{'type':'boolean'}}",
		  "<bool>" },
		{ "{'type':'object','meta:xdmType':'object','properties':"
		  "{'y':{'type':'integer'}}}",
		  "{y int64}" },
		/* without meta:xdmType: type and format */
		{ "{'type':'string'}", "string" },
		{ "{'type':'string','format':'uri'}", "string" },
		{ "{'type':'string','format':'date'}", "date" },
		{ "{'type':'string','format':'date-time'}", "timestamp" },
		{ "{'type':'number'}", "double" },
		{ "{'type':'integer'}", "int64" },
		{ "{'type':'integer','minimum':-128,'maximum':127}", "int32" },
		{ "{'type':'integer','minimum':0}", "int64" },
		{ "{'type':'integer','minimum':0,'maximum':9007199254740991}", "int64" },
		{ "{'type':'object','additionalProperties':{'type':'number'}}",
		  "<double>" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf schema = { 0 }, expected = { 0 };

		field(cases[i].node, &schema);
		buf_printf(&expected, "{x %s}!", cases[i].expected);
		assert_def(buf_str(&schema), buf_str(&expected));
	}
}

static void fields_keep_their_order_and_required_ones_are_never_null(void **state UNUSED)
{
	assert_def("{'$id':'https://ns.adobe.com/x','title':'T','type':'object',"
	           "'meta:class':'c','properties':{"
	           "'z':{'type':'string','title':'Z','description':'d'},"
	           "'a':{'type':'object','properties':{"
	           "'n':{'type':'number'},'m':{'type':'array','items':"
	           "{'type':'object','properties':{'k':{'type':'string'}},"
	           "'required':['k']}}},'required':['n']},"
	           "'xdm:b':{'type':'boolean'}},'required':['xdm:b','z']}",
	           "{z string!, a {n double!, m [{k string!}]}, xdm:b bool!}!");
}

static void lists_and_maps_nest(void **state UNUSED)
{
	assert_def("{'type':'object','properties':{'m':{'type':'object',"
	           "'additionalProperties':{'type':'array','items':"
	           "{'type':'array','items':{'type':'object',"
	           "'additionalProperties':{'type':'integer'}}}}}}}",
	           "{m <[[<int64>]]>}!");
}

static void names_the_children_of_lists_and_maps(void **state UNUSED)
{
	struct column_def d;
	struct err e = { 0 };

	assert_int_equal(
		read("{'type':'object','properties':{'l':{'type':'array','items':"
	             "{'type':'object','additionalProperties':{'type':'string'}}}}}",
	             &d, &e),
		0);
	assert_string_equal(d.child[0].child[0].name, "element");
	assert_string_equal(d.child[0].child[0].child[0].name, "key");
	assert_false(d.child[0].child[0].child[0].nullable);
	assert_string_equal(d.child[0].child[0].child[1].name, "value");
	column_def_release(&d);
}

static void says_what_is_wrong_and_where(void **state UNUSED)
{
	static const struct {
		const char *node, *expected;
	} cases[] = {
		{ "7", "/properties/x: is not a schema (an object)" },
		{ "{}", "/properties/x: has no 'type' (a string)" },
		{ "{'type':['string','null']}",
		  "/properties/x: has no 'type' (a string)" },
		{ "{'type':'text'}",
		  "/properties/x: 'text' is no type that a column can have" },
		{ "{'type':'null'}",
		  "/properties/x: 'null' is no type that a column can have" },
		{ "{'type':'string','meta:xdmType':'text'}",
		  "/properties/x: 'text' is no meta:xdmType" },
		{ "{'type':'string','meta:xdmType':'long'}",
		  "/properties/x: meta:xdmType 'long' is of type 'integer', not "
		  "'string'" },
		{ "{'type':'string','format':'date','meta:xdmType':'date-time'}",
		  "/properties/x: meta:xdmType 'date-time' is of format 'date-time', not "
		  "'date'" },
		{ "{'$ref':'#/definitions/y'}", "/properties/x: '$ref' is not read: give "
		                                "the schema in its expanded form "
		                                "(xed-full)" },
		{ "{'type':'string','allOf':[]}", "/properties/x: 'allOf' is not read: "
		                                  "give the schema in its expanded form "
		                                  "(xed-full)" },
		{ "{'type':'string','requird':[]}",
		  "/properties/x: 'requird' is not read: give the schema in its expanded "
		  "form (xed-full)" },
		{ "{'type':'number','meta:xdmType':'decimal','meta:precision':19}",
		  "/properties/x: 'meta:precision' is not within 0 to 18" },
		{ "{'type':'number','meta:xdmType':'decimal','meta:precision':2,"
		  "'meta:scale':3}",
		  "/properties/x: precision 2 cannot hold scale 3" },
		{ "{'type':'number','meta:xdmType':'decimal','meta:scale':'2'}",
		  "/properties/x: 'meta:scale' is not a whole number" },
		{ "{'type':'array'}", "/properties/x: has no 'items'" },
		{ "{'type':'array','items':{'type':'x'}}",
		  "/properties/x/items: 'x' is no type that a column can have" },
		{ "{'type':'object'}",
		  "/properties/x: an object needs at least one of 'properties'" },
		{ "{'type':'object','properties':{}}",
		  "/properties/x: an object needs at least one of 'properties'" },
		{ "{'type':'object','meta:xdmType':'map'}",
		  "/properties/x: has no 'additionalProperties'" },
		{ "{'type':'object','meta:xdmType':'map','properties':{},"
		  "'additionalProperties':{'type':'string'}}",
		  "/properties/x: a map has no 'properties'" },
		{ "{'type':'object','properties':{'y':{'type':'string'}},"
		  "'additionalProperties':{'type':'string'}}",
		  "/properties/x: an object has either 'properties' or a schema in "
		  "'additionalProperties'" },
		{ "{'type':'object','additionalProperties':{'type':'nil'}}",
		  "/properties/x/additionalProperties: 'nil' is no type that a column "
		  "can "
		  "have" },
		{ "{'type':'object','properties':{'a.b':{'type':'string'}}}",
		  "/properties/x/properties/a.b: a field's name may not hold any of "
		  ".[]{} or "
		  "control characters" },
		{ "{'type':'object','properties':{'':{'type':'string'}}}",
		  "/properties/x/properties/: a field's name is empty" },
		{ "{'type':'object','properties':{'y':{'type':'string'}},'required':['z']"
		  "}",
		  "/properties/x: 'required' names 'z', which is no property" },
		{ "{'type':'object','properties':{'y':{'type':'string'}},'required':'y'}",
		  "/properties/x: 'required' is not a list" },
		{ "{'type':'object','properties':{'y':{'type':'string'}},'required':[1]}",
		  "/properties/x: 'required' holds something other than names" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf schema = { 0 }, expected = { 0 };
		struct column_def d;
		struct err e = { 0 };

		field(cases[i].node, &schema);
		buf_printf(&expected, "schema.json: %s", cases[i].expected);
		assert_int_equal(read(buf_str(&schema), &d, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.text, buf_str(&expected));
	}
}

static void a_record_is_an_object(void **state UNUSED)
{
	struct column_def d;
	struct err e = { 0 };

	assert_int_equal(read("{'type':'string'}", &d, &e), -1);
	assert_string_equal(e.text, "schema.json: a record is of type 'object'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_its_column),
		cmocka_unit_test(
			fields_keep_their_order_and_required_ones_are_never_null),
		cmocka_unit_test(lists_and_maps_nest),
		cmocka_unit_test(names_the_children_of_lists_and_maps),
		cmocka_unit_test(says_what_is_wrong_and_where),
		cmocka_unit_test(a_record_is_an_object),
	};

	return cmocka_run_group_tests_name("xdm", tests, NULL, NULL);
}
