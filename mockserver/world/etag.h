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
 * and version, and the second of the write.  Where the ledger says so (B47), the first
 * group counts the writes of clients and runs instead; inside a transaction.
 */
int etag_make(struct world *w, const char *id, int64_t version, char out[ETAG_TEXT],
              struct err *e) MUST_USE;
/* The hash's, of a write at that time. */
void etag_make_at(const struct world *w, const char *id, int64_t version, vtime at,
                  char out[ETAG_TEXT]);
/* The same, made of a hash and a time. */
void etag_text(uint32_t hash, vtime at, char out[ETAG_TEXT]);

/*
 * The number of the next write, from 1; 0 where etags are hashes.  Inside a transaction.
 */
int etag_draw(struct world *w, uint32_t *out, struct err *e) MUST_USE;
/* The etag of that number: the bytes of each half are swapped [live 42 of 43]. */
void etag_counted(uint32_t number, vtime at, char out[ETAG_TEXT]);

#endif
