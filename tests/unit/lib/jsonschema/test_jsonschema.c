/*
 * test_jsonschema.c - what a violation says and where; what a schema may not be
 *
 * What fits and what does not is judged by test_jsonschema_suite.c.
 */
#include "tests/unit/unit.h"

#include "lib/asset.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

#define GIVEN_UP                                                                       \
	" steps: was not judged to the end: its patterns, enums and comparisons take " \
	"too many steps\n"

static struct jsonschema *compile(const char *text, unsigned flags)
{
	const struct jsonschema_options options = { .flags = flags };
	AUTO(cJSON_Delete) cJSON *schema = parsed(text);
	struct jsonschema *s = NULL;
	struct err e = { 0 };

	if (jsonschema_new(schema, &options, &s, &e) < 0)
		fail_msg("%s", e.text);
	return s;
}

/* All violations, one a line: "POINTER KEYWORD: MESSAGE". */
static char *violations(const struct jsonschema *s, const char *text, const char *at)
{
	AUTO(cJSON_Delete) cJSON *doc = parsed(text);
	AUTO(violations_release) struct violations all = { 0 };
	struct buf out = { 0 };
	bool fits = jsonschema_check(s, doc, at, &all);

	assert_int_equal(fits, all.count == 0);
	assert_int_equal(fits, jsonschema_check(s, doc, at, NULL));
	for (size_t i = 0; i < all.count; i++)
		buf_printf(&out, "%s %s: %s\n", all.all[i].pointer, all.all[i].keyword,
		           all.all[i].message);
	return buf_take(&out);
}

static void expect(const char *schema, unsigned flags, const char *doc, const char *lines)
{
	AUTO(jsonschema_free) struct jsonschema *s = compile(schema, flags);
	AUTO(mem_free) char *said = violations(s, doc, "");

	assert_string_equal(said, lines);
}

/* The text with each ` made a ", for tables that can be read. */
static char *unticked(const char *text)
{
	char *copy = mem_strdup(text);

	for (char *s = copy; *s; s++)
		*s = *s == '`' ? '"' : *s;
	return copy;
}

