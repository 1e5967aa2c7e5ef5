/*
 * text.c - a run's row as the JSON that GET answers (03 §7)
 *
 * The frame is the published dataset-export run's (03 §7.3), which is cut short; the
 * rest has the shape of the audience runs (03 §7.1, §7.2).  Input equals output in
 * bytes and records, and an entity is called "dataset:<id>": both ours, no source
 * shows them for dataset exports.
 */
#include "mockserver/runs/text.h"

#include "lib/json/write.h"
#include "lib/mem.h"
#include "mockserver/runs/minus_one.h"
#include "mockserver/runs/provider.h"
#include "mockserver/runs/text_changes.h"
#include "mockserver/world/etag.h"
#include "mockserver/world/tenant.h"

static const struct run_activity {
	const char *id, *name;
} processor = { "c4f238e3-7334-4933-8b56-64d7ea43ea54",
	        "Activation Batch XdmProcessor Activity" },
  publisher = { "51d82b36-6b8f-11eb-9439-0242ac130002",
	        "Activation Batch Publisher Activity" };

static uint64_t run_key(const struct world *w, const char *purpose, int64_t serial)
{
	return hash_with(hash_text(w->seed, purpose), (uint64_t)serial);
}

const char *run_id(const struct world *w, int64_t serial, char text[UUID_TEXT])
{
	return run_id_text(w->seed, serial, text);
}

bool run_serial(const struct world *w, const char *id, int64_t *serial)
{
	uint64_t n;

	if (!hash_uuid_serial(hash_text(w->seed, "run"), id, &n) || n > INT64_MAX)
		return false;
	*serial = (int64_t)n;
	return true;
}

const char *run_etag(const struct world *w, const struct run_row *row,
                     char text[ETAG_TEXT])
{
	uint64_t h = run_key(w, "run etag", row->serial);

	if (row->version > 1)
		h = hash_with(h, (uint64_t)row->version);
	etag_text((uint32_t)(h >> 32), row->updated_at, text);
	return text;
}

static void add_audit(const struct world *w, const struct run_row *row, struct buf *out)
{
	char text[UUID_TEXT];

	json_write_str(out, "id", run_id(w, row->serial, text));
	json_write_int(out, "createdAt", row->created_at);
	json_write_int(out, "updatedAt", row->updated_at);
	json_write_str(out, "createdBy", provider_user(w, row));
	json_write_str(out, "updatedBy", SERVICE_USER);
	json_write_str(out, "createdClient", provider_client(w, row));
	json_write_str(out, "updatedClient", SERVICE_CLIENT);
	json_write_str(out, "sandboxId",
	               tenant_sandbox_id(w->seed, row->org, row->sandbox, text));
	json_write_str(out, "sandboxName", row->sandbox);
	json_write_str(out, "imsOrgId", row->org);
}

static void add_references(const struct world *w, const struct run_row *row,
                           struct buf *out)
{
	char etag[ETAG_TEXT];

	json_write_str(out, "flowId", row->flow);
	json_begin_object(out, "flowSpec");
	json_write_str(out, "id", row->spec);
	json_write_str(out, "version", "1.0");
	json_end_object(out);
	provider_write_ref(w, row, out);
	json_write_str(out, "etag", run_etag(w, row, etag));
}

/* What has not happened yet has no time. */
static void add_duration(struct buf *out, const struct run_row *row)
{
	json_begin_object(out, "durationSummary");
	if (row->started_at != VTIME_NEVER)
		json_write_int(out, "startedAtUTC", row->started_at);
	if (row->completed_at != VTIME_NEVER)
		json_write_int(out, "completedAtUTC", row->completed_at);
	json_end_object(out);
}

/* Which counts a summary shows, in the samples' order. */
enum counts { COUNTS_INPUT = 1, COUNTS_OUTPUT = 2 };

static void add_counts(struct buf *out, int64_t records, int64_t skipped,
                       enum counts which)
{
	if (which & COUNTS_INPUT)
		json_write_int(out, "inputRecordCount", records + skipped);
	if (which & COUNTS_OUTPUT) {
		json_write_int(out, "createdRecordCount", records);
		json_write_int(out, "outputRecordCount", records);
	}
	if (which & COUNTS_INPUT)
		json_write_int(out, "skippedRecordCount", skipped);
}

/*
 * What a failed run shows: the sample's members without counts (03 §7.2); all counts,
 * each 0; all counts, each -1, as the runs of sources do.  The last two are ours.
 */
enum run_shape { SHAPE_SPARSE, SHAPE_FULL, SHAPE_MINUS_ONE };

/*
 * What a row says together with its texts.  Where it has no detail, its one dataset is
 * the plan's, and the row's counts are that dataset's.
 */
struct outcome {
	const struct run_row *row;
	cJSON *json, *detail; /* parsed; NULL for none */
	const char *source, *target;
	const cJSON *datasets, *errors;
	const cJSON *skipped_info; /* NULL: nothing was skipped */
	int64_t skipped;           /* records of all datasets */
	enum run_shape shape;      /* of a run that has failed */
};

