/*
 * members.h - what is logged of the members of a body: unknown ones, and ones without
 * effect
 *
 * All of them are accepted, kept and answered.  The log names an unknown one, at any
 * depth of what schemas describe, with the nearest name that is known there; and one
 * without effect (contract/effect.def) when a flow is made, which is once a flow.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_MEMBERS_H
#define MOCKSERVER_ENTITIES_MEMBERS_H

#include "lib/json/json.h"
#include "mockserver/contract/effect.h"
#include "mockserver/specs/spec.h"
#include "mockserver/store/entity.h"
#include "mockserver/world/world.h"

/* What a client has sent of an entity. */
struct members_sent {
	enum kind kind;
	const struct spec *spec; /* its connection or flow spec; NULL: it has none */
	const cJSON *tree;       /* a create's body, or the entity after a PATCH */
	const cJSON *patch;      /* the PATCH's body; NULL: all of the tree was sent */
};

/* Logs each member that neither a schema nor the table of effects knows. */
void members_log_unknown(const struct world *w, const struct members_sent *sent);
/* The same of a body that fixtures/schemas/<schema>.json describes; `of` names it. */
void members_log_unknown_body(const struct world *w, const char *of, const char *schema,
                              const cJSON *body);
/* The same of the operations of a PATCH. */
void members_log_unknown_ops(const struct world *w, const cJSON *patch);

/* An object of a request. */
struct members {
	enum effect_part part;
	const cJSON *object; /* anything else is passed over */
};

/* Logs each member without effect that a new flow uses. */
void members_log_ignored(const struct world *w, const char *flow,
                         const struct members *m);

#endif
