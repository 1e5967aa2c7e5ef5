/*
 * runner.c - what a run exports, and what it came to
 */
#include "mockserver/runs/runner.h"

#include "lib/mem.h"
#include "mockserver/contract/destination.h"
#include "mockserver/runs/dataset_export.h"
#include "mockserver/store/exported_file.h"

#define FAILED_CODE "ACTIVATION_BATCH-0000-FAILED" /* 03 §7.7 */
#define FAILED_TEXT "Job aborted."

void runner_release(struct runner *r)
{
	cJSON_Delete(r->errors);
	free(r->detail);
	run_faults_release(&r->faults);
	r->errors = NULL;
	r->detail = NULL;
}

/* The documented code and text, with the cause behind them; dataset NULL: all of it. */
static void note_failure(struct runner *r, const char *dataset, const char *why)
{
	AUTO(mem_free) char *text = NULL;
	cJSON *one;

	text = dataset ? mem_printf(FAILED_TEXT " Dataset %s: %s", dataset, why)
	               : mem_printf(FAILED_TEXT " %s", why);
	if (!r->errors)
		r->errors = json_new_array();
	one = json_push(r->errors, json_new_object());
	json_set(one, "code", json_new_str(FAILED_CODE));
	json_set(one, "message", json_new_str(text));
	log_event(&r->w->log, LOG_WARN, "dataset.failed", F_STR("flow", r->plan->flow.id),
	          F_STR("dataset", dataset ? dataset : "-"), F_STR("reason", why));
}

static struct run_output output_of(const struct runner *r, struct run_files *files)
{
	return (struct run_output){
		.w = r->w,
		.plan = r->plan,
		.run = r->row.serial,
		.scheduled_at = r->row.scheduled_at,
		.attempt = r->row.demanded ? r->row.serial : 0,
		.files = files,
	};
}

static int run_dataset(struct runner *r, struct dataset_export *s,
                       struct run_files *files, struct err *e)
{
	const struct run_output run = output_of(r, files);
	struct err why = { 0 };

	s->dataset = catalogue_find(r->w->datasets, s->id);
	if (!s->dataset)
		err_set(&why, ERR_NOT_FOUND, "there is no such dataset");
	else if (dataset_unread(s->dataset))
		err_set(&why, ERR_IO, "%s", dataset_unread(s->dataset));
	else if (dataset_export_window(&run, s, e) < 0 ||
	         dataset_export_write(&run, s, e, &why) < 0)
		return -1;
	if (why.code) {
		note_failure(r, s->id, why.text);
		return 0;
	}
	return flow_put_exported(&r->w->store, r->plan->flow.seq, s->id,
	                         r->row.scheduled_at, e);
}

static void add_counts(struct run_row *row, const struct dataset_export *s)
{
	row->records += (int64_t)s->stats.rows;
	row->bytes += (int64_t)s->stats.bytes;
	row->files += (int64_t)s->files;
}

static void put_dataset(cJSON *datasets, const struct dataset_export *s)
{
	cJSON *one = json_push(datasets, json_new_object());

	json_set(one, "id", json_new_str(s->id));
	json_set(one, "records", json_new_int((int64_t)s->stats.rows));
	json_set(one, "bytes", json_new_int((int64_t)s->stats.bytes));
	json_set(one, "files", json_new_int((int64_t)s->files));
}

/* {"datasets":[…],"errors":[…]}, where the columns of the row can't hold it. */
static void put_detail(struct runner *r, const struct dataset_export *exports,
                       size_t count)
{
	AUTO(cJSON_Delete) cJSON *all = NULL;
	cJSON *datasets;

	if (count <= 1 && !r->errors)
		return;
	all = json_new_object();
	datasets = json_set(all, "datasets", json_new_array());
	for (size_t i = 0; i < count; i++)
		put_dataset(datasets, &exports[i]);
	json_set(all, "errors", r->errors ? json_copy(r->errors) : json_new_array());
	r->row.detail = r->detail = json_text(all);
}

static enum run_status status_of(const struct runner *r, size_t exports)
{
	size_t failed = (size_t)cJSON_GetArraySize(r->errors);

	if (!failed)
		return RUN_SUCCESS;
	return failed < exports ? RUN_PARTIAL : RUN_FAILED;
}

/* A run without records may still have a manifest that says so. */
static int run_nothing(struct runner *r, const struct dataset_export *first,
                       struct run_files *files, struct err *e)
{
	const struct run_output run = output_of(r, files);
	struct err why = { 0 };

	if (dataset_export_nothing(&run, first, e, &why) < 0)
		return -1;
	if (why.code)
		note_failure(r, first->id, why.text);
	return 0;
}

static int run_datasets(struct runner *r, struct dataset_export *exports, size_t *count,
                        struct err *e)
{
	AUTO(run_files_release) struct run_files files = { 0 };
	const cJSON *id;

	cJSON_ArrayForEach(id, r->plan->datasets) {
		struct dataset_export *s = &exports[(*count)++];

		s->id = json_str(id, "");
		if (run_dataset(r, s, &files, e) < 0)
			return -1;
		add_counts(&r->row, s);
	}
	if (*count && !r->row.records && !r->errors)
		return run_nothing(r, &exports[0], &files, e);
	return 0;
}

/* Some destinations delete what lies there some days later. */
static int note_expiry(struct runner *r, struct err *e)
{
	const char *place = r->plan->place;
	const struct destination *d = place ? destination_of_place(place) : NULL;

	if (!(r->row.files || r->plan->manifest) || !d || !d->keeps_days)
		return 0;
	return exported_file_expire(&r->w->store, r->row.serial,
	                            clock_now(&r->w->clock) + d->keeps_days * MS_PER_DAY,
	                            e);
}

/* The run fails because a fault says so: it writes nothing. */
static int fail(struct runner *r, const struct fault_hit *hit, struct err *e)
{
	const struct fault_action *a = hit->action;
	cJSON *one;

	r->errors = json_new_array();
	one = json_push(r->errors, json_new_object());
	json_set(one, "code", json_new_str(a->text ? a->text : FAILED_CODE));
	json_set(one, "message", json_new_str(a->type ? a->type : FAILED_TEXT));
	return run_faults_did(r->w, hit, e, "failed the run before its first file");
}

int runner_export(struct runner *r, struct err *e)
{
	size_t room = (size_t)cJSON_GetArraySize(r->plan->datasets), count = 0;
	AUTO(mem_free) struct dataset_export *exports = NULL;
	vtime now = clock_now(&r->w->clock);

	const struct fault_hit *failure = run_faults_find(&r->faults, FAULT_FAIL);

	exports = mem_alloc((room + 1) * sizeof(*exports));
	if (failure && fail(r, failure, e) < 0)
		return -1;
	if (failure)
		;
	else if (r->plan->broken)
		note_failure(r, NULL, r->plan->broken);
	else if (run_datasets(r, exports, &count, e) < 0 || note_expiry(r, e) < 0)
		return -1;
	if (r->row.started_at == VTIME_NEVER)
		r->row.started_at = now;
	r->row.completed_at = r->row.updated_at = now;
	r->row.status = status_of(r, count);
	put_detail(r, exports, count);
	return 0;
}
