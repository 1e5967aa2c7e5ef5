/*
 * mask.h - a document without what its schemas call a password
 *
 * A value is secret where a subschema about it says `format: password`, and a text where
 * an object or array should be that holds such a value.  Schemas are reached through
 * properties, patternProperties, additionalProperties, items, contains, $ref, and the
 * keywords about the same value, alternatives that do not fit among them.  Whether the
 * document fits the schemas does not matter.  A search that takes too many steps calls
 * all that is left secret.
 *
 * Owns: nothing.
 */
#ifndef LIB_JSONSCHEMA_MASK_H
#define LIB_JSONSCHEMA_MASK_H

#include "lib/jsonschema/jsonschema.h"

/* Do the schemas name a member: in properties, or by one of patternProperties? */
enum jsonschema_member { JSONSCHEMA_UNNAMED, JSONSCHEMA_NAMED };

struct jsonschema_mask {
	const char *instead; /* stands where a secret stood */
	/* Is a member secret of which no schema says so?  NULL: none is. */
	bool (*hides)(void *ctx, const char *name, enum jsonschema_member member);
	void *ctx;
};

/* Replaces what is secret below the document, an object or array; no schema is fine. */
void jsonschema_mask(const struct jsonschema *const *schemas, size_t count, cJSON *doc,
                     const struct jsonschema_mask *how);

#endif
