/*
 * flows.c - /flows: dataflows as they are made and shown
 */
#include "mockserver/entities/flows.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/list.h"
#include "mockserver/api/routes.h"

/* POST /flows */
int flow_create(struct request *rq)
{
	return entity_create(rq, KIND_FLOW, flow_make);
}

/* GET /flows/{id} */
int flow_show(struct request *rq)
{
	return entity_show(rq, KIND_FLOW);
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
