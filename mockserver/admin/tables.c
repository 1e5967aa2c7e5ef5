/*
 * tables.c - /__admin/operations, errors, limits: what the mock knows, and from where
 */
#include "mockserver/contract/tables.h"

#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"

/* GET /__admin/operations */
int admin_operations(struct request *rq)
{
	return reply_tree(rq, 200, tables_operations());
}

/* GET /__admin/errors */
int admin_errors(struct request *rq)
{
	return reply_tree(rq, 200, tables_errors());
}

/* GET /__admin/limits */
int admin_limits(struct request *rq)
{
	cJSON *body = tables_limits();

	json_set(body, "inForce", json_new_str(limits_name(rq->app->world.limits)));
	return reply_tree(rq, 200, body);
}
