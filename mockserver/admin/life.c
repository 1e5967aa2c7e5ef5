/*
 * life.c - /__admin/life: how long runs live, of all flows or of one
 */
#include "mockserver/api/routes.h"

#include "mockserver/admin/flow.h"
#include "mockserver/api/app.h"
#include "mockserver/http/reply.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/entity.h"
#include "mockserver/world/settings.h"
#include "mockserver/world/transaction.h"

/* A deleted flow has runs that go on, and no more to come. */
static int find_living_flow(struct request *rq, const char *id, struct flow_row *out)
{
	struct err why = { 0 };
	int64_t version;

	if (admin_find_flow(rq, id, out) < 0)
		return -1;
	if (entity_version(&rq->app->world.store, KIND_FLOW, id, &version, &why) == 0)
		return 0;
	flow_release(out);
	if (why.code == ERR_NOT_FOUND)
		return refuse(&rq->refusal, E_ADMIN_UNKNOWN,
		              arena_printf(&rq->arena, "The flow '%.60s' is deleted",
		                           id));
	return err_pass(&rq->refusal.err, &why);
}

/* {"life":"after:5m..30m"[,"flowId":…]}; null: the flow has none of its own. */
static int show(struct request *rq, const char *id)
{
	AUTO(flow_release) struct flow_row flow = { 0 };
	cJSON *body;
	char text[LIFE_TEXT];

	if (id && find_living_flow(rq, id, &flow) < 0)
		return -1;
	body = json_new_object();
	if (id)
		json_set(body, "flowId", json_new_str(id));
	if (!id)
		json_set(body, "life",
		         json_new_str(life_text(&rq->app->world.now.life, text)));
	else
		json_set(body, "life",
		         flow.life ? json_new_str(flow.life) : json_new_null());
	return reply_tree(rq, 200, body);
}

/* GET /__admin/life */
int admin_life_show(struct request *rq)
{
	return show(rq, request_param(rq, "flowId"));
}

/* Of one flow; life NULL: it has none of its own. */
struct flow_life {
	const char *id, *life;
};

static int put_flow_life(struct world *w, void *ctx, struct err *e)
{
	const struct flow_life *f = ctx;

	return flow_set_life(&w->store, f->id, f->life, e);
}

static int set_flow(struct request *rq, const char *id, const char *life)
{
	AUTO(flow_release) struct flow_row flow = { 0 };
	struct flow_life set = { id, life };

	if (find_living_flow(rq, id, &flow) < 0)
		return -1;
	return transaction_run(&rq->app->world, put_flow_life, &set, &rq->refusal.err);
}

/* POST /__admin/life */
int admin_life_set(struct request *rq)
{
	struct world *w = &rq->app->world;
	const char *text = json_str(rq->body, "life"), *id = json_str(rq->body, "flowId");
	struct life life;
	struct err why = { 0 };

	if (!jsonschema_check(specs_body(w->specs, "admin-life"), rq->body, "",
	                      &rq->refusal.violations))
		return refuse(&rq->refusal, E_ADMIN_INVALID,
		              "The body is {\"life\":\"after:5m..30m\"}, and may name a "
		              "\"flowId\"");
	if (text && life_parse(text, &life, &why) < 0)
		return refuse(&rq->refusal, E_ADMIN_INVALID, why.text);
	if (id ? set_flow(rq, id, text) < 0
	       : settings_set_life(w, text ? &life : NULL, &rq->refusal.err) < 0)
		return -1;
	return show(rq, id);
}
