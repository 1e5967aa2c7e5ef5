/*
 * catalog.c - /data/foundation/catalog: datasets and batches, to read
 *
 * Lists are maps from an id to its object, in order of the ids for datasets and
 * newest first for batches; `orderBy` and `property` are not looked at.
 */
#include "lib/mem.h"
#include "mockserver/api/app.h"
#include "mockserver/api/param.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"
#include "mockserver/runs/batches.h"

#define LIMIT_DEFAULT 20 /* the description's example */
#define LIMIT_MOST    100
#define CLIENT        "platform_foundation_catalog"

struct page {
	int64_t start, limit;
};

static int read_page(struct request *rq, struct page *out)
{
	*out = (struct page){ 0, LIMIT_DEFAULT };
	if (param_int(rq, "start", 0, INT32_MAX, &out->start) < 0)
		return -1;
	return param_int(rq, "limit", 1, LIMIT_MOST, &out->limit);
}

/* Takes one from what the page skips; true when it is to be shown. */
static bool on_page(struct page *page)
{
	if (page->start) {
		page->start--;
		return false;
	}
	page->limit--;
	return true;
}

static void add_audit(const struct request *rq, cJSON *to, vtime created)
{
	json_set(to, "version", json_new_str("1.0.0"));
	json_set(to, "imsOrg", json_new_str(rq->caller.org));
	json_set(to, "created", json_new_int(created));
	json_set(to, "updated", json_new_int(created));
	json_set(to, "createdClient", json_new_str(CLIENT));
	json_set(to, "createdUser", json_new_str(CLIENT "@AdobeID"));
	json_set(to, "updatedUser", json_new_str(CLIENT "@AdobeID"));
}

/* The object, or the named members of it; takes it. */
static void add_object(const struct request *rq, cJSON *to, const char *id, cJSON *object)
{
	const char *properties = request_param(rq, "properties");

	if (!properties) {
		json_set(to, id, object);
		return;
	}
	param_pick(object, properties, json_set(to, id, json_new_object()));
	cJSON_Delete(object);
}

static void add_dataset(const struct request *rq, cJSON *to, const struct dataset *d)
{
	cJSON *object = json_new_object();
	const cJSON *one;

	add_audit(rq, object, rq->app->world.zero);
	cJSON_ArrayForEach(one, dataset_entry(d)) {
		if (strcmp(one->string, "id") != 0)
			json_set(object, one->string, json_copy(one));
	}
	add_object(rq, to, dataset_id(d), object);
}

/* GET /data/foundation/catalog/dataSets */
int catalog_datasets(struct request *rq)
{
	const struct catalogue *all = rq->app->world.datasets;
	const char *name = request_param(rq, "name");
	struct page page;
	cJSON *body;

	if (read_page(rq, &page) < 0)
		return -1;
	body = json_new_object();
	for (size_t i = 0; i < catalogue_count(all) && page.limit; i++) {
		const struct dataset *d = catalogue_at(all, i);

		if ((!name || !strcmp(name, dataset_name(d))) && on_page(&page))
			add_dataset(rq, body, d);
	}
	return reply_tree(rq, 200, body);
}

/* GET /data/foundation/catalog/dataSets/{id} */
int catalog_dataset(struct request *rq)
{
	const struct dataset *d = catalogue_find(rq->app->world.datasets, rq->param[0]);
	cJSON *body;

	if (!d)
		return refuse(&rq->refusal, E_CATALOG_NOT_FOUND, rq->param[0]);
	body = json_new_object();
	add_dataset(rq, body, d);
	return reply_tree(rq, 200, body);
}

/* Of a dataset and a kind, the newest batch that is not listed yet. */
struct cursor {
	enum batch_kind kind;
	struct batch next;
	int got; /* 0: not found */
};

static void add_batch(const struct request *rq, cJSON *to, const struct batch *b)
{
	cJSON *object = json_new_object(), *related, *metrics;

	add_audit(rq, object, b->over);
	json_set(object, "status", json_new_str("success"));
	json_set(object, "started", json_new_int(b->from));
	json_set(object, "completed", json_new_int(b->over));
	related = json_set(object, "relatedObjects", json_new_array());
	related = json_push(related, json_new_object());
	json_set(related, "type", json_new_str("dataSet"));
	json_set(related, "id", json_new_str(dataset_id(b->dataset)));
	metrics = json_set(object, "metrics", json_new_object());
	json_set(metrics, "recordsRead", json_new_int((int64_t)b->records));
	json_set(metrics, "recordsWritten", json_new_int((int64_t)b->records));
	json_set(object, "recordCount", json_new_int((int64_t)b->records));
	json_set(object, "failedRecordCount", json_new_int(0));
	add_object(rq, to, b->id, object);
}

/* The cursor whose batch is the newest, the first among equals; or NULL. */
static struct cursor *newest(struct cursor *all, size_t count)
{
	struct cursor *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (all[i].got && (!best || all[i].next.over > best->next.over))
			best = &all[i];
	}
	return best;
}

/* The cursors of all datasets, or of the one that is asked for. */
static int begin_cursors(const struct request *rq, vtime before, struct cursor *all,
                         struct err *e)
{
	struct world *w = &rq->app->world;
	const char *only = request_param(rq, "dataSet");

	for (size_t i = 0; i < BATCH_KIND_COUNT * catalogue_count(w->datasets); i++) {
		const struct dataset *d = catalogue_at(w->datasets, i / BATCH_KIND_COUNT);
		struct cursor *c = &all[i];

		if (only && strcmp(only, dataset_id(d)) != 0)
			continue;
		c->kind = (enum batch_kind)(i % BATCH_KIND_COUNT);
		c->got = batch_newest_at(w, d, c->kind, before, &c->next, e);
		if (c->got < 0)
			return -1;
	}
	return 0;
}

/* Those created in (after, before], a batch being created when it is over. */
static int list_batches(struct request *rq, struct page *page, int64_t after,
                        int64_t before, cJSON *body)
{
	struct world *w = &rq->app->world;
	size_t count = BATCH_KIND_COUNT * catalogue_count(w->datasets);
	struct cursor *all = mem_alloc(count * sizeof(*all) + 1), *c;
	int listed = begin_cursors(rq, before, all, &rq->refusal.err);

	while (listed == 0 && page->limit && (c = newest(all, count)) &&
	       c->next.over > after) {
		if (on_page(page))
			add_batch(rq, body, &c->next);
		c->got = batch_before(w, c->kind, &c->next, &c->next, &rq->refusal.err);
		listed = c->got < 0 ? -1 : 0;
	}
	free(all);
	return listed;
}

/* GET /data/foundation/catalog/batches */
int catalog_batches(struct request *rq)
{
	const char *status = request_param(rq, "status");
	int64_t now = clock_now(&rq->app->world.clock);
	int64_t after = INT64_MIN, before = VTIME_MAX;
	struct page page;
	AUTO(cJSON_Delete) cJSON *body = json_new_object();

	if (read_page(rq, &page) < 0 ||
	    param_int(rq, "createdAfter", INT64_MIN, INT64_MAX, &after) < 0 ||
	    param_int(rq, "createdBefore", VTIME_MIN + 1, VTIME_MAX, &before) < 0)
		return -1;
	before--; /* exclusive; what is over at a time was created then */
	if ((!status || !strcmp(status, "success")) &&
	    list_batches(rq, &page, after, before < now ? before : now, body) < 0)
		return -1;
	return reply_tree(rq, 200, TAKE(body));
}
