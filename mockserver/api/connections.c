/*
 * connections.c - /connections, /sourceConnections, /targetConnections
 */
#include "mockserver/model/connections.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/routes.h"

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