static void outcome_release(struct outcome *o)
{
	cJSON_Delete(o->json);
	cJSON_Delete(o->detail);
}

AUTO_DEFINE_STRUCT(struct outcome, outcome_release);

static int read_text(const char *text, cJSON **out, struct err *e)
{
	return text ? json_parse(text, strlen(text), out, e) : 0;
}

static int64_t count_skipped(const cJSON *datasets)
{
	const cJSON *one;
	int64_t sum = 0;

	cJSON_ArrayForEach(one, datasets) {
		int64_t n = 0;

		json_int(one, "skipped", &n);
		sum += n;
	}
	return sum;
}

/* As a fault says; else that of the flow's kind. */
static enum run_shape shape_of(const struct world *w, const struct run_row *row,
                               const cJSON *detail)
{
	const char *said = json_str(detail, "shape");

	if (said)
		return strcmp(said, "full") != 0 ? SHAPE_MINUS_ONE : SHAPE_FULL;
	return provider_is_source(w, row) ? SHAPE_MINUS_ONE : SHAPE_SPARSE;
}

static int outcome_read(const struct world *w, const struct run_row *row,
                        struct outcome *out, struct err *e)
{
	*out = (struct outcome){ .row = row };
	if (read_text(row->plan_text, &out->json, e) < 0 ||
	    read_text(row->detail, &out->detail, e) < 0)
		return -1;
	out->source = json_str(out->json, "source");
	out->target = json_str(out->json, "target");
	if (!out->source)
		out->source = row->source;
	if (!out->target)
		out->target = row->target;
	out->datasets = json_get(out->detail ? out->detail : out->json, "datasets");
	out->errors = json_get(out->detail, "errors");
	out->skipped_info = json_get(out->detail, "skippedInfo");
	out->skipped = out->skipped_info ? count_skipped(out->datasets) : 0;
	if (row->status == RUN_FAILED)
		out->shape = shape_of(w, row, out->detail);
	return 0;
}

/* [{"id":<connection>,…,"entitySummaries":[…]}] */
static void add_summaries(struct buf *out, const char *name, const struct outcome *o,
                          enum counts which)
{
	const bool failed = o->row->status == RUN_FAILED;
	const cJSON *dataset;

	json_begin_array(out, name);
	json_begin_object(out, NULL);
	json_write_str(out, "id", which & COUNTS_INPUT ? o->source : o->target);
	add_counts(out, failed ? 0 : o->row->records, o->skipped, which);
	json_begin_array(out, "entitySummaries");
	cJSON_ArrayForEach(dataset, o->datasets) {
		const char *id = json_str(dataset, o->detail ? "id" : "");
		AUTO(mem_free) char *name_of = mem_printf("dataset:%s", id ? id : "");
		int64_t records = o->row->records, skipped = 0;

		if (o->detail)
			json_int(dataset, "records", &records);
		json_int(dataset, "skipped", &skipped);
		if (failed)
			records = 0;
		json_begin_object(out, NULL);
		json_write_str(out, "id", name_of);
		add_counts(out, records, skipped, which);
		json_end_object(out);
	}
	json_end_array(out);
	json_end_object(out);
	json_end_array(out);
}

static void add_sizes(struct buf *out, const struct run_row *row)
{
	json_begin_object(out, "sizeSummary");
	json_write_int(out, "inputBytes", row->bytes);
	json_write_int(out, "outputBytes", row->bytes);
	json_end_object(out);
}

static void add_errors(struct buf *out, const char *name, const cJSON *errors)
{
	if (cJSON_GetArraySize(errors))
		json_write_tree(out, name, errors);
}

static void add_records(struct buf *out, const struct run_row *row, int64_t skipped)
{
	json_begin_object(out, "recordSummary");
	add_counts(out, row->records, skipped, COUNTS_INPUT | COUNTS_OUTPUT);
}

/* What metrics and activities have in common; the caller ends it. */
static void begin_status(struct buf *out, const struct run_row *row, const cJSON *errors)
{
	json_begin_object(out, "statusSummary");
	json_write_str(out, "status", run_status_name(row->status));
	add_errors(out, "errors", errors);
}

static void add_status(struct buf *out, const struct outcome *o)
{
	begin_status(out, o->row, o->errors);
	json_begin_array(out, "activityRefs");
	json_write_str(out, NULL, processor.id);
	json_end_array(out);
	json_end_object(out);
}

static void add_totals(struct buf *out, const struct outcome *o)
{
	const struct run_row *row = o->row;

	add_sizes(out, row);
	add_records(out, row, o->skipped);
	add_summaries(out, "sourceSummaries", o, COUNTS_INPUT);
	add_summaries(out, "targetSummaries", o, COUNTS_OUTPUT);
	add_errors(out, "failedInfo", o->errors);
	add_errors(out, "skippedInfo", o->skipped_info);
	json_end_object(out);
	json_begin_object(out, "fileSummary");
	json_write_int(out, "inputFileCount", row->files);
	json_write_int(out, "outputFileCount", row->files);
	json_end_object(out);
}

