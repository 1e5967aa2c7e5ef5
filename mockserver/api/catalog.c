/*
 * catalog.c - /data/foundation/catalog: datasets and batches, to read
 *
 * Lists are maps from an id to its object, in order of the ids for datasets and
 * newest first for batches.  Of `property` the recorded forms are looked at (09 §6), of
 * datasets: NAME and NAME==VALUE; other forms and `orderBy` are not.
 */
#include "lib/mem.h"
#include "mockserver/api/app.h"
#include "mockserver/api/param.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"
#include "mockserver/runs/batches.h"
#include "mockserver/world/tenant.h"

#define LIMIT_BATCHES 20 /* the description's example */
#define LIMIT_MOST    100
#define CLIENT        "platform_foundation_catalog"

struct batch_page {
	int64_t start, limit;
};

static int read_page(struct request *rq, int64_t limit, struct batch_page *out)
{
	*out = (struct batch_page){ 0, limit };
	if (param_int(rq, "start", 0, INT32_MAX, &out->start) < 0)
		return -1;
	return param_int(rq, "limit", 1, LIMIT_MOST, &out->limit);
}

/* Takes one from what the page skips; true when it is to be shown. */
static bool on_page(struct batch_page *page)
{
	if (page->start) {
		page->start--;
		return false;
	}
	page->limit--;
	return true;
}

static void add_text(cJSON *to, const char *name, const char *value)
{
	json_set(to, name, json_new_str(value));
}

static void add_sandbox(const struct request *rq, cJSON *to)
{
	char id[UUID_TEXT];

	add_text(to, "imsOrg", rq->caller.org);
	add_text(to, "sandboxId",
	         tenant_sandbox_id(rq->app->world.seed, rq->caller.org,
	                           rq->caller.sandbox, id));
}

static void add_users(cJSON *to)
{
	add_text(to, "createdClient", CLIENT);
	add_text(to, "createdUser", CLIENT "@AdobeID");
	add_text(to, "updatedUser", CLIENT "@AdobeID");
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

/* Members of the entry that Catalog shows, in the places that they have there. */
static const char *const before_schema[] = { "name", "description" };
static const char *const after_schema[] = { "enableErrorDiagnostics" };

/* Those that it does not show, or shows in a form of its own [live 38 of 38]. */
static const char *const own_form[] = {
	"id",    "name",      "description",
	"tags",  "schemaRef", "enableErrorDiagnostics",
	"state", "aspect",    "fileDescription",
};

static void copy_members(cJSON *to, const cJSON *entry, const char *const *names,
                         size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const cJSON *one = json_get(entry, names[i]);

		if (one)
			json_set(to, names[i], json_copy(one));
	}
}

static void add_classification(cJSON *to, const struct dataset *d)
{
	cJSON *all = json_set(to, "classification", json_new_object());
	bool series = dataset_behavior(d) == DATASET_TIME_SERIES;

	add_text(all, "dataBehavior", series ? "time-series" : "record");
	add_text(all, "managedBy", "CUSTOMER");
}

static void add_files(cJSON *to, const struct dataset *d)
{
	const char *id = dataset_id(d);
	AUTO(mem_free) char *files = mem_printf("@/dataSetFiles?dataSetId=%s", id);
	const char *format = json_str(dataset_entry(d), "fileDescription.format");
	cJSON *description;

	add_text(to, "files", files);
	description = json_set(to, "fileDescription", json_new_object());
	if (format)
		add_text(description, "format", format);
}

/* What the entry has besides the members that Catalog knows. */
static void add_others(cJSON *to, const cJSON *entry)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, entry) {
		bool known = json_get(to, one->string) != NULL;

		for (size_t i = 0; i < ARRAY_LEN(own_form) && !known; i++)
			known = !strcmp(one->string, own_form[i]);
		if (!known)
			json_set(to, one->string, json_copy(one));
	}
}

/* All members in the order of the live service's (09 §6). */
static cJSON *dataset_object(const struct request *rq, const struct dataset *d)
{
	const struct world *w = &rq->app->world;
	const cJSON *entry = dataset_entry(d), *tags = json_get(entry, "tags");
	cJSON *object = json_new_object();

	add_text(object, "id", dataset_id(d));
	add_text(object, "version", "2.0.0");
	add_sandbox(rq, object);
	json_set(object, "created", json_new_int(w->zero));
	json_set(object, "updated", json_new_int(w->zero));
	add_users(object);
	copy_members(object, entry, before_schema, ARRAY_LEN(before_schema));
	json_set(object, "tags", tags ? json_copy(tags) : json_new_object());
	json_set(object, "schemaRef", json_copy(json_get(entry, "schemaRef")));
	copy_members(object, entry, after_schema, ARRAY_LEN(after_schema));
	add_text(object, "viewId", dataset_id(d));
	add_classification(object, d);
	add_files(object, d);
	add_text(object, "ingestionType", "append");
	json_set(object, "dataIngested",
	         json_new_bool(dataset_arrived(d, w->zero, clock_now(&w->clock)) > 0));
	add_others(object, entry);
	return object;
}

