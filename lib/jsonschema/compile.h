/*
 * compile.h - from a schema to its nodes; for lib/jsonschema/
 *
 * Owns: nothing; all that is made belongs to the schema, also on failure.
 * Errors: ERR_INVALID with the place in the schema.
 */
#ifndef LIB_JSONSCHEMA_COMPILE_H
#define LIB_JSONSCHEMA_COMPILE_H

#include "lib/jsonschema/node.h"

/* Copies the schema and what it refers to into s, and makes s->root of them. */
int jsonschema_compile(struct jsonschema *s, const cJSON *schema,
                       const struct jsonschema_options *options, struct err *e) MUST_USE;

#endif
