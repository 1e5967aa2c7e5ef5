/*
 * router.h - from method and path to a handler
 *
 * A route is a row of contract/operations.def with its handler.  "{x}" in a path
 * matches one segment, which the handler finds in rq->param[]; a slash at the end
 * is ignored (02 §3).
 *
 * Owns: nothing; tables are const and live for ever.
 */
#ifndef MOCKSERVER_HTTP_ROUTER_H
#define MOCKSERVER_HTTP_ROUTER_H

#include "mockserver/contract/operation.h"
#include "mockserver/http/request.h"

#define SERVICE_BASE "/data/foundation/flowservice"

/* Returns 0 with rq->reply set, or -1 with rq->refusal saying no. */
typedef int handler_fn(struct request *rq);

enum gate {
	GATE_OPEN,     /* nothing stands before it */
	GATE_PLATFORM, /* the gateway; another service than this one */
	GATE_SERVICE,  /* the gateway */
};
enum route_body { BODY_NONE, BODY_JSON, BODY_JSON_OR_NONE };

struct route {
	enum method method;
	const char *path; /* below SERVICE_BASE where the gate is GATE_SERVICE */
	enum gate gate;
	enum route_body body;
	handler_fn *run;
	enum operation operation; /* its row */
};

/*
 * The route of the request, its rq->param[] filled; NULL with rq->refusal set (and
 * rq->reply.allow) when no route has that path and method.
 */
const struct route *router_find(const struct route *routes, size_t count,
                                struct request *rq);

#endif
