/*
 * secrets.h - what of a connection is secret, and never stored, shown or logged
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
 * Masks the secrets of an entity, sent or stored, by the connection spec that it names;
 * a tree without secrets stays as it is.  To be done before it is stored, and before any
 * of it is quoted; after it has been judged.
 */
void secrets_mask(const struct world *w, const char *org, cJSON *tree);

/*
 * Takes out the violations about what a mask stands for: an entity that is changed is
 * judged as a whole, and its secrets were judged when they were sent.
 */
void secrets_forgive(const cJSON *tree, struct violations *v);

#endif