static void each_keyword_says_what_it_wants(UNUSED void **state)
{
	static const struct {
		const char *schema, *doc, *said;
	} rows[] = {
		{ "{`type`:`string`}", "3", " type: must be a string, is a number\n" },
		{ "{`type`:[`string`,`null`]}", "[]",
		  " type: must be a string or null, is an array\n" },
		{ "{`type`:`integer`}", "1.5",
		  " type: must be a whole number, is a number\n" },
		{ "{`enum`:[`JSON`,`PARQUET`]}", "`CSV`",
		  " enum: must be one of `JSON`, `PARQUET`, is `CSV`\n" },
		{ "{`enum`:[1,null,{},[]]}", "{`a`:1}",
		  " enum: must be one of 1, null, an object, an array, is an object\n" },
		{ "{`const`:`once`}", "true", " const: must be `once`, is true\n" },
		{ "{`multipleOf`:0.01}", "1.005",
		  " multipleOf: must be a multiple of 0.01, is 1.005\n" },
		{ "{`maximum`:9007199254740992}", "9007199254740993",
		  " maximum: must be at most 9007199254740992, is 9007199254740993\n" },
		{ "{`exclusiveMaximum`:3}", "3",
		  " exclusiveMaximum: must be below 3, is 3\n" },
		{ "{`minimum`:15}", "5", " minimum: must be at least 15, is 5\n" },
		{ "{`exclusiveMinimum`:0}", "0.0",
		  " exclusiveMinimum: must be above 0, is 0.0\n" },
		{ "{`maxLength`:2}", "`\xc3\xa9\xc3\xa9\xc3\xa9`",
		  " maxLength: must have at most 2 characters\n" },
		{ "{`minLength`:1}", "``", " minLength: must not be empty\n" },
		{ "{`minLength`:3}", "`ab`",
		  " minLength: must have at least 3 characters\n" },
		{ "{`pattern`:`^[a-z]+$`}", "`A`",
		  " pattern: must match the pattern ^[a-z]+$, is `A`\n" },
		{ "{`required`:[`a`,`b`,`c`]}", "{`b`:1}",
		  "/a required: the member 'a' is missing\n"
		  "/c required: the member 'c' is missing\n" },
		{ "{`maxProperties`:1}", "{`a`:1,`b`:2}",
		  " maxProperties: must have at most 1 members, has 2\n" },
		{ "{`minProperties`:1}", "{}",
		  " minProperties: must have at least 1 members, has 0\n" },
		{ "{`propertyNames`:{`maxLength`:1}}", "{`a`:1,`bc`:2}",
		  "/bc propertyNames: the name 'bc' is not allowed: it must have at most "
		  "1 characters\n" },
		{ "{`properties`:{`a`:false}}", "{`a`:1}",
		  "/a properties: the member 'a' is not allowed\n" },
		{ "{`patternProperties`:{`^x-`:{`type`:`string`},`b`:false}}",
		  "{`x-a`:1,`x-b`:`c`}",
		  "/x-a type: must be a string, is a number\n"
		  "/x-b patternProperties: the member 'x-b' is not allowed\n" },
		{ "{`properties`:{`a`:{}},`patternProperties`:{`^b`:{}},"
		  "`additionalProperties`:false}",
		  "{`a`:1,`bb`:2,`cc`:3,`c/~d`:4}",
		  "/cc additionalProperties: the member 'cc' is unknown\n"
		  "/c~1~0d additionalProperties: the member 'c/~d' is unknown\n" },
		{ "{`additionalProperties`:{`type`:`null`}}", "{`a`:1}",
		  "/a type: must be null, is a number\n" },
		{ "{`dependencies`:{`a`:[`b`,`c`],`d`:{`required`:[`e`]}}}",
		  "{`a`:1,`c`:2,`d`:3}",
		  "/b dependencies: the member 'b' is missing; 'a' needs it\n"
		  "/e required: the member 'e' is missing\n" },
		{ "{`items`:{`type`:`string`}}", "[`a`,1,null]",
		  "/1 type: must be a string, is a number\n"
		  "/2 type: must be a string, is null\n" },
		{ "{`items`:[{`type`:`string`}],`additionalItems`:false}", "[1,2,3]",
		  "/0 type: must be a string, is a number\n"
		  "/1 additionalItems: there may be no element here\n"
		  "/2 additionalItems: there may be no element here\n" },
		{ "{`items`:[],`additionalItems`:{`type`:`null`}}", "[1]",
		  "/0 type: must be null, is a number\n" },
		{ "{`items`:false}", "[1]", "/0 items: there may be no element here\n" },
		{ "{`contains`:{`type`:`null`}}", "[1]",
		  " contains: must have an element that fits the schema of "
		  "'contains'\n" },
		{ "{`uniqueItems`:true}", "[1,{`a`:1,`b`:[2]},3,1.0,{`b`:[2e0],`a`:1},1]",
		  "/3 uniqueItems: is the same as element 0\n"
		  "/4 uniqueItems: is the same as element 1\n"
		  "/5 uniqueItems: is the same as element 0\n" },
		{ "{`maxItems`:1}", "[1,2]",
		  " maxItems: must have at most 1 elements, has 2\n" },
		{ "{`minItems`:1}", "[]",
		  " minItems: must have at least 1 elements, has 0\n" },
		{ "{`allOf`:[{`type`:`string`},{`enum`:[1]}]}", "2",
		  " type: must be a string, is a number\n"
		  " enum: must be one of 1, is 2\n" },
		{ "{`not`:{`type`:`string`}}", "`a`",
		  " not: must not fit the schema of 'not'\n" },
		{ "{`not`:{`required`:[`interval`]}}", "{`interval`:1}",
		  "/interval not: the member 'interval' is not allowed here\n" },
		{ "{`if`:{`const`:1},`then`:{`type`:`null`},`else`:{`type`:`string`}}",
		  "2", " type: must be a string, is a number\n" },
		{ "{`$ref`:`#/definitions/a`,`definitions`:{`a`:{`type`:`null`}}}", "2",
		  " type: must be null, is a number\n" },
		{ "false", "1", " false: nothing may stand here\n" },
	};

	for_each_row(i, rows) {
		AUTO(mem_free) char *schema = unticked(rows[i].schema);
		AUTO(mem_free) char *doc = unticked(rows[i].doc);
		AUTO(mem_free) char *said = unticked(rows[i].said);

		expect(schema, 0, doc, said);
	}
}

