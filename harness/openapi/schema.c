/*
 * schema.c - schemas of OpenAPI 3.0 as JSON Schema draft-07
 */
#include "harness/openapi/schema.h"

#include "lib/mem.h"

/* What lies below a keyword. */
enum below { BELOW_VALUE, BELOW_SCHEMA, BELOW_LIST, BELOW_MAP, BELOW_NOTHING };

static const struct {
	const char *keyword;
	enum below below;
} keywords[] = {
	{ "properties", BELOW_MAP },       { "patternProperties", BELOW_MAP },
	{ "items", BELOW_SCHEMA },         { "additionalProperties", BELOW_SCHEMA },
	{ "not", BELOW_SCHEMA },           { "allOf", BELOW_LIST },
	{ "anyOf", BELOW_LIST },           { "oneOf", BELOW_LIST },
	{ "nullable", BELOW_NOTHING },     { "discriminator", BELOW_NOTHING },
	{ "example", BELOW_NOTHING },      { "xml", BELOW_NOTHING },
	{ "externalDocs", BELOW_NOTHING }, { "readOnly", BELOW_NOTHING },
	{ "writeOnly", BELOW_NOTHING },    { "deprecated", BELOW_NOTHING },
};

static enum below below_of(const char *keyword)
{
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++) {
		if (!strcmp(keywords[i].keyword, keyword))
			return keywords[i].below;
	}
	return BELOW_VALUE;
}

bool openapi_schema_ref_leads(const cJSON *root, const char *ref)
{
	return *ref == '#' && json_pointer(root, ref + 1);
}

static cJSON *reference(const cJSON *root, const char *ref)
{
	AUTO(mem_free) char *to = mem_printf("%s%s", OPENAPI_URI, ref);
	cJSON *out = json_new_object();

	if (openapi_schema_ref_leads(root, ref))
		json_set(out, "$ref", json_new_str(to));
	return out;
}

/* {"type":"string","nullable":true} also takes null, as a type and in an enum. */
static void allow_null(const cJSON *schema, cJSON *out)
{
	const char *type = json_str(schema, "type");
	cJSON *values = json_get(out, "enum"), *types;

	if (!cJSON_IsTrue(json_get(schema, "nullable")) || !type)
		return;
	types = json_new_array();
	json_push(types, json_new_str(type));
	json_push(types, json_new_str("null"));
	json_set(out, "type", types);
	if (values)
		json_push(values, json_new_null());
}

/* {"minimum":0,"exclusiveMinimum":true} is {"exclusiveMinimum":0}. */
static void set_bound(cJSON *out, const char *bound, const char *exclusive)
{
	const cJSON *flag = json_get(out, exclusive), *limit = json_get(out, bound);

	if (!cJSON_IsBool(flag))
		return;
	if (cJSON_IsTrue(flag) && limit) {
		json_set(out, exclusive, json_copy(limit));
		json_drop(out, bound);
		return;
	}
	json_drop(out, exclusive);
}

static cJSON *converted(const cJSON *root, enum below below, const cJSON *value)
{
	const cJSON *one;
	cJSON *out;

	if (below == BELOW_SCHEMA && cJSON_IsObject(value))
		return openapi_schema(root, value);
	if (below == BELOW_LIST && cJSON_IsArray(value)) {
		out = json_new_array();
		cJSON_ArrayForEach(one, value)
			json_push(out, openapi_schema(root, one));
		return out;
	}
	if (below == BELOW_MAP && cJSON_IsObject(value)) {
		out = json_new_object();
		cJSON_ArrayForEach(one, value)
			json_set(out, one->string, openapi_schema(root, one));
		return out;
	}
	return json_copy(value);
}

cJSON *openapi_schema(const cJSON *root, const cJSON *schema)
{
	const char *ref = json_str(schema, "$ref");
	const cJSON *one;
	cJSON *out;

	if (ref)
		return reference(root, ref);
	if (!cJSON_IsObject(schema))
		return json_copy(schema);
	out = json_new_object();
	cJSON_ArrayForEach(one, schema) {
		enum below below = below_of(one->string);

		if (below != BELOW_NOTHING)
			json_set(out, one->string, converted(root, below, one));
	}
	allow_null(schema, out);
	set_bound(out, "minimum", "exclusiveMinimum");
	set_bound(out, "maximum", "exclusiveMaximum");
	return out;
}

cJSON *openapi_schema_document(const cJSON *root)
{
	cJSON *out = json_copy(root);
	cJSON *components = json_get(out, "components");
	const cJSON *schemas = json_at(root, "components.schemas");

	if (components && cJSON_IsObject(schemas))
		json_set(components, "schemas", converted(root, BELOW_MAP, schemas));
	return out;
}
