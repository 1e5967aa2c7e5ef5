/*
 * entities.h - what the handlers of all entities share
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_API_ENTITIES_H
#define MOCKSERVER_API_ENTITIES_H

#include "mockserver/api/app.h"
#include "mockserver/http/reply.h"
#include "mockserver/model/draft.h"

/* GET by id: the stored text, as it is. */
int entity_show(struct request *rq, enum kind kind);

/* What makes an entity of a body: connection_make() and its like. */
typedef int make_fn(struct world *w, const struct caller *by, const cJSON *body,
                    struct created *out, struct refusal *rf);

/* POST: one transaction, answered 201 {"id","etag"} after the commit. */
int entity_create(struct request *rq, enum kind kind, make_fn *make);

/* Raises the documented 404 for what was not found; passes on all else. */
int entity_missing(struct request *rq, const char *collection, const char *id,
                   const struct err *why);

#endif
