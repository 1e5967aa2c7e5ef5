/*
 * test_value.c - mockserver/data/value.c
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/data/value.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/show.h"

/* Adds a record to fresh rows of that schema; what it became, or why not. */
static void read(const char *schema, const char *record, struct buf *out)
{
	AUTO(cursor_release) struct cursor at = { .file = "r" };
	AUTO(cJSON_Delete) cJSON *json = quoted_json(record);
	struct column c;
	struct rows r;
	struct err e = { 0 };

	rows_init(&r, schema);
	column_init(&c, r.def);
	if (value_add(&c, json, &at, &e) < 0) {
		assert_int_equal(e.code, ERR_INVALID);
		buf_add_str(out, e.text);
	} else {
		assert_int_equal(at.pointer.size, 0);
		show_value(&c, 0, out);
	}
	column_release(&c);
	rows_release(&r);
}

struct row {
	const char *schema, *record, *expected; /* a value, else an error */
};

static void assert_rows(const struct row *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		AUTO(buf_release) struct buf got = { 0 };
		AUTO_MEM char *expected = *cases[i].expected == '{'
		                                  ? quoted(cases[i].expected)
		                                  : mem_strdup(cases[i].expected);

		read(cases[i].schema, cases[i].record, &got);
		if (strcmp(buf_str(&got), expected) != 0)
			fail_msg("%s in %s: got %s, want %s", cases[i].record,
			         cases[i].schema, buf_str(&got), expected);
	}
}

static void scalars_are_taken_exactly(void **state UNUSED)
{
	static const struct row cases[] = {
		{ "x bool", "{'x':true}", "{'x':true}" },
		{ "x int32", "{'x':-2147483648}", "{'x':-2147483648}" },
		{ "x int32", "{'x':7.0}", "{'x':7}" },
		{ "x int64", "{'x':9007199254740993}", "{'x':9007199254740993}" },
		{ "x int64", "{'x':-9223372036854775808}", "{'x':-9223372036854775808}" },
		{ "x double", "{'x':0.1}", "{'x':0.1}" },
		{ "x double", "{'x':3}", "{'x':3.0}" },
		{ "x string", "{'x':'Zürich'}", "{'x':'Zürich'}" },
		{ "x string", "{'x':''}", "{'x':''}" },
		{ "x timestamp", "{'x':'1970-01-01T01:00:00.5+01:00'}", "{'x':500}" },
		{ "x timestamp", "{'x':'1969-12-31T23:59:59.999Z'}", "{'x':-1}" },
		{ "x date", "{'x':'1970-01-02'}", "{'x':1}" },
		{ "x date", "{'x':'0001-01-01'}", "{'x':-719162}" },
		{ "x date", "{'x':'9999-12-31'}", "{'x':2932896}" },
	};

	assert_rows(cases, ARRAY_LEN(cases));
}

static void decimals_keep_every_digit(void **state UNUSED)
{
	static const struct row cases[] = {
		{ "x decimal(12,2)", "{'x':12.34}", "{'x':1234}" },
		{ "x decimal(12,2)", "{'x':-0.5}", "{'x':-50}" },
		{ "x decimal(12,2)", "{'x':7}", "{'x':700}" },
		{ "x decimal(12,2)", "{'x':0.000}", "{'x':0}" },
		{ "x decimal(12,2)", "{'x':-0}", "{'x':0}" },
		{ "x decimal(12,2)", "{'x':1.2300}", "{'x':123}" },
		{ "x decimal(12,2)", "{'x':12e3}", "{'x':1200000}" },
		{ "x decimal(12,2)", "{'x':1.5E-1}", "{'x':15}" },
		{ "x decimal(12,2)", "{'x':10.01e+2}", "{'x':100100}" },
		{ "x decimal(12,2)", "{'x':0e999999}", "{'x':0}" },
		{ "x decimal(18,0)", "{'x':999999999999999999}",
		  "{'x':999999999999999999}" },
		{ "x decimal(18,18)", "{'x':0.123456789012345678}",
		  "{'x':123456789012345678}" },
		{ "x decimal(18,4)", "{'x':90071992547409.93}",
		  "{'x':900719925474099300}" },
	};

	assert_rows(cases, ARRAY_LEN(cases));
}

static void nested_values_and_nulls_find_their_places(void **state UNUSED)
{
	static const struct row cases[] = {
		{ "a int32, b string", "{}", "{'a':null,'b':null}" },
		{ "a int32, b string", "{'b':'x','a':null}", "{'a':null,'b':'x'}" },
		{ "s {a int32, t {b bool}}", "{'s':{'t':{'b':true}}}",
		  "{'s':{'a':null,'t':{'b':true}}}" },
		{ "s {a int32}", "{'s':null}", "{'s':null}" },
		{ "s {a int32}", "{'s':{}}", "{'s':{'a':null}}" },
		{ "l [int32]", "{'l':[]}", "{'l':[]}" },
		{ "l [int32]", "{'l':[1,null,3]}", "{'l':[1,null,3]}" },
		{ "l [[string]]", "{'l':[['a'],null,[],['b','c']]}",
		  "{'l':[['a'],null,[],['b','c']]}" },
		{ "l [{a int32!}]", "{'l':[{'a':1},{'a':2}]}",
		  "{'l':[{'a':1},{'a':2}]}" },
		{ "m <int32>", "{'m':{'k':1,'':2,'n':null}}",
		  "{'m':{'k':1,'':2,'n':null}}" },
		{ "m <[string]>", "{'m':{}}", "{'m':{}}" },
	};

	assert_rows(cases, ARRAY_LEN(cases));
}

