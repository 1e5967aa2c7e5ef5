/*
 * shown.c - answers to GET by id that are still true
 */
#include "mockserver/api/shown.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/http/reply.h"

struct shown_answer {
	enum kind kind;
	char *id, *org, *sandbox, *etag;
	struct buf body;
};

static void forget(struct shown *s, size_t i)
{
	struct shown_answer *a = s->slot[i];

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

void shown_release(struct shown *s)
{
	for (size_t i = 0; i < SHOWN_SLOTS; i++)
		forget(s, i);
}

static size_t slot_of(const struct entity *which)
{
	return hash_text((uint64_t)which->kind, which->id) % SHOWN_SLOTS;
}

static bool is_of(const struct shown_answer *a, const struct entity *which)
{
	return a->kind == which->kind && !strcmp(a->id, which->id) &&
	       !strcmp(a->org, which->org) && !strcmp(a->sandbox, which->sandbox);
}

bool shown_find(struct shown *s, const struct store *store, const struct entity *which,
                struct request *rq)
{
	int64_t changes = store_changes(store);
	const struct shown_answer *a;

	if (changes != s->changes)
		shown_release(s);
	s->changes = changes;
	a = s->slot[slot_of(which)];
	if (!a || !is_of(a, which))
		return false;
	buf_add(&rq->reply.body, a->body.data, a->body.size);
	rq->reply.etag = arena_strdup(&rq->arena, a->etag);
	(void)reply_json(rq, 200); /* always 0 */
	return true;
}

void shown_keep(struct shown *s, const struct entity *which, const struct request *rq)
{
	struct shown_answer *a = mem_alloc(sizeof(*a));
	size_t i = slot_of(which);

	forget(s, i);
	*a = (struct shown_answer){ .kind = which->kind,
		                    .id = mem_strdup(which->id),
		                    .org = mem_strdup(which->org),
		                    .sandbox = mem_strdup(which->sandbox),
		                    .etag = mem_strdup(rq->reply.etag) };
	buf_add(&a->body, rq->reply.body.data, rq->reply.body.size);
	s->slot[i] = a;
}
