/*
 * reply_cache.c - a cache of the answers to GET by id and of pages of lists
 */
#include "mockserver/api/reply_cache.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/http/reply.h"

struct cached_reply {
	char *collection, *question, *org, *sandbox;
	char *etag; /* NULL: none, of a page */
	struct buf body;
};

static void forget(struct reply_cache *s, size_t i)
{
	struct cached_reply *a = s->slot[i];

	if (!a)
		return;
	free(a->collection);
	free(a->question);
	free(a->org);
	free(a->sandbox);
	free(a->etag);
	buf_release(&a->body);
	free(a);
	s->slot[i] = NULL;
}

void reply_cache_release(struct reply_cache *s)
{
	for (size_t i = 0; i < REPLY_CACHE_SLOTS; i++)
		forget(s, i);
}

static size_t slot_of(const struct reply_key *key)
{
	return hash_text(hash_text(0, key->collection), key->question) %
	       REPLY_CACHE_SLOTS;
}

static bool is_of(const struct cached_reply *a, const struct reply_key *key)
{
	return !strcmp(a->question, key->question) &&
	       !strcmp(a->collection, key->collection) && !strcmp(a->org, key->org) &&
	       !strcmp(a->sandbox, key->sandbox);
}

bool reply_cache_find(struct reply_cache *s, const struct store *store,
                      const struct reply_key *key, struct request *rq)
{
	int64_t changes = store_changes(store);
	const struct cached_reply *a;

	if (changes != s->changes)
		reply_cache_release(s);
	s->changes = changes;
	a = s->slot[slot_of(key)];
	if (!a || !is_of(a, key))
		return false;
	buf_add(&rq->reply.body, a->body.data, a->body.size);
	if (a->etag)
		rq->reply.etag = arena_strdup(&rq->arena, a->etag);
	(void)reply_json(rq, 200); /* always 0 */
	return true;
}

void reply_cache_keep(struct reply_cache *s, const struct reply_key *key,
                      const struct request *rq)
{
	const size_t i = slot_of(key);
	struct cached_reply *a;

	assert(rq->reply.status == 200);
	if (rq->reply.body.size > REPLY_CACHE_MOST)
		return;
	forget(s, i);
	a = mem_alloc(sizeof(*a));
	*a = (struct cached_reply){
		.collection = mem_strdup(key->collection),
		.question = mem_strdup(key->question),
		.org = mem_strdup(key->org),
		.sandbox = mem_strdup(key->sandbox),
		.etag = rq->reply.etag ? mem_strdup(rq->reply.etag) : NULL,
	};
	buf_add(&a->body, rq->reply.body.data, rq->reply.body.size);
	s->slot[i] = a;
}
