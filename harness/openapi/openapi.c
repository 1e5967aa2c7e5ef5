/*
 * openapi.c - published examples of an OpenAPI 3 description, checked against their
 * schemas
 */
#include "harness/openapi/openapi.h"

#include "harness/openapi/schema.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "lib/str.h"

/* A walk over a description: `at` is the pointer of where it stands. */
struct lint_walk {
	const struct yaml *y;
	cJSON *document; /* what OPENAPI_URI stands for */
	struct buf at;
	struct openapi_findings *out;
};

/* One level down; back() undoes it. */
static size_t down(struct lint_walk *w, const char *name)
{
	size_t was = w->at.size;

	json_pointer_add(&w->at, name);
	return was;
}

static size_t down_to(struct lint_walk *w, const cJSON *node, int index)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", index);
	return down(w, node->string ? node->string : number);
}

static void back(struct lint_walk *w, size_t was)
{
	w->at.size = was;
	if (w->at.data)
		w->at.data[was] = '\0';
}

static struct openapi_finding *add_finding(struct lint_walk *w, const cJSON *at)
{
	struct openapi_findings *f = w->out;
	struct openapi_finding *one;

	f->all = mem_grow(f->all, f->count + 1, sizeof(*f->all));
	one = &f->all[f->count++];
	*one = (struct openapi_finding){
		.pointer = mem_strdup(buf_str(&w->at)),
		.at = yaml_where(w->y, at),
	};
	return one;
}

static void add_reason(struct lint_walk *w, const cJSON *at, const char *keyword,
                       const char *reason)
{
	violations_add(&add_finding(w, at)->broken, "", keyword, reason);
}

/* ---------------------------------------------------------------- one example */

static const cJSON *resolve(void *ctx, const char *uri)
{
	const struct lint_walk *w = ctx;

	return str_same_nocase(uri, OPENAPI_URI) ? w->document : NULL;
}

/* The value, which stands at w->at, against the schema. */
static void judge(struct lint_walk *w, const cJSON *schema, const cJSON *value)
{
	const struct jsonschema_options options = { .resolve = resolve, .ctx = w };
	AUTO(cJSON_Delete) cJSON *converted = openapi_schema(w->y->root, schema);
	AUTO(jsonschema_free) struct jsonschema *rules = NULL;
	struct err why = { 0 };

	w->out->examples++;
	if (jsonschema_new(converted, &options, &rules, &why) < 0)
		add_reason(w, value, "schema", why.text);
	else if (!jsonschema_check(rules, value, "", NULL))
		(void)jsonschema_check(rules, value, "", &add_finding(w, value)->broken);
}

/* An entry of `examples`: {"value": …}, or a $ref to one. */
static void judge_entry(struct lint_walk *w, const cJSON *schema, const cJSON *entry)
{
	const char *ref = json_str(entry, "$ref");
	const cJSON *value = json_get(entry, "value");
	size_t was;

	if (ref && openapi_schema_ref_leads(w->y->root, ref)) {
		value = json_get(json_pointer(w->y->root, ref + 1), "value");
		if (value)
			judge(w, schema, value);
		return;
	}
	was = down(w, "value");
	if (value)
		judge(w, schema, value);
	back(w, was);
}

/* What a media type, a parameter or a header says about its schema. */
static void judge_holder(struct lint_walk *w, const cJSON *holder)
{
	const cJSON *schema = json_get(holder, "schema");
	const cJSON *one = json_get(holder, "example");
	size_t was = down(w, "example"), entry_was;

	if (one)
		judge(w, schema, one);
	back(w, was);
	was = down(w, "examples");
	cJSON_ArrayForEach(one, json_get(holder, "examples")) {
		entry_was = down_to(w, one, 0);
		judge_entry(w, schema, one);
		back(w, entry_was);
	}
	back(w, was);
}

/* ---------------------------------------------------------------- the walk */

static void check_ref(struct lint_walk *w, const cJSON *node)
{
	const cJSON *ref = json_get(node, "$ref");
	size_t was;

	if (!cJSON_IsString(ref) || *ref->valuestring != '#' ||
	    openapi_schema_ref_leads(w->y->root, ref->valuestring))
		return;
	was = down(w, "$ref");
	add_reason(w, ref, "$ref", "it leads nowhere");
	back(w, was);
}

static void walk_schema(struct lint_walk *w, const cJSON *schema);

/* Schemas by name, or in a list. */
static void walk_schemas(struct lint_walk *w, const cJSON *all)
{
	const cJSON *one;
	int index = 0;

	cJSON_ArrayForEach(one, all) {
		size_t was = down_to(w, one, index++);

		walk_schema(w, one);
		back(w, was);
	}
}

static void walk_schema(struct lint_walk *w, const cJSON *schema)
{
	static const char *const single[] = { "items", "additionalProperties", "not" };
	static const char *const several[] = { "properties", "allOf", "anyOf", "oneOf" };
	const cJSON *example = json_get(schema, "example"), *next;
	size_t was;

	check_ref(w, schema);
	was = down(w, "example");
	if (example && !json_get(schema, "$ref"))
		judge(w, schema, example);
	back(w, was);
	for (size_t i = 0; i < ARRAY_LEN(single); i++) {
		was = down(w, single[i]);
		next = json_get(schema, single[i]);
		if (cJSON_IsObject(next))
			walk_schema(w, next);
		back(w, was);
	}
	for (size_t i = 0; i < ARRAY_LEN(several); i++) {
		was = down(w, several[i]);
		walk_schemas(w, json_get(schema, several[i]));
		back(w, was);
	}
}

/* What an example holds is data; what starts with x- is nobody's business. */
static bool is_data(const char *name)
{
	return !strcmp(name, "example") || !strcmp(name, "value") ||
	       str_starts(name, "x-");
}

static void walk_any(struct lint_walk *w, const cJSON *node)
{
	const cJSON *one, *schema = json_get(node, "schema");
	int index = 0;

	if (!cJSON_IsObject(node) && !cJSON_IsArray(node))
		return;
	check_ref(w, node);
	if (cJSON_IsObject(schema))
		judge_holder(w, node);
	cJSON_ArrayForEach(one, node) {
		size_t was = down_to(w, one, index++);

		if (one == schema)
			walk_schema(w, one);
		else if (one->string && !strcmp(buf_str(&w->at), "/components/schemas"))
			walk_schemas(w, one);
		else if (!one->string || !is_data(one->string))
			walk_any(w, one);
		back(w, was);
	}
}

int openapi_lint(const struct yaml *y, struct openapi_findings *out, struct err *e)
{
	struct lint_walk w = { .y = y, .out = out };
	const char *version = json_str(y->root, "openapi");

	if (!version || !str_starts(version, "3."))
		return err_set(e, ERR_INVALID, "%s: it is no OpenAPI 3 description",
		               y->file);
	w.document = openapi_schema_document(y->root);
	walk_any(&w, y->root);
	buf_release(&w.at);
	cJSON_Delete(w.document);
	return 0;
}

void openapi_findings_release(struct openapi_findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->all[i].pointer);
		violations_release(&f->all[i].broken);
	}
	free(f->all);
	*f = (struct openapi_findings){ 0 };
}
