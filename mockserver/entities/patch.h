/*
 * patch.h - PATCH of an entity: JSON Patch as Flow Service takes it (02 §5)
 *
 * A list of operations, or one alone (A43); `add`, `replace` and `remove` in any
 * case (A9), anything else is 1434-400; a `value` of a remove is ignored.  Paths are
 * those of a table, by kind; another path is 1365-400, and a connection's spec
 * 1414-400.  Replacing target `params` or `scheduleParams` keeps the members that
 * the new value does not have (A44, lenient); `auth.params` are replaced whole.
 *
 * What comes out is judged as at creation, given a new version, etag and updatedAt,
 * and stored with all that shows it: a flow's schedule and inherited attributes, the
 * flows of a changed target.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_PATCH_H
#define MOCKSERVER_ENTITIES_PATCH_H

#include "mockserver/entities/change.h"

/* Applies the body, in the caller's transaction. */
int entity_patch(struct world *w, const struct caller *by, const struct change *change,
                 const cJSON *body, struct created *out, struct refusal *rf) MUST_USE;

#endif
