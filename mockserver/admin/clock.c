/*
 * clock.c - /__admin/clock: what time it is, moving it, and what ran meanwhile
 */
#include "mockserver/api/routes.h"

#include "mockserver/admin/flow.h"
#include "mockserver/api/app.h"
#include "mockserver/api/strike.h"
#include "mockserver/http/reply.h"
#include "mockserver/http/server.h"
#include "mockserver/runs/text.h"
#include "mockserver/specs/specs.h"

#define FIRED_SHOWN 1000
#define MOVES_MOST  256 /* each holds a connection; ours */

static void add_now(cJSON *body, vtime now)
{
	char text[VTIME_TEXT];

	json_set(body, "now", json_new_str(vtime_format(now, text)));
	json_set(body, "nowMs", json_new_int(now));
}

/* GET /__admin/clock */
int admin_clock_show(struct request *rq)
{
	const struct world *w = &rq->app->world;
	cJSON *body = json_new_object();
	char mode[CLOCK_TEXT];

	json_set(body, "mode", json_new_str(clock_text(&w->clock, mode)));
	add_now(body, clock_now(&w->clock));
	return reply_tree(rq, 200, body);
}

/* ---------------------------------------------------------------- what fired */

struct fired_listing {
	const struct world *w;
	cJSON *list;
	int64_t last; /* serial of the last run in it */
};

static int add_fired(void *ctx, const struct run_row *row, struct err *e UNUSED)
{
	struct fired_listing *l = ctx;
	cJSON *one = json_push(l->list, json_new_object());
	char id[UUID_TEXT], at[VTIME_TEXT];

	json_set(one, "runId", json_new_str(run_id(l->w, row->serial, id)));
	json_set(one, "flowId", json_new_str(row->flow));
	json_set(one, "scheduledAt", json_new_str(vtime_format(row->scheduled_at, at)));
	json_set(one, "status", json_new_str(run_status_name(row->status)));
	json_set(one, "files", json_new_int(row->files));
	json_set(one, "records", json_new_int(row->records));
	l->last = row->serial;
	return 0;
}

/* "fired", and "next" where that was not all: the path of the next page. */
static int put_fired(struct world *w, const struct run_range *which, cJSON *body,
                     struct err *e)
{
	struct fired_listing l = { .w = w };
	char next[96];
	int n;

	l.list = json_set(body, "fired", json_new_array());
	if (run_each(&w->store, which, add_fired, &l, e) < 0)
		return -1;
	if (cJSON_GetArraySize(l.list) < which->most || l.last >= which->until)
		return 0;
	n = snprintf(next, sizeof(next), "/__admin/clock/fired?after=%lld",
	             (long long)l.last);
	if (which->until != INT64_MAX)
		snprintf(next + n, sizeof(next) - (size_t)n, "&until=%lld",
		         (long long)which->until);
	json_set(body, "next", json_new_str(next));
	return 0;
}

static int read_serial(struct request *rq, const char *name, int64_t otherwise,
                       int64_t *out)
{
	const char *text = request_param(rq, name);

	*out = otherwise;
	if (!text || (str_to_int(text, out) && *out >= 0))
		return 0;
	return refuse(&rq->refusal, E_ADMIN_INVALID,
	              "after, until and limit are whole numbers, as \"next\" has them");
}

/* GET /__admin/clock/fired */
int admin_clock_fired(struct request *rq)
{
	struct world *w = &rq->app->world;
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	struct run_range which;

	if (read_serial(rq, "after", 0, &which.after) < 0 ||
	    read_serial(rq, "until", INT64_MAX, &which.until) < 0 ||
	    read_serial(rq, "limit", FIRED_SHOWN, &which.most) < 0)
		return -1;
	if (which.most > FIRED_SHOWN)
		which.most = FIRED_SHOWN;
	if (put_fired(w, &which, body, &rq->refusal.err) < 0)
		return -1;
	return reply_tree(rq, 200, TAKE(body));
}

/* ---------------------------------------------------------------- moving it */

/* What is wrong with a member, and how it is written. */
static int refuse_value(struct request *rq, const char *member, const struct err *why,
                        const char *examples)
{
	return refuse(&rq->refusal, E_ADMIN_INVALID,
	              arena_printf(&rq->arena, "%s: %s; write it as %s", member,
	                           why->text, examples));
}

static int status_of(const char *name)
{
	for (int i = 0; name && i < RUN_STATUS_COUNT; i++) {
		if (!strcmp(name, run_status_name((enum run_status)i)))
			return i;
	}
	return -1;
}

