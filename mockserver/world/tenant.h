/*
 * tenant.h - the text that stands for an organisation's sandbox
 *
 * Ids are drawn from a hash of this text, and names in the store contain it: no two pairs
 * have the same text.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_WORLD_TENANT_H
#define MOCKSERVER_WORLD_TENANT_H

#include "lib/hash.h"

/* "ORG/SANDBOX", where a "/" or "%" of a name is "%2F" or "%25"; the caller frees it. */
char *tenant_text(const char *org, const char *sandbox) MUST_USE;

/* The sandbox's id, of the form of a UUID version 4; drawn from the seed. */
const char *tenant_sandbox_id(uint64_t seed, const char *org, const char *sandbox,
                              char out[UUID_TEXT]);

#endif
