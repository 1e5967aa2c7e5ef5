/*
 * entities.h - what the handlers of all entities share
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_API_ENTITIES_H
#define MOCKSERVER_API_ENTITIES_H

#include "mockserver/api/app.h"
#include "mockserver/entities/action.h"
#include "mockserver/http/reply.h"

/* GET by id: the stored text, as it is. */
int entity_show(struct request *rq, enum kind kind);

/* What makes an entity of a body: connection_make() and its like. */
typedef int make_fn(struct world *w, const struct caller *by, cJSON *body,
                    enum create_mode mode, struct created *out, struct refusal *rf);

/* POST: one transaction, answered 201 {"id","etag"} after the commit. */
int entity_create(struct request *rq, enum kind kind, make_fn *make);

/* PATCH: one transaction, answered 200 {"id","etag"}. */
int entity_update(struct request *rq, enum kind kind);

/* POST …/action?op=: the same. */
int entity_action(struct request *rq, enum kind kind);

/* DELETE: 202 and no body (A2). */
int entity_drop(struct request *rq, enum kind kind);

/* What a request does to the store; one transaction around it. */
typedef int work_fn(struct request *rq, enum kind kind, struct created *out);
int entity_work(struct request *rq, enum kind kind, work_fn *work, struct created *out);

/* Answers {"id","etag"} of what is there now. */
int entity_made(struct request *rq, int status, const struct created *made);

/* Raises the documented 404 for what was not found; passes on all else. */
int entity_missing(struct request *rq, const char *collection, const char *id,
                   const struct err *why);

#endif
