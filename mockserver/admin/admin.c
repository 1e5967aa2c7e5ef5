/*
 * admin.c - /__admin/health, /__admin/reset
 */
#include "mockserver/api/routes.h"

#include "mockserver/api/app.h"
#include "mockserver/api/strike.h"
#include "mockserver/contract/version.h"
#include "mockserver/http/reply.h"
#include "mockserver/specs/specs.h"
#include "mockserver/world/settings.h"
#include "mockserver/world_state.h"

/* GET /__admin/health */
int admin_health(struct request *rq)
{
	struct world *w = &rq->app->world;
	char clock[CLOCK_TEXT];
	cJSON *body;
	bool empty;

	if (store_is_empty(&w->store, &empty, &rq->refusal.err) < 0)
		return -1;
	body = json_new_object();
	json_set(body, "status", json_new_str("ok"));
	json_set(body, "version", json_new_str(FLOWMOCK_VERSION));
	json_set(body, "clock", json_new_str(clock_text(&w->clock, clock)));
	json_set(body, "contract", json_new_str(contract_name(w->now.contract.mode)));
	json_set(body, "auth", json_new_str(guard_auth_name(rq->guard)));
	json_set(body, "exportRoot", json_new_str(w->export_root));
	json_set(body, "empty", json_new_bool(empty));
	return reply_tree(rq, 200, body);
}

/* Takes the mode, and the choices against it, that the body names. */
static int take_contract(struct request *rq, const cJSON *body, struct contract *out)
{
	int mode = contract_find(json_str(body, "contract"));
	struct err why = { 0 };
	const cJSON *one;

	if (mode >= 0)
		out->mode = (enum contract_mode)mode;
	cJSON_ArrayForEach(one, json_get(body, "choose")) {
		if (contract_choose(out, one->valuestring, &why) < 0)
			return refuse(&rq->refusal, E_ADMIN_INVALID, why.text);
	}
	return 0;
}

/* The contract to go on with: the start's, but for what the body says. */
static int read_contract(struct request *rq, struct contract *out, bool *given)
{
	const struct world *w = &rq->app->world;

	*out = w->at_start.contract;
	*given = false;
	if (!rq->body)
		return 0;
	if (!jsonschema_check(specs_body(w->specs, "admin-reset"), rq->body, "",
	                      &rq->refusal.violations))
		return refuse(&rq->refusal, E_ADMIN_INVALID,
		              "The body is {}, {\"contract\":\"strict\"} or "
		              "{\"choose\":[\"B38=refuse\"]}");
	*given = json_get(rq->body, "contract") || json_get(rq->body, "choose");
	return take_contract(rq, rq->body, out);
}

/* POST /__admin/reset: all as at the start, but for the contract that it names.  The
 * answer is the clock, which those who go on ask for. */
int admin_reset(struct request *rq)
{
	struct contract contract;
	bool given;

	if (read_contract(rq, &contract, &given) < 0)
		return -1;
	strike_release(rq->app, 0, WIRE_UNTIL_END);
	if (world_reset(&rq->app->world, &rq->refusal.err) < 0)
		return -1;
	if (given)
		settings_set_contract(&rq->app->world, &contract);
	return admin_clock_show(rq);
}