/* clang-format off */
static const char target[] = JSON({
	"type":"object",
	"required":["bucketName","path","compression"],
	"properties":{
		"bucketName":{"type":"string","pattern":"^[a-z]+$"},
		"compression":{"enum":["NONE","GZIP"]},
		"port":{"type":"integer"}
	}
});
/* clang-format on */

static void all_violations_come_at_once_below_the_given_place(UNUSED void **state)
{
	AUTO(jsonschema_free) struct jsonschema *s = compile(target, 0);
	AUTO_MEM char *said =
		violations(s, JSON({"bucketName":"B1","port":"22","path":""}), "/params");

	assert_string_equal(
		said,
		"/params/compression required: the member 'compression' is missing\n"
		"/params/bucketName pattern: must match the pattern ^[a-z]+$, is \"B1\"\n"
		"/params/port type: must be a whole number, is a string\n");
}

static void flags_loosen_patterns_and_the_case_of_choices(UNUSED void **state)
{
	const char *doc = JSON({"bucketName":"B1","compression":"gzip","path":""});

	expect(target, JSONSCHEMA_NO_PATTERNS | JSONSCHEMA_ENUM_ANY_CASE, doc, "");
	expect(target, JSONSCHEMA_NO_PATTERNS, doc,
	       "/compression enum: must be one of \"NONE\", \"GZIP\", is \"gzip\"\n");
	expect(target, JSONSCHEMA_ENUM_ANY_CASE, doc,
	       "/bucketName pattern: must match the pattern ^[a-z]+$, is \"B1\"\n");
	expect(JSON({"enum":["a",1]}), JSONSCHEMA_ENUM_ANY_CASE, "\"ab\"",
	            " enum: must be one of \"a\", 1, is \"ab\"\n");
	expect(JSON({"const":"a"}), JSONSCHEMA_ENUM_ANY_CASE, "\"A\"",
	            " const: must be \"a\", is \"A\"\n");
}

static void a_schema_with_a_password_shows_no_values(UNUSED void **state)
{
	static const char *const schemas[] = {
		/* clang-format off */
		JSON({"properties":{"key":{"format":"password","pattern":"^a$"}}}),
		JSON({"properties":{"key":{"format":"password","enum":["a"]}}}),
		JSON({"properties":{"key":{"format":"password","const":"a"}}}),
		JSON({"properties":{"key":{"format":"password"}},
		     "allOf":[{"properties":{"key":{"pattern":"^a$"}}}]}),
		JSON({"properties":{"key":{"$ref":"#/definitions/k"}},
		     "definitions":{"k":{"format":"password","maxLength":1}}}),
		JSON({"properties":{"key":{"format":"password",
		     "oneOf":[{"const":"a"},{"pattern":"^b$"}]}}}),
		JSON({"properties":{"key":{"format":"password"}},"enum":[1]}),
	};
	/* clang-format on */

	for_each_row(i, schemas) {
		AUTO(jsonschema_free) struct jsonschema *s = compile(schemas[i], 0);
		AUTO(mem_free) char *said = violations(s, JSON({"key":"hunter2"}), "");

		assert_true(*said);
		if (strstr(said, "hunter2"))
			fail_msg("%s: %s", schemas[i], said);
	}
}

static void long_values_and_lists_are_cut(UNUSED void **state)
{
	AUTO(buf_release) struct buf doc = { 0 };
	AUTO(buf_release) struct buf schema = { 0 };
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(mem_free) char *said = NULL;

	buf_add_str(&doc, "\"x");
	for (int i = 0; i < 5000; i++)
		buf_add_str(&doc, "\xc3\xa9");
	buf_add_str(&doc, "\"");
	buf_add_str(&schema, "{" JSON("enum":) "[0");
	for (int i = 1; i < 5000; i++)
		buf_printf(&schema, ",%d", i);
	buf_add_str(&schema, "]}");
	s = compile(buf_str(&schema), 0);
	said = violations(s, buf_str(&doc), "");
	assert_non_null(strstr(said, "must be one of 0, 1, 2, "));
	assert_non_null(strstr(said, "11, …, is \"x\xc3\xa9"));
	assert_non_null(strstr(said, "\xc3\xa9…\n"));
	assert_true(strlen(said) < 200);
}

