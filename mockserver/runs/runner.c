/*
 * runner.c - what a run exports, and what it came to
 */
#include "mockserver/runs/runner.h"

#include "lib/mem.h"
#include "mockserver/contract/destination.h"
#include "mockserver/runs/dataset_export.h"
#include "mockserver/runs/outages.h"
#include "mockserver/runs/run_effects.h"
#include "mockserver/runs/run_failure.h"
#include "mockserver/store/exported_file.h"

void runner_release(struct runner *r)
{
	cJSON_Delete(r->errors);
	cJSON_Delete(r->more);
	free(r->detail);
	run_faults_release(&r->faults);
	r->errors = r->more = NULL;
	r->detail = NULL;
}

static void add_error(struct runner *r, const char *code, const char *message)
{
	cJSON *one;

	if (!r->errors)
		r->errors = json_new_array();
	one = json_push(r->errors, json_new_object());
	json_set(one, "code", json_new_str(code));
	json_set(one, "message", json_new_str(message));
}

static void log_failure(const struct runner *r, const char *dataset, const char *why)
{
	log_event(&r->w->log, LOG_WARN, "dataset.failed", F_STR("flow", r->plan->flow.id),
	          F_STR("dataset", dataset ? dataset : "-"), F_STR("reason", why));
}

/* The documented code and text, with the cause behind them (B33); dataset NULL: all. */
static void note_failure(struct runner *r, const char *dataset, const char *why)
{
	const struct contract *contract = &r->w->now.contract;
	AUTO(mem_free) char *text = NULL;

	if (ledger_choice(contract, LEDGER_FAILED_EXPORT) == CHOICE_SAMPLES)
		text = mem_strdup(RUN_FAILED_TEXT);
	else
		text = dataset ? mem_printf(RUN_FAILED_TEXT " Dataset %s: %s", dataset,
		                            why)
		               : mem_printf(RUN_FAILED_TEXT " %s", why);
	add_error(r, RUN_FAILED_CODE, text);
	log_failure(r, dataset, why);
}

static struct run_output output_of(const struct runner *r, struct run_files *files)
{
	const bool twice = run_faults_find(&r->faults, FAULT_RUN_TWICE) != NULL;

	return (struct run_output){
		.w = r->w,
		.plan = r->plan,
		.run = r->row.serial,
		.scheduled_at = r->row.scheduled_at,
		.attempt = r->row.demanded || twice ? r->row.serial : 0,
		.by_hand = r->row.demanded,
		.files = files,
	};
}

/* What one run's datasets have in common. */
struct exporting {
	struct runner *r;
	struct run_output run;
	struct run_effects effects;
};

/* Finds the dataset and its window; why->code is set where it is missing. */
static int find_window(const struct exporting *x, struct dataset_export *s, struct err *e,
                       struct err *why)
{
	s->dataset = catalogue_find(x->r->w->datasets, s->id);
	if (!s->dataset)
		err_set(why, ERR_NOT_FOUND, "there is no such dataset");
	else if (dataset_unread(s->dataset))
		err_set(why, ERR_IO, "%s", dataset_unread(s->dataset));
	else
		return dataset_export_window(&x->run, s, e);
	return 0;
}

static int run_dataset(struct exporting *x, struct dataset_export *s, struct err *e)
{
	struct runner *r = x->r;
	struct err why = { 0 };

	if (find_window(x, s, e, &why) < 0)
		return -1;
	if (!why.code) {
		s->skipped = run_effects_skip(&x->effects, s->window.count);
		if (dataset_export_write(&x->run, s, e, &why) < 0)
			return -1;
	}
	if (why.code) {
		s->skipped = 0;
		note_failure(r, s->id, why.text);
		return 0;
	}
	if (run_effects_keep_progress(&x->effects))
		return 0;
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
	if (s->skipped)
		json_set(one, "skipped", json_new_int((int64_t)s->skipped));
}

/* {"datasets":[…],"errors":[…]}, where the columns of the row can't hold it. */
static void put_detail(struct runner *r, const struct dataset_export *exports,
                       size_t count)
{
	AUTO(cJSON_Delete) cJSON *all = NULL;
	cJSON *datasets;
	const cJSON *one;

	if (count <= 1 && !r->errors && !cJSON_GetArraySize(r->more))
		return;
	all = json_new_object();
	datasets = json_set(all, "datasets", json_new_array());
	for (size_t i = 0; i < count; i++)
		put_dataset(datasets, &exports[i]);
	json_set(all, "errors", r->errors ? json_copy(r->errors) : json_new_array());
	cJSON_ArrayForEach(one, r->more)
		json_set(all, one->string, json_copy(one));
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
static int run_nothing(struct exporting *x, const struct dataset_export *first,
                       struct err *e)
{
	struct err why = { 0 };

	if (dataset_export_nothing(&x->run, first, e, &why) < 0)
		return -1;
	if (why.code)
		note_failure(x->r, first->id, why.text);
	return 0;
}

static int run_datasets(struct exporting *x, struct dataset_export *exports, size_t count,
                        struct err *e)
{
	struct runner *r = x->r;

	for (size_t i = 0; i < count; i++) {
		struct dataset_export *s = &exports[i];
		const struct fault_hit *hit = run_effects_failing(&x->effects, s->id);

		if (hit)
			add_error(r, run_failure_code(hit), run_failure_message(hit));
		else if (run_dataset(x, s, e) < 0)
			return -1;
		add_counts(&r->row, s);
	}
	if (count && !r->row.records && !r->errors && run_nothing(x, &exports[0], e) < 0)
		return -1;
	r->row.status = status_of(r, count);
	return 0;
}

/* ---------------------------------------------------------------- failing */

/* How many files the run would write: of what is there. */
static int count_files(struct exporting *x, struct dataset_export *exports, size_t count,
                       uint64_t *out, struct err *e)
{
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		struct err why = { 0 };

		if (find_window(x, &exports[i], e, &why) < 0)
			return -1;
		if (!why.code)
			*out += dataset_export_files(&x->run, &exports[i]);
	}
	return 0;
}

