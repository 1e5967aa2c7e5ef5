/*
 * auth.h - the credentials of a base connection: checked, then masked
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_MODEL_AUTH_H
#define MOCKSERVER_MODEL_AUTH_H

#include "mockserver/model/specs.h"
#include "mockserver/model/world.h"

/*
 * Is the body's `auth` one that the spec publishes?  Adds violations; refuses an
 * auth spec's name that the spec does not have (1415-400).
 */
int auth_check(const struct world *w, const struct spec *spec, const cJSON *body,
               struct refusal *rf) MUST_USE;

/* `auth` as it is stored: authorizedDate added, secrets as "****"; NULL for none. */
cJSON *auth_masked(struct world *w, const cJSON *auth) MUST_USE;

/*
 * Notes whether the credentials of the connection of that id are sound: `auth` as it
 * was sent, before it is masked; a spec without authentication is.
 */
int auth_note(struct world *w, const struct spec *spec, const char *id, const cJSON *auth,
              struct err *e) MUST_USE;

#endif
