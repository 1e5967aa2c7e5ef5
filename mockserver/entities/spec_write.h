/*
 * spec_write.h - specs that clients write: POST and PUT
 *
 * A written spec is what was sent, with an id and the audit fields in front (03 §9).
 * It is kept as text in the store; the catalogue has it compiled.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_SPEC_WRITE_H
#define MOCKSERVER_ENTITIES_SPEC_WRITE_H

#include "mockserver/contract/caller.h"
#include "mockserver/specs/specs.h"
#include "mockserver/world/world.h"

/* "connectionSpecs", "flowSpecs": the collection in paths and error texts. */
const char *spec_collection(enum spec_kind kind);

struct spec_write {
	enum spec_kind kind;
	const char *id; /* NULL: a new one */
	const cJSON *body;
};

/*
 * Stores the spec, in the caller's transaction; once that is committed, the caller
 * gives *out to specs_write().  1439-404 for an id that is not there; 1304-400,
 * 1312-400 for a body that is no spec.
 */
int spec_write(struct world *w, const struct caller *by, const struct spec_write *what,
               struct spec **out, struct refusal *rf) MUST_USE;

/* Puts what the store has into the catalogue. */
int spec_write_load(struct world *w, struct err *e) MUST_USE;

#endif
