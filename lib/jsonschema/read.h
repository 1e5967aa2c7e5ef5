/*
 * read.h - from a keyword's value to a rule; for lib/jsonschema/
 *
 * Owns: nothing.
 * Errors: ERR_INVALID for a value that the keyword cannot have.
 */
#ifndef LIB_JSONSCHEMA_READ_H
#define LIB_JSONSCHEMA_READ_H

#include "lib/jsonschema/met.h"

/*
 * Fills in the rule, whose keyword and value are set, and meets its subschemas.
 * A rule that binds nothing (uniqueItems: false) has no keyword afterwards.
 */
int jsonschema_read(struct met *m, const struct node *n, struct schema_rule *r) MUST_USE;

#endif
