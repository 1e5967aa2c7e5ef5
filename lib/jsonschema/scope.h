/*
 * scope.h - the schema nodes that apply to a value; for lib/jsonschema/
 *
 * A walk goes through schema and document together.  Each value has a scope; a node is in
 * it only once, so that recursive schemas end.  Nodes are reached through properties,
 * patternProperties, additionalProperties, items, contains, $ref, and the keywords that
 * apply to the same value, including alternatives that do not fit.
 *
 * Owns: a scope owns its table.  Nodes belong to their schemas.
 */
#ifndef LIB_JSONSCHEMA_SCOPE_H
#define LIB_JSONSCHEMA_SCOPE_H

#include "lib/jsonschema/node.h"

#define SCOPE_FEW 8

struct scope {
	const struct node *few[SCOPE_FEW]; /* most scopes have no more than these */
	const struct node **more;
	size_t count, room; /* room is that of `more` */
};

void scope_release(struct scope *s);
AUTO_DEFINE_STRUCT(struct scope, scope_release);

struct scope_walk {
	int64_t steps; /* left; at 0 scopes stay as they are */
	struct pattern_room room;
};

static inline const struct node *scope_at(const struct scope *s, size_t i)
{
	return i < SCOPE_FEW ? s->few[i] : s->more[i - SCOPE_FEW];
}

/* The scope of a document: the schemas' roots, and what applies by them. */
void scope_begin(struct scope_walk *w, const struct jsonschema *const *schemas,
                 size_t count, struct scope *out);

/* The scope of a member, or of the element of that index; is the member named? */
enum jsonschema_member scope_enter(struct scope_walk *w, const struct scope *above,
                                   const cJSON *value, size_t index, struct scope *out);

#endif
