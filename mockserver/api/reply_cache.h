/*
 * reply_cache.h - a cache of the answers to GET by id
 *
 * An answer is kept until the store changes in any way: then all are forgotten.  So a
 * client that asks for one thing again and again, and nothing else happens, is answered
 * without the store.
 *
 * Owns: the answers' bytes.
 */
#ifndef MOCKSERVER_API_REPLY_CACHE_H
#define MOCKSERVER_API_REPLY_CACHE_H

#include "mockserver/http/request.h"
#include "mockserver/store/entity.h"

#define REPLY_CACHE_SLOTS 64

struct cached_reply;

/* All zero is a valid start. */
struct reply_cache {
	int64_t changes; /* the store's, when they were kept */
	struct cached_reply *slot[REPLY_CACHE_SLOTS];
};

/* Answers with what is kept; false when nothing is. */
bool reply_cache_find(struct reply_cache *s, const struct store *store,
                      const struct entity *which, struct request *rq);

/* Keeps the answer that the request has got. */
void reply_cache_keep(struct reply_cache *s, const struct entity *which,
                      const struct request *rq);

/* Forgets all. */
void reply_cache_release(struct reply_cache *s);

#endif
