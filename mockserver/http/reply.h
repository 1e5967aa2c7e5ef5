/*
 * reply.h - what a handler answers, and how a refusal looks on the wire
 *
 * The one place that turns refusals and outcomes into statuses and bodies, from
 * contract/errors.def.
 *
 * Owns: nothing; bodies live in the request.
 */
#ifndef MOCKSERVER_HTTP_REPLY_H
#define MOCKSERVER_HTTP_REPLY_H

#include "mockserver/http/request.h"

/* All answer 0, so that a handler can end on them. */

/* What the handler has put into rq->reply.body; the type's text is borrowed. */
int reply_text(struct request *rq, int status, const char *type);
/* The same, of JSON. */
int reply_json(struct request *rq, int status);

/* {"items":[<text>]} around JSON text; the same in two steps, for what is added to it. */
int reply_item(struct request *rq, const char *text, size_t n);
void reply_item_begin(struct request *rq, const char *text, size_t n);
int reply_item_end(struct request *rq);

/* A tree as JSON; frees it. */
int reply_tree(struct request *rq, int status, cJSON *body);

/* A status and nothing else. */
int reply_empty(struct request *rq, int status);

/* Adds a header behind those of struct reply; borrows both texts. */
void reply_header(struct request *rq, const char *name, const char *value);
/* "Service Unavailable"; "Error" for a status that has no words here. */
const char *reply_reason(int status);

/* The bytes of the body that a client gets; none where the answer may have no body. */
size_t reply_body_size(const struct request *rq);

/* The body of rq->refusal, which must say no. */
int reply_refusal(struct request *rq);

#endif
