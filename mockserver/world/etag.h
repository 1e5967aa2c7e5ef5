/*
 * etag.h - etags, which name the versions of entities
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_WORLD_ETAG_H
#define MOCKSERVER_WORLD_ETAG_H

#include "mockserver/world/world.h"

#define ETAG_TEXT 48

/*
 * "0000d781-0000-0200-0000-63e29f420000" in double quotes (03 §2): a hash of seed, id
 * and version, and the second of the write.
 */
void etag_make(const struct world *w, const char *id, int64_t version,
               char out[ETAG_TEXT]);
/* The same of a write at that time. */
void etag_make_at(const struct world *w, const char *id, int64_t version, vtime at,
                  char out[ETAG_TEXT]);
/* The same, made of a hash and a time. */
void etag_text(uint32_t hash, vtime at, char out[ETAG_TEXT]);

#endif
