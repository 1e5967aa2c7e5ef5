/*
 * reply_cache.c - a cache of the answers to GET by id
 */
#include "mockserver/api/reply_cache.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/http/reply.h"

struct cached_reply {
	enum kind kind;
	char *id, *org, *sandbox, *etag;
	struct buf body;
};

static void forget(struct reply_cache *s, size_t i)
{
	struct cached_reply *a = s->slot[i];

	if (!a)
		return;
	free(a->id);
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

static size_t slot_of(const struct entity *which)
{
	return hash_text((uint64_t)which->kind, which->id) % REPLY_CACHE_SLOTS;
}

static bool is_of(const struct cached_reply *a, const struct entity *which)
{
	return a->kind == which->kind && !strcmp(a->id, which->id) &&
	       !strcmp(a->org, which->org) && !strcmp(a->sandbox, which->sandbox);
}

bool reply_cache_find(struct reply_cache *s, const struct store *store,
                      const struct entity *which, struct request *rq)
{
	int64_t changes = store_changes(store);
	const struct cached_reply *a;

	if (changes != s->changes)
		reply_cache_release(s);
	s->changes = changes;
	a = s->slot[slot_of(which)];
	if (!a || !is_of(a, which))
		return false;
	buf_add(&rq->reply.body, a->body.data, a->body.size);
	rq->reply.etag = arena_strdup(&rq->arena, a->etag);
	(void)reply_json(rq, 200); /* always 0 */
	return true;
}

void reply_cache_keep(struct reply_cache *s, const struct entity *which,
                      const struct request *rq)
{
	struct cached_reply *a = mem_alloc(sizeof(*a));
	size_t i = slot_of(which);

	forget(s, i);
	*a = (struct cached_reply){ .kind = which->kind,
		                    .id = mem_strdup(which->id),
		                    .org = mem_strdup(which->org),
		                    .sandbox = mem_strdup(which->sandbox),
		                    .etag = mem_strdup(rq->reply.etag) };
	buf_add(&a->body, rq->reply.body.data, rq->reply.body.size);
	s->slot[i] = a;
}
