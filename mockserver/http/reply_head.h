/*
 * reply_head.h - the headers of an answer, and its head as text
 *
 * libmicrohttpd adds headers of its own: a date, Content-Length, Connection.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_HTTP_REPLY_HEAD_H
#define MOCKSERVER_HTTP_REPLY_HEAD_H

#include "mockserver/http/request.h"

typedef void reply_header_fn(void *ctx, const char *name, const char *value);

/* Each header of the reply, and the request's id. */
void reply_each_header(const struct request *rq, reply_header_fn *take, void *ctx);

/* Status line, headers and the empty line, as libmicrohttpd writes them but for the
 * date. */
void reply_write_head(const struct request *rq, const char *reason, struct buf *out);

#endif
