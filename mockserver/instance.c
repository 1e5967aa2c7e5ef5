/*
 * instance.c - one mock: its app and its server, on the caller's thread
 */
#include "mockserver/instance.h"

#include "lib/mem.h"
#include "mockserver/api/request_log.h"
#include "mockserver/api/routes.h"
#include "mockserver/api/strike.h"
#include "mockserver/runs/life.h"
#include "mockserver/store/due.h"
#include "mockserver/world_state.h"

#define RETRY_MS 1000 /* after due work failed, on a real clock */

static void serve(void *ctx, struct request *rq)
{
	struct instance *in = ctx;

	rq->app = &in->app;
	routes_serve(rq);
}

static void served(void *ctx, const struct request *rq)
{
	struct instance *in = ctx;

	strike_end(rq);
	request_log_end(rq, &in->app.world.log);
}

static void struck(void *ctx, const struct request *rq, const struct wire_struck *struck)
{
	struct instance *in = ctx;

	strike_felt(&in->app, struck);
	log_event(&in->app.world.log, LOG_INFO, "request.struck",
	          F_STR("id", rq->id ? rq->id : "-"),
	          F_STR("by", wire_kind_name(struck->effect->kind)),
	          F_INT("bytes", struck->bytes), F_INT("cut", struck->cut),
	          F_INT("ms", struck->ms));
}

static void port_taken(void *ctx, int port, const char *why)
{
	struct instance *in = ctx;

	log_event(&in->app.world.log, LOG_ERROR, "port.taken", F_INT("port", port),
	          F_STR("reason", why));
}

/* When the next work is due on a clock that goes by itself; asked of the store only
 * when something was written since. */
static int next_at(struct instance *in, vtime *out, struct err *e)
{
	int64_t changes = store_changes(&in->app.world.store);

	if (changes != in->seen) {
		if (due_at(&in->app.world.store, run_lag_ms(&in->app.world), &in->next_at,
		           e) < 0)
			return -1;
		in->seen = changes;
	}
	*out = in->next_at;
	return 0;
}

/* A virtual clock has nothing to wait for: requests move it. */
static int64_t wait_ms(void *ctx)
{
	struct instance *in = ctx;
	const struct clock *clock = &in->app.world.clock;
	struct err ignored = { 0 };
	vtime due;

	if (clock_queue_wait(&in->app.clock_queue))
		return 0;
	if (clock->mode == CLOCK_IS_VIRTUAL)
		return -1;
	if (in->failed || next_at(in, &due, &ignored) < 0)
		return RETRY_MS;
	return clock_wait_ms(clock, due);
}

static void tell_lag(struct instance *in, vtime due, vtime now)
{
	backlog_log(&in->backlog, &in->app.world.log, due, now, vtime_monotonic_ns());
}

/* A clock that goes by itself: what is due by now is done, step by step. */
static void catch_up(struct instance *in)
{
	struct world *w = &in->app.world;
	struct travel t;
	struct err why = { 0 };
	vtime now = clock_now(&w->clock), due;

	if (next_at(in, &due, &why) == 0) {
		tell_lag(in, due, now);
		if (due > now) {
			in->failed = false; /* what could not be done is gone */
			return;
		}
	}
	in->failed = why.code || travel_begin(w, now, NULL, &t, &why) < 0 ||
	             travel_step(&t, &why) < 0;
	if (in->failed)
		log_event(&w->log, LOG_ERROR, "work.failed", F_STR("reason", why.text));
	else if (in->backlog.behind && next_at(in, &due, &why) == 0)
		tell_lag(in, due, now);
}

static void work(void *ctx)
{
	struct instance *in = ctx;
	struct world *w = &in->app.world;

	clock_queue_step(&in->app.clock_queue);
	if (w->clock.mode != CLOCK_IS_VIRTUAL)
		catch_up(in);
	if (w->log.to)
		fflush(w->log.to);
}

static void leave(void *ctx)
{
	struct instance *in = ctx;

	clock_queue_end(&in->app.clock_queue);
}

static void woken(void *ctx)
{
	struct instance *in = ctx;

	if (in->woken)
		in->woken(in->ctx);
}

static bool is_asked(const void *ctx)
{
	return server_is_asked(ctx);
}

static vtime log_time(void *ctx)
{
	return clock_now(&((struct world *)ctx)->clock);
}

static void close_app(struct instance *in)
{
	world_close(&in->app.world);
	guard_close(&in->app.guard);
	cJSON_Delete(in->app.options);
	in->app.options = NULL;
}

int instance_open(struct instance *in, const struct instance_options *options,
                  struct err *e)
{
	const struct server_hooks hooks = {
		.ctx = in,
		.serve = serve,
		.served = served,
		.struck = struck,
		.port_taken = port_taken,
		.wait_ms = wait_ms,
		.work = work,
		.woken = woken,
		.leave = leave,
	};
	struct world *w = &in->app.world;

	if (guard_open(&options->guard, &in->app.guard, e) < 0)
		return -1;
	if (world_open(&options->world, w, e) < 0) {
		guard_close(&in->app.guard);
		return -1;
	}
	in->app.clock_queue.w = w;
	in->seen = -1;
	in->app.guard.seed = w->seed;
	in->app.guard.clock = &w->clock;
	in->app.guard.store = &w->store;
	in->app.guard.host = mem_strdup(options->host);
	in->app.no_admin = options->no_admin;
	in->app.options = options_show(options->args);
	w->log.now = log_time;
	w->log.ctx = w;
	if (server_open(options->host, options->port, &hooks, &in->server, e) == 0) {
		in->app.server = in->server;
		w->audience = (struct audience){ is_asked, in->server };
		return 0;
	}
	close_app(in);
	return -1;
}

void instance_close(struct instance *in)
{
	server_close(in->server);
	reply_cache_release(&in->app.reply_cache);
	close_app(in);
	in->server = NULL;
}
