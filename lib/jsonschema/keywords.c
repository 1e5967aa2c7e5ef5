/*
 * keywords.c - the keywords of draft-07
 *
 * What is not here binds nothing: title, description, default, examples, format,
 * contentEncoding, contentMediaType, $comment, and all that draft-07 does not know.
 */
#include "lib/jsonschema/keywords.h"

#include "lib/jsonschema/rules.h"

const struct keyword jsonschema_reference = {
	"$ref", FORM_REFERENCE, TYPE_ANY, rule_ref, .in_place = true,
};

/* clang-format off */
const struct keyword jsonschema_keywords[] = {
	{ "type",             FORM_TYPES,        TYPE_ANY,    rule_type },
	{ "enum",             FORM_VALUES,       TYPE_ANY,    rule_enum },
	{ "const",            FORM_VALUE,        TYPE_ANY,    rule_const },
	{ "multipleOf",       FORM_DIVISOR,      TYPE_NUMBER, rule_multiple_of },
	{ "maximum",          FORM_NUMBER,       TYPE_NUMBER, rule_maximum },
	{ "exclusiveMaximum", FORM_NUMBER,       TYPE_NUMBER, rule_exclusive_maximum },
	{ "minimum",          FORM_NUMBER,       TYPE_NUMBER, rule_minimum },
	{ "exclusiveMinimum", FORM_NUMBER,       TYPE_NUMBER, rule_exclusive_minimum },
	{ "maxLength",        FORM_COUNT,        TYPE_STRING, rule_max_length },
	{ "minLength",        FORM_COUNT,        TYPE_STRING, rule_min_length },
	{ "pattern",          FORM_PATTERN,      TYPE_STRING, rule_pattern },
	{ "required",         FORM_NAMES,        TYPE_OBJECT, rule_required },
	{ "maxProperties",    FORM_COUNT,        TYPE_OBJECT, rule_max_properties },
	{ "minProperties",    FORM_COUNT,        TYPE_OBJECT, rule_min_properties },
	{ "propertyNames",    FORM_SCHEMA,       TYPE_OBJECT, rule_property_names },
	{ "properties",       FORM_MEMBERS,      TYPE_OBJECT, rule_members,
	  .also = { "patternProperties", "additionalProperties" } },
	{ "dependencies",     FORM_DEPENDENCIES, TYPE_OBJECT, rule_dependencies, true },
	{ "maxItems",         FORM_COUNT,        TYPE_ARRAY,  rule_max_items },
	{ "minItems",         FORM_COUNT,        TYPE_ARRAY,  rule_min_items },
	{ "uniqueItems",      FORM_SWITCH,       TYPE_ARRAY,  rule_unique_items },
	{ "items",            FORM_ITEMS,        TYPE_ARRAY,  rule_items },
	{ "contains",         FORM_SCHEMA,       TYPE_ARRAY,  rule_contains },
	{ "allOf",            FORM_SCHEMAS,      TYPE_ANY,    rule_all_of, true },
	{ "anyOf",            FORM_SCHEMAS,      TYPE_ANY,    rule_any_of, true },
	{ "oneOf",            FORM_SCHEMAS,      TYPE_ANY,    rule_one_of, true },
	{ "not",              FORM_SCHEMA,       TYPE_ANY,    rule_not, true },
	{ "if",               FORM_BRANCHES,     TYPE_ANY,    rule_if, true },
	{ 0 },
};
/* clang-format on */
