/*
 * auth.h - the credentials of a base connection: checked, and written with their date
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_AUTH_H
#define MOCKSERVER_ENTITIES_AUTH_H

#include "mockserver/specs/specs.h"
#include "mockserver/store/entity.h"
#include "mockserver/world/world.h"

/*
 * Is the body's `auth` one that the spec publishes?  Adds violations; an auth
 * spec's name that the spec does not have has an error of its own (1415-400).
 */
void auth_check(const struct world *w, const struct spec *spec, const cJSON *body,
                struct refusal *rf);

/* The same of the auth spec's name alone: the params may be any. */
void auth_check_name(const struct world *w, const struct spec *spec, const cJSON *body,
                     struct refusal *rf);

/* The rules of the params of that `auth`; NULL: it names no auth spec that is there. */
const struct jsonschema *auth_rules_of(const struct world *w, const struct spec *spec,
                                       const cJSON *auth);

/*
 * Writes `auth` as it is stored, as a member of that name: authorizedDate added.  Writes
 * nothing and answers false if `auth` is missing or empty.
 */
bool auth_write(const struct world *w, const char *name, const cJSON *auth,
                struct buf *out);

/*
 * Are the credentials of a connection sound?  `auth` is as it was sent, before it is
 * masked; of a spec without authentication they are.
 */
enum soundness auth_soundness(const struct world *w, const struct spec *spec,
                              const cJSON *auth);

#endif
