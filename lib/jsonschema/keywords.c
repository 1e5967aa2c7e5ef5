/*
 * keywords.c - the keywords of draft-07
 *
 * What is not here binds nothing: title, description, default, examples, format,
 * contentEncoding, contentMediaType, $comment, and all that draft-07 does not know.
 */
#include "lib/jsonschema/keywords.h"

#include "lib/jsonschema/rules.h"

const struct keyword jsonschema_reference = {
	"$ref", FORM_REFERENCE, JSON_ANY, rule_ref, .in_place = true,
};

/* clang-format off */
const struct keyword jsonschema_keywords[] = {
	{ "type",             FORM_TYPES,        JSON_ANY,    rule_type },
	{ "enum",             FORM_VALUES,       JSON_ANY,    rule_enum },
	{ "const",            FORM_VALUE,        JSON_ANY,    rule_const },
	{ "multipleOf",       FORM_DIVISOR,      JSON_NUMBER, rule_multiple_of },
	{ "maximum",          FORM_NUMBER,       JSON_NUMBER, rule_maximum },
	{ "exclusiveMaximum", FORM_NUMBER,       JSON_NUMBER, rule_exclusive_maximum },
	{ "minimum",          FORM_NUMBER,       JSON_NUMBER, rule_minimum },
	{ "exclusiveMinimum", FORM_NUMBER,       JSON_NUMBER, rule_exclusive_minimum },
	{ "maxLength",        FORM_COUNT,        JSON_TEXT,   rule_max_length },
	{ "minLength",        FORM_COUNT,        JSON_TEXT,   rule_min_length },
	{ "pattern",          FORM_PATTERN,      JSON_TEXT,   rule_pattern },
	{ "required",         FORM_NAMES,        JSON_MAP,    rule_required },
	{ "maxProperties",    FORM_COUNT,        JSON_MAP,    rule_max_properties },
	{ "minProperties",    FORM_COUNT,        JSON_MAP,    rule_min_properties },
	{ "propertyNames",    FORM_SCHEMA,       JSON_MAP,    rule_property_names },
	{ "properties",       FORM_MEMBERS,      JSON_MAP,    rule_members,
	  .also = { "patternProperties", "additionalProperties" } },
	{ "dependencies",     FORM_DEPENDENCIES, JSON_MAP,    rule_dependencies, true },
	{ "maxItems",         FORM_COUNT,        JSON_LIST,   rule_max_items },
	{ "minItems",         FORM_COUNT,        JSON_LIST,   rule_min_items },
	{ "uniqueItems",      FORM_SWITCH,       JSON_LIST,   rule_unique_items },
	{ "items",            FORM_ITEMS,        JSON_LIST,   rule_items },
	{ "contains",         FORM_SCHEMA,       JSON_LIST,   rule_contains },
	{ "allOf",            FORM_SCHEMAS,      JSON_ANY,    rule_all_of, true },
	{ "anyOf",            FORM_SCHEMAS,      JSON_ANY,    rule_any_of, true },
	{ "oneOf",            FORM_SCHEMAS,      JSON_ANY,    rule_one_of, true },
	{ "not",              FORM_SCHEMA,       JSON_ANY,    rule_not, true },
	{ "if",               FORM_BRANCHES,     JSON_ANY,    rule_if, true },
	{ 0 },
};
/* clang-format on */
