/*
 * tables.c - /__admin/operations, /__admin/errors: what the mock knows, and from where
 */
#include "mockserver/contract/tables.h"

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