/* The sample of a failed export: no sizes, no counts but zeros, no target (03 §7.2). */
static void add_failed_export(struct buf *out, const struct outcome *o)
{
	json_begin_object(out, "recordSummary");
	add_summaries(out, "sourceSummaries", o, COUNTS_INPUT);
	add_errors(out, "failedInfo", o->errors);
	json_end_object(out);
}

static void add_failed(struct buf *out, const struct outcome *o)
{
	switch (o->shape) {
	case SHAPE_SPARSE:
		add_failed_export(out, o);
		break;
	case SHAPE_FULL:
		add_totals(out, o);
		break;
	case SHAPE_MINUS_ONE:
		minus_one_write(out, o->errors);
		break;
	}
}

/* While a run has not ended it shows none of the members that say what it came to. */
static void add_metrics(const struct outcome *o, struct buf *out)
{
	json_begin_object(out, "metrics");
	add_duration(out, o->row);
	if (o->row->completed_at != VTIME_NEVER && o->row->status == RUN_FAILED)
		add_failed(out, o);
	else if (o->row->completed_at != VTIME_NEVER)
		add_totals(out, o);
	add_status(out, o);
	json_end_object(out);
}

/* The processor skips records; what the publisher is given it writes. */
static void add_activity_totals(struct buf *out, const struct outcome *o, bool processes,
                                const cJSON *errors)
{
	const struct run_row *row = o->row;

	add_sizes(out, row);
	add_records(out, row, processes ? o->skipped : 0);
	add_errors(out, "failedInfo", errors);
	add_errors(out, "skippedInfo", processes ? o->skipped_info : NULL);
	json_end_object(out);
	json_begin_object(out, "fileSummary");
	json_write_int(out, "outputFileCount", row->files);
	json_end_object(out);
}

static void add_failed_activity(struct buf *out, const cJSON *errors)
{
	json_begin_object(out, "sizeSummary");
	json_end_object(out);
	json_begin_object(out, "recordSummary");
	add_errors(out, "failedInfo", errors);
	json_end_object(out);
	json_begin_object(out, "fileSummary");
	json_end_object(out);
}

static void add_activity(struct buf *out, const struct run_activity *activity,
                         const struct outcome *o, const cJSON *errors)
{
	const struct run_row *row = o->row;
	const bool processes = activity == &processor;

	json_begin_object(out, NULL);
	json_write_str(out, "id", activity->id);
	json_write_str(out, "name", activity->name);
	json_write_int(out, "updatedAtUTC", 0);
	add_duration(out, row);
	json_begin_object(out, "latencySummary");
	json_end_object(out);
	if (row->completed_at != VTIME_NEVER && row->status == RUN_FAILED)
		add_failed_activity(out, errors);
	else if (row->completed_at != VTIME_NEVER)
		add_activity_totals(out, o, processes, errors);
	begin_status(out, row, errors);
	json_begin_object(out, "extensions");
	json_end_object(out);
	json_end_object(out);
	json_end_object(out);
}

/* Activities come as they begin: none of a run that waits, the first while it is in
 * progress; a failed run's sample ends with the processor. */
static void add_activities(const struct outcome *o, struct buf *out)
{
	const struct run_row *row = o->row;

	json_begin_array(out, "activities");
	if (row->started_at != VTIME_NEVER)
		add_activity(out, &processor, o, o->errors);
	if (row->completed_at != VTIME_NEVER && row->status != RUN_FAILED)
		add_activity(out, &publisher, o, NULL);
	json_end_array(out);
}

static void add_labels(const struct outcome *o, struct buf *out)
{
	const cJSON *labels = json_get(o->json, "labels");

	if (labels)
		json_write_tree(out, "labels", labels);
}

static int add_run(const struct world *w, const struct run_row *row, struct buf *out,
                   struct err *e)
{
	AUTO(outcome_release) struct outcome o = { 0 };

	if (outcome_read(w, row, &o, e) < 0)
		return -1;
	buf_add_char(out, '{'); /* whatever stands before it */
	add_audit(w, row, out);
	add_references(w, row, out);
	add_metrics(&o, out);
	add_activities(&o, out);
	add_labels(&o, out);
	json_end_object(out);
	return 0;
}

static int add_changed(const struct world *w, const struct run_row *row, struct buf *out,
                       struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(cJSON_Delete) cJSON *run = NULL;

	if (add_run(w, row, &text, e) < 0 ||
	    json_parse(text.data, text.size, &run, e) < 0 || text_change(row, run, e) < 0)
		return -1;
	json_print(run, out);
	return 0;
}

int run_text(const struct world *w, const struct run_row *row, struct buf *out,
             struct err *e)
{
	return text_is_changed(row) ? add_changed(w, row, out, e)
	                            : add_run(w, row, out, e);
}
