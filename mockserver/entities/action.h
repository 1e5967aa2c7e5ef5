/*
 * action.h - actions on entities, and their deletion: who may go from which state
 *
 * `op` is taken in any case, with '-' and '_' alike (A10).  The states are those
 * that clients see: draft, enabled, disabled; transient ones are never seen here.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_ACTION_H
#define MOCKSERVER_ENTITIES_ACTION_H

#include "mockserver/entities/patch.h"

/* An op in the form that tables have: "FINALIZE_UPDATE" as "finalizeupdate"; freed by
 * the caller. */
char *action_plain(const char *op) MUST_USE;

/* What is done, as the query says it. */
struct action {
	const char *op;
	const char *sub;   /* subOp; NULL: none */
	const cJSON *body; /* how far a provider is; NULL: nothing, or no JSON */
};

/*
 * Applies the action, in the caller's transaction; a new etag each time (A55).  A sub
 * action is taken where the descriptions have one, and means nothing: 1435-400 for one
 * that they do not know, 1436-400 for PROGRESS of anything but a provider's action.
 */
int entity_act(struct world *w, const struct caller *by, const struct change *change,
               const struct action *action, struct created *out, struct refusal *rf)
	MUST_USE;

/*
 * Removes the entity, in the caller's transaction.  A base connection that a flow
 * uses stays (1418-400); runs of a deleted flow stay readable (B18).
 */
int entity_remove(struct world *w, const struct caller *by, const struct change *change,
                  struct refusal *rf) MUST_USE;

#endif
