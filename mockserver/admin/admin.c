/*
 * admin.c - /__admin/health, /__admin/reset
 */
#include "mockserver/api/routes.h"

#include "mockserver/api/app.h"
#include "mockserver/contract/version.h"
#include "mockserver/http/reply.h"
#include "mockserver/specs/specs.h"
#include "mockserver/world/settings.h"
#include "mockserver/world_state.h"

/* GET /__admin/health */
int admin_health(struct request *rq)
{
	const struct world *w = &rq->app->world;
	cJSON *body = json_new_object();
	char clock[CLOCK_TEXT];

	json_set(body, "status", json_new_str("ok"));
	json_set(body, "version", json_new_str(FLOWMOCK_VERSION));
	json_set(body, "clock", json_new_str(clock_text(&w->clock, clock)));
	json_set(body, "contract", json_new_str(contract_name(w->now.contract.mode)));
	json_set(body, "auth", json_new_str(guard_auth_name(rq->guard)));
	json_set(body, "exportRoot", json_new_str(w->export_root));
	return reply_tree(rq, 200, body);
}

/* The mode to go on in; -1 as *mode where the body names none. */
static int read_contract(struct request *rq, int *mode)
{
	const struct world *w = &rq->app->world;
	AUTO(cJSON_Delete) cJSON *body = NULL;
	struct err why = { 0 };

	*mode = -1;
	if (!rq->raw.size)
		return 0;
	if (json_parse(rq->raw.data, rq->raw.size, &body, &why) < 0)
		return refuse(&rq->refusal, E_BODY_INVALID, why.text);
	if (!jsonschema_check(specs_body(w->specs, "admin-reset"), body, "",
	                      &rq->refusal.violations))
		return refuse(&rq->refusal, E_ADMIN_INVALID,
		              "The body is {} or {\"contract\":\"strict\"}");
	*mode = contract_find(json_str(body, "contract"));
	return 0;
}

/* POST /__admin/reset: all is as at the start, but for the mode that the body names. */
int admin_reset(struct request *rq)
{
	int mode;

	if (read_contract(rq, &mode) < 0 ||
	    world_reset(&rq->app->world, &rq->refusal.err) < 0)
		return -1;
	if (mode >= 0)
		settings_set_mode(&rq->app->world, (enum contract_mode)mode);
	return reply_tree(rq, 200, json_new_object());
}
