/*
 * flow.c - the flow that a request names
 */
#include "mockserver/admin/flow.h"

#include "mockserver/api/app.h"

int admin_find_flow(struct request *rq, const char *id, struct flow_row *out)
{
	struct err why = { 0 };

	if (flow_find(&rq->app->world.store, id, out, &why) == 0)
		return 0;
	if (why.code == ERR_NOT_FOUND)
		return refuse(&rq->refusal, E_ADMIN_UNKNOWN,
		              arena_printf(&rq->arena, "There is no flow '%.60s'", id));
	return err_pass(&rq->refusal.err, &why);
}
