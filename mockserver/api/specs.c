/*
 * specs.c - /connectionSpecs, /flowSpecs, and the datasets that can be exported
 */
#include "mockserver/specs/specs.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/list.h"
#include "mockserver/api/param.h"
#include "mockserver/api/routes.h"
#include "mockserver/contract/destination.h"
#include "mockserver/entities/spec_write.h"
#include "mockserver/http/router.h"
#include "mockserver/runs/explore.h"
#include "mockserver/world/transaction.h"

#define DATASETS_DEFAULT 20 /* 01 §8 */
#define DATASETS_MOST    100

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

struct writing {
	struct request *rq;
	const struct spec_write *what;
	struct spec *made; /* owned */
};

static int do_write(struct world *w, void *ctx, struct err *e UNUSED)
{
	struct writing *x = ctx;

	return spec_write(w, &x->rq->caller, x->what, &x->made, &x->rq->refusal);
}

/* One transaction; the answer is the whole spec (02 §3.1). */
static int write_spec(struct request *rq, const struct spec_write *what, int status)
{
	struct world *w = &rq->app->world;
	struct writing x = { .rq = rq, .what = what };
	const char *text;
	size_t size;

	if (transaction_run(w, do_write, &x, &rq->refusal.err) < 0) {
		spec_free(x.made);
		return -1;
	}
	specs_write(w->specs, rq->caller.org, x.made);
	text = spec_text(x.made, &size);
	buf_add(&rq->reply.body, text, size);
	if (!what->id)
		rq->reply.location =
			arena_printf(&rq->arena, "%s%s/%s/%s", request_origin(rq),
		                     SERVICE_BASE, spec_collection(what->kind),
		                     spec_id(x.made));
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
		return param_missing(rq, name);
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

/* `end` is the index of the last item shown (01 §8); -1 without items: ours. */
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

/* Are its configs the datasets (A33)? */
static bool lists_datasets(const char *spec)
{
	const struct destination *d = destination_of(spec);

	return !strcmp(spec, SPEC_DATA_LAKE) || (d && d->configs_are_datasets);
}

/* GET /connectionSpecs/{id}/configs */
int connection_spec_configs(struct request *rq)
{
	int64_t start = 0, limit = DATASETS_DEFAULT;
	const char *id = rq->param[0];

	if (!specs_find(rq->app->world.specs, rq->caller.org, SPEC_CONNECTION, id))
		return refuse(&rq->refusal, E_NOT_FOUND, "connectionSpecs", id);
	if (!lists_datasets(id))
		return refuse(&rq->refusal, E_PARAM_VALUE, "connectionSpecId", id);
	if (demand_param(rq, "outputType", "activationDatasets") < 0 ||
	    demand_param(rq, "outputField", "datasets") < 0 ||
	    param_int(rq, "start", 0, INT32_MAX, &start) < 0 ||
	    param_int(rq, "limit", 1, DATASETS_MOST, &limit) < 0)
		return -1;
	return reply_datasets(rq, start, limit);
}

/* What the spec shows without a base connection, as folders and files. */
static int explore_spec(struct request *rq, const char *id, const char *folder,
                        cJSON *list)
{
	const struct destination *d;

	for (size_t i = 0; (d = destination_at(i)); i++) {
		AUTO(mem_free) char *place = NULL;

		if (!d->shows_its_place ||
		    (strcmp(d->spec, id) != 0 &&
		     (!d->source_spec || strcmp(d->source_spec, id) != 0)))
			continue;
		place = mem_printf("%s/%s", d->kind, d->fixed_place);
		if (explore_place(&rq->app->world, place, folder, list,
		                  &rq->refusal.err) < 0)
			return -1;
	}
	return 0;
}

/* GET /connectionSpecs/{id}/explore: what lies in the landing zone; else nothing */
int connection_spec_explore(struct request *rq)
{
	const char *id = rq->param[0], *object = request_param(rq, "object");
	AUTO(cJSON_Delete) cJSON *list = json_new_array();

	if (!specs_find(rq->app->world.specs, rq->caller.org, SPEC_CONNECTION, id))
		return refuse(&rq->refusal, E_NOT_FOUND, "connectionSpecs", id);
	if (explore_spec(rq, id, object ? object : "", list) < 0)
		return -1;
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
