/*
 * landing_zone.c - /data/foundation/connectors/landingzone
 */
#include "mockserver/entities/landing_zone.h"

#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"

static int read_type(struct request *rq, const char **type)
{
	*type = request_param(rq, "type");
	if (!*type)
		return refuse(&rq->refusal, E_FIELD_MISSING, "type");
	return landing_zone_has(*type) ? 0
	                               : refuse(&rq->refusal, E_LANDING_ZONE_TYPE, *type);
}

/* GET …/landingzone?type= */
int landing_zone_show(struct request *rq)
{
	const char *type;

	if (read_type(rq, &type) < 0)
		return -1;
	return reply_tree(rq, 200,
	                  landing_zone_container(&rq->app->world, &rq->caller, type));
}

static int reply_credentials(struct request *rq, bool refresh)
{
	const char *type;
	cJSON *body;

	if (read_type(rq, &type) < 0)
		return -1;
	body = landing_zone_credentials(&rq->app->world, &rq->caller, type, refresh,
	                                &rq->refusal.err);
	return body ? reply_tree(rq, 200, body) : -1;
}

/* GET …/landingzone/credentials?type= */
int landing_zone_credentials_show(struct request *rq)
{
	return reply_credentials(rq, false);
}

/* POST …/landingzone/credentials?type=&action=refresh */
int landing_zone_credentials_renew(struct request *rq)
{
	const char *action = request_param(rq, "action");

	if (!action)
		return refuse(&rq->refusal, E_FIELD_MISSING, "action");
	if (strcmp(action, "refresh") != 0)
		return refuse(&rq->refusal, E_LANDING_ZONE_ACTION);
	return reply_credentials(rq, true);
}
