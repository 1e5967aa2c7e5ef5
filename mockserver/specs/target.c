/*
 * target.c - the rules of target params, with their conditionals
 */
#include "mockserver/specs/target.h"

#include "lib/mem.h"
#include "lib/str.h"

#define CONDITIONS_MAX 16
#define VARIANTS_MAX   32 /* compiled at a time; the shipped specs have at most 8 */
#define WORKFLOW_FIELD "flowSpec.attributes._workflow"

struct variant {
	unsigned met;   /* bit i: condition i holds */
	unsigned flags; /* enum jsonschema_flags */
	struct jsonschema *schema;
};

struct target_rules {
	cJSON *spec;
	struct jsonschema *whole;               /* all conditions hold */
	const cJSON *condition[CONDITIONS_MAX]; /* properties of spec that have one */
	size_t condition_count;
	struct variant variants[VARIANTS_MAX]; /* a ring */
	size_t variant_count;                  /* ever made */
};

/* "" for an audience target's workflow, see spec.h. */
static const char *field_value(const cJSON *params, const char *field)
{
	if (strcmp(field, WORKFLOW_FIELD) != 0)
		return json_str(params, field);
	if (json_get(params, "fileType") && !json_get(params, "datasetFileType"))
		return "";
	return "DATASETS";
}

static bool holds(const cJSON *conditional, const cJSON *params)
{
	const char *value = json_str(conditional, "value");
	const char *op = json_str(conditional, "operator");
	const char *have = field_value(params, json_str(conditional, "field"));
	bool same = have && str_same_nocase(have, value);

	return strcmp(op, "NOT_CONTAINS") == 0 ? !same : same;
}

static int find_conditions(struct target_rules *r, struct err *e)
{
	static const char *const operators[] = { "CONTAINS", "NOT_CONTAINS", "EQUALS" };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(r->spec, "properties")) {
		const cJSON *c = json_get(one, "conditional");
		const char *op = json_str(c, "operator");
		bool known = false;

		if (!c)
			continue;
		for (size_t i = 0; op && i < ARRAY_LEN(operators); i++)
			known |= !strcmp(op, operators[i]);
		if (!known || !json_str(c, "field") || !json_str(c, "value") ||
		    r->condition_count == CONDITIONS_MAX)
			return err_set(e, ERR_INVALID,
			               "the conditional of '%s' is invalid", one->string);
		r->condition[r->condition_count++] = one;
	}
	return 0;
}

/* Takes a property out of "properties" and "required". */
static void relax(cJSON *spec, const char *property)
{
	cJSON *required = json_get(spec, "required"), *one, *next;

	json_drop(json_get(spec, "properties"), property);
	for (one = required ? required->child : NULL; one; one = next) {
		const char *name = json_str(one, "");

		next = one->next;
		if (name && !strcmp(name, property))
			cJSON_Delete(cJSON_DetachItemViaPointer(required, one));
	}
}

static int compile(const struct target_rules *r, unsigned met,
                   const struct jsonschema_options *options, struct jsonschema **out,
                   struct err *e)
{
	AUTO(cJSON_Delete) cJSON *spec = json_copy(r->spec);

	for (size_t i = 0; i < r->condition_count; i++) {
		if (!(met & 1u << i))
			relax(spec, r->condition[i]->string);
	}
	return jsonschema_new(spec, options, out, e);
}

static struct jsonschema *variant(struct target_rules *r, unsigned met, unsigned flags)
{
	const struct jsonschema_options options = { .flags = flags };
	struct err e = { 0 };
	struct variant *v;
	int compiled;

	for (size_t i = 0; i < r->variant_count && i < VARIANTS_MAX; i++) {
		if (r->variants[i].met == met && r->variants[i].flags == flags)
			return r->variants[i].schema;
	}
	v = &r->variants[r->variant_count++ % VARIANTS_MAX];
	jsonschema_free(v->schema);
	*v = (struct variant){ .met = met, .flags = flags };
	compiled = compile(r, met, &options, &v->schema, &e);
	if (compiled < 0) /* a $ref led into what was taken out: all of it binds */
		compiled = compile(r, ~0u, &options, &v->schema, &e);
	assert(compiled == 0); /* the whole was compiled before */
	return v->schema;
}

int target_rules_new(const cJSON *spec, int64_t *steps, struct target_rules **out,
                     struct err *e)
{
	const struct jsonschema_options options = { .steps = steps };
	AUTO(target_rules_free) struct target_rules *r = mem_alloc(sizeof(*r));

	r->spec = json_copy(spec);
	if (find_conditions(r, e) < 0 || compile(r, ~0u, &options, &r->whole, e) < 0)
		return -1;
	*out = TAKE(r);
	return 0;
}

void target_rules_free(struct target_rules *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < VARIANTS_MAX; i++)
		jsonschema_free(r->variants[i].schema);
	jsonschema_free(r->whole);
	cJSON_Delete(r->spec);
	free(r);
}

const struct jsonschema *target_rules_whole(const struct target_rules *r)
{
	return r->whole;
}

bool target_rules_check(struct target_rules *r, unsigned flags, const cJSON *params,
                        const char *at, struct violations *out)
{
	unsigned met = 0;

	for (size_t i = 0; i < r->condition_count; i++) {
		if (holds(json_get(r->condition[i], "conditional"), params))
			met |= 1u << i;
	}
	return jsonschema_check(variant(r, met, flags), params, at, out);
}
