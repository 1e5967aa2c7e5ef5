/*
 * test_openapi.c - examples of descriptions, checked against their schemas
 */
#include "tests/unit/unit.h"

#include "harness/openapi/openapi.h"
#include "harness/openapi/schema.h"
#include "lib/mem.h"

#define HEAD "openapi: 3.0.1\n"

/* A description, and its findings: "POINTER [BELOW keyword, …]; …". */
static const struct {
	const char *yaml, *findings;
} rows[] = {
	{ HEAD "paths: {}\n", "" },
	/* media types: one example, several, by reference */
	{ HEAD "paths: { /a: { get: { responses: { '200': { content: { j: {"
	       " schema: { type: integer }, example: 1 } } } } } } }\n",
	  "" },
	{ HEAD "paths: { /a: { get: { responses: { '200': { content: { j: {"
	       " schema: { type: integer }, example: x } } } } } } }\n",
	  "/paths/~1a/get/responses/200/content/j/example [ type]" },
	{ HEAD "c: { schema: { required: [a, b] }, examples: { e: { value: {} } } }\n",
	  "/c/examples/e/value [/a required, /b required]" },
	{ HEAD "components: { examples: { e: { value: 'x' } } }\n"
	       "c: { schema: { type: integer },"
	       " examples: { f: { $ref: '#/components/examples/e' } } }\n",
	  "/c/examples/f [ type]" },
	/* parameters; schemas with examples of their own, at any depth */
	{ HEAD "p: [ { in: query, schema: { enum: [a] }, example: b } ]\n",
	  "/p/0/example [ enum]" },
	{ HEAD "components: { schemas: { S: { type: string, example: 1 } } }\n",
	  "/components/schemas/S/example [ type]" },
	{ HEAD
	  "components: { schemas: { S: { properties: { 'a/b': {"
	  " type: array, items: { allOf: [ { type: string, example: 1 } ] } } } } } }\n",
	  "/components/schemas/S/properties/a~1b/items/allOf/0/example [ type]" },
	/* members that are called like keywords are members */
	{ HEAD "components: { schemas: { S: { type: object, properties: {"
	       " example: { type: string }, schema: { type: string },"
	       " nullable: { type: boolean } } } } }\n",
	  "" },
	/* references: through components, around in circles, to nowhere */
	{ HEAD "components: { schemas: { S: { type: string, nullable: true } } }\n"
	       "c: { schema: { $ref: '#/components/schemas/S' }, example: null }\n",
	  "" },
	{ HEAD "components: { schemas: { S: { properties: {"
	       " s: { $ref: '#/components/schemas/S' }, n: { type: integer } } } } }\n"
	       "c: { schema: { $ref: '#/components/schemas/S' },"
	       " example: { s: { s: { n: x } } } }\n",
	  "/c/example [/s/s/n type]" },
	{ HEAD "c: { schema: { $ref: '#/components/schemas/None' }, example: 1 }\n",
	  "/c/schema/$ref [ $ref]" },
	{ HEAD
	  "c: { schema: {}, examples: { e: { $ref: '#/components/examples/None' } } }\n",
	  "/c/examples/e/$ref [ $ref]" },
	/* what 3.0 says otherwise than draft-07 */
	{ HEAD
	  "c: { schema: { type: string, nullable: true, enum: [a] }, example: null }\n",
	  "" },
	{ HEAD "c: { schema: { type: integer, minimum: 0, exclusiveMinimum: true },"
	       " example: 0 }\n",
	  "/c/example [ exclusiveMinimum]" },
	{ HEAD "c: { schema: { type: integer, maximum: 9, exclusiveMaximum: false },"
	       " example: 9 }\n",
	  "" },
	{ HEAD "c: { schema: { type: object, discriminator: { propertyName: k } },"
	       " example: {} }\n",
	  "" },
	/* a malformed schema is reported at its example */
	{ HEAD "c: { schema: { type: strange }, example: 1 }\n", "/c/example [ schema]" },
};

static char *listed(const struct openapi_findings *f)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < f->count; i++) {
		const struct violations *v = &f->all[i].broken;

		buf_printf(&out, "%s%s [", i ? "; " : "", f->all[i].pointer);
		for (size_t k = 0; k < v->count; k++)
			buf_printf(&out, "%s%s %s", k ? ", " : "", v->all[k].pointer,
			           v->all[k].keyword);
		buf_add_char(&out, ']');
	}
	return buf_take(&out);
}

static void findings_are_those_of_the_row(void **state UNUSED)
{
	for_each_row(i, rows) {
		AUTO(yaml_release) struct yaml y = { 0 };
		AUTO(openapi_findings_release) struct openapi_findings f = { 0 };
		AUTO(mem_free) char *have = NULL;
		struct err e = { 0 };

		if (yaml_parse("t.yaml", rows[i].yaml, strlen(rows[i].yaml), &y, &e) < 0)
			fail_msg("%s", e.text);
		row_int_equal(i, openapi_lint(&y, &f, &e), 0);
		have = listed(&f);
		if (strcmp(have ? have : "", rows[i].findings) != 0)
			fail_msg("%s\nexpected: %s\nfound: %s", rows[i].yaml,
			         rows[i].findings, have ? have : "");
	}
}

static void a_finding_tells_line_and_column(void **state UNUSED)
{
	static const char text[] = HEAD "c:\n  schema: { type: integer }\n  example: x\n";
	AUTO(yaml_release) struct yaml y = { 0 };
	AUTO(openapi_findings_release) struct openapi_findings f = { 0 };
	struct err e = { 0 };

	assert_int_equal(yaml_parse("t", text, sizeof(text) - 1, &y, &e), 0);
	assert_int_equal(openapi_lint(&y, &f, &e), 0);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.examples, 1);
	assert_int_equal(f.all[0].at.line, 4);
	assert_int_equal(f.all[0].at.column, 3);
}

static void what_is_no_description_is_refused(void **state UNUSED)
{
	static const char *const texts[] = { "a: 1\n", "openapi: 3\n", "[]\n",
		                             "swagger: '2.0'\n", "openapi: 2.0.0\n" };

	for_each_row(i, texts) {
		AUTO(yaml_release) struct yaml y = { 0 };
		AUTO(openapi_findings_release) struct openapi_findings f = { 0 };
		struct err e = { 0 };

		row_int_equal(i, yaml_parse("t", texts[i], strlen(texts[i]), &y, &e), 0);
		row_int_equal(i, openapi_lint(&y, &f, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_are_those_of_the_row),
		cmocka_unit_test(a_finding_tells_line_and_column),
		cmocka_unit_test(what_is_no_description_is_refused),
	};

	return cmocka_run_group_tests_name("openapi", tests, NULL, NULL);
}