static void what_does_not_fit_is_refused_with_its_place(void **state UNUSED)
{
	static const struct row cases[] = {
		{ "x bool", "{'x':1}", "r: /x: is not true or false" },
		{ "x int32", "{'x':'1'}", "r: /x: is not a whole number" },
		{ "x int32", "{'x':2147483648}", "r: /x: 2147483648 does not fit int32" },
		{ "x int32", "{'x':1.5}", "r: /x: 1.5 is no 64-bit whole number" },
		{ "x int64", "{'x':9223372036854775808}",
		  "r: /x: 9223372036854775808 is no 64-bit whole number" },
		{ "x double", "{'x':'1'}", "r: /x: is not a number" },
		{ "x string", "{'x':1}", "r: /x: is not a string" },
		{ "x date", "{'x':'2026-02-29'}",
		  "r: /x: '2026-02-29' is no date such as 2026-01-31" },
		{ "x date", "{'x':'2026-01-01T00:00:00Z'}",
		  "r: /x: '2026-01-01T00:00:00Z' is no date such as 2026-01-31" },
		{ "x date", "{'x':20260101}", "r: /x: is not a string with a date" },
		{ "x timestamp", "{'x':0}", "r: /x: is not a string with a time" },
		{ "x decimal(4,2)", "{'x':1.234}",
		  "r: /x: 1.234 has more than 2 decimals or too many digits" },
		{ "x decimal(4,2)", "{'x':100}", "r: /x: 100 does not fit decimal" },
		{ "x decimal(18,2)", "{'x':1e999999}",
		  "r: /x: 1e999999 has more than 2 decimals or too many digits" },
		{ "x decimal(18,2)", "{'x':1e9999999999}",
		  "r: /x: 1e9999999999 has more than 2 decimals or too many digits" },
		{ "x decimal(18,0)", "{'x':1234567890123456789}",
		  "r: /x: 1234567890123456789 has more than 0 decimals or too many "
		  "digits" },
		{ "x int32!", "{}", "r: /x: is missing" },
		{ "x int32!", "{'x':null}", "r: /x: may not be null" },
		{ "x int32", "{'X':1}", "r: the schema has no member 'X'" },
		{ "s {a int32}", "{'s':{'a':1,'b':2}}",
		  "r: /s: the schema has no member 'b'" },
		{ "s {a int32}", "{'s':[]}", "r: /s: is not an object" },
		{ "l [int32]", "{'l':{}}", "r: /l: is not a list" },
		{ "l [{a int32!}]", "{'l':[{'a':1},{}]}", "r: /l/1/a: is missing" },
		{ "m <int32>", "{'m':[1]}", "r: /m: is not an object" },
		{ "m <{a bool}>", "{'m':{'k':{},'p/q':{'a':0}}}",
		  "r: /m/p~1q/a: is not true or false" },
	};

	assert_rows(cases, ARRAY_LEN(cases));
}

static void a_time_that_is_none_is_named(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };

	read("x timestamp", "{'x':'yesterday'}", &got);
	assert_memory_equal(buf_str(&got), "r: /x: ", strlen("r: /x: "));
	assert_non_null(strstr(buf_str(&got), "yesterday"));
}

static void copies_are_equal_whatever_the_value(void **state UNUSED)
{
	AUTO(buf_release) struct buf whole = { 0 }, copied = { 0 };
	struct column c;
	struct rows r;

	rows_init(&r,
	          "a bool, b int32, c int64, d double, e string, f timestamp, g date, "
	          "h decimal(12,2), i {j string, k [int32]}, l [[{m string}]], "
	          "n <{o [string], p date}>");
	for (uint64_t seed = 1; seed <= 300; seed++)
		rows_add_random(&r, seed);
	column_init(&c, r.def);
	for (size_t i = r.batch[0].count; i > 0; i--)
		value_copy(&c, &r.batch[0], i - 1);
	assert_int_equal(c.count, 300);
	for (size_t i = 0; i < c.count; i++) {
		show_value(&r.batch[0], i, &whole);
		show_value(&c, c.count - 1 - i, &copied);
	}
	assert_string_equal(buf_str(&whole), buf_str(&copied));
	column_release(&c);
	rows_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_are_taken_exactly),
		cmocka_unit_test(decimals_keep_every_digit),
		cmocka_unit_test(nested_values_and_nulls_find_their_places),
		cmocka_unit_test(what_does_not_fit_is_refused_with_its_place),
		cmocka_unit_test(a_time_that_is_none_is_named),
		cmocka_unit_test(copies_are_equal_whatever_the_value),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
