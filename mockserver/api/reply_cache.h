/*
 * reply_cache.h - a cache of the answers to GET by id and of pages of lists
 *
 * An answer is kept until the store changes in any way: then all are forgotten.  So a
 * client that asks for one thing again and again, as one that waits for a run does, and
 * nothing else happens, is answered without the store.
 *
 * Owns: the answers' bytes.
 */
#ifndef MOCKSERVER_API_REPLY_CACHE_H
#define MOCKSERVER_API_REPLY_CACHE_H

#include "mockserver/http/request.h"
#include "mockserver/store/store.h"

#define REPLY_CACHE_SLOTS 64
#define REPLY_CACHE_MOST  (64U << 10) /* bytes of a body: longer ones are not kept */

struct cached_reply;

/* All zero is a valid start. */
struct reply_cache {
	int64_t changes; /* the store's, when they were kept */
	struct cached_reply *slot[REPLY_CACHE_SLOTS];
};

/* What was asked: the answer must depend on these and on the store alone. */
struct reply_key {
	const char *collection;
	const char *question; /* an id, or all that selects a page */
	const char *org, *sandbox;
};

/* Answers with what is kept; false when nothing is. */
bool reply_cache_find(struct reply_cache *s, const struct store *store,
                      const struct reply_key *key, struct request *rq);

/* Keeps the answer, a 200, that the request has got since reply_cache_find(). */
void reply_cache_keep(struct reply_cache *s, const struct reply_key *key,
                      const struct request *rq);

/* Forgets all. */
void reply_cache_release(struct reply_cache *s);

#endif