/* How far or where to: the body's advance, set, or atMost. */
static int read_length(struct request *rq, struct way *out)
{
	const cJSON *body = rq->body;
	const char *member = json_get(body, "until") ? "atMost" : "advance";
	const char *length = json_str(body, member), *set = json_str(body, "set");
	struct err why = { 0 };

	if (length && duration_parse(length, &out->length, &why) < 0)
		return refuse_value(rq, member, &why, "PT3H, P1M, 3h or 30d");
	if (set && vtime_parse(set, &out->to, &why) < 0)
		return refuse_value(rq, "set", &why, "2026-02-01T00:00:00Z");
	return 0;
}

/* Where the clock shall go, judged before it moves. */
static int read_way(struct request *rq, struct way *out)
{
	AUTO(flow_release) struct flow_row flow = { 0 };
	const cJSON *run = json_at(rq->body, "until.run");
	const char *of = json_str(run, "flowId");

	if (!jsonschema_check(specs_body(rq->app->world.specs, "admin-clock"), rq->body,
	                      "", &rq->refusal.violations))
		return refuse(&rq->refusal, E_ADMIN_INVALID,
		              "The body is one of {\"advance\":\"PT3H\"}, "
		              "{\"set\":\"2026-02-01T00:00:00Z\"} and "
		              "{\"until\":{\"run\":{\"flowId\":\"…\",\"status\":"
		              "\"failed\"}},\"atMost\":\"P1Y\"}");
	*out = (struct way){ .to = VTIME_NEVER };
	if (read_length(rq, out) < 0 || (of && admin_find_flow(rq, of, &flow) < 0))
		return -1;
	out->goal = (struct travel_goal){ .given = run != NULL,
		                          .flow = of,
		                          .status = status_of(json_str(run, "status")) };
	return 0;
}

static int reply_arrived(struct request *rq, const struct travel *t)
{
	struct world *w = &rq->app->world;
	const struct run_range which = { t->after, t->last, FIRED_SHOWN };
	AUTO(cJSON_Delete) cJSON *body = json_new_object();

	add_now(body, clock_now(&w->clock));
	if (t->goal.given)
		json_set(body, "reached", json_new_bool(t->reached));
	json_set(body, "firedCount", json_new_int(t->began));
	if (put_fired(w, &which, body, &rq->refusal.err) < 0)
		return -1;
	return reply_tree(rq, 200, TAKE(body));
}

static int refuse_arrival(struct request *rq, const struct err *why)
{
	char text[sizeof(why->text)];

	snprintf(text, sizeof(text), "%s", why->text);
	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	switch (why->code) {
	case ERR_INVALID:
		return refuse(&rq->refusal, E_ADMIN_INVALID, text);
	case ERR_STALE:
		return refuse(&rq->refusal, E_ADMIN_CONFLICT, text);
	case ERR_UNAVAILABLE:
		return refuse(&rq->refusal, E_ADMIN_STOPPED, text);
	case ERR_NONE:
	case ERR_NOT_FOUND:
	case ERR_EXISTS:
	case ERR_FORBIDDEN:
	case ERR_IO:
	case ERR_COUNT:
		break;
	}
	return err_pass(&rq->refusal.err, why);
}

/* The clock has arrived, or can't: at once, or while the request is held. */
static void arrived(void *ctx, const struct travel *t, const struct err *why)
{
	struct request *rq = ctx;
	struct app *app = rq->app;
	bool held = rq->hold == HOLD_WAITS;

	rq->hold = HOLD_OVER;
	if (why->code ? refuse_arrival(rq, why) < 0 : reply_arrived(rq, t) < 0)
		(void)reply_refusal(rq); /* always 0 */
	if (held)
		server_resume(rq);
	strike_release(app, 0, WIRE_UNTIL_ADVANCE);
}

/* DELETE /__admin/clock: the move under way, and those that wait for it, are over. */
int admin_clock_end(struct request *rq)
{
	cJSON *body = json_new_object();

	json_set(body, "ended",
	         json_new_int((int64_t)clock_queue_cancel(&rq->app->clock_queue)));
	add_now(body, clock_now(&rq->app->world.clock));
	return reply_tree(rq, 200, body);
}

/* POST /__admin/clock: most moves arrive within one step, and are answered at once. */
int admin_clock_move(struct request *rq)
{
	struct clock_queue *js = &rq->app->clock_queue;
	bool alone = !clock_queue_wait(js);
	struct way way;

	if (js->count >= MOVES_MOST)
		return refuse(&rq->refusal, E_ADMIN_STOPPED,
		              "So many moves of the clock wait that no other can");
	if (read_way(rq, &way) < 0)
		return -1;
	clock_queue_add(js, &way, arrived, rq);
	if (alone)
		clock_queue_step(js);
	if (rq->hold == HOLD_NONE)
		rq->hold = HOLD_WAITS;
	return 0;
}
