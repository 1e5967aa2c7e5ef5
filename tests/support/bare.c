/*
 * bare.c - a server without a service: its requests say what is done to their answers
 */
#include "tests/support/bare.h"

#include <stdlib.h>
#include <string.h>

#include "lib/str.h"
#include "mockserver/http/reply.h"

static const struct {
	const char *name;
	enum wire_kind kind;
	size_t first, second; /* the members that its numbers are */
} effects[] = {
#define MEMBER(m) offsetof(struct wire_effect, m)
	{ "delay", WIRE_DELAY, MEMBER(ms), 0 },
	{ "hold", WIRE_HOLD, MEMBER(ref), MEMBER(ms) },
	{ "truncate", WIRE_TRUNCATE, MEMBER(bytes), 0 },
	{ "drip", WIRE_DRIP, MEMBER(bytes), MEMBER(ms) },
	{ "reset", WIRE_RESET, 0, MEMBER(bytes) },
	{ "close", WIRE_CLOSE, 0, MEMBER(bytes) },
	{ "garbage", WIRE_GARBAGE, MEMBER(bytes), 0 },
	{ "refuse", WIRE_REFUSE, MEMBER(ms), 0 },
	{ "stale", WIRE_STALE, MEMBER(count), 0 },
#undef MEMBER
};

static void set(struct wire_effect *x, size_t at, const char *text)
{
	int64_t n = strtoll(text, NULL, 10);

	if (at)
		memcpy((char *)x + at, &n, sizeof(n));
}

static enum wire_at place(const char *text)
{
	return str_starts(text, "request") ? WIRE_AT_REQUEST
	       : str_starts(text, "head")  ? WIRE_AT_HEAD
	                                   : WIRE_AT_BODY;
}

static int64_t number(const struct request *rq, const char *name, int64_t otherwise)
{
	const char *text = request_param(rq, name);

	return text ? strtoll(text, NULL, 10) : otherwise;
}

static void add_effect(struct request *rq, const struct query_param *p)
{
	const char *second = strchr(p->value, ':');

	for (size_t i = 0; i < ARRAY_LEN(effects); i++) {
		struct wire_effect x = { .kind = effects[i].kind,
			                 .bytes = WIRE_HALF,
			                 .until = WIRE_UNTIL_RELEASE,
			                 .ref = number(rq, "ref", 0),
			                 .at = place(p->value) };

		if (strcmp(effects[i].name, p->name) != 0)
			continue;
		set(&x, effects[i].first, p->value);
		if (second)
			set(&x, effects[i].second, second + 1);
		request_add_effect(rq, &x);
	}
}

static void add_body(struct request *rq)
{
	int64_t size = number(rq, "size", BARE_BODY);

	for (int64_t i = 0; i < size; i++)
		buf_add_char(&rq->reply.body, (char)('a' + i % 26));
}

static void answer(struct bare *b, struct request *rq)
{
	struct buf *body = &rq->reply.body;

	if (!strcmp(rq->path, "/release"))
		buf_printf(body, "%zu",
		           server_release(b->server, number(rq, "ref", 0),
		                          (unsigned)number(rq, "until", 0)));
	else if (!strcmp(rq->path, "/struck"))
		buf_add_str(body, buf_str(&b->struck));
	else if (!strcmp(rq->path, "/served"))
		buf_add_str(body, buf_str(&b->served));
	else
		add_body(rq);
	rq->reply.status = (int)number(rq, "status", 200);
	rq->reply.content_type = "text/plain";
}

static void serve(void *ctx, struct request *rq)
{
	struct bare *b = ctx;

	if (!rq->again) {
		for (size_t i = 0; i < rq->param_count; i++)
			add_effect(rq, &rq->params[i]);
	}
	if (!rq->again && number(rq, "again", 0)) {
		rq->hold = HOLD_AGAIN;
		return;
	}
	if (refused(&rq->refusal)) {
		rq->id = "bare";
		(void)reply_refusal(rq); /* always 0 */
		return;
	}
	if (strcmp(rq->path, "/served") != 0)
		buf_printf(&b->served, "%s ", rq->path);
	answer(b, rq);
}

static void served(void *ctx UNUSED, const struct request *rq UNUSED)
{
}

static void struck(void *ctx, const struct request *rq, const struct wire_struck *s)
{
	struct bare *b = ctx;

	buf_printf(&b->struck, "%s %s %lld/%lld\n", rq->path,
	           wire_kind_name(s->effect->kind), (long long)s->bytes,
	           (long long)s->cut);
}

static int64_t wait_ms(void *ctx UNUSED)
{
	return -1;
}

static void nothing(void *ctx UNUSED)
{
}

static void leave(void *ctx)
{
	struct bare *b = ctx;

	if (b->leaving)
		b->leaving(b);
}

static void port_taken(void *ctx, int port UNUSED, const char *why UNUSED)
{
	((struct bare *)ctx)->taken++;
}

void bare_begin_unthreaded(struct bare *b)
{
	const struct server_hooks hooks = {
		.ctx = b,
		.serve = serve,
		.served = served,
		.struck = struck,
		.port_taken = port_taken,
		.wait_ms = wait_ms,
		.work = nothing,
		.woken = nothing,
		.leave = leave,
	};
	struct err e = { 0 };

	*b = (struct bare){ 0 };
	if (server_open("127.0.0.1", 0, &hooks, &b->server, &e) < 0) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
}

static void *run(void *ctx)
{
	server_loop(((struct bare *)ctx)->server);
	return NULL;
}

void bare_begin(struct bare *b)
{
	bare_begin_unthreaded(b);
	b->threaded = true;
	if (pthread_create(&b->thread, NULL, run, b))
		abort();
}

void bare_stop(struct bare *b)
{
	if (!b->threaded)
		return;
	server_stop(b->server);
	pthread_join(b->thread, NULL);
	b->threaded = false;
}

void bare_end(struct bare *b)
{
	bare_stop(b);
	server_close(b->server);
	buf_release(&b->struck);
	buf_release(&b->served);
}

int bare_port(const struct bare *b)
{
	return server_port(b->server);
}
