/*
 * runner.c - one run: what it exports, and the row that says so
 */
#include "mockserver/model/runner.h"

#include "lib/mem.h"
#include "mockserver/model/change.h"
#include "mockserver/model/share.h"

#define FAILED_CODE "ACTIVATION_BATCH-0000-FAILED" /* 03 §7.7 */
#define FAILED_TEXT "Job aborted."

int runner_begin(struct runner *r, struct world *w, int64_t flow_seq, struct err *e)
{
	*r = (struct runner){ .w = w };
	if (plan_load(w, flow_seq, &r->plan, e) < 0)
		return -1;
	r->datasets = json_new_array();
	r->errors = json_new_array();
	return 0;
}

void runner_end(struct runner *r)
{
	plan_release(&r->plan);
	cJSON_Delete(r->datasets);
	cJSON_Delete(r->errors);
	free(r->detail);
}

static void begin_row(struct runner *r, vtime scheduled_at)
{
	const struct flow_row *f = &r->plan.flow;
	vtime now = clock_now(&r->w->clock);

	r->row.scheduled_at = scheduled_at;
	r->row.created_at = r->row.started_at = r->row.completed_at = now;
	r->row.updated_at = now;
	r->row.version = 1;
	r->row.flow_seq = f->seq;
	r->row.flow = f->id;
	r->row.org = f->org;
	r->row.sandbox = f->sandbox;
	r->row.spec = f->spec;
	r->row.source = f->source;
	r->row.target = f->target;
}

static void note_share(struct runner *r, const struct share *s)
{
	cJSON *one = json_push(r->datasets, json_new_object());

	json_set(one, "id", json_new_str(s->id));
	json_set(one, "records", json_new_int((int64_t)s->stats.rows));
	json_set(one, "bytes", json_new_int((int64_t)s->stats.bytes));
	json_set(one, "files", json_new_int((int64_t)s->files));
	r->row.records += (int64_t)s->stats.rows;
	r->row.bytes += (int64_t)s->stats.bytes;
	r->row.files += (int64_t)s->files;
}

/* The documented code and text, with the cause behind them; dataset NULL: all of it. */
static void note_failure(struct runner *r, const char *dataset, const struct err *why)
{
	AUTO(mem_free)
	char *text =
		dataset ? mem_printf(FAILED_TEXT " Dataset %s: %s", dataset, why->text)
			: mem_printf(FAILED_TEXT " %s", why->text);
	cJSON *one = json_push(r->errors, json_new_object());

	json_set(one, "code", json_new_str(FAILED_CODE));
	json_set(one, "message", json_new_str(text));
	log_event(&r->w->log, LOG_WARN, "dataset.failed", "flow=%s dataset=%s reason=%s",
	          r->plan.flow.id, dataset ? dataset : "-", why->text);
}

static int run_share(struct runner *r, const char *id, struct err *e)
{
	const struct share_of run = { r->w, &r->plan, r->row.serial, r->row.scheduled_at,
		                      r->attempt };
	struct share s = { .id = id, .dataset = catalogue_find(r->w->datasets, id) };
	struct err why = { 0 };

	if (!s.dataset)
		err_set(&why, ERR_NOT_FOUND, "there is no such dataset");
	else if (share_window(&run, &s, e) < 0 || share_export(&run, &s, e, &why) < 0)
		return -1;
	if (why.code) {
		note_failure(r, id, &why);
	} else if (exported_put(&r->w->store, r->plan.flow.seq, id, r->row.scheduled_at,
	                        e) < 0) {
		return -1;
	}
	note_share(r, &s);
	return 0;
}

static enum run_status status_of(const struct runner *r)
{
	int failed = cJSON_GetArraySize(r->errors);

	if (!failed)
		return RUN_SUCCESS;
	return failed < cJSON_GetArraySize(r->datasets) ? RUN_PARTIAL : RUN_FAILED;
}

/* {"datasets":[…],"errors":[…]}: what the row's columns can't hold. */
static char *detail(struct runner *r)
{
	AUTO(cJSON_Delete) cJSON *all = json_new_object();

	json_set(all, "datasets", TAKE(r->datasets));
	json_set(all, "errors", TAKE(r->errors));
	return json_text(all);
}

/* A run that ends rewrites its flow, where the ledger says so (07 B19). */
static int touch_flow(struct runner *r, struct err *e)
{
	const struct flow_row *f = &r->plan.flow;
	const struct caller service = { "acp_foundation_connectors", f->org, f->sandbox };
	AUTO(editing_release) struct editing ed = { .w = r->w, .by = &service };
	AUTO(refusal_release) struct refusal rf = { 0 };
	const struct change change = { KIND_FLOW, f->id, NULL };

	if (ledger_choice(r->w->contract, LEDGER_RUN_CHANGES_ETAG) != CHOICE_CHANGE ||
	    r->plan.broken.code)
		return 0;
	if (change_begin(&ed, &change, IF_MATCH_OPTIONAL, &rf) == 0 &&
	    change_end(&ed, &rf) == 0)
		return 0;
	return err_set(e, ERR_IO, "the flow of a run can't be changed: %s", rf.err.text);
}

int runner_export(struct runner *r, vtime scheduled_at, struct err *e)
{
	const cJSON *datasets = r->plan.broken.code ? NULL : plan_datasets(&r->plan),
		    *one;

	begin_row(r, scheduled_at);
	if (run_next_serial(&r->w->store, &r->row.serial, e) < 0)
		return -1;
	if (r->on_demand)
		r->attempt = r->row.serial;
	if (r->plan.broken.code)
		note_failure(r, NULL, &r->plan.broken);
	cJSON_ArrayForEach(one, datasets) {
		const char *id = json_str(one, "dataSetId");

		if (id && (!r->only || !strcmp(id, r->only)) && run_share(r, id, e) < 0)
			return -1;
	}
	r->row.status = status_of(r);
	r->detail = detail(r);
	r->row.detail = r->detail;
	r->row.sent = r->sent;
	if (run_put(&r->w->store, &r->row, e) < 0)
		return -1;
	return touch_flow(r, e);
}
