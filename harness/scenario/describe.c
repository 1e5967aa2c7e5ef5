/*
 * describe.c - the language of scenarios as a JSON Schema
 *
 *	{ anyOf: [ scenario, included ], definitions: { scenario, included, step } }
 */
#include "harness/scenario/describe.h"

#include "harness/scenario/scenario.h"
#include "lib/mem.h"

/* Where a text stands for another value, it has a variable in it (node_is()). */
#define VARIABLE "\\$\\{"

static cJSON *reference(const char *name)
{
	AUTO(cJSON_Delete) cJSON *made = json_new_object();
	AUTO_MEM char *at = mem_printf("#/definitions/%s", name);

	json_set(made, "$ref", json_new_str(at));
	return TAKE(made);
}

/* A text with a variable fits all types but those that are only a map or a list. */
static bool takes_variables(unsigned set)
{
	return !(set & JSON_TEXT) && (set & (JSON_NUMBER | JSON_BOOL | JSON_NULL));
}

static cJSON *of_types(unsigned set)
{
	cJSON *made = json_new_object(), *names, *other;

	if ((set & JSON_ANY) == JSON_ANY)
		return made;
	if (takes_variables(set)) {
		cJSON *any = json_set(made, "anyOf", json_new_array());

		other = json_push(any, json_new_object());
		json_set(other, "type", json_new_str("string"));
		json_set(other, "pattern", json_new_str(VARIABLE));
		names = json_set(json_push(any, json_new_object()), "type",
		                 json_new_array());
	} else {
		names = json_set(made, "type", json_new_array());
	}
	for (size_t i = 0; json_type_schema_name(i); i++) {
		if (set & 1u << i)
			json_push(names, json_new_str(json_type_schema_name(i)));
	}
	return made;
}

static cJSON *list_of_steps(void)
{
	cJSON *made = json_new_object();

	json_set(made, "type", json_new_str("array"));
	json_set(made, "minItems", json_new_int(1));
	json_set(made, "items", reference("step"));
	return made;
}

/* Names, one or more, each with a path or a map that says where the value stands. */
static cJSON *capture_of_some(void)
{
	cJSON *made = json_new_object();

	json_set(made, "type", json_new_str("object"));
	json_set(made, "minProperties", json_new_int(1));
	json_set(made, "additionalProperties", of_types(JSON_TEXT | JSON_MAP));
	return made;
}

/* Keys whose values are more than a type, wherever they stand. */
static const struct {
	const char *key;
	cJSON *(*make)(void);
} shapes[] = {
	{ "steps", list_of_steps },
	{ "capture", capture_of_some },
};

static cJSON *value_of(const struct key *key)
{
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		if (!strcmp(key->name, shapes[i].key))
			return shapes[i].make();
	}
	return of_types(key->types);
}

/* A map with these keys, and no other. */
static cJSON *map_of(const struct key *keys)
{
	cJSON *made = json_new_object(), *members, *needed;

	json_set(made, "type", json_new_str("object"));
	members = json_set(made, "properties", json_new_object());
	needed = json_set(made, "required", json_new_array());
	for (; keys->name; keys++) {
		json_set(members, keys->name, value_of(keys));
		if (keys->needed == KEY_NEEDED)
			json_push(needed, json_new_str(keys->name));
	}
	json_set(made, "additionalProperties", json_new_bool(false));
	return made;
}

/* Each kind of step is known by its own key; the others' keys are refused with it. */
static cJSON *any_step(void)
{
	cJSON *made = json_new_object(), *all;
	const struct step_kind *kind;

	all = json_set(made, "oneOf", json_new_array());
	for (size_t i = 0; (kind = step_kind_at(i)); i++) {
		cJSON *one = json_push(all, map_of(kind->keys));

		if (kind->help)
			json_set(one, "description", json_new_str(kind->help));
	}
	return made;
}

cJSON *describe_scenarios(void)
{
	cJSON *made = json_new_object(), *any, *parts;

	json_set(made, "$schema",
	         json_new_str("http://json-schema.org/draft-07/schema#"));
	json_set(made, "title",
	         json_new_str("A scenario of flowcheck, or steps to include"));
	any = json_set(made, "anyOf", json_new_array());
	json_push(any, reference("scenario"));
	json_push(any, reference("included"));
	parts = json_set(made, "definitions", json_new_object());
	json_set(parts, "scenario", map_of(scenario_keys));
	json_set(parts, "included", map_of(scenario_included_keys));
	json_set(parts, "step", any_step());
	return made;
}