static void of_alternatives_the_reader_hears_what_would_have_fitted(UNUSED void **state)
{
	expect(JSON({"oneOf":[{"const":"a"},{"const":"b"}]}), 0, "\"c\"",
	             " oneOf: must be \"a\", is \"c\"; or must be \"b\", is \"c\"\n");
	expect(JSON({"anyOf":[{"required":["a"]},{"required":["b"]}]}), 0, "{}",
	             " anyOf: the member 'a' is missing; or the member 'b' is missing\n");
	expect(JSON({"anyOf":[{"type":"null"},{"items":{"type":"null"}}]}), 0, "[1]",
	         " anyOf: must be null, is an array; or /0: must be null, is a number\n");
	expect(JSON({"anyOf":[{"required":["a","b","c"]},{"required":["d","e"]}]}), 0,
	             "{}",
	             " anyOf: fits none of 2 alternatives; number 2 is the nearest\n"
	             "/d required: the member 'd' is missing\n"
	             "/e required: the member 'e' is missing\n");
	expect(JSON({"oneOf":[{"type":"string"},{"type":"null"},{"maxLength":9}]}), 0,
	                  "\"a\"",
	                  " oneOf: fits more than one alternative: numbers 1 and 3\n");
}

static void a_hopeless_pattern_is_a_violation_that_says_so(UNUSED void **state)
{
	expect(JSON({"pattern":"^(a+)+$"}), 0,
	            "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"",
	            " pattern: could not be judged: the pattern ^(a+)+$ takes too many "
	            "steps\n" GIVEN_UP);
	expect(JSON({"patternProperties":{"^(a+)+$":{}},"additionalProperties":false}), 0,
		JSON({"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!":1}),
	             "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! "
	             "patternProperties: could not be judged: the pattern ^(a+)+$ "
	             "takes too many steps\n" GIVEN_UP);
}

static void many_hopeless_patterns_end_the_check(UNUSED void **state)
{
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(buf_release) struct buf doc = { 0 };
	AUTO(mem_free) char *said = NULL;

	s = compile(JSON({"items":{"pattern":"^(a+)+$"}}), 0);
	buf_add_str(&doc, "[0");
	for (int i = 0; i < 5000; i++)
		buf_add_str(&doc,
		            JSON(,"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"));
	buf_add_str(&doc, "]");
	said = violations(s, buf_str(&doc), "");
	assert_non_null(strstr(said, GIVEN_UP));
}

/* d0 = [d1, d1], d1 = [d2, d2], …: 2^60 ways through one value. */
static void a_schema_that_doubles_and_doubles_is_given_up(UNUSED void **state)
{
	static const char twice[] =
		JSON(,"d%d":{"not":{"allOf":[{"$ref":"#/definitions/d%d"},
		                             {"$ref":"#/definitions/d%d"}]}});
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(mem_free) char *said = NULL;

	buf_add_str(&text, "{" JSON("$ref":"#/definitions/d0","definitions":) "{");
	buf_add_str(&text, JSON("d60":true));
	for (int i = 0; i < 60; i++)
		buf_printf(&text, twice, i, i + 1, i + 1);
	buf_add_str(&text, "}}");
	s = compile(buf_str(&text), 0);
	said = violations(s, "1", "/at");
	assert_string_equal(said, "/at" GIVEN_UP);
}

/* 300 references a level of a document of 128 levels. */
static void a_document_deeper_than_the_stack_is_given_up(UNUSED void **state)
{
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(buf_release) struct buf doc = { 0 };
	AUTO(mem_free) char *said = NULL;

	buf_add_str(&text, "{" JSON("$ref":"#/definitions/0","definitions":) "{");
	buf_add_str(&text, JSON("300":{"items":{"$ref":"#"}}));
	for (int i = 0; i < 300; i++)
		buf_printf(&text, JSON(,"%d":{"$ref":"#/definitions/%d"}), i, i + 1);
	buf_add_str(&text, "}}");
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		buf_add_char(&doc, '[');
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		buf_add_char(&doc, ']');
	s = compile(buf_str(&text), 0);
	said = violations(s, buf_str(&doc), "");
	assert_non_null(strstr(said, GIVEN_UP));
	expect(buf_str(&text), 0, "[[[]]]", "");
}

