/*
 * run_text.c - a run's row as the JSON that GET answers (03 §7)
 *
 * The frame is the published dataset-export run's (03 §7.3), which is cut short; the
 * rest has the shape of the audience runs (03 §7.1, §7.2).  Input equals output in
 * bytes and records, and an entity is called "dataset:<id>": both ours, no source
 * shows them for dataset exports.
 */
#include "mockserver/model/run_text.h"

#include "lib/json_write.h"
#include "lib/mem.h"

static const struct {
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
	return hash_uuid_of(hash_text(w->seed, "run"), (uint64_t)serial, text);
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
	snprintf(text, ETAG_TEXT, "\"%08x-0000-0200-0000-%08x0000\"", (unsigned)(h >> 32),
	         (unsigned)(row->updated_at / MS_PER_SECOND));
	return text;
}

static cJSON *add_object(cJSON *to, const char *name)
{
	return json_set(to, name, json_new_object());
}

static void add_int(cJSON *to, const char *name, int64_t v)
{
	json_set(to, name, json_new_int(v));
}

static void add_str(cJSON *to, const char *name, const char *v)
{
	json_set(to, name, json_new_str(v));
}

static void add_audit(const struct world *w, const struct run_row *row, cJSON *run)
{
	AUTO(mem_free) char *where = mem_printf("%s/%s", row->org, row->sandbox);
	char text[UUID_TEXT];

	add_str(run, "id", run_id(w, row->serial, text));
	add_int(run, "createdAt", row->created_at);
	add_int(run, "updatedAt", row->updated_at);
	add_str(run, "createdBy", "aep_activation_batch@AdobeID");
	add_str(run, "updatedBy", "acp_foundation_connectors@AdobeID");
	add_str(run, "createdClient", "aep_activation_batch");
	add_str(run, "updatedClient", "acp_foundation_connectors");
	add_str(run, "sandboxId",
	        hash_uuid(hash_text(hash_text(w->seed, "sandbox"), where), text));
	add_str(run, "sandboxName", row->sandbox);
	add_str(run, "imsOrgId", row->org);
}

static void add_references(const struct world *w, const struct run_row *row, cJSON *run)
{
	cJSON *spec;
	char hex[33], etag[ETAG_TEXT];

	add_str(run, "flowId", row->flow);
	spec = add_object(run, "flowSpec");
	add_str(spec, "id", row->spec);
	add_str(spec, "version", "1.0");
	hash_hex(run_key(w, "run provider", row->serial), 16, hex);
	hash_hex(run_key(w, "run provider, second half", row->serial), 16, hex + 16);
	add_str(run, "providerRefId", hex);
	add_str(run, "etag", run_etag(w, row, etag));
}

/* What has not happened yet has no time. */
static void add_duration(cJSON *to, const struct run_row *row)
{
	cJSON *duration = add_object(to, "durationSummary");

	if (row->started_at != VTIME_NEVER)
		add_int(duration, "startedAtUTC", row->started_at);
	if (row->completed_at != VTIME_NEVER)
		add_int(duration, "completedAtUTC", row->completed_at);
}

/* Which counts a summary shows, in the samples' order. */
enum counts { COUNTS_INPUT = 1, COUNTS_OUTPUT = 2 };

static void add_counts(cJSON *to, int64_t records, enum counts which)
{
	if (which & COUNTS_INPUT)
		add_int(to, "inputRecordCount", records);
	if (which & COUNTS_OUTPUT) {
		add_int(to, "createdRecordCount", records);
		add_int(to, "outputRecordCount", records);
	}
	if (which & COUNTS_INPUT)
		add_int(to, "skippedRecordCount", 0);
}

/*
 * What a row says with the texts beside it.  Where it has no detail, its one dataset is
 * the plan's, and the row's counts are that dataset's.
 */
struct outcome {
	const struct run_row *row;
	cJSON *terms, *detail; /* parsed; NULL for none */
	const char *source, *target;
	const cJSON *datasets, *errors;
};

static void outcome_release(struct outcome *o)
{
	cJSON_Delete(o->terms);
	cJSON_Delete(o->detail);
}

static inline void outcome_release_auto(struct outcome *o)
{
	outcome_release(o);
}

static int read_text(const char *text, cJSON **out, struct err *e)
{
	return text ? json_parse(text, strlen(text), out, e) : 0;
}

static int outcome_read(const struct run_row *row, struct outcome *out, struct err *e)
{
	*out = (struct outcome){ .row = row };
	if (read_text(row->plan_text, &out->terms, e) < 0 ||
	    read_text(row->detail, &out->detail, e) < 0)
		return -1;
	out->source = json_str(out->terms, "source");
	out->target = json_str(out->terms, "target");
	if (!out->source)
		out->source = row->source;
	if (!out->target)
		out->target = row->target;
	out->datasets = json_get(out->detail ? out->detail : out->terms, "datasets");
	out->errors = json_get(out->detail, "errors");
	return 0;
}

/* [{"id":<connection>,…,"entitySummaries":[…]}] */
static void add_summaries(cJSON *to, const char *name, const struct outcome *o,
                          enum counts which)
{
	cJSON *one = json_push(json_set(to, name, json_new_array()), json_new_object());
	cJSON *entities;
	const cJSON *dataset;