/* Writes the first files, which are whole; no progress moves, and nothing is counted. */
static int write_first(struct exporting *x, struct dataset_export *exports, size_t count,
                       uint64_t left, struct err *e)
{
	x->run.fails = true;
	for (size_t i = 0; i < count && left; i++) {
		struct dataset_export *s = &exports[i];
		struct err ignored = { 0 }; /* the run fails anyway */

		s->files_most = left;
		if (!s->window.count)
			continue; /* nor is there where the dataset is gone */
		if (dataset_export_write(&x->run, s, e, &ignored) < 0)
			return -1;
		left -= s->files < left ? s->files : left;
	}
	for (size_t i = 0; i < count; i++) {
		exports[i].stats = (struct export_stats){ 0 };
		exports[i].files = 0;
	}
	return 0;
}

static int fail(struct exporting *x, const struct run_failure *f, uint64_t files,
                struct err *e)
{
	static const char *const shapes[] = {
		[FAULT_SHAPE_SPARSE] = NULL,
		[FAULT_SHAPE_FULL] = "full",
		[FAULT_SHAPE_MINUS_ONE] = "minus-one",
	};
	struct runner *r = x->r;
	const char *shape = shapes[f->hit->action->shape];

	add_error(r, f->code, f->message);
	log_failure(r, NULL, f->message);
	if (shape)
		json_set(r->more, "shape", json_new_str(shape));
	r->row.status = RUN_FAILED;
	if (outage_begin(r->w, r->plan, f->hit, e) < 0)
		return -1;
	return run_faults_did(r->w, f->hit, e, "failed the run after %llu of %llu files",
	                      (unsigned long long)f->files, (unsigned long long)files);
}

/* Has the run fail where a fault says so: 1 when it does. */
static int run_failing(struct exporting *x, struct dataset_export *exports, size_t count,
                       struct err *e)
{
	AUTO(run_failure_release) struct run_failure f = { 0 };
	uint64_t files;

	if (!x->effects.faults->strike.count)
		return 0;
	if (count_files(x, exports, count, &files, e) < 0)
		return -1;
	run_failure_find(x->effects.faults, x->r->plan, files, &f);
	if (!f.hit)
		return 0;
	if (write_first(x, exports, count, f.files, e) < 0 || fail(x, &f, files, e) < 0)
		return -1;
	return 1;
}

/* ---------------------------------------------------------------- the run */

/* Some destinations delete what lies there some days later. */
static int note_expiry(struct runner *r, bool has_files, struct err *e)
{
	const char *place = r->plan->place;
	const struct destination *d = place ? destination_of_place(place) : NULL;

	if (!(has_files || r->plan->manifest) || !d || !d->keeps_days)
		return 0;
	return exported_file_expire(&r->w->store, r->row.serial, clock_now(&r->w->clock),
	                            d->keeps_days * MS_PER_DAY, e);
}

static int export_all(struct runner *r, struct dataset_export *exports, size_t count,
                      struct err *e)
{
	AUTO(run_files_release) struct run_files files = { 0 };
	struct exporting x = { .r = r,
		               .run = output_of(r, &files),
		               .effects = { .faults = &r->faults } };
	int failed = run_failing(&x, exports, count, e);

	if (failed < 0)
		return -1;
	if (!failed &&
	    (run_datasets(&x, exports, count, e) < 0 || outage_end(r->w, r->plan, e) < 0))
		return -1;
	x.effects.run_failed = r->row.status == RUN_FAILED;
	if (run_effects_end(&x.effects, r->w, r->more, e) < 0)
		return -1;
	return note_expiry(r, files.count != 0, e);
}

/* The plan's datasets, an export each; the caller frees them. */
static struct dataset_export *make_exports(const struct plan *p, size_t *count)
{
	size_t room = (size_t)cJSON_GetArraySize(p->datasets);
	struct dataset_export *all = mem_alloc((room + 1) * sizeof(*all));
	const cJSON *id;

	*count = 0;
	cJSON_ArrayForEach(id, p->datasets)
		all[(*count)++].id = json_str(id, "");
	return all;
}

int runner_export(struct runner *r, struct err *e)
{
	AUTO(mem_free) struct dataset_export *exports = NULL;
	vtime now = clock_now(&r->w->clock);
	size_t count;

	exports = make_exports(r->plan, &count);
	if (r->faults.strike.count)
		r->more = json_new_object();
	if (r->plan->broken) {
		note_failure(r, NULL, r->plan->broken);
		r->row.status = RUN_FAILED;
		count = 0;
	} else if (export_all(r, exports, count, e) < 0) {
		return -1;
	}
	if (r->row.started_at == VTIME_NEVER)
		r->row.started_at = now;
	r->row.completed_at = r->row.updated_at = now;
	put_detail(r, exports, count);
	return 0;
}
