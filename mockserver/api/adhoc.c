/*
 * adhoc.c - /data/core/activation/disflowprovider: exports on demand
 */
#include "mockserver/runs/adhoc.h"

#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"
#include "mockserver/runs/datasets.h"
#include "mockserver/world/transaction.h"

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
	AUTO(cJSON_Delete) cJSON *answer = NULL;

	if (datasets_scan(w, &rq->refusal.err) < 0 ||
	    transaction_begin(w, &rq->refusal.err) < 0)
		return -1;
	if (adhoc_run(w, &a, &answer, &rq->refusal) < 0 ||
	    transaction_commit(w, &rq->refusal.err) < 0) {
		transaction_rollback(w);
		return -1;
	}
	return reply_tree(rq, 200, TAKE(answer));
}
