/*
 * connections.c - /connections, /sourceConnections, /targetConnections
 */
#include "mockserver/model/connections.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/routes.h"

int connection_create(struct request *rq)
{
	return entity_create(rq, KIND_CONNECTION, connection_make);
}

int connection_show(struct request *rq)
{
	return entity_show(rq, KIND_CONNECTION);
}

int source_create(struct request *rq)
{
	return entity_create(rq, KIND_SOURCE, source_make);
}

int source_show(struct request *rq)
{
	return entity_show(rq, KIND_SOURCE);
}

int target_create(struct request *rq)
{
	return entity_create(rq, KIND_TARGET, target_make);
}

int target_show(struct request *rq)
{
	return entity_show(rq, KIND_TARGET);
}
