/*
 * json.c - past and coming runs of each flow, as JSON
 */
#include "mockserver/timeline/json.h"

#include "mockserver/runs/text.h"

static void set_time(cJSON *to, const char *name, vtime at)
{
	char text[VTIME_TEXT];

	if (at != VTIME_NEVER)
		json_set(to, name, json_new_str(vtime_format(at, text)));
}

static cJSON *schedule_json(const struct timeline_flow *f)
{
	cJSON *all = json_new_object();

	set_time(all, "start", f->start_at);
	json_set(all, "stepMs", json_new_int(f->step_ms));
	set_time(all, "end", f->end_at);
	set_time(all, "next", f->next_at);
	return all;
}

/* Their names in JSON; runs that were asked for count by their status. */
static const struct {
	const char *name;
	enum timeline_mark mark;
} counts[] = {
	{ "success", MARK_SUCCESS },        { "failed", MARK_FAILED },
	{ "partialSuccess", MARK_PARTIAL }, { "inProgress", MARK_RUNNING },
	{ "queued", MARK_QUEUED },          { "gaps", MARK_GAP },
	{ "ticks", MARK_COMING },
};

static cJSON *counts_json(const struct timeline_flow *f)
{
	cJSON *all = json_new_object();

	json_set(all, "runs", json_new_int((int64_t)f->run_count));
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		int64_t n = f->counts[counts[i].mark];

		if (counts[i].mark == MARK_SUCCESS)
			n += f->counts[MARK_DEMANDED];
		json_set(all, counts[i].name, json_new_int(n));
	}
	return all;
}

static size_t first_listed(size_t count)
{
	return count > TIMELINE_LISTED ? count - TIMELINE_LISTED : 0;
}

static cJSON *runs_json(const struct timeline *t, const struct timeline_flow *f)
{
	const struct world w = { .seed = t->seed }; /* all that an id is made of */
	cJSON *list = json_new_array();
	char id[UUID_TEXT];

	for (size_t i = first_listed(f->run_count); i < f->run_count; i++) {
		const struct timeline_run *r = &f->runs[i];
		cJSON *one = json_push(list, json_new_object());

		json_set(one, "id", json_new_str(run_id(&w, r->serial, id)));
		set_time(one, "scheduledAt", r->at);
		json_set(one, "status", json_new_str(run_status_name(r->status)));
		json_set(one, "onDemand", json_new_bool(r->demanded));
	}
	return list;
}

static cJSON *gaps_json(const struct timeline_flow *f)
{
	cJSON *list = json_new_array();

	for (size_t i = first_listed(f->gap_count); i < f->gap_count; i++) {
		cJSON *one = json_push(list, json_new_object());

		set_time(one, "first", f->gaps[i].first_at);
		set_time(one, "last", f->gaps[i].last_at);
		json_set(one, "count", json_new_int(f->gaps[i].count));
	}
	return list;
}

static cJSON *faults_json(const struct timeline *t, const struct timeline_flow *f)
{
	cJSON *list = json_new_array();
	char id[UUID_TEXT];

	for (size_t i = first_listed(f->fault_count); i < f->fault_count; i++) {
		const struct timeline_fault *x = &f->faults[i];
		cJSON *one = json_push(list, json_new_object());

		json_set(one, "fault", json_new_str(x->name));
		if (x->run)
			json_set(one, "run",
			         json_new_str(run_id_text(t->seed, x->run, id)));
		set_time(one, "scheduledAt", x->at);
		json_set(one, "done", json_new_str(x->done));
	}
	return list;
}

static cJSON *ticks_json(const struct timeline *t, const struct timeline_flow *f)
{
	cJSON *list = json_new_array();
	vtime at = f->next_at;
	char text[VTIME_TEXT];

	if (at != VTIME_NEVER && at < t->from_at)
		at = timeline_next(f, t->from_at - 1);
	for (int i = 0; i < TIMELINE_LISTED && at < t->until_at; i++) {
		json_push(list, json_new_str(vtime_format(at, text)));
		at = timeline_next(f, at);
	}
	return list;
}

cJSON *timeline_json(const struct timeline *t)
{
	cJSON *all = json_new_object(), *flows;

	set_time(all, "now", t->now);
	set_time(all, "from", t->from_at);
	set_time(all, "until", t->until_at);
	flows = json_set(all, "flows", json_new_array());
	for (size_t i = 0; i < t->flow_count; i++) {
		const struct timeline_flow *f = &t->flows[i];
		cJSON *one = json_push(flows, json_new_object());

		json_set(one, "id", json_new_str(f->id));
		json_set(one, "name", json_new_str(f->name));
		json_set(one, "state", json_new_str(f->state));
		if (f->start_at != VTIME_NEVER)
			json_set(one, "schedule", schedule_json(f));
		json_set(one, "counts", counts_json(f));
		json_set(one, "runs", runs_json(t, f));
		json_set(one, "gaps", gaps_json(f));
		json_set(one, "ticks", ticks_json(t, f));
		if (f->fault_count)
			json_set(one, "faults", faults_json(t, f));
	}
	return all;
}
