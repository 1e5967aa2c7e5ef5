/*
 * adhoc.c - exports that clients ask for by dataset, or by audience
 */
#include "mockserver/runs/adhoc.h"

#include "lib/mem.h"
#include "mockserver/entities/members.h"
#include "mockserver/runs/demand.h"
#include "mockserver/runs/text.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/due.h"

/* One thing to export: a dataset, or an audience, of a flow. */
struct adhoc_order {
	const char *flow, *id;
	bool audience;
};

static int check_body(struct world *w, const char *schema, const cJSON *body,
                      struct refusal *rf)
{
	AUTO(mem_free) char *text = NULL;

	members_log_unknown_body(w, "ad-hoc export", schema, body);
	if (jsonschema_check(specs_body(w->specs, schema), body, "", &rf->violations))
		return 0;
	text = mem_printf("%s: %s", rf->violations.all[0].pointer,
	                  rf->violations.all[0].message);
	return refuse(rf, E_ADHOC_BODY, text);
}

static int find_flow(struct world *w, const struct adhoc *a, const char *flow,
                     struct plan *p, struct refusal *rf)
{
	struct err why = { 0 };

	if (demand_plan(w, a->by, flow, p, &why) == 0)
		return 0;
	if (why.code == ERR_NOT_FOUND)
		return refuse(rf, E_ADHOC_FLOW, flow);
	return err_pass(&rf->err, &why);
}

/* May the flow run now? */
static int check_flow(const struct world *w, const struct plan *p, struct refusal *rf)
{
	const struct flow_row *f = &p->flow;
	const char *state = json_str(p->entity, "state");
	int64_t changed = 0;

	if (spec_ingests(specs_find(w->specs, f->org, SPEC_FLOW, f->spec)))
		return refuse(rf, E_ADHOC_SPEC, f->id, f->spec);
	if (!state || strcmp(state, "enabled") != 0)
		return refuse(rf, E_ADHOC_STATE, p->flow.id, state ? state : "");
	(void)json_int(p->entity, "updatedAt", &changed); /* every entity has it */
	if (clock_now(&w->clock) - changed < w->adhoc_delay_ms)
		return refuse(rf, E_ADHOC_NOT_READY);
	return 0;
}

/* Audiences wait longer than datasets, where the documents' limits count. */
static int check_wait(const struct world *w, const struct plan *p,
                      const struct adhoc_order *o, struct refusal *rf)
{
	int64_t created = 0;

	if (!o->audience || w->limits != LIMITS_DOCUMENTED)
		return 0;
	(void)json_int(p->entity, "createdAt", &created); /* in every entity */
	return limit_is_broken(LIMIT_ADHOC_WAIT,
	                       (clock_now(&w->clock) - created) / MS_PER_SECOND)
	               ? limit_refuse(rf, LIMIT_ADHOC_WAIT)
	               : 0;
}

static bool has_audience(const struct plan *p, const char *audience)
{
	const cJSON *transformation, *one;

	cJSON_ArrayForEach(transformation, json_get(p->entity, "transformations")) {
		cJSON_ArrayForEach(one, json_at(transformation,
		                                "params.segmentSelectors.selectors")) {
			const char *id = json_str(one, "value.id");

			if (id && !strcmp(id, audience))
				return true;
		}
	}
	return false;
}

static bool has_part(const struct plan *p, const struct adhoc_order *o)
{
	return o->audience ? has_audience(p, o->id) : json_has_str(p->datasets, o->id);
}

/*
 * The dataset that the run exports: the one that was asked for if it is among them, else
 * its first.  A run does not say its audience.  NULL on error.
 */
static char *what_runs(struct world *w, int64_t run, const struct adhoc_order *o,
                       struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(plan_release) struct plan p = { 0 };
	struct run_row row;
	const char *first;

	if (run_begin(&w->store, run, &q, &row, e) < 0 || plan_of_run(w, &row, &p, e) < 0)
		return NULL;
	first = json_str(p.datasets, "[0]");
	if (o->audience || !first || json_has_str(p.datasets, o->id))
		first = o->id;
	return mem_strdup(first);
}

/* One run of a flow at a time, where the ledger says so (04 §5 row 23). */
static int check_idle(struct world *w, const struct plan *p, const struct adhoc_order *o,
                      struct refusal *rf)
{
	enum error error = o->audience ? E_ADHOC_AUDIENCE_RUNS : E_ADHOC_DATASET_RUNS;
	AUTO(mem_free) char *about = NULL;
	char id[UUID_TEXT];
	int64_t run;

	if (!ledger_refuses(&w->now.contract, LEDGER_ADHOC_WHILE_RUNNING))
		return 0;
	if (job_of_flow(&w->store, p->flow.seq, &run, &rf->err) < 0)
		return -1;
	if (!run)
		return 0;
	about = what_runs(w, run, o, &rf->err);
	return about ? refuse(rf, error, about, o->flow, run_id(w, run, id)) : -1;
}

