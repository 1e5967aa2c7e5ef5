/*
 * demand.c - runs that a client asks for, outside the schedule
 */
#include "mockserver/runs/demand.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/entities/change.h"
#include "mockserver/entities/members.h"
#include "mockserver/entities/secrets.h"
#include "mockserver/entities/validate.h"
#include "mockserver/runs/life.h"
#include "mockserver/runs/runs.h"
#include "mockserver/runs/text.h"
#include "mockserver/sim/schedule.h"
#include "mockserver/specs/specs.h"

static int refuse_unknown(const char *flow, const struct err *why, struct refusal *rf)
{
	if (why->code == ERR_NOT_FOUND)
		return refuse(rf, E_FLOW_UNKNOWN, flow);
	return err_pass(&rf->err, why);
}

/* {"params":…} as the run's row keeps it, without secrets, or NULL. */
static char *sent_text(const struct world *w, const struct caller *by,
                       const cJSON *params)
{
	AUTO(cJSON_Delete) cJSON *sent = NULL;

	if (!params)
		return NULL;
	sent = json_new_object();
	json_set(sent, "params", json_copy(params));
	secrets_mask(w, by->org, sent);
	return json_text(sent);
}

static int check_flow(const struct plan *p, const struct caller *by, struct err *e)
{
	const struct flow_row *f = &p->flow;

	if (strcmp(f->org, by->org) != 0 || strcmp(f->sandbox, by->sandbox) != 0)
		return err_set(e, ERR_NOT_FOUND, "flow '%s' is somebody else's", f->id);
	return p->entity ? 0 : err_set(e, ERR_NOT_FOUND, "flow '%s' is deleted", f->id);
}

int demand_plan(struct world *w, const struct caller *by, const char *flow,
                struct plan *out, struct err *e)
{
	AUTO(flow_release) struct flow_row row = { 0 };

	if (flow_find(&w->store, flow, &row, e) < 0 || plan_load(w, row.seq, out, e) < 0)
		return -1;
	if (check_flow(out, by, e) == 0)
		return 0;
	plan_release(out);
	return -1;
}

int demand_run(struct world *w, struct plan *p, const char *sent, struct created *out,
               struct err *e)
{
	struct run_row row;

	if (run_demand(w, p, sent, &row, e) < 0)
		return -1;
	run_id(w, row.serial, out->id);
	run_etag(w, &row, out->etag);
	return 0;
}

/* Does the flow bring data in?  Known even if the connections are deleted. */
static bool is_ingestion(const struct world *w, const struct plan *p)
{
	return spec_ingests(specs_find(w->specs, p->flow.org, SPEC_FLOW, p->flow.spec));
}

static bool is_stream(const struct world *w, const struct plan *p)
{
	const struct spec *spec =
		specs_find(w->specs, p->flow.org, SPEC_FLOW, p->flow.spec);
	const char *kind =
		spec ? json_str(spec_tree(spec), "attributes.frequency") : NULL;

	return kind && !strcmp(kind, "streaming");
}

/* A draft is no flow yet that could run: it is published first (02 §7). */
static int check_state(const struct plan *p, struct refusal *rf)
{
	return strcmp(json_str(p->entity, "state"), "draft") != 0
	               ? 0
	               : refuse(rf, E_FLOW_STATE, p->flow.id, "enabled");
}

/* The ledger may keep runs on demand to one-time flows of batch sources (C1). */
static int check_kind(const struct world *w, const struct plan *p, struct refusal *rf)
{
	const char *unit;

	if (!ledger_refuses(&w->now.contract, LEDGER_RUN_OF_AN_EXPORT))
		return 0;
	if (is_stream(w, p))
		return refuse(rf, E_RUN_OF_A_STREAM, "streaming");
	unit = schedule_unit(json_get(p->entity, "scheduleParams"));
	if (is_ingestion(w, p) && unit && str_same_nocase(unit, "once"))
		return 0;
	return refuse(rf, E_RUN_OF_AN_EXPORT, p->flow.id, unit ? unit : "none");
}

