/*
 * run_actions.c - /runs: runs that clients start, put and repeat
 */
#include "lib/mem.h"
#include "mockserver/api/entities.h"
#include "mockserver/api/param.h"
#include "mockserver/api/routes.h"
#include "mockserver/runs/datasets.h"
#include "mockserver/runs/demand.h"
#include "mockserver/runs/runs.h"
#include "mockserver/runs/text.h"

static void add_location(struct request *rq, const char *id)
{
	rq->reply.location = arena_printf(&rq->arena, "%s" SERVICE_BASE "/runs/%s",
	                                  request_origin(rq), id);
}

static int do_create(struct request *rq, enum kind kind UNUSED, struct created *out)
{
	return demand_create(&rq->app->world, &rq->caller, rq->body, out, &rq->refusal);
}

/* POST /runs: {"id","etag"} (A25) */
int run_create(struct request *rq)
{
	struct created made;

	if (datasets_scan(&rq->app->world, &rq->refusal.err) < 0 ||
	    entity_work(rq, KIND_FLOW, do_create, &made) < 0)
		return -1;
	add_location(rq, made.id);
	return entity_made(rq, 201, &made);
}

static int do_update(struct request *rq, enum kind kind UNUSED,
                     struct created *out UNUSED)
{
	return run_replace(&rq->app->world, &rq->caller, rq->param[0],
	                   request_header(rq, "if-match"), rq->body, &rq->refusal);
}

/* PUT /runs/{id}: answered with the whole run, as its schema has it. */
int run_update(struct request *rq)
{
	const struct world *w = &rq->app->world;
	AUTO(stmt_end) struct stmt *q = NULL;
	struct created none;
	struct run_row row;
	char etag[ETAG_TEXT];

	if (entity_work(rq, KIND_FLOW, do_update, &none) < 0 ||
	    run_find(&rq->app->world, &rq->caller, rq->param[0], &q, &row, &rq->refusal) <
	            0 ||
	    run_text(w, &row, &rq->reply.body, &rq->refusal.err) < 0)
		return -1;
	rq->reply.etag = arena_strdup(&rq->arena, run_etag(w, &row, etag));
	add_location(rq, rq->param[0]);
	return reply_json(rq, 200);
}

static int do_again(struct request *rq, enum kind kind UNUSED, struct created *out)
{
	const char *op = request_param(rq, "op");
	AUTO(mem_free) char *plain = NULL;

	if (!op)
		return param_missing(rq, "op");
	plain = action_plain(op);
	if (strcmp(plain, "retrigger") != 0)
		return refuse(&rq->refusal, E_RUN_ACTION, op);
	return demand_again(&rq->app->world, &rq->caller, rq->param[0],
	                    request_header(rq, "if-match"), out, &rq->refusal);
}

/* POST /runs/{id}/action?op=re-trigger: {"id","etag"} of the new run */
int run_action(struct request *rq)
{
	struct created made;

	if (datasets_scan(&rq->app->world, &rq->refusal.err) < 0 ||
	    entity_work(rq, KIND_FLOW, do_again, &made) < 0)
		return -1;
	add_location(rq, made.id);
	return entity_made(rq, 200, &made);
}
