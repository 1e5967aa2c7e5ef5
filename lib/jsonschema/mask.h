/*
 * mask.h - a document without what its schemas call a password
 *
 * A value is secret where a subschema that applies to it says `format: password`.  So is
 * a text in place of an object or array that would hold such a value.  Schemas are
 * reached through properties, patternProperties, additionalProperties, items, contains,
 * $ref, and the keywords that apply to the same value, including alternatives that do not
 * fit. Whether the document fits the schemas does not matter.  When a search takes too
 * many steps, the rest counts as secret.
 *
 * Owns: nothing.
 */
#ifndef LIB_JSONSCHEMA_MASK_H
#define LIB_JSONSCHEMA_MASK_H

#include "lib/jsonschema/jsonschema.h"

struct jsonschema_mask {
	const char *instead; /* replaces each secret */
	/* Is a member secret that no schema describes?  NULL: none is. */
	bool (*hides)(void *ctx, const char *name, enum jsonschema_member member);
	void *ctx;
};

/* Replaces the secrets below an object or array; count may be 0. */
void jsonschema_mask(const struct jsonschema *const *schemas, size_t count, cJSON *doc,
                     const struct jsonschema_mask *how);

#endif
