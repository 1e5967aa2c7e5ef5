/*
 * secrets.h - secrets of connections, which are never stored, shown or logged
 *
 * In `auth`: the params that the connection spec calls a password, at any depth, and
 * those that any spec of the organisation calls so by name (B12).  In `params` of a
 * source or target connection: what its spec calls a password.  In the lenient contract
 * also members that no spec names and whose own name says so (lib/secret.h; ours: no
 * source shows what the service answers).
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_SECRETS_H
#define MOCKSERVER_ENTITIES_SECRETS_H

#include "mockserver/world/world.h"

#define SECRET_MASK "****" /* B12; no source shows what the service answers */

/*
 * Masks the secrets of an entity, sent or stored, by the connection spec that it names; a
 * tree without secrets stays as it is.  To be called after validation, and before any of
 * the tree is stored or quoted.
 */
void secrets_mask(const struct world *w, const char *org, cJSON *tree);

/*
 * Removes the violations about masked values: an entity that is changed is validated as a
 * whole, and its secrets were validated when they were sent.
 */
void secrets_forgive(const cJSON *tree, struct violations *v);

#endif