static int check_order(struct world *w, const struct adhoc *a,
                       const struct adhoc_order *o, struct refusal *rf)
{
	AUTO(plan_release) struct plan p = { 0 };

	if (find_flow(w, a, o->flow, &p, rf) < 0 || check_flow(w, &p, rf) < 0)
		return -1;
	if (has_part(&p, o))
		return check_wait(w, &p, o, rf) < 0 ? -1 : check_idle(w, &p, o, rf);
	return o->audience ? refuse(rf, E_ADHOC_AUDIENCE, o->id)
	                   : refuse(rf, E_ADHOC_DATASET, o->id, o->flow);
}

/* Runs it; the answer's entry in *out. */
static int run_order(struct world *w, const struct adhoc *a, const struct adhoc_order *o,
                     cJSON **out, struct refusal *rf)
{
	AUTO(plan_release) struct plan p = { 0 };
	AUTO(mem_free) char *url = NULL;
	struct created run;

	if (find_flow(w, a, o->flow, &p, rf) < 0)
		return -1;
	plan_narrow(&p, o->id);
	if (demand_run(w, &p, NULL, &run, &rf->err) < 0)
		return -1;
	url = mem_printf("%s%s", a->runs_url, run.id);
	*out = json_new_object();
	json_set(*out, o->audience ? "segment" : "id", json_new_str(o->id));
	if (o->audience)
		json_set(*out, "order", json_new_str(o->flow));
	json_set(*out, "statusURL", json_new_str(url));
	if (!o->audience)
		json_set(*out, "flowId", json_new_str(o->flow));
	return 0;
}

/* Checks an order, or runs it and adds its entry to the answer's list. */
static int take(struct world *w, const struct adhoc *a, const struct adhoc_order *o,
                cJSON *list, struct refusal *rf)
{
	cJSON *entry;

	if (!list)
		return check_order(w, a, o, rf);
	if (run_order(w, a, o, &entry, rf) < 0)
		return -1;
	json_push(list, entry);
	return 0;
}

/* [{"datasets":[…]}], an element a flow; out NULL: checks only. */
static int each_dataset(struct world *w, const struct adhoc *a, cJSON *out,
                        struct refusal *rf)
{
	const cJSON *flow, *one;

	cJSON_ArrayForEach(flow, json_at(a->body, "activationInfo.destinations")) {
		cJSON *list = NULL;

		if (out)
			list = json_set(json_push(out, json_new_object()), "datasets",
			                json_new_array());
		cJSON_ArrayForEach(one, json_get(flow, "datasets")) {
			const struct adhoc_order o = { .flow = json_str(flow, "flowId"),
				                       .id = json_str(one, "id") };

			if (take(w, a, &o, list, rf) < 0)
				return -1;
		}
	}
	return 0;
}

/* [{"segment","order","statusURL"}]; out NULL: checks only. */
static int each_audience(struct world *w, const struct adhoc *a, cJSON *out,
                         struct refusal *rf)
{
	const cJSON *flow, *one;

	cJSON_ArrayForEach(flow, json_get(a->body, "activationInfo")) {
		cJSON_ArrayForEach(one, flow) {
			const struct adhoc_order o = { .flow = flow->string,
				                       .id = json_str(one, ""),
				                       .audience = true };

			if (take(w, a, &o, out, rf) < 0)
				return -1;
		}
	}
	return 0;
}

static int check_dataset_count(const struct world *w, const struct adhoc *a,
                               struct refusal *rf)
{
	const cJSON *flow;
	int64_t count = 0;

	if (w->limits != LIMITS_DOCUMENTED)
		return 0;
	cJSON_ArrayForEach(flow, json_get(a->body, "activationInfo"))
		count += cJSON_GetArraySize(flow);
	return limit_is_broken(LIMIT_ADHOC_AUDIENCES, count)
	               ? limit_refuse(rf, LIMIT_ADHOC_AUDIENCES)
	               : 0;
}

int adhoc_run(struct world *w, const struct adhoc *a, cJSON **out, struct refusal *rf)
{
	bool datasets = strstr(a->accept, "adhoc.dataset.activation") ||
	                json_at(a->body, "activationInfo.destinations");
	AUTO(cJSON_Delete) cJSON *answer = json_new_object();
	cJSON *list =
		json_set(answer, datasets ? "destinations" : "order", json_new_array());
	int (*each)(struct world *, const struct adhoc *, cJSON *, struct refusal *) =
		datasets ? each_dataset : each_audience;

	if (check_body(w, datasets ? "adhoc-datasets" : "adhoc-audiences", a->body, rf) <
	    0)
		return -1;
	if (!datasets && !strstr(a->accept, "version=2") &&
	    !json_get(a->body, "exportIds"))
		return refuse(rf, E_ADHOC_BODY, "/exportIds: is required by version 1");
	if (!datasets && check_dataset_count(w, a, rf) < 0)
		return -1;
	if (each(w, a, NULL, rf) < 0 || each(w, a, list, rf) < 0)
		return -1;
	*out = TAKE(answer);
	return 0;
}
