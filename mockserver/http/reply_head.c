/*
 * reply_head.c - the headers of an answer, and its head as text
 */
#include "mockserver/http/reply_head.h"

static const struct {
	const char *name;
	size_t at; /* of the value, in struct reply */
} headers[] = {
	{ "Content-Type", offsetof(struct reply, content_type) },
	{ "ETag", offsetof(struct reply, etag) },
	{ "Location", offsetof(struct reply, location) },
	{ "Allow", offsetof(struct reply, allow) },
	{ "x-debug-id", offsetof(struct reply, debug_id) },
};

void reply_each_header(const struct request *rq, reply_header_fn *take, void *ctx)
{
	const char *reply = (const char *)&rq->reply, *value;

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		memcpy(&value, reply + headers[i].at, sizeof(value));
		if (value)
			take(ctx, headers[i].name, value);
	}
	for (size_t i = 0; i < rq->reply.more_count; i++)
		take(ctx, rq->reply.more[i].name, rq->reply.more[i].value);
	if (rq->id)
		take(ctx, "x-request-id", rq->id);
}

static void write_header(void *ctx, const char *name, const char *value)
{
	buf_printf(ctx, "%s: %s\r\n", name, value);
}

void reply_write_head(const struct request *rq, const char *reason, struct buf *out)
{
	buf_printf(out, "HTTP/1.1 %d %s\r\n", rq->reply.status, reason);
	reply_each_header(rq, write_header, out);
	buf_printf(out, "Content-Length: %zu\r\n\r\n", rq->reply.body.size);
}
