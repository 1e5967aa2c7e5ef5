/*
 * describe.c - the language of scenarios as a JSON Schema
 *
 *	{ if: { required: [scenario] }, then: scenario, else: included,
 *	  definitions: { scenario, included, step, pattern } }
 */
#include "harness/scenario/describe.h"

#include "harness/scenario/heading.h"
#include "harness/scenario/shape.h"
#include "harness/scenario/step.h"
#include "lib/match/formats.h"
#include "lib/match/matchers.h"
#include "lib/mem.h"

/* ---------------------------------------------------------------- patterns */

static cJSON *only_true(void)
{
	cJSON *made = json_new_object();

	json_set(made, "const", json_new_bool(true));
	return made;
}

static cJSON *type_names(void)
{
	return shape_of_either(shape_of_word(json_type_schema_name),
	                       shape_of_list(shape_of_word(json_type_schema_name)));
}

static const char *format_name_at(size_t i)
{
	const struct match_format *format = formats_at(i);

	return format ? format->name : NULL;
}

static cJSON *format_names(void)
{
	return shape_of_word(format_name_at);
}

/* What a check of an argument takes, as far as a schema can say it. */
static const struct {
	int (*check)(struct match_judge *j, const cJSON *arg);
	shape_fn *shape;
} arguments[] = {
	{ arguments_true, only_true },
	{ arguments_type, type_names },
	{ arguments_format, format_names },
};

static shape_fn *argument_shape(const struct matcher *matcher)
{
	for (size_t i = 0; i < ARRAY_LEN(arguments); i++) {
		if (matcher->check == arguments[i].check)
			return arguments[i].shape;
	}
	return NULL;
}

static cJSON *list_of_patterns(void)
{
	return shape_of_list(shape_pattern());
}

/* A text with a variable stands for any argument. */
static cJSON *argument(const struct matcher *matcher)
{
	shape_fn *shape = matcher->holds == ARG_PATTERN    ? shape_pattern
	                  : matcher->holds == ARG_PATTERNS ? list_of_patterns
	                                                   : argument_shape(matcher);
	cJSON *made = shape ? shape_of_typed(matcher->arg, shape)
	                    : shape_of_types(matcher->arg);

	return shape_of_either(shape_of_text(SHAPE_VARIABLE), made);
}

static cJSON *map_of_matchers(void)
{
	cJSON *made = shape_of_just_types(JSON_MAP), *members;
	const struct matcher *matcher;

	members = json_set(made, "properties", json_new_object());
	for (size_t i = 0; (matcher = matchers_at(i)); i++)
		json_set(json_set(members, matcher->name, argument(matcher)),
		         "description", json_new_str(matcher->help));
	json_set(made, "additionalProperties", json_new_bool(false));
	return made;
}

static cJSON *map_of_patterns(void)
{
	cJSON *made = shape_of_just_types(JSON_MAP);

	json_set(made, "propertyNames", shape_of_text("^(?!\\$)"));
	json_set(made, "additionalProperties", shape_pattern());
	return made;
}

static cJSON *when(cJSON *condition, cJSON *then)
{
	cJSON *made = json_new_object();

	json_set(made, "if", condition);
	json_set(made, "then", then);
	return made;
}

/* Elements and members are patterns; a map has matchers only, or none of them. */
static cJSON *pattern(void)
{
	cJSON *has_matchers = shape_some(), *map, *made;

	json_set(has_matchers, "propertyNames", shape_of_text("^\\$"));
	map = when(has_matchers, map_of_matchers());
	json_set(map, "else", map_of_patterns());
	made = when(shape_of_just_types(JSON_MAP), map);
	json_set(made, "else", when(shape_of_just_types(JSON_LIST), list_of_patterns()));
	return made;
}

/* ---------------------------------------------------------------- steps */

/* Each kind of step is known by its own key; the others' keys are refused with it. */
static cJSON *step(void)
{
	cJSON *made = shape_of_just_types(JSON_MAP), *any, *all;
	const struct step_kind *kind;

	any = json_set(made, "anyOf", json_new_array());
	all = json_set(made, "allOf", json_new_array());
	for (size_t i = 0; (kind = step_kind_at(i)); i++) {
		cJSON *keys = shape_of_map(kind->keys);

		if (kind->help)
			json_set(keys, "description", json_new_str(kind->help));
		json_push(any, shape_of_needed(kind->name, NULL));
		json_push(all, when(shape_of_needed(kind->name, NULL), keys));
	}
	return made;
}

/* ---------------------------------------------------------------- files */

cJSON *describe_scenarios(void)
{
	cJSON *made = when(shape_of_needed("scenario", NULL), shape_of_name("scenario"));
	cJSON *parts;

	json_set(made, "else", shape_of_name("included"));
	json_set(made, "$schema",
	         json_new_str("http://json-schema.org/draft-07/schema#"));
	json_set(made, "title",
	         json_new_str("A scenario of flowcheck, or steps to include"));
	parts = json_set(made, "definitions", json_new_object());
	json_set(parts, "scenario", shape_of_map(heading_scenario_keys));
	json_set(parts, "included", shape_of_map(heading_included_keys));
	json_set(parts, "step", step());
	json_set(parts, "pattern", pattern());
	return made;
}