/* Does the object have the member, or the member with that value? */
static bool has_property(const cJSON *object, const char *property)
{
	const char *is = strstr(property, "==");
	size_t size = is ? (size_t)(is - property) : strlen(property);
	AUTO(mem_free) char *path = mem_strndup(property, size);
	AUTO(mem_free) char *value = NULL;
	const cJSON *member;

	if (path[strcspn(path, "!~<>=")])
		return true;
	member = json_at(object, path);
	if (!member || !is)
		return member != NULL;
	value = cJSON_IsString(member) ? mem_strdup(member->valuestring)
	                               : json_text(member);
	return !strcmp(value, is + 2);
}

/* Is it one that is asked for? */
static bool is_asked_for(const struct request *rq, const struct dataset *d)
{
	const char *name = request_param(rq, "name");
	const char *property = request_param(rq, "property");
	AUTO(cJSON_Delete) cJSON *object = NULL;

	if (name && strcmp(name, dataset_name(d)) != 0)
		return false;
	if (!property)
		return true;
	object = dataset_object(rq, d);
	return has_property(object, property);
}

static void add_dataset(const struct request *rq, cJSON *to, const struct dataset *d)
{
	add_object(rq, to, dataset_id(d), dataset_object(rq, d));
}

/* GET /data/foundation/catalog/dataSets */
int catalog_datasets(struct request *rq)
{
	const struct catalogue *all = rq->app->world.datasets;
	struct batch_page page;
	cJSON *body;

	if (read_page(rq, LIMIT_MOST, &page) < 0) /* all of them [live 3 of 3] */
		return -1;
	body = json_new_object();
	for (size_t i = 0; i < catalogue_count(all) && page.limit; i++) {
		const struct dataset *d = catalogue_at(all, i);

		if (is_asked_for(rq, d) && on_page(&page))
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
struct batch_cursor {
	enum batch_kind kind;
	struct batch next;
	int got; /* 0: not found */
};

/* Counts by the names of an ingestion's batch [live 3 of 3]; how large its files were
 * is not known. */
static void add_counts(cJSON *to, int64_t records)
{
	const struct {
		const char *name;
		int64_t count;
	} counts[] = {
		{ "inputRecordCount", records }, { "outputRecordCount", records },
		{ "failedRecordCount", 0 },      { "inputFileCount", 1 },
		{ "outputFileCount", 1 },        { "partitionCount", 1 },
	};
	cJSON *metrics = json_set(to, "metrics", json_new_object());

	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		json_set(metrics, counts[i].name, json_new_int(counts[i].count));
}

/* Members and order as the live service's (09 §6).  It is processed when it is created,
 * and at once (ours): `completed` minus `started` is how long that took. */
static void add_batch(const struct request *rq, cJSON *to, const struct batch *b)
{
	cJSON *object = json_new_object(), *related;

	add_text(object, "status", "success");
	related = json_set(object, "relatedObjects", json_new_array());
	related = json_push(related, json_new_object());
	add_text(related, "type", "dataSet");
	add_text(related, "id", dataset_id(b->dataset));
	add_sandbox(rq, object);
	json_set(object, "tags", json_new_object());
	add_counts(object, (int64_t)b->records);
	json_set(object, "errors", json_new_array());
	json_set(object, "created", json_new_int(b->over));
	add_users(object);
	json_set(object, "updated", json_new_int(b->over));
	add_text(object, "version", "1.0.0");
	json_set(object, "started", json_new_int(b->over));
	json_set(object, "completed", json_new_int(b->over));
	add_object(rq, to, b->id, object);
}

/* The cursor whose batch is the newest, the first among equals; or NULL. */
static struct batch_cursor *newest(struct batch_cursor *all, size_t count)
{
	struct batch_cursor *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (all[i].got && (!best || all[i].next.over > best->next.over))
			best = &all[i];
	}
	return best;
}

/* The cursors of all datasets, or of the one that is asked for. */
static int begin_cursors(const struct request *rq, vtime before, struct batch_cursor *all,
                         struct err *e)
{
	struct world *w = &rq->app->world;
	const char *only = request_param(rq, "dataSet");

	for (size_t i = 0; i < BATCH_KIND_COUNT * catalogue_count(w->datasets); i++) {
		const struct dataset *d = catalogue_at(w->datasets, i / BATCH_KIND_COUNT);
		struct batch_cursor *c = &all[i];

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
static int list_batches(struct request *rq, struct batch_page *page, int64_t after,
                        int64_t before, cJSON *body)
{
	struct world *w = &rq->app->world;
	size_t count = BATCH_KIND_COUNT * catalogue_count(w->datasets);
	struct batch_cursor *all = mem_alloc(count * sizeof(*all) + 1), *c;
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
	struct batch_page page;
	AUTO(cJSON_Delete) cJSON *body = json_new_object();

	if (read_page(rq, LIMIT_BATCHES, &page) < 0 ||
	    param_int(rq, "createdAfter", INT64_MIN, INT64_MAX, &after) < 0 ||
	    param_int(rq, "createdBefore", VTIME_MIN + 1, VTIME_MAX, &before) < 0)
		return -1;
	before--; /* exclusive; what is over at a time was created then */
	if ((!status || !strcmp(status, "success")) &&
	    list_batches(rq, &page, after, before < now ? before : now, body) < 0)
		return -1;
	return reply_tree(rq, 200, TAKE(body));
}
