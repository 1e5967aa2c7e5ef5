/*
 * flows.c - /flows: dataflows as they are made and shown
 */
#include "mockserver/model/flows.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/list.h"
#include "mockserver/api/routes.h"
#include "mockserver/model/run_text.h"

/* POST /flows */
int flow_create(struct request *rq)
{
	return entity_create(rq, KIND_FLOW, flow_make);
}

/* The stored text with lastRunDetails before its closing brace, where it has run. */
static int show_with_last_run(struct request *rq, const struct last_run *last)
{
	struct buf *body = &rq->reply.body;
	int shown = entity_show(rq, KIND_FLOW);

	if (shown < 0)
		return shown;
	assert(body->size > 3 && !strcmp(body->data + body->size - 3, "}]}"));
	body->size -= 3;
	buf_add_char(body, ',');
	last_run_text(&rq->app->world, last, body);
	buf_add_str(body, "}]}");
	return 0;
}

/* GET /flows/{id} */
int flow_show(struct request *rq)
{
	struct last_run last;
	struct err why = { 0 };

	if (run_last_of(&rq->app->world.store, rq->param[0], &last, &why) == 0)
		return show_with_last_run(rq, &last);
	return why.code == ERR_NOT_FOUND ? entity_show(rq, KIND_FLOW)
	                                 : entity_missing(rq, kind_collection(KIND_FLOW),
	                                                  rq->param[0], &why);
}

/* PATCH /flows/{id} */
int flow_patch(struct request *rq)
{
	return entity_update(rq, KIND_FLOW);
}

/* DELETE /flows/{id} */
int flow_delete(struct request *rq)
{
	return entity_drop(rq, KIND_FLOW);
}

/* POST /flows/{id}/action */
int flow_action(struct request *rq)
{
	return entity_action(rq, KIND_FLOW);
}

/* GET /flows */
int flow_list(struct request *rq)
{
	return list_serve(rq, LIST_FLOWS);
}

/* POST /flows/search */
int flow_search(struct request *rq)
{
	return list_search(rq, LIST_FLOWS);
}
