/*
 * members.h - what is logged of the members of a body: unknown ones, and ones without
 * effect
 *
 * All of them are accepted, kept and answered.  The log names an unknown one with the
 * nearest name that is known there, and one without effect (contract/effect.def) when a
 * flow is made, which is once a flow.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_MEMBERS_H
#define MOCKSERVER_ENTITIES_MEMBERS_H

#include "lib/json/json.h"
#include "mockserver/contract/effect.h"
#include "mockserver/world/world.h"

/* An object of a request, and what may be in it. */
struct members {
	enum effect_part part;
	const cJSON *object; /* anything else is passed over */
	const cJSON *schema; /* its JSON Schema; NULL: none */
	const char *pointer; /* where it stands in the body: "", "/params" */
};

/* Logs each member that neither the schema nor the table knows. */
void members_log_unknown(const struct world *w, const struct members *m);

/* Logs each member without effect that a new flow uses. */
void members_log_ignored(const struct world *w, const char *flow,
                         const struct members *m);

#endif
