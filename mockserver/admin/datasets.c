/*
 * datasets.c - /__admin/datasets: what can be exported, and records that come to it
 */
#include "mockserver/runs/datasets.h"

#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/data/arrival.h"
#include "mockserver/data/bad_files.h"
#include "mockserver/http/reply.h"
#include "mockserver/store/batch.h"

static const char *const behaviors[] = {
	[DATASET_RECORD] = "record",
	[DATASET_TIME_SERIES] = "time-series",
};
static_assert(ARRAY_LEN(behaviors) == DATASET_BEHAVIORS, "each has a name");

static const char *const origins[] = {
	[DATASET_GENERATOR] = "generator",
	[DATASET_RECORDS] = "records",
};
static_assert(ARRAY_LEN(origins) == DATASET_ORIGINS, "each has a name");

static void add_rate(cJSON *to, const struct dataset *d)
{
	const struct arrival *rate = dataset_rate(d);

	if (rate && rate->rate)
		json_set(to,
		         rate->period_ms == MS_PER_HOUR ? "rowsPerHour" : "rowsPerDay",
		         json_new_int((int64_t)rate->rate));
}

static void add_refused(cJSON *list, const char *file, const char *reason)
{
	cJSON *one = json_push(list, json_new_object());

	json_set(one, "file", json_new_str(file));
	json_set(one, "reason", json_new_str(reason));
}

/* Unreadable files in its folder, and the folder itself. */
static void add_all_refused(cJSON *to, const struct dataset *d)
{
	const struct bad_files *bad = dataset_bad_files(d);
	cJSON *list = json_set(to, "refusedFiles", json_new_array());

	if (dataset_unread(d))
		add_refused(list, "batches", dataset_unread(d));
	for (size_t i = 0; i < bad->count; i++)
		add_refused(list, bad->all[i].name, bad->all[i].reason);
}

static int add_dataset(struct world *w, const struct dataset *d, cJSON *to, struct err *e)
{
	uint64_t arrived = dataset_arrived(d, w->zero, clock_now(&w->clock));
	int64_t batches;

	if (batch_count(&w->store, dataset_id(d), &batches, e) < 0)
		return -1;
	json_set(to, "id", json_new_str(dataset_id(d)));
	json_set(to, "name", json_new_str(dataset_name(d)));
	json_set(to, "behavior", json_new_str(behaviors[dataset_behavior(d)]));
	json_set(to, "origin", json_new_str(origins[dataset_origin(d)]));
	add_rate(to, d);
	json_set(to, "recordsArrived", json_new_int((int64_t)arrived));
	json_set(to, "batches", json_new_int(batches));
	add_all_refused(to, d);
	return 0;
}

/* GET /__admin/datasets */
int admin_datasets(struct request *rq)
{
	struct world *w = &rq->app->world;
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	cJSON *list = json_set(body, "datasets", json_new_array());

	if (datasets_scan(w, &rq->refusal.err) < 0)
		return -1;
	for (size_t i = 0; i < catalogue_count(w->datasets); i++) {
		cJSON *one = json_push(list, json_new_object());

		if (add_dataset(w, catalogue_at(w->datasets, i), one, &rq->refusal.err) <
		    0)
			return -1;
	}
	return reply_tree(rq, 200, TAKE(body));
}

/* POST /__admin/datasets/{id}/batches */
int admin_batch_post(struct request *rq)
{
	const char *id = rq->param[0];
	char first[VTIME_TEXT], last[VTIME_TEXT];
	struct taken taken;
	cJSON *body;

	if (datasets_post(&rq->app->world, id, &rq->raw, &taken, &rq->refusal) < 0)
		return -1;
	body = json_new_object();
	json_set(body, "datasetId", json_new_str(id));
	json_set(body, "batchId", json_new_str(taken.id));
	json_set(body, "records", json_new_int((int64_t)taken.records));
	json_set(body, "arrivedFrom", json_new_str(vtime_format(taken.first_at, first)));
	json_set(body, "arrivedUntil", json_new_str(vtime_format(taken.last_at, last)));
	return reply_tree(rq, 200, body);
}
