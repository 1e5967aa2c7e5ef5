/*
 * unknown.h - the members of a document that its schema does not name
 *
 * A member is known by properties, patternProperties or additionalProperties of a schema
 * that applies to its object (lib/jsonschema/scope.h), whether or not the document fits.
 * An object whose schemas name nothing is free: it is passed over, as is what lies in
 * an unknown member.  When the search takes too many steps, the rest is not looked at.
 *
 * Owns: nothing.
 */
#ifndef LIB_JSONSCHEMA_UNKNOWN_H
#define LIB_JSONSCHEMA_UNKNOWN_H

#include "lib/jsonschema/jsonschema.h"

struct jsonschema_unknown {
	const char *pointer; /* RFC 6901 */
	const char *nearest; /* of the names that are known there; NULL: none is near */
};

struct jsonschema_search {
	const char *at; /* in front of each pointer */
	/* The i-th name that the document itself may have as well, NULL after the last;
	 * or NULL. */
	const char *(*also)(void *ctx, size_t i);
	void (*found)(void *ctx, const struct jsonschema_unknown *u);
	void *ctx;
};

/* The schema may be NULL: then the document alone is looked at. */
void jsonschema_find_unknown(const struct jsonschema *schema, const cJSON *doc,
                             const struct jsonschema_search *how);

#endif
