/*
 * specs.c - /connectionSpecs, /flowSpecs, and the datasets that can be exported
 */
#include "mockserver/specs/specs.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/list.h"
#include "mockserver/api/param.h"
#include "mockserver/api/routes.h"
#include "mockserver/entities/spec_write.h"
#include "mockserver/http/router.h"
#include "mockserver/runs/explore.h"
#include "mockserver/world/transaction.h"

#define DATASETS_DEFAULT 20 /* 01 §8 */
#define DATASETS_MOST    100

/* The connection specs that the landing zone is seen through (08 §1.2). */
static const char *const landing_specs[] = {
	"26f526f2-58f4-4712-961d-e41bf1ccc0e8", /* landing-zone, the source */
	"10440537-2a7b-4583-ac39-ed38d4b848e8", /* Data Landing Zone, the destination */
};

#define LANDING_PLACE "dlz/dlz-destination"

/* The connection specs whose configs are the datasets (A33). */
static const char *const dataset_specs[] = {
	"23598e46-f560-407b-88d5-ea6207e49db0", /* activation-datalake */
	"10440537-2a7b-4583-ac39-ed38d4b848e8", /* Data Landing Zone, as AEPP asks */
};

static int spec_show(struct request *rq, enum spec_kind kind, const char *collection)
{
	const struct spec *spec =
		specs_find(rq->app->world.specs, rq->caller.org, kind, rq->param[0]);
	const char *text;
	size_t size;

	if (!spec)
		return refuse(&rq->refusal, E_NOT_FOUND, collection, rq->param[0]);
	text = spec_text(spec, &size);
	return reply_item(rq, text, size);
}

/* GET /connectionSpecs/{id} */
int connection_spec_show(struct request *rq)
{
	return spec_show(rq, SPEC_CONNECTION, "connectionSpecs");
}

/* GET /flowSpecs/{id} */
int flow_spec_show(struct request *rq)
{
	return spec_show(rq, SPEC_FLOW, "flowSpecs");
}

/* One transaction; the answer is the whole spec (02 §3.1). */
static int write_spec(struct request *rq, const struct spec_write *what, int status)
{
	struct world *w = &rq->app->world;
	struct spec *made = NULL;
	const char *text;
	size_t size;

	if (transaction_begin(w, &rq->refusal.err) < 0)
		return -1;
	if (spec_write(w, &rq->caller, what, &made, &rq->refusal) < 0 ||
	    transaction_commit(w, &rq->refusal.err) < 0) {
		transaction_rollback(w);
		spec_free(made);
		return -1;
	}
	specs_write(w->specs, rq->caller.org, made);
	text = spec_text(made, &size);
	buf_add(&rq->reply.body, text, size);
	if (!what->id)
		rq->reply.location =
			arena_printf(&rq->arena, "%s%s/%s/%s", request_origin(rq),
		                     SERVICE_BASE, spec_collection(what->kind),
		                     spec_id(made));
	return reply_json(rq, status);
}

/* POST /connectionSpecs */
int connection_spec_create(struct request *rq)
{
	const struct spec_write what = { SPEC_CONNECTION, NULL, rq->body };

	return write_spec(rq, &what, 201);
}

/* PUT /connectionSpecs/{id} */
int connection_spec_update(struct request *rq)
{
	const struct spec_write what = { SPEC_CONNECTION, rq->param[0], rq->body };

	return write_spec(rq, &what, 200);
}

/* POST /flowSpecs */
int flow_spec_create(struct request *rq)
{
	const struct spec_write what = { SPEC_FLOW, NULL, rq->body };

	return write_spec(rq, &what, 201);
}

/* PUT /flowSpecs/{id} */
int flow_spec_update(struct request *rq)
{
	const struct spec_write what = { SPEC_FLOW, rq->param[0], rq->body };

	return write_spec(rq, &what, 200);
}

static int demand_param(struct request *rq, const char *name, const char *value)
{
	const char *have = request_param(rq, name);

	if (!have)
		return refuse(&rq->refusal, E_FIELD_MISSING, name);
	return strcmp(have, value) ? refuse(&rq->refusal, E_PARAM_VALUE, name, have) : 0;
}

