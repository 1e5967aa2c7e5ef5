/*
 * adhoc.c - /data/core/activation/disflowprovider: exports on demand
 */
#include "mockserver/runs/adhoc.h"

#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"
#include "mockserver/runs/datasets.h"
#include "mockserver/world/transaction.h"

struct asked {
	const struct adhoc *what;
	cJSON *answer; /* owned */
	struct refusal *rf;
};

static int do_run(struct world *w, void *ctx, struct err *e UNUSED)
{
	struct asked *x = ctx;

	return adhoc_run(w, x->what, &x->answer, x->rf);
}

/* POST …/adhocrun; what went wrong is {"message"} */
int adhoc_create(struct request *rq)
{
	struct world *w = &rq->app->world;
	const char *accept = request_header(rq, "accept");
	const struct adhoc a = {
		.by = &rq->caller,
		.body = rq->body,
		.accept = accept ? accept : "",
		.runs_url = arena_printf(&rq->arena, "%s" SERVICE_BASE "/runs/",
		                         request_origin(rq)),
	};
	struct asked x = { .what = &a, .rf = &rq->refusal };

	if (datasets_scan(w, &rq->refusal.err) < 0)
		return -1;
	if (transaction_run(w, do_run, &x, &rq->refusal.err) < 0) {
		cJSON_Delete(x.answer);
		return -1;
	}
	return reply_tree(rq, 200, x.answer);
}
