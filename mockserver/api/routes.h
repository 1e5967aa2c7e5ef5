/*
 * routes.h - every operation with its handler, and the way of a request to it
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_API_ROUTES_H
#define MOCKSERVER_API_ROUTES_H

#include "mockserver/http/router.h"

#define OPERATION(name, method, path, gate, body, schema, query, headers, status, \
                  errors, ids, provenance, handler)                               \
	int handler(struct request *rq);
#include "mockserver/contract/operations.def"
#undef OPERATION

/* Routes, checks and answers a request: rq->reply is always set. */
void routes_serve(struct request *rq);

#endif