static void violations_without_end_are_cut_off(UNUSED void **state)
{
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(violations_release) struct violations all = { 0 };
	AUTO(cJSON_Delete) cJSON *doc = json_new_array();

	s = compile(JSON({"items":{"type":"null"}}), 0);
	for (int i = 0; i < 100000; i++)
		json_push(doc, json_new_int(i));
	assert_false(jsonschema_check(s, doc, "", &all));
	assert_in_range(all.count, 10000, 50000);
}

static void a_schema_may_meet_itself_only_further_down(UNUSED void **state)
{
	expect(JSON({"properties":{"next":{"$ref":"#"}},"required":["id"]}), 0,
	             JSON({"id":1,"next":{"next":{"id":2}}}),
	                   "/next/id required: the member 'id' is missing\n");
}

static void says_where_a_schema_is_malformed(UNUSED void **state)
{
	static const struct {
		const char *schema, *why;
	} rows[] = {
		/* clang-format off */
		{ "3", "a schema is an object, true or false" },
		{ JSON({"properties":{"a/b":{"type":"strin"}}}),
		  "the schema at #/properties/a~1b: 'type' names no type of JSON" },
		{ JSON({"type":[]}), "the schema at #: 'type' must name a type" },
		{ JSON({"items":[{"minLength":-1}]}),
		  "the schema at #/items/0: 'minLength' must be a whole number of 0 or "
		  "more" },
		{ JSON({"maxItems":1.5}), "'maxItems' must be a whole number" },
		{ JSON({"maxItems":"1"}), "'maxItems' must be a number" },
		{ JSON({"minimum":"1"}), "'minimum' must be a number" },
		{ JSON({"multipleOf":0}), "'multipleOf' must be above 0" },
		{ JSON({"multipleOf":1.234567890123456789}), "at most 18 digits" },
		{ JSON({"enum":1}), "'enum' must be an array" },
		{ JSON({"required":true}), "'required' must be an array of strings" },
		{ JSON({"required":[1]}), "'required' must be an array of strings" },
		{ JSON({"uniqueItems":1}), "'uniqueItems' must be true or false" },
		{ JSON({"pattern":1}), "'pattern' must be a string" },
		{ JSON({"pattern":"("}), "'pattern' the pattern ( cannot be used" },
		{ JSON({"patternProperties":{"[":{}}}), "a class that does not end" },
		{ JSON({"properties":[]}), "'properties' must be an object" },
		{ JSON({"properties":{"a":1}}), "'a' is no schema" },
		{ JSON({"additionalProperties":1}), "'additionalProperties' is no schema" },
		{ JSON({"items":1}), "'items' is no schema" },
		{ JSON({"items":[1]}), "'items' is no schema" },
		{ JSON({"allOf":[]}), "'allOf' must be an array of schemas" },
		{ JSON({"oneOf":{}}), "'oneOf' must be an array of schemas" },
		{ JSON({"dependencies":{"a":1}}), "'a' is no schema" },
		{ JSON({"dependencies":1}), "'dependencies' must be an object" },
		{ JSON({"if":1}), "'if' is no schema" },
		{ JSON({"$ref":"#/nowhere"}), "'$ref' '' has no part '#/nowhere'" },
		{ JSON({"$ref":"#nowhere"}), "'$ref' '' has no part '#nowhere'" },
		{ JSON({"$ref":"http://a/b#c"}), "there is no schema at 'http://a/b'" },
		{ JSON({"$ref":"b.json"}), "there is no schema at 'b.json'" },
		{ JSON({"$ref":"#/a","a":1}), "leads to something that is no schema" },
		{ JSON({"$ref":"#"}), "'$ref' leads back here without end" },
		{ JSON({"allOf":[{"anyOf":[{"not":{"if":{"$ref":"#"}}}]}]}),
		  "leads back here without end" },
		{ JSON({"dependencies":{"a":{"$ref":"#"}}}), "leads back" },
		{ JSON({"$ref":"#/definitions/a",
		       "definitions":{"a":{"$ref":"#/definitions/b"},
		       "b":{"$ref":"#/definitions/a"}}}),
		  "leads back" },
	};
	/* clang-format on */

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *schema = parsed(rows[i].schema);
		struct jsonschema *s = NULL;
		struct err e = { 0 };

		if (jsonschema_new(schema, NULL, &s, &e) == 0)
			fail_msg("%s is taken", rows[i].schema);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, rows[i].why))
			fail_msg("%s: %s", rows[i].schema, e.text);
	}
}

