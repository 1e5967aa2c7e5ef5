/*
 * landing_zone.h - Data Landing Zone: its containers and their credentials (01 §9)
 *
 * One container of each type a sandbox.  Credentials are drawn from the seed and say
 * "mock" where a secret would be; they stay until they are refreshed, and open
 * nothing.
 *
 * Owns: nothing.
 * Time: the mock's clock, for when credentials of the AWS shape expire.
 */
#ifndef MOCKSERVER_ENTITIES_LANDING_ZONE_H
#define MOCKSERVER_ENTITIES_LANDING_ZONE_H

#include "lib/json/json.h"
#include "mockserver/contract/caller.h"
#include "mockserver/world/world.h"

/* Is there a container of that type: user_drop_zone, dlz_destination? */
bool landing_zone_has(const char *type);

/* What GET answers. */
cJSON *landing_zone_container(const struct world *w, const struct caller *by,
                              const char *type) MUST_USE;

/* The credentials as they are, or new ones; NULL on error. */
cJSON *landing_zone_credentials(struct world *w, const struct caller *by,
                                const char *type, bool refresh, struct err *e) MUST_USE;

#endif
