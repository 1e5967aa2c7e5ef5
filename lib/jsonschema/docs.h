/*
 * docs.h - the documents that a schema draws on, and their addresses
 *
 * Each document is walked once, when it is added, for the subschemas that $id
 * gives an address of their own.  A document that is not there yet is the
 * draft-07 meta-schema, built into the program, or is asked of the resolver.
 *
 * What is done here is paid for in steps, which compiling has a budget of; whoever goes
 * on from part to part of a schema asks whether some are left.
 *
 * Owns: its tables.  Documents (copies) and texts belong to the schema.
 * Errors: ERR_INVALID.
 */
#ifndef LIB_JSONSCHEMA_DOCS_H
#define LIB_JSONSCHEMA_DOCS_H

#include "lib/jsonschema/node.h"

struct docs {
	struct jsonschema *s;
	const struct jsonschema_options *options;
	struct docs_resource *resources;
	size_t count, room;
	int64_t *steps; /* left for compiling */
};

/* Takes steps from the budget of compiling; false when it is used up. */
static inline bool docs_spend(const struct docs *d, size_t steps)
{
	*d->steps -= (int64_t)steps;
	return *d->steps > 0;
}

/*
 * Copies the document into the schema under that URI, and finds its addresses; NULL when
 * no steps are left.
 */
const cJSON *docs_add(struct docs *d, const cJSON *document, const char *uri);
/* Frees the tables. */
void docs_release(struct docs *d);
AUTO_DEFINE_STRUCT(struct docs, docs_release);

/* The base URI inside a subschema whose surroundings have the base `outer`. */
const char *docs_base(const struct docs *d, const cJSON *schema, const char *outer);

/* The subschema that a $ref means, and the base URI that holds there. */
int docs_find(struct docs *d, const char *base, const char *reference,
              const cJSON **schema, const char **schema_base, struct err *e) MUST_USE;

#endif