static void a_chain_of_references_has_an_end(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *schema = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	struct jsonschema *s = NULL;
	struct err e = { 0 };

	buf_add_str(&text, "{" JSON("$ref":"#/definitions/0","definitions":) "{");
	buf_add_str(&text, JSON("600":true));
	for (int i = 0; i < 600; i++)
		buf_printf(&text, JSON(,"%d":{"$ref":"#/definitions/%d"}), i, i + 1);
	buf_add_str(&text, "}}");
	schema = parsed(buf_str(&text));
	assert_int_equal(jsonschema_new(schema, NULL, &s, &e), -1);
	assert_non_null(strstr(e.text, "leads on through too many schemas"));
}

static const cJSON *one_document(void *ctx, const char *uri)
{
	return strcmp(uri, "http://example.com/folder/name.json") != 0 ? NULL : ctx;
}

static void asks_the_resolver_for_what_is_elsewhere(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *name = NULL;
	AUTO(cJSON_Delete) cJSON *schema = NULL;
	struct jsonschema_options options = { .resolve = one_document };
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(mem_free) char *said = NULL;
	struct err e = { 0 };

	schema = quoted_json("{'$id':'http://example.com/root.json','properties':{'a':"
	                     "{'$id':'folder/',"
	                     "'items':{'$ref':'name.json#/definitions/n'}}}}");
	name = quoted_json("{'definitions':{'n':{'minLength':2}}}");
	options.ctx = name;
	assert_int_equal(jsonschema_new(schema, &options, &s, &e), 0);
	/* Both are copied: nothing of them is needed any more. */
	cJSON_Delete(TAKE(name));
	cJSON_Delete(TAKE(schema));
	said = violations(s, JSON({"a":["x","xy"]}), "");
	assert_string_equal(said, "/a/0 minLength: must have at least 2 characters\n");
}

static void addresses_within_a_document_are_found(UNUSED void **state)
{
	/* clang-format off */
	static const char outer[] = JSON({
		"$id":"http://example.com/outer.json",
		"items":{"$ref":"%s"},
		"definitions":{
			"a b":{"type":"null"},
			"b":{"$id":"#here","type":"null"},
			"c":{"additionalProperties":{"$id":"inner.json","type":"null"}}
		}
	});
	/* clang-format on */
	static const char *const refs[] = {
		"#/definitions/a%20b",
		"#here",
		"http://example.com/inner.json",
		"inner.json#",
		"#/definitions/c/additionalProperties",
	};

	for_each_row(i, refs) {
		AUTO_MEM char *text = mem_printf(outer, refs[i]);

		expect(text, 0, "[null,1]", "/1 type: must be null, is a number\n");
	}
}

