/*
 * test_schema.c - schemas of OpenAPI 3.0 as JSON Schema draft-07
 */
#include "tests/unit/unit.h"

#include "harness/openapi/schema.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static const char description[] =
	"{'components':{'schemas':{'A':{'type':'string','nullable':true},"
	"'B':{'allOf':[{'$ref':'#/components/schemas/A'}]}},"
	"'parameters':{'P':{'nullable':true}}}}";

static void a_schema_says_the_same_in_the_words_of_draft_07(UNUSED void **state)
{
	static const char *const rows[][2] = {
		/* clang-format off */
		{ "{'type':'string'}", "{'type':'string'}" },
		{ "true", "true" },
		{ "{'type':'string','nullable':true}", "{'type':['string','null']}" },
		{ "{'type':'string','nullable':false}", "{'type':'string'}" },
		{ "{'type':'string','enum':['a'],'nullable':true}", "{'type':['string','null'],'enum':['a',null]}" },
		{ "{'nullable':true}", "{}" }, /* without a type all is taken anyway */
		{ "{'minimum':0,'exclusiveMinimum':true}", "{'exclusiveMinimum':0}" },
		{ "{'minimum':0,'exclusiveMinimum':false}", "{'minimum':0}" },
		{ "{'maximum':9007199254740993,'exclusiveMaximum':true}", "{'exclusiveMaximum':9007199254740993}" },
		{ "{'exclusiveMaximum':true}", "{}" },
		{ "{'exclusiveMaximum':3}", "{'exclusiveMaximum':3}" },
		{ "{'example':1,'xml':{},'discriminator':{},'externalDocs':{},'readOnly':true,'writeOnly':true,'deprecated':true,'title':'t'}",
		  "{'title':'t'}" },
		{ "{'properties':{'example':{'nullable':true,'type':'number'}}}",
		  "{'properties':{'example':{'type':['number','null']}}}" },
		{ "{'items':{'example':1},'not':{'xml':1},'anyOf':[{'xml':1}],'additionalProperties':{'xml':1}}",
		  "{'items':{},'not':{},'anyOf':[{}],'additionalProperties':{}}" },
		{ "{'additionalProperties':false}", "{'additionalProperties':false}" },
		/* What is no schema is left as it is: it is reported elsewhere. */
		{ "{'enum':[{'nullable':true}],'default':{'example':1}}", "{'enum':[{'nullable':true}],'default':{'example':1}}" },
		{ "{'properties':[1],'items':7}", "{'properties':[1],'items':7}" },
		{ "{'$ref':'#/components/schemas/A','example':1}", "{'$ref':'urn:openapi#/components/schemas/A'}" },
		{ "{'$ref':'#/components/schemas/Missing'}", "{}" },
		{ "{'$ref':'other.yaml#/A'}", "{}" },
		/* clang-format on */
	};
	AUTO(cJSON_Delete) cJSON *root = quoted_json(description);

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *schema = quoted_json(rows[i][0]);
		AUTO(cJSON_Delete) cJSON *before = json_copy(schema);
		AUTO(cJSON_Delete) cJSON *out = openapi_schema(root, schema);
		AUTO_MEM char *text = json_text(out);
		AUTO_MEM char *want = quoted(rows[i][1]);

		row_string_equal(i, text, want);
		assert_true(json_equal(schema, before));
	}
}

static void a_reference_leads_somewhere_within_the_file(UNUSED void **state)
{
	static const struct {
		const char *ref;
		bool leads;
	} rows[] = {
		{ "#/components/schemas/A", true },
		{ "#/components/schemas/C", false },
		{ "#", true },
		{ "", false },
		{ "/components", false },
		{ "x#/components", false },
		{ "#components", false },
	};
	AUTO(cJSON_Delete) cJSON *root = quoted_json(description);

	for_each_row(i, rows)
		row_int_equal(i, openapi_schema_ref_leads(root, rows[i].ref),
		              rows[i].leads);
}

static const cJSON *resolve(void *ctx, const char *uri)
{
	return strcmp(uri, OPENAPI_URI) != 0 ? NULL : ctx;
}

static void references_are_followed_into_converted_components(UNUSED void **state)
{
	static const char to_b[] = "{'$ref':'#/components/schemas/B'}";
	AUTO(cJSON_Delete) cJSON *root = quoted_json(description);
	AUTO(cJSON_Delete) cJSON *document = openapi_schema_document(root);
	AUTO(cJSON_Delete) cJSON *asked = quoted_json(to_b);
	AUTO(cJSON_Delete) cJSON *schema = openapi_schema(root, asked);
	const struct jsonschema_options options = { .resolve = resolve, .ctx = document };
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(cJSON_Delete) cJSON *null = json_new_null(), *number = json_new_int(1);
	struct err e = { 0 };

	if (jsonschema_new(schema, &options, &s, &e) < 0)
		fail_msg("%s", e.text);
	assert_true(jsonschema_check(s, null, "", NULL));
	assert_false(jsonschema_check(s, number, "", NULL));
	/* Only schemas are converted. */
	assert_true(cJSON_IsTrue(json_at(document, "components.parameters.P.nullable")));
}

static void a_description_without_components_is_copied(UNUSED void **state)
{
	static const char *const rows[] = { "{}", "{'components':{}}", "{'components':7}",
		                            "{'components':{'schemas':[]}}" };

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *root = quoted_json(rows[i]);
		AUTO(cJSON_Delete) cJSON *document = openapi_schema_document(root);

		assert_true(json_equal(root, document));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_schema_says_the_same_in_the_words_of_draft_07),
		cmocka_unit_test(a_reference_leads_somewhere_within_the_file),
		cmocka_unit_test(references_are_followed_into_converted_components),
		cmocka_unit_test(a_description_without_components_is_copied),
	};

	return cmocka_run_group_tests_name("openapi/schema", tests, NULL, NULL);
}