/* The entry, or only the named members and its id, as Catalog does (01 §8). */
static cJSON *projected(const cJSON *entry, const char *properties)
{
	cJSON *out;

	if (!properties)
		return json_copy(entry);
	out = json_new_object();
	json_set(out, "id", json_copy(json_get(entry, "id")));
	param_pick(entry, properties, out);
	return out;
}

/* `end` is the index of the last item shown (01 §8); -1 where there is none: ours. */
static cJSON *page_info(int64_t start, int64_t shown, int64_t total)
{
	cJSON *info = json_new_object();

	json_set(info, "start", json_new_int(start));
	json_set(info, "end", json_new_int(shown ? start + shown - 1 : -1));
	json_set(info, "total", json_new_int(total));
	json_set(info, "hasNext", json_new_bool(start + shown < total));
	return info;
}

static int reply_datasets(struct request *rq, int64_t start, int64_t limit)
{
	const struct catalogue *all = rq->app->world.datasets;
	const char *properties = request_param(rq, "properties");
	int64_t total = (int64_t)catalogue_count(all), shown = 0;
	cJSON *body = json_new_object();
	cJSON *items = json_set(body, "items", json_new_array());

	while (shown < limit && start + shown < total) {
		const struct dataset *d = catalogue_at(all, (size_t)(start + shown));

		json_push(items, projected(dataset_entry(d), properties));
		shown++;
	}
	json_set(body, "pageInfo", page_info(start, shown, total));
	return reply_tree(rq, 200, body);
}

/* GET /connectionSpecs/{id}/configs */
int connection_spec_configs(struct request *rq)
{
	int64_t start = 0, limit = DATASETS_DEFAULT;
	const char *id = rq->param[0];
	bool lists = false;

	if (!specs_find(rq->app->world.specs, rq->caller.org, SPEC_CONNECTION, id))
		return refuse(&rq->refusal, E_NOT_FOUND, "connectionSpecs", id);
	for (size_t i = 0; i < ARRAY_LEN(dataset_specs); i++)
		lists |= !strcmp(dataset_specs[i], id);
	if (!lists)
		return refuse(&rq->refusal, E_PARAM_VALUE, "connectionSpecId", id);
	if (demand_param(rq, "outputType", "activationDatasets") < 0 ||
	    demand_param(rq, "outputField", "datasets") < 0 ||
	    param_int(rq, "start", 0, INT32_MAX, &start) < 0 ||
	    param_int(rq, "limit", 1, DATASETS_MOST, &limit) < 0)
		return -1;
	return reply_datasets(rq, start, limit);
}

/* GET /connectionSpecs/{id}/explore: what lies in the landing zone; else nothing */
int connection_spec_explore(struct request *rq)
{
	const char *id = rq->param[0], *object = request_param(rq, "object");
	AUTO(cJSON_Delete) cJSON *list = json_new_array();

	if (!specs_find(rq->app->world.specs, rq->caller.org, SPEC_CONNECTION, id))
		return refuse(&rq->refusal, E_NOT_FOUND, "connectionSpecs", id);
	for (size_t i = 0; i < ARRAY_LEN(landing_specs); i++) {
		if (!strcmp(landing_specs[i], id) &&
		    explore_place(&rq->app->world, LANDING_PLACE, object ? object : "",
		                  list, &rq->refusal.err) < 0)
			return -1;
	}
	return reply_tree(rq, 200, TAKE(list));
}

/* GET /connectionSpecs */
int connection_spec_list(struct request *rq)
{
	return list_serve(rq, LIST_CONNECTION_SPECS);
}

/* GET /flowSpecs */
int flow_spec_list(struct request *rq)
{
	return list_serve(rq, LIST_FLOW_SPECS);
}

/* POST /flowSpecs/search */
int flow_spec_search(struct request *rq)
{
	return list_search(rq, LIST_FLOW_SPECS);
}
