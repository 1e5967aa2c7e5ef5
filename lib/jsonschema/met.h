/*
 * met.h - the subschemas met while compiling; for lib/jsonschema/
 *
 * Each subschema has one node, made when it is first met and compiled when its
 * turn comes.  So there is no recursion over the schema, a $ref is only another
 * way to meet a subschema, and a cycle is no special case.
 *
 * Owns: its tables.  Nodes belong to the schema.
 * Errors: ERR_INVALID with the place in the schema.
 */
#ifndef LIB_JSONSCHEMA_MET_H
#define LIB_JSONSCHEMA_MET_H

#include "lib/jsonschema/docs.h"

struct met {
	struct jsonschema *s;
	struct docs docs;
	struct node **nodes; /* in the order met; those past `done` are the queue */
	size_t count, done, room;
	size_t *slots; /* open addressing by the schema's address: 1 + index */
	size_t slot_count;
	struct err *e;
};

/* Frees the tables. */
void met_release(struct met *m);
AUTO_DEFINE_STRUCT(struct met, met_release);

/* The node of a subschema that stands at `at`; a new one is queued. */
struct node *met_node(struct met *m, const cJSON *schema, const char *base,
                      struct place at);

/* Sets the error: "the schema at PLACE: 'KEYWORD' WHY"; returns -1. */
int met_refuse(const struct met *m, const struct node *n, const char *keyword,
               const char *why);

#endif