	add_str(one, "id", which & COUNTS_INPUT ? o->source : o->target);
	add_counts(one, o->row->records, which);
	entities = json_set(one, "entitySummaries", json_new_array());
	cJSON_ArrayForEach(dataset, o->datasets) {
		cJSON *entity = json_push(entities, json_new_object());
		const char *id = json_str(dataset, o->detail ? "id" : "");
		AUTO(mem_free) char *name_of = mem_printf("dataset:%s", id ? id : "");
		int64_t records = o->row->records;

		if (o->detail)
			json_int(dataset, "records", &records);
		add_str(entity, "id", name_of);
		add_counts(entity, records, which);
	}
}

static void add_sizes(cJSON *to, const struct run_row *row)
{
	cJSON *size = add_object(to, "sizeSummary");

	add_int(size, "inputBytes", row->bytes);
	add_int(size, "outputBytes", row->bytes);
}

static void add_errors(cJSON *to, const char *name, const cJSON *errors)
{
	if (cJSON_GetArraySize(errors))
		json_set(to, name, json_copy(errors));
}

static void add_status(cJSON *to, const struct outcome *o)
{
	cJSON *status = add_object(to, "statusSummary"), *refs;

	add_str(status, "status", run_status_name(o->row->status));
	add_errors(status, "errors", o->errors);
	refs = json_set(status, "activityRefs", json_new_array());
	json_push(refs, json_new_str(processor.id));
}

/* While a run has not ended it shows none of the members that say what it came to. */
static void add_metrics(const struct outcome *o, cJSON *run)
{
	const struct run_row *row = o->row;
	cJSON *metrics = add_object(run, "metrics"), *records, *files;

	add_duration(metrics, row);
	if (row->completed_at == VTIME_NEVER) {
		add_status(metrics, o);
		return;
	}
	add_sizes(metrics, row);
	records = add_object(metrics, "recordSummary");
	add_counts(records, row->records, COUNTS_INPUT | COUNTS_OUTPUT);
	add_summaries(records, "sourceSummaries", o, COUNTS_INPUT);
	add_summaries(records, "targetSummaries", o, COUNTS_OUTPUT);
	add_errors(records, "failedInfo", o->errors);
	files = add_object(metrics, "fileSummary");
	add_int(files, "inputFileCount", row->files);
	add_int(files, "outputFileCount", row->files);
	add_status(metrics, o);
}

static void add_activity(cJSON *list, const char *id, const char *name,
                         const struct run_row *row, const cJSON *errors)
{
	cJSON *one = json_push(list, json_new_object()), *records, *files, *status;
	bool ended = row->completed_at != VTIME_NEVER;

	add_str(one, "id", id);
	add_str(one, "name", name);
	add_int(one, "updatedAtUTC", 0);
	add_duration(one, row);
	add_object(one, "latencySummary");
	if (ended) {
		add_sizes(one, row);
		records = add_object(one, "recordSummary");
		add_counts(records, row->records, COUNTS_INPUT | COUNTS_OUTPUT);
		add_errors(records, "failedInfo", errors);
		files = add_object(one, "fileSummary");
		add_int(files, "outputFileCount", row->files);
	}
	status = add_object(one, "statusSummary");
	add_str(status, "status", run_status_name(row->status));
	add_errors(status, "errors", errors);
	add_object(status, "extensions");
}

/* What a client has put stands in the place of what the mock would say. */
static int add_sent(const char *sent, cJSON *run, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *members = NULL;
	const cJSON *one;

	if (!sent)
		return 0;
	if (json_parse(sent, strlen(sent), &members, e) < 0)
		return -1;
	cJSON_ArrayForEach(one, members)
		json_set(run, one->string, json_copy(one));
	return 0;
}

/* Activities come as they begin: none of a run that waits, the first while it is in
 * progress; a failed run's sample ends with the processor. */
static void add_activities(const struct outcome *o, cJSON *run)
{
	cJSON *list = json_set(run, "activities", json_new_array());
	const struct run_row *row = o->row;

	if (row->started_at != VTIME_NEVER)
		add_activity(list, processor.id, processor.name, row, o->errors);
	if (row->completed_at != VTIME_NEVER && row->status != RUN_FAILED)
		add_activity(list, publisher.id, publisher.name, row, NULL);
}

int run_text(const struct world *w, const struct run_row *row, struct buf *out,
             struct err *e)
{
	AUTO(cJSON_Delete) cJSON *run = json_new_object();
	AUTO(outcome_release) struct outcome o = { 0 };

	if (outcome_read(row, &o, e) < 0)
		return -1;
	add_audit(w, row, run);
	add_references(w, row, run);
	add_metrics(&o, run);
	add_activities(&o, run);
	if (add_sent(row->sent, run, e) < 0)
		return -1;
	json_print(run, out);
	return 0;
}

void last_run_add(const struct world *w, const struct last_run *last, struct buf *out)
{
	char id[UUID_TEXT];

	assert(out->size && out->data[out->size - 1] == '}');
	out->size--;
	json_begin_object(out, "lastRunDetails");
	json_write_str(out, "id", run_id(w, last->serial, id));
	json_write_str(out, "state", run_status_name(last->status));
	if (last->started_at != VTIME_NEVER)
		json_write_int(out, "startedAtUTC", last->started_at);
	if (last->completed_at != VTIME_NEVER)
		json_write_int(out, "completedAtUTC", last->completed_at);
	json_end_object(out);
	json_end_object(out);
}
