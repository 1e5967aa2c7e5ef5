/*
 * entities.c - what the handlers of all entities share
 */
#include "mockserver/api/entities.h"

#include "mockserver/api/param.h"
#include "mockserver/http/router.h"
#include "mockserver/runs/flow_text.h"
#include "mockserver/world/transaction.h"

int entity_missing(struct request *rq, const char *collection, const char *id,
                   const struct err *why)
{
	if (why->code == ERR_NOT_FOUND)
		return refuse(&rq->refusal, E_NOT_FOUND, collection, id);
	return err_pass(&rq->refusal.err, why);
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
	const struct reply_key key = { kind_collection(kind), which.id, which.org,
		                       which.sandbox };
	struct reply_cache *cache = &rq->app->reply_cache;
	struct err why = { 0 };

	if (reply_cache_find(cache, &rq->app->world.store, &key, rq))
		return 0;
	if (entity_begin(&rq->app->world.store, &which, &text, &why) < 0)
		return entity_missing(rq, kind_collection(kind), which.id, &why);
	rq->reply.etag = arena_strdup(&rq->arena, text.etag);
	if (flow_text_is_whole(&text.news)) {
		(void)reply_item(rq, text.body, text.size); /* always 0 */
	} else {
		reply_item_begin(rq, "", 0);
		flow_text_add(&rq->app->world, (struct str){ text.body, text.size },
		              &text.news, &rq->reply.body);
		(void)reply_item_end(rq); /* always 0 */
	}
	reply_cache_keep(cache, &key, rq);
	return 0;
}

int entity_made(struct request *rq, int status, const struct created *made)
{
	struct buf *body = &rq->reply.body;

	json_begin_object(body, NULL);
	json_write_str(body, "id", made->id);
	json_write_str(body, "etag", made->etag);
	json_end_object(body);
	rq->reply.etag = arena_strdup(&rq->arena, made->etag);
	return reply_json(rq, status);
}

/* The etag that the entity has now. */
static int read_etag(const struct request *rq, enum kind kind, struct created *made,
                     struct err *e)
{
	const struct entity which = {
		.kind = kind,
		.id = made->id,
		.org = rq->caller.org,
		.sandbox = rq->caller.sandbox,
	};
	AUTO(entity_end) struct entity_text text = { 0 };

	if (entity_begin(&rq->app->world.store, &which, &text, e) < 0)
		return -1;
	snprintf(made->etag, sizeof(made->etag), "%s", text.etag);
	return 0;
}

/*
 * Nothing moves a virtual clock until the next request does: a run of a flow that is due
 * at the instant of the write is made before the answer, which has the etag that holds
 * after it.  The write itself stands: a run that can't be made is logged, and made by
 * the next move of the clock.
 */
static void run_due(struct request *rq, enum kind kind, struct created *made)
{
	struct world *w = &rq->app->world;
	struct err why = { 0 };
	int ran;

	if (kind != KIND_FLOW || w->clock.mode != CLOCK_IS_VIRTUAL)
		return;
	ran = clock_queue_run_flow(&rq->app->clock_queue, made->id, &why);
	if (ran < 0 || (ran && read_etag(rq, kind, made, &why) < 0))
		log_event(&w->log, LOG_ERROR, "work.failed", F_STR("flow", made->id),
		          F_STR("reason", why.text));
}

struct work {
	struct request *rq;
	enum kind kind;
	work_fn *fn;
	struct created *out;
};

static int do_work(struct world *w UNUSED, void *ctx, struct err *e UNUSED)
{
	const struct work *x = ctx;

	return x->fn(x->rq, x->kind, x->out);
}

int entity_work(struct request *rq, enum kind kind, work_fn *work, struct created *out)
{
	struct work x = { rq, kind, work, out };

	return transaction_run(&rq->app->world, do_work, &x, &rq->refusal.err);
}

static struct change change_of(const struct request *rq, enum kind kind)
{
	return (struct change){ kind, rq->param[0], request_header(rq, "if-match") };
}

static int do_patch(struct request *rq, enum kind kind, struct created *out)
{
	const struct change change = change_of(rq, kind);

	return entity_patch(&rq->app->world, &rq->caller, &change, rq->body, out,
	                    &rq->refusal);
}

static int do_action(struct request *rq, enum kind kind, struct created *out)
{
	const struct change change = change_of(rq, kind);
	AUTO(cJSON_Delete) cJSON *body = NULL;
	struct err no_json = { 0 }; /* the body is not looked at, as of most actions */
	struct action action = { request_param(rq, "op"), request_param(rq, "subOp"),
		                 NULL };

	if (!action.op)
		return param_missing(rq, "op");
	if (rq->raw.size &&
	    json_parse(buf_str(&rq->raw), rq->raw.size, &body, &no_json) == 0)
		action.body = body;
	return entity_act(&rq->app->world, &rq->caller, &change, &action, out,
	                  &rq->refusal);
}

static int do_remove(struct request *rq, enum kind kind, struct created *out UNUSED)
{
	const struct change change = { kind, rq->param[0], NULL };

	return entity_remove(&rq->app->world, &rq->caller, &change, &rq->refusal);
}

int entity_update(struct request *rq, enum kind kind)
{
	struct created made;

	if (entity_work(rq, kind, do_patch, &made) < 0)
		return -1;
	run_due(rq, kind, &made);
	return entity_made(rq, 200, &made);
}

int entity_action(struct request *rq, enum kind kind)
{
	struct created made;

	if (entity_work(rq, kind, do_action, &made) < 0)
		return -1;
	run_due(rq, kind, &made);
	return entity_made(rq, 200, &made);
}

/* A2: a flow goes in the background, a connection at once. */
static int drop_status(const struct request *rq, enum kind kind)
{
	enum ledger_choice choice = ledger_choice(rq->contract, LEDGER_DELETE_STATUS);

	if (choice == CHOICE_DESTINATIONS)
		return 202;
	return choice == CHOICE_SOURCES || kind != KIND_FLOW ? 204 : 202;
}

int entity_drop(struct request *rq, enum kind kind)
{
	struct created none;

	return entity_work(rq, kind, do_remove, &none) < 0
	               ? -1
	               : reply_empty(rq, drop_status(rq, kind));
}

struct making {
	struct request *rq;
	make_fn *make;
	struct created made;
};

static int do_make(struct world *w, void *ctx, struct err *e UNUSED)
{
	struct making *x = ctx;
	struct request *rq = x->rq;
	const char *mode = request_param(rq, "mode");
	bool draft = mode && str_same_nocase(mode, "draft");

	return x->make(w, &rq->caller, rq->body, draft ? CREATE_DRAFT : CREATE_LIVE,
	               &x->made, &rq->refusal);
}

int entity_create(struct request *rq, enum kind kind, make_fn *make)
{
	struct making x = { .rq = rq, .make = make };

	if (transaction_run(&rq->app->world, do_make, &x, &rq->refusal.err) < 0)
		return -1;
	run_due(rq, kind, &x.made);
	rq->reply.location =
		arena_concat(&rq->arena, request_origin(rq), SERVICE_BASE "/",
	                     kind_collection(kind), "/", x.made.id, (char *)NULL);
	return entity_made(rq, 201, &x.made);
}
