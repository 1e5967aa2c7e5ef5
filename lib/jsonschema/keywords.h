/*
 * keywords.h - the keywords of draft-07; for lib/jsonschema/
 *
 * Owns: nothing.
 */
#ifndef LIB_JSONSCHEMA_KEYWORDS_H
#define LIB_JSONSCHEMA_KEYWORDS_H

#include "lib/jsonschema/node.h"

/* In the order in which they are judged; the last has no name. */
extern const struct keyword jsonschema_keywords[];

/* The only keyword of a schema that has it. */
extern const struct keyword jsonschema_reference;

#endif
