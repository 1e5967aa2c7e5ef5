/*
 * jsonschema_rules.h - what each keyword demands; for lib/jsonschema_*.c
 *
 * One function a keyword, each a rule_fn: values (jsonschema_values.c), objects
 * (jsonschema_members.c), arrays (jsonschema_items.c) and schemas that are about
 * the same value (jsonschema_apply.c).
 *
 * Owns: nothing.
 */
#ifndef LIB_JSONSCHEMA_RULES_H
#define LIB_JSONSCHEMA_RULES_H

#include "lib/jsonschema_check.h"

/* Values. */
rule_fn rule_type, rule_enum, rule_const, rule_multiple_of;
rule_fn rule_maximum, rule_exclusive_maximum, rule_minimum, rule_exclusive_minimum;
rule_fn rule_max_length, rule_min_length, rule_pattern;

/* Objects. */
rule_fn rule_members, rule_required, rule_dependencies, rule_property_names;
rule_fn rule_max_properties, rule_min_properties;

/* Arrays. */
rule_fn rule_items, rule_contains, rule_unique_items, rule_max_items, rule_min_items;

/* The same value. */
rule_fn rule_ref, rule_all_of, rule_any_of, rule_one_of, rule_not, rule_if;

#endif