/* Only of a flow that is enabled; and of an export where the ledger says so (B34). */
static int check_again(const struct world *w, const struct plan *p, struct refusal *rf)
{
	const char *state = json_str(p->entity, "state"), *source;

	if (strcmp(state, "enabled") != 0)
		return refuse(rf, E_RUN_FLOW_STATE, p->flow.id, state);
	if (is_ingestion(w, p) ||
	    !ledger_refuses(&w->now.contract, LEDGER_RE_TRIGGER_EXPORT))
		return 0;
	source = json_str(p->entity,
	                  "inheritedAttributes.sourceConnections[0].connectionSpec.id");
	return refuse(rf, E_RE_TRIGGER_EXPORT, "re-trigger", source ? source : "none");
}

/* A window of an ingestion that ends before it starts; an export has none (A53). */
static int check_window(const struct world *w, const struct plan *p, const cJSON *body,
                        struct refusal *rf)
{
	const cJSON *params = json_get(body, "params");
	AUTO(mem_free) char *start = NULL;
	AUTO(mem_free) char *end = NULL;
	int64_t from, to;

	if (!is_ingestion(w, p) || !schedule_number(params, "windowStartTime", &from) ||
	    !schedule_number(params, "windowEndTime", &to) || from <= to)
		return 0;
	start = mem_printf("%lld", (long long)from);
	end = mem_printf("%lld", (long long)to);
	return refuse(rf, E_RUN_WINDOW, end, start);
}

int demand_create(struct world *w, const struct caller *by, const cJSON *body,
                  struct created *out, struct refusal *rf)
{
	AUTO(mem_free) char *sent = sent_text(w, by, json_get(body, "params"));
	AUTO(plan_release) struct plan p = { 0 };
	const cJSON *id = json_get(body, "flowId");
	const char *flow = json_str(body, "flowId");
	struct err why = { 0 };

	members_log_unknown_body(w, "run", "create-run", body);
	if (!id || cJSON_IsNull(id) || (flow && !*flow))
		return refuse(rf, E_FLOW_ID_MISSING);
	validate_body(w, "create-run", body, rf);
	if (validate_end(w, by, body, rf) < 0)
		return -1;
	if (demand_plan(w, by, flow, &p, &why) < 0)
		return refuse_unknown(flow, &why, rf);
	if (check_state(&p, rf) < 0 || check_kind(w, &p, rf) < 0 ||
	    check_window(w, &p, body, rf) < 0)
		return -1;
	return demand_run(w, &p, sent, out, &rf->err);
}

/* The flow of a run that may be repeated, in *flow; the caller frees it. */
static int find_flow(struct world *w, const struct caller *by, const char *run,
                     const char *if_match, char **flow, struct refusal *rf)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	char etag[ETAG_TEXT];
	struct run_row row;

	if (run_find(w, by, run, &q, &row, rf) < 0 ||
	    change_match(w, run_etag(w, &row, etag), if_match, IF_MATCH_OPTIONAL, rf) < 0)
		return -1;
	if ((row.status != RUN_FAILED && row.status != RUN_SUCCESS) ||
	    (row.status == RUN_SUCCESS && row.records))
		return refuse(rf, E_RUN_NOT_FAILED, run, run_status_name(row.status));
	*flow = mem_strdup(row.flow);
	return 0;
}

int demand_again(struct world *w, const struct caller *by, const char *run,
                 const char *if_match, struct created *out, struct refusal *rf)
{
	AUTO(plan_release) struct plan p = { 0 };
	AUTO(mem_free) char *flow = NULL;
	struct err why = { 0 };

	if (find_flow(w, by, run, if_match, &flow, rf) < 0)
		return -1;
	if (demand_plan(w, by, flow, &p, &why) < 0)
		return refuse_unknown(flow, &why, rf);
	if (check_again(w, &p, rf) < 0)
		return -1;
	return demand_run(w, &p, NULL, out, &rf->err);
}
