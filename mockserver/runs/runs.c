/*
 * runs.c - runs as clients find them and change them
 */
#include "mockserver/runs/runs.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/entities/change.h"
#include "mockserver/entities/members.h"
#include "mockserver/entities/secrets.h"
#include "mockserver/entities/validate.h"
#include "mockserver/runs/life.h"
#include "mockserver/runs/text.h"

/* What is kept of UpdateFlowRunRequest; flowId and flowSpec stay the run's own. */
static const char *const kept[] = {
	"providerRefId", "parentFlowRunId", "childFlowRunIds", "params",
	"predecessors",  "metrics",         "activities",      "recordTypes",
};

/* How clients spell a status: samples, StatusDTO, prose (03 §7.6). */
static const struct {
	const char *name;
	enum run_status status;
} statuses[] = {
	{ "success", RUN_SUCCESS },         { "completed", RUN_SUCCESS },
	{ "failed", RUN_FAILED },           { "partialSuccess", RUN_PARTIAL },
	{ "partial_success", RUN_PARTIAL }, { "partial_failure", RUN_PARTIAL },
	{ "inProgress", RUN_IN_PROGRESS },  { "in_progress", RUN_IN_PROGRESS },
	{ "processing", RUN_IN_PROGRESS },  { "scheduled", RUN_QUEUED },
	{ "queued", RUN_QUEUED },           { "waiting", RUN_QUEUED },
};

/* So is a run of another organisation or sandbox answered too. */
static int refuse_unknown(const char *id, struct refusal *rf)
{
	return refuse(rf, E_NOT_FOUND, "runs", id);
}

int run_find(struct world *w, const struct caller *by, const char *id, struct stmt **q,
             struct run_row *out, struct refusal *rf)
{
	struct err why = { 0 };
	int64_t serial;

	if (!run_serial(w, id, &serial))
		return refuse_unknown(id, rf);
	if (run_begin(&w->store, serial, q, out, &why) < 0) {
		if (why.code == ERR_NOT_FOUND)
			return refuse_unknown(id, rf);
		return err_pass(&rf->err, &why);
	}
	if (!strcmp(out->org, by->org) && !strcmp(out->sandbox, by->sandbox))
		return 0;
	stmt_end(TAKE(*q));
	return refuse_unknown(id, rf);
}

static int read_status(const cJSON *body, struct run_row *row, struct refusal *rf)
{
	const char *status = json_str(body, "metrics.statusSummary.status");

	for (size_t i = 0; status && i < ARRAY_LEN(statuses); i++) {
		if (str_same_nocase(status, statuses[i].name)) {
			row->status = statuses[i].status;
			return 0;
		}
	}
	return status ? refuse(rf, E_RUN_STATUS, status) : 0;
}

static void read_numbers(const cJSON *body, struct run_row *row)
{
	const struct {
		const char *path;
		int64_t *to;
	} numbers[] = {
		{ "metrics.durationSummary.startedAtUTC", &row->started_at },
		{ "metrics.durationSummary.completedAtUTC", &row->completed_at },
		{ "metrics.recordSummary.outputRecordCount", &row->records },
		{ "metrics.sizeSummary.outputBytes", &row->bytes },
		{ "metrics.fileSummary.outputFileCount", &row->files },
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		(void)json_int(body, numbers[i].path, numbers[i].to); /* else it stays */
}

/* What was put before, with the members of this body in their places; no secrets. */
static char *merge(const struct world *w, const struct caller *by, const char *sent,
                   const cJSON *body, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *all = NULL;

	if (!sent)
		all = json_new_object();
	else if (json_parse(sent, strlen(sent), &all, e) < 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		const cJSON *one = json_get(body, kept[i]);

		if (one)
			json_set(all, kept[i], json_copy(one));
	}
	secrets_mask(w, by->org, all);
	return json_text(all);
}

/* What the run comes after must be there. */
static int check_predecessor(struct world *w, const struct caller *by, const cJSON *one,
                             struct refusal *rf)
{
	const char *flow = json_str(one, "flowId"), *run = json_str(one, "flowRunId");
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(refusal_release) struct refusal unknown = { 0 };
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct run_row row;
	struct err why = { 0 };

	if (flow && entity_tree(&w->store, KIND_FLOW, by, flow, &tree, &why) < 0)
		return refuse(rf, E_PREDECESSOR_FLOW, flow);
	if (run && run_find(w, by, run, &q, &row, &unknown) < 0)
		return refuse(rf, E_PREDECESSOR_RUN, run);
	return 0;
}

static int check_predecessors(struct world *w, const struct caller *by, const cJSON *body,
                              struct refusal *rf)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(body, "predecessors")) {
		if (check_predecessor(w, by, one, rf) < 0)
			return -1;
	}
	return 0;
}

int run_replace(struct world *w, const struct caller *by, const char *id,
                const char *if_match, const cJSON *body, struct refusal *rf)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(mem_free) char *sent = NULL;
	char etag[ETAG_TEXT];
	enum run_status was;
	struct run_row row;

	if (ledger_refuses(&w->now.contract, LEDGER_RUN_WRITE))
		return refuse(rf, E_RUN_WRITE);
	/* first, for a run that is found is lent until its row is changed */
	if (check_predecessors(w, by, body, rf) < 0 ||
	    run_find(w, by, id, &q, &row, rf) < 0 ||
	    change_match(w, run_etag(w, &row, etag), if_match, IF_MATCH_DEMANDED, rf) < 0)
		return -1;
	was = row.status;
	members_log_unknown_body(w, "run", "update-run", body);
	validate_body(w, "update-run", body, rf);
	if (validate_end(w, by, body, rf) < 0 || read_status(body, &row, rf) < 0)
		return -1;
	read_numbers(body, &row);
	sent = merge(w, by, row.sent, body, &rf->err);
	if (!sent)
		return -1;
	row.version++;
	row.updated_at = clock_now(&w->clock);
	row.sent = sent;
	if (run_has_ended(row.status) && row.completed_at == VTIME_NEVER)
		row.completed_at = row.updated_at;
	if (run_has_ended(row.status) && row.started_at == VTIME_NEVER)
		row.started_at = row.completed_at;
	if (run_change(&w->store, &row, &rf->err) < 0 ||
	    (row.status != was && run_writes_flow(w, row.flow_seq, &rf->err) < 0))
		return -1;
	return run_has_ended(row.status) ? run_is_over(w, &row, &rf->err) : 0;
}
