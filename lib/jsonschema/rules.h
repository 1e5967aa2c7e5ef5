/*
 * rules.h - what each keyword demands; for lib/jsonschema/
 *
 * One rule_fn a keyword: of values (values.c), objects (members.c), arrays (items.c),
 * and of schemas that are about the same value (apply.c).
 *
 * Owns: nothing.
 */
#ifndef LIB_JSONSCHEMA_RULES_H
#define LIB_JSONSCHEMA_RULES_H

#include "lib/jsonschema/check.h"

/* One of the types; a whole number has no fraction, so 1.0 is one. */
bool rule_type(struct check *c, const struct schema_rule *r, const cJSON *v,
               const struct place *at);
/* Equal to one of the values. */
bool rule_enum(struct check *c, const struct schema_rule *r, const cJSON *v,
               const struct place *at);
/* Equal to the value. */
bool rule_const(struct check *c, const struct schema_rule *r, const cJSON *v,
                const struct place *at);
/* The quotient has no fraction, exactly. */
bool rule_multiple_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                      const struct place *at);
/* Not above the limit. */
bool rule_maximum(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at);
/* Below the limit. */
bool rule_exclusive_maximum(struct check *c, const struct schema_rule *r, const cJSON *v,
                            const struct place *at);
/* Not below the limit. */
bool rule_minimum(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at);
/* Above the limit. */
bool rule_exclusive_minimum(struct check *c, const struct schema_rule *r, const cJSON *v,
                            const struct place *at);
/* Not more characters than that. */
bool rule_max_length(struct check *c, const struct schema_rule *r, const cJSON *v,
                     const struct place *at);
/* Not fewer characters than that. */
bool rule_min_length(struct check *c, const struct schema_rule *r, const cJSON *v,
                     const struct place *at);
/* The pattern is found in the string. */
bool rule_pattern(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at);

/* properties, patternProperties and additionalProperties, member by member. */
bool rule_members(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at);
/* The members are there; each that is not has a violation at its own place. */
bool rule_required(struct check *c, const struct schema_rule *r, const cJSON *v,
                   const struct place *at);
/* Where one member is, others are, or the object fits a schema. */
bool rule_dependencies(struct check *c, const struct schema_rule *r, const cJSON *v,
                       const struct place *at);
/* Each name, as a string, fits the schema. */
bool rule_property_names(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct place *at);
/* Not more members than that. */
bool rule_max_properties(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct place *at);
/* Not fewer members than that. */
bool rule_min_properties(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct place *at);

/* items and additionalItems, element by element. */
bool rule_items(struct check *c, const struct schema_rule *r, const cJSON *v,
                const struct place *at);
/* Some element fits the schema. */
bool rule_contains(struct check *c, const struct schema_rule *r, const cJSON *v,
                   const struct place *at);
/* No element equals another. */
bool rule_unique_items(struct check *c, const struct schema_rule *r, const cJSON *v,
                       const struct place *at);
/* Not more elements than that. */
bool rule_max_items(struct check *c, const struct schema_rule *r, const cJSON *v,
                    const struct place *at);
/* Not fewer elements than that. */
bool rule_min_items(struct check *c, const struct schema_rule *r, const cJSON *v,
                    const struct place *at);

/* Fits the schema referred to. */
bool rule_ref(struct check *c, const struct schema_rule *r, const cJSON *v,
              const struct place *at);
/* Fits all; whatever breaks any is reported. */
bool rule_all_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                 const struct place *at);
/* Fits one or more. */
bool rule_any_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                 const struct place *at);
/* Fits one and no other. */
bool rule_one_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                 const struct place *at);
/* Does not fit. */
bool rule_not(struct check *c, const struct schema_rule *r, const cJSON *v,
              const struct place *at);
/* Fits `then` or `else`, as `if` has it, and tells only of that one. */
bool rule_if(struct check *c, const struct schema_rule *r, const cJSON *v,
             const struct place *at);

#endif
