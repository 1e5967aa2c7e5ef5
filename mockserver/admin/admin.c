/*
 * admin.c - /__admin/health, /__admin/clock, /__admin/reset
 */
#include "mockserver/api/routes.h"

#include "mockserver/api/app.h"
#include "mockserver/http/reply.h"
#include "mockserver/model/run_text.h"
#include "mockserver/model/specs.h"
#include "mockserver/model/ticks.h"
#include "mockserver/version.h"

#define FIRED_SHOWN 1000

/* GET /__admin/health */
int admin_health(struct request *rq)
{
	const struct world *w = &rq->app->world;
	cJSON *body = json_new_object();

	json_set(body, "status", json_new_str("ok"));
	json_set(body, "version", json_new_str(FLOWMOCK_VERSION));
	json_set(body, "clock", json_new_str(clock_mode_name(w->clock.mode)));
	json_set(body, "contract", json_new_str(contract_name(w->contract)));
	json_set(body, "exportRoot", json_new_str(w->export_root));
	return reply_tree(rq, 200, body);
}

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

	json_set(body, "mode", json_new_str(clock_mode_name(w->clock.mode)));
	add_now(body, clock_now(&w->clock));
	return reply_tree(rq, 200, body);
}

/* The runs that a clock call fired, as its answer lists them. */
struct fired {
	const struct world *w;
	cJSON *list;
	int64_t count;
};

static void note_fired(void *ctx, const struct run_row *row)
{
	struct fired *f = ctx;
	char id[UUID_TEXT], at[VTIME_TEXT];
	cJSON *one;

	if (f->count++ >= FIRED_SHOWN)
		return;
	one = json_push(f->list, json_new_object());
	json_set(one, "runId", json_new_str(run_id(f->w, row->serial, id)));
	json_set(one, "flowId", json_new_str(row->flow));
	json_set(one, "scheduledAt", json_new_str(vtime_format(row->scheduled_at, at)));
	json_set(one, "status", json_new_str(run_status_name(row->status)));
	json_set(one, "files", json_new_int(row->files));
	json_set(one, "records", json_new_int(row->records));
}

static int refuse_admin(struct request *rq, enum error error, const char *text)
{
	return refuse(&rq->refusal, error, text);
}

/* Where the clock shall go: the body's advance or set, checked. */
static int read_move(struct request *rq, vtime *to)
{
	const struct world *w = &rq->app->world;
	const char *advance = json_str(rq->body, "advance"),
		   *set = json_str(rq->body, "set");
	vtime now = clock_now(&w->clock);
	struct duration length = { 0 };
	struct err why = { 0 };

	if (!jsonschema_check(specs_body(w->specs, "admin-clock"), rq->body, "",
	                      &rq->refusal.violations))
		return refuse_admin(rq, E_ADMIN_INVALID,
		                    "The body is one of {\"advance\":\"PT3H\"} and "
		                    "{\"set\":\"2026-02-01T00:00:00Z\"}");
	if (w->clock.mode != CLOCK_IS_VIRTUAL)
		return refuse_admin(rq, E_ADMIN_CONFLICT,
		                    "Only a virtual clock can be moved");
	if (advance ? duration_parse(advance, &length, &why) : vtime_parse(set, to, &why))
		return refuse_admin(rq, E_ADMIN_INVALID, why.text);
	if (advance)
		*to = duration_after(now, length);
	if (*to < now)
		return refuse_admin(rq, E_ADMIN_INVALID, "The clock can't go back");
	return *to > VTIME_MAX
	               ? refuse_admin(rq, E_ADMIN_INVALID, "That is past the year 9999")
	               : 0;
}

/* POST /__admin/clock */
int admin_clock_move(struct request *rq)
{
	struct world *w = &rq->app->world;
	AUTO(cJSON_Delete) cJSON *list = json_new_array();
	struct fired fired = { .w = w, .list = list };
	cJSON *body;
	vtime to = 0;

	if (read_move(rq, &to) < 0 ||
	    ticks_run(w, to, note_fired, &fired, &rq->refusal.err) < 0)
		return -1;
	body = json_new_object();
	add_now(body, clock_now(&w->clock));
	json_set(body, "firedCount", json_new_int(fired.count));
	json_set(body, "fired", TAKE(list));
	return reply_tree(rq, 200, body);
}

/* The mode to go on in: the body's, or the one at the start where it names none. */
static int read_contract(struct request *rq, enum contract_mode *mode)
{
	const struct world *w = &rq->app->world;
	AUTO(cJSON_Delete) cJSON *body = NULL;
	struct err why = { 0 };

	*mode = w->start_contract;
	if (!rq->raw.size)
		return 0;
	if (json_parse(rq->raw.data, rq->raw.size, &body, &why) < 0)
		return refuse(&rq->refusal, E_BODY_INVALID, why.text);
	if (!jsonschema_check(specs_body(w->specs, "admin-reset"), body, "",
	                      &rq->refusal.violations))
		return refuse_admin(rq, E_ADMIN_INVALID,
		                    "The body is {} or {\"contract\":\"strict\"}");
	if (json_str(body, "contract"))
		*mode = (enum contract_mode)contract_find(json_str(body, "contract"));
	return 0;
}

/* POST /__admin/reset */
int admin_reset(struct request *rq)
{
	enum contract_mode mode;

	if (read_contract(rq, &mode) < 0 ||
	    world_reset(&rq->app->world, &rq->refusal.err) < 0)
		return -1;
	rq->app->world.contract = mode;
	rq->app->requests = 0;
	return reply_tree(rq, 200, json_new_object());
}
