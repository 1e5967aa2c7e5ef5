/*
 * runs.c - /runs: what ran, newest first
 */
#include "mockserver/runs/text.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/list.h"
#include "mockserver/api/routes.h"
#include "mockserver/runs/reads.h"
#include "mockserver/runs/runs.h"

/* GET /runs/{id} */
int run_show(struct request *rq)
{
	struct world *w = &rq->app->world;
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	struct run_row row;
	char etag[ETAG_TEXT];

	if (run_find(w, &rq->caller, rq->param[0], &q, &row, &rq->refusal) < 0 ||
	    run_text(w, &row, &text, &rq->refusal.err) < 0)
		return -1;
	rq->reply.etag = arena_strdup(&rq->arena, run_etag(w, &row, etag));
	run_shown(w, row.serial);
	return reply_item(rq, text.data, text.size);
}

/* GET /runs */
int run_list(struct request *rq)
{
	return list_serve(rq, LIST_RUNS);
}
