/*
 * routed.c - requests to a mock's routes, without a socket
 */
#include "tests/support/routed.h"

#include "lib/mem.h"
#include "mockserver/api/routes.h"
#include "mockserver/api/strike.h"
#include "mockserver/http/query.h"
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

void routed_open(struct routed *r)
{
	const struct guard_options anybody = { 0 };
	struct app *app = &r->chain.app;
	struct err e = { 0 };

	*r = (struct routed){ 0 };
	chain_open(&r->chain);
	if (guard_open(&anybody, &app->guard, &e) < 0)
		fail_msg("%s", e.text);
	app->guard.seed = app->world.seed;
	app->guard.clock = &app->world.clock;
	app->guard.store = &app->world.store;
	app->clock_queue.w = &app->world;
	routed_header(r, "Host", "mock.example:8085");
	routed_header(r, "Authorization", "Bearer token");
	routed_header(r, "x-api-key", "test");
	routed_header(r, "x-gw-ims-org-id", chain_caller.org);
	routed_header(r, "x-sandbox-name", chain_caller.sandbox);
	routed_header(r, "Content-Type", "application/json");
}

static void release_answer(struct routed *r)
{
	if (r->rq.hold == HOLD_AGAIN)
		strike_end(&r->rq); /* its client has left */
	cJSON_Delete(r->body);
	r->body = NULL;
	request_release(&r->rq);
	r->rq = (struct request){ 0 };
}

void routed_close(struct routed *r)
{
	struct app *app = &r->chain.app;

	release_answer(r);
	reply_cache_release(&app->reply_cache);
	guard_close(&app->guard);
	cJSON_Delete(app->options);
	chain_close(&r->chain);
}

void routed_header(struct routed *r, const char *name, const char *value)
{
	size_t i = 0;

	while (i < r->header_count && !str_same_nocase(r->headers[i].name, name))
		i++;
	assert_true(i < ROUTED_HEADERS);
	if (value)
		r->headers[i] = (struct request_header){ name, value };
	else if (i < r->header_count)
		r->headers[i] = r->headers[--r->header_count];
	if (value && i == r->header_count)
		r->header_count++;
}

/* ---------------------------------------------------------------- asking */

/* As http/flights reads it. */
static void read_line(struct request *rq, const char *what)
{
	const char *path = strchr(what, ' ') + 1;
	const size_t size = strcspn(path, "?");
	const bool whole = str_starts(path, "/__admin") || str_starts(path, "/data/") ||
	                   str_starts(path, "/ims/");
	const char *decoded = query_percent_decode(&rq->arena, path, size, PLUS_STAYS);

	rq->method_name = arena_strndup(&rq->arena, what, (size_t)(path - 1 - what));
	rq->method = request_method(rq->method_name);
	rq->path = arena_printf(&rq->arena, "%s%s", whole ? "" : SERVICE_BASE, decoded);
	rq->query = arena_strdup(&rq->arena, path[size] ? path + size + 1 : "");
	query_parse(rq);
}

static void read_answer(struct routed *r)
{
	const struct buf *body = &r->rq.reply.body;
	struct err no_json = { 0 };

	if (body->size && json_parse(body->data, body->size, &r->body, &no_json) < 0)
		r->body = NULL;
}

/*
 * A move of the clock that is not done in its first step, on a slow machine, goes on.
 * There is no connection to resume: the request looks as if this were the first step.
 */
static void step_clock(struct request *rq)
{
	rq->hold = HOLD_NONE;
	clock_queue_step(&rq->app->clock_queue);
	if (rq->hold == HOLD_NONE)
		rq->hold = HOLD_WAITS;
}

static int serve(struct routed *r)
{
	struct request *rq = &r->rq;

	routes_serve(rq);
	while (rq->hold == HOLD_WAITS)
		step_clock(rq);
	if (rq->hold == HOLD_AGAIN)
		return 0;
	rq->sent = true;
	strike_end(rq);
	read_answer(r);
	return rq->reply.status;
}

int routed_again(struct routed *r)
{
	assert_int_equal(r->rq.hold, HOLD_AGAIN);
	r->rq.hold = HOLD_NONE;
	r->rq.again = true;
	return serve(r);
}

int routed_ask(struct routed *r, const char *what, const char *body)
{
	struct request *rq = &r->rq;
	AUTO(mem_free) char *json = body ? quoted(body) : NULL;

	release_answer(r);
	rq->app = &r->chain.app;
	memcpy(rq->headers, r->headers, sizeof(r->headers));
	rq->header_count = r->header_count;
	read_line(rq, what);
	if (json)
		buf_add_str(&rq->raw, json);
	return serve(r);
}

int routed_askf(struct routed *r, const char *fmt, ...)
{
	char what[2048];
	va_list args;
	int size;

	va_start(args, fmt);
	size = vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	assert_true(size >= 0 && (size_t)size < sizeof(what));
	return routed_ask(r, what, NULL);
}

void routed_expect(struct routed *r, const char *what, const char *body, int status)
{
	int found = routed_ask(r, what, body);

	if (found != status)
		fail_msg("%s: %d %s", what, found, routed_text(r));
}

/* ---------------------------------------------------------------- the answer */

const char *routed_text(const struct routed *r)
{
	return buf_str(&r->rq.reply.body);
}

void routed_has(const struct routed *r, const char *path, const char *expected)
{
	const cJSON *found = json_at(r->body, path);
	AUTO(mem_free) char *text = found ? json_text(found) : mem_strdup("nothing");
	AUTO(mem_free) char *want = quoted(expected);

	if (strcmp(text, want) != 0)
		fail_msg("%s: %s, not %s, in %s", path, text, want, routed_text(r));
}

const char *routed_refused(const struct routed *r)
{
	return r->rq.refusal.error ? error_row(r->rq.refusal.error)->name : "";
}

const char *routed_more(const struct routed *r, const char *name)
{
	const struct reply *reply = &r->rq.reply;

	for (size_t i = 0; i < reply->more_count; i++) {
		if (str_same_nocase(reply->more[i].name, name))
			return reply->more[i].value;
	}
	return NULL;
}
