/*
 * connections.h - base, source and target connections as they are created
 *
 * Each takes a parsed request body, checks it whole, and stores the entity in a
 * transaction of its own.  Secrets are masked in the body before they are stored
 * (B12).
 *
 * Owns: nothing.  Borrows: the body, which is masked when this returns 0.
 */
#ifndef MOCKSERVER_ENTITIES_CONNECTIONS_H
#define MOCKSERVER_ENTITIES_CONNECTIONS_H

#include "mockserver/entities/build.h"

struct spec;

/* Base, source and target connection; *out is what the create answers. */
int connection_make(struct world *w, const struct caller *by, cJSON *body,
                    enum create_mode mode, struct created *out, struct refusal *rf)
	MUST_USE;
int source_make(struct world *w, const struct caller *by, cJSON *body,
                enum create_mode mode, struct created *out, struct refusal *rf) MUST_USE;
int target_make(struct world *w, const struct caller *by, cJSON *body,
                enum create_mode mode, struct created *out, struct refusal *rf) MUST_USE;

/*
 * What the connection spec asks of a target's params, and what the guides say besides;
 * adds violations below /params.  spec may be NULL: then nothing is asked.
 */
void target_check_params(struct world *w, const struct spec *spec, const cJSON *params,
                         struct refusal *rf);

#endif