/* Not next to $ref, not in a value of enum, not below an unknown keyword. */
static void only_an_id_that_stands_in_a_schema_is_an_address(UNUSED void **state)
{
	/* clang-format off */
	static const char *const schemas[] = {
		JSON({"$id":"http://a/base/",
		      "definitions":{
			"far":{"$id":"http://a/x.json","type":"string"},
			"near":{"$id":"x.json","type":"null"}},
		      "allOf":[{"$id":"http://a/","$ref":"x.json"}]}),
		JSON({"definitions":{
			"e":{"enum":[{"$id":"http://a/y"}]},
			"u":{"unknown":{"$id":"http://a/y"}},
			"real":{"$id":"http://a/y","type":"null"}},
		      "$ref":"http://a/y"}),
		JSON({"$id":"http://a/root",
		      "allOf":[{"$ref":"http://a/n.json#f"}],
		      "definitions":{"A":{"$id":"n.json",
			"definitions":{"B":{"$id":"#f","type":"null"}}}}}),
		JSON({"definitions":{"":{"definitions":{"":{"type":"null"}}}},
		      "allOf":[{"$ref":"#/definitions//definitions/"}]}),
	};
	/* clang-format on */

	for_each_row(i, schemas)
		expect(schemas[i], 0, "1", " type: must be null, is a number\n");
}

static void the_shipped_schemas_fit_the_meta_schema(UNUSED void **state)
{
	AUTO(jsonschema_free) struct jsonschema *meta = NULL;
	size_t seen = 0;

	meta = compile(JSON({"$ref":"http://json-schema.org/draft-07/schema#"}), 0);
	for_each_row_of(i, assets, asset_count) {
		AUTO(mem_free) char *said = NULL;

		if (strncmp(assets[i].path, "schemas/", 8) != 0)
			continue;
		seen++;
		said = violations(meta, assets[i].data, "");
		if (*said)
			fail_msg("%s: %s", assets[i].path, said);
	}
	assert_true(seen > 0);
	free(violations(meta, JSON({"type":["object","null"]}), ""));
}

static void the_meta_schema_finds_what_is_wrong_in_a_schema(UNUSED void **state)
{
	expect(JSON({"$ref":"http://json-schema.org/draft-07/schema#"}), 0,
		JSON({"minLength":-1,"properties":{"a":{"required":["x","x"]}}}),
	              "/minLength minimum: must be at least 0, is -1\n"
	              "/properties/a/required/1 uniqueItems: is the same as element 0\n");
}

static void a_long_array_of_equals_takes_no_longer_than_sorting(UNUSED void **state)
{
	static const char unique[] = JSON({"uniqueItems":true});
	AUTO(jsonschema_free) struct jsonschema *s = compile(unique, 0);
	AUTO(cJSON_Delete) cJSON *same = json_new_array();
	AUTO(cJSON_Delete) cJSON *unlike = json_new_array();

	for (int i = 0; i < 100000; i++) {
		json_push(same, json_new_int(7));
		json_push(unlike, json_new_int(i));
	}
	assert_false(jsonschema_check(s, same, "", NULL));
	assert_true(jsonschema_check(s, unlike, "", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_keyword_says_what_it_wants),
		cmocka_unit_test(all_violations_come_at_once_below_the_given_place),
		cmocka_unit_test(flags_loosen_patterns_and_the_case_of_choices),
		cmocka_unit_test(a_schema_with_a_password_shows_no_values),
		cmocka_unit_test(long_values_and_lists_are_cut),
		cmocka_unit_test(of_alternatives_the_reader_hears_what_would_have_fitted),
		cmocka_unit_test(a_hopeless_pattern_is_a_violation_that_says_so),
		cmocka_unit_test(many_hopeless_patterns_end_the_check),
		cmocka_unit_test(a_schema_that_doubles_and_doubles_is_given_up),
		cmocka_unit_test(a_document_deeper_than_the_stack_is_given_up),
		cmocka_unit_test(violations_without_end_are_cut_off),
		cmocka_unit_test(a_schema_may_meet_itself_only_further_down),
		cmocka_unit_test(says_where_a_schema_is_malformed),
		cmocka_unit_test(a_chain_of_references_has_an_end),
		cmocka_unit_test(asks_the_resolver_for_what_is_elsewhere),
		cmocka_unit_test(addresses_within_a_document_are_found),
		cmocka_unit_test(only_an_id_that_stands_in_a_schema_is_an_address),
		cmocka_unit_test(the_shipped_schemas_fit_the_meta_schema),
		cmocka_unit_test(the_meta_schema_finds_what_is_wrong_in_a_schema),
		cmocka_unit_test(a_long_array_of_equals_takes_no_longer_than_sorting),
	};

	return cmocka_run_group_tests_name("jsonschema", tests, NULL, NULL);
}
