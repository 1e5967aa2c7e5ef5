/*
 * partitions.c - /__admin/partitions: how many part files an export makes
 */
#include "mockserver/api/routes.h"

#include "mockserver/api/app.h"
#include "mockserver/http/reply.h"
#include "mockserver/specs/specs.h"
#include "mockserver/world/settings.h"

/* GET /__admin/partitions: {"partitions":"auto"}, or a number */
int admin_partitions_show(struct request *rq)
{
	unsigned n = rq->app->world.now.partitions;
	cJSON *body = json_new_object();

	json_set(body, "partitions", n ? json_new_int(n) : json_new_str("auto"));
	return reply_tree(rq, 200, body);
}

/* POST /__admin/partitions */
int admin_partitions_set(struct request *rq)
{
	struct world *w = &rq->app->world;
	int64_t n = 0; /* "auto" is no number */

	if (!jsonschema_check(specs_body(w->specs, "admin-partitions"), rq->body, "",
	                      &rq->refusal.violations))
		return refuse(&rq->refusal, E_ADMIN_INVALID,
		              "The body is {\"partitions\":4} or "
		              "{\"partitions\":\"auto\"}");
	json_int(rq->body, "partitions", &n);
	if (settings_set_partitions(w, (unsigned)n, &rq->refusal.err) < 0)
		return -1;
	return admin_partitions_show(rq);
}
