/*
 * entities.c - what the handlers of all entities share
 */
#include "mockserver/api/entities.h"

#include "mockserver/http/router.h"

int entity_missing(struct request *rq, const char *collection, const char *id,
                   const struct err *why)
{
	if (why->code == ERR_NOT_FOUND)
		return refuse(&rq->refusal, E_NOT_FOUND, collection, id);
	rq->refusal.err = *why;
	return -1;
}

int entity_show(struct request *rq, enum kind kind)
{
	const struct entity which = {
		.kind = kind,
		.id = rq->param[0],
		.org = rq->caller.org,
		.sandbox = rq->caller.sandbox,
	};
	AUTO(entity_end) struct entity_text text = { 0 };
	struct err why = { 0 };

	if (entity_begin(&rq->app->world.store, &which, &text, &why) < 0)
		return entity_missing(rq, kind_collection(kind), which.id, &why);
	rq->reply.etag = arena_strdup(&rq->arena, text.etag);
	return reply_item(rq, text.body, text.size);
}

static int reply_created(struct request *rq, enum kind kind, const struct created *made)
{
	cJSON *body = json_new_object();

	json_set(body, "id", json_new_str(made->id));
	json_set(body, "etag", json_new_str(made->etag));
	rq->reply.etag = arena_strdup(&rq->arena, made->etag);
	rq->reply.location = arena_printf(&rq->arena, "%s%s/%s/%s", request_origin(rq),
	                                  SERVICE_BASE, kind_collection(kind), made->id);
	return reply_tree(rq, 201, body);
}

int entity_create(struct request *rq, enum kind kind, make_fn *make)
{
	struct world *w = &rq->app->world;
	struct created made = { 0 };

	if (store_begin(&w->store, &rq->refusal.err) < 0)
		return -1;
	if (make(w, &rq->caller, rq->body, &made, &rq->refusal) < 0 ||
	    store_commit(&w->store, &rq->refusal.err) < 0) {
		store_rollback(&w->store);
		return -1;
	}
	return reply_created(rq, kind, &made);
}
