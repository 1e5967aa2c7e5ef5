/*
 * connections.c - /connections, /sourceConnections, /targetConnections
 */
#include "mockserver/entities/connections.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/list.h"
#include "mockserver/api/routes.h"
#include "mockserver/runs/explore.h"
#include "mockserver/runs/outages.h"

/* POST /connections */
int connection_create(struct request *rq)
{
	return entity_create(rq, KIND_CONNECTION, connection_make);
}

/* GET /connections/{id} */
int connection_show(struct request *rq)
{
	return entity_show(rq, KIND_CONNECTION);
}

/* POST /sourceConnections */
int source_create(struct request *rq)
{
	return entity_create(rq, KIND_SOURCE, source_make);
}

/* GET /sourceConnections/{id} */
int source_show(struct request *rq)
{
	return entity_show(rq, KIND_SOURCE);
}

/* POST /targetConnections */
int target_create(struct request *rq)
{
	return entity_create(rq, KIND_TARGET, target_make);
}

/* GET /targetConnections/{id} */
int target_show(struct request *rq)
{
	return entity_show(rq, KIND_TARGET);
}

/* PATCH /connections/{id} */
int connection_patch(struct request *rq)
{
	return entity_update(rq, KIND_CONNECTION);
}

/* DELETE /connections/{id} */
int connection_delete(struct request *rq)
{
	return entity_drop(rq, KIND_CONNECTION);
}

/* POST /connections/{id}/action */
int connection_action(struct request *rq)
{
	return entity_action(rq, KIND_CONNECTION);
}

/* PATCH /sourceConnections/{id} */
int source_patch(struct request *rq)
{
	return entity_update(rq, KIND_SOURCE);
}

/* DELETE /sourceConnections/{id} */
int source_delete(struct request *rq)
{
	return entity_drop(rq, KIND_SOURCE);
}

/* POST /sourceConnections/{id}/action */
int source_action(struct request *rq)
{
	return entity_action(rq, KIND_SOURCE);
}

/* PATCH /targetConnections/{id} */
int target_patch(struct request *rq)
{
	return entity_update(rq, KIND_TARGET);
}

/* DELETE /targetConnections/{id} */
int target_delete(struct request *rq)
{
	return entity_drop(rq, KIND_TARGET);
}

/* POST /targetConnections/{id}/action */
int target_action(struct request *rq)
{
	return entity_action(rq, KIND_TARGET);
}

/* The connection, or its 404. */
static int find_connection(struct request *rq, cJSON **out)
{
	struct err why = { 0 };

	if (entity_tree(&rq->app->world.store, KIND_CONNECTION, &rq->caller, rq->param[0],
	                out, &why) == 0)
		return 0;
	return entity_missing(rq, kind_collection(KIND_CONNECTION), rq->param[0], &why);
}

/*
 * GET /connections/{id}/test: enabled, its credentials would get in (B14), and no fault
 * keeps runs from its storage
 */
int connection_test(struct request *rq)
{
	AUTO(cJSON_Delete) cJSON *connection = NULL;
	enum soundness sound;
	const char *state;
	cJSON *body;

	if (find_connection(rq, &connection) < 0 ||
	    entity_soundness(&rq->app->world.store, rq->param[0], &sound,
	                     &rq->refusal.err) < 0)
		return -1;
	state = json_str(connection, "state");
	body = json_new_object();
	json_set(body, "result",
	         json_new_bool(sound == SOUND && state && !strcmp(state, "enabled") &&
	                       !outage_is_on(&rq->app->world, rq->param[0])));
	return reply_tree(rq, 200, body);
}

/* GET /connections/{id}/explore: a list without an envelope (A35) */
int connection_explore(struct request *rq)
{
	const char *object = request_param(rq, "object");
	struct err why = { 0 };
	cJSON *list;

	if (explore(&rq->app->world, &rq->caller, rq->param[0], object ? object : "",
	            &list, &why) < 0)
		return entity_missing(rq, kind_collection(KIND_CONNECTION), rq->param[0],
		                      &why);
	return reply_tree(rq, 200, list);
}

/* GET /connections/{id}/configs: an envelope (A35); no source says what is in it */
int connection_configs(struct request *rq)
{
	AUTO(cJSON_Delete) cJSON *connection = NULL;
	cJSON *body;

	if (find_connection(rq, &connection) < 0)
		return -1;
	body = json_new_object();
	json_set(body, "items", json_new_array());
	return reply_tree(rq, 200, body);
}

/* GET /connections */
int connection_list(struct request *rq)
{
	return list_serve(rq, LIST_CONNECTIONS);
}

/* GET /sourceConnections */
int source_list(struct request *rq)
{
	return list_serve(rq, LIST_SOURCES);
}

/* GET /targetConnections */
int target_list(struct request *rq)
{
	return list_serve(rq, LIST_TARGETS);
}

/* POST /connections/search */
int connection_search(struct request *rq)
{
	return list_search(rq, LIST_CONNECTIONS);
}
