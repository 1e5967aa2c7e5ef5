/*
 * flows.c - dataflows as they are created
 */
#include "mockserver/entities/flows.h"

#include "lib/mem.h"
#include "mockserver/entities/entity_columns.h"
#include "mockserver/entities/flow_ends.h"
#include "mockserver/entities/flow_schedule.h"
#include "mockserver/entities/members.h"
#include "mockserver/entities/validate.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/flow.h"

static bool is_version(const cJSON *v)
{
	int64_t n;

	if (cJSON_IsString(v))
		return str_to_int(v->valuestring, &n) && n >= 0;
	return json_to_int(v, &n) && n >= 0;
}

/* The versions of mappings are whole numbers; what they map is Data Prep's to know. */
static void check_mappings(const cJSON *flow, struct refusal *rf)
{
	const cJSON *one;
	size_t i = 0;

	cJSON_ArrayForEach(one, json_get(flow, "transformations")) {
		const cJSON *v = json_at(one, "params.mappingVersion");
		const char *name = json_str(one, "name");
		AUTO_MEM char *at =
			mem_printf("/transformations/%zu/params/mappingVersion", i++);

		if (v && name && !strcmp(name, "Mapping") && !is_version(v))
			validate_error(rf, at, "is no whole number", E_MAPPING_VERSION);
	}
}

/* Judges all that a flow must be, new or changed, at once: its body, its schedule, its
 * ends. */
static int check(struct world *w, const struct caller *by, const struct judged_flow *f,
                 const struct flow_ends_question *q, struct flow_ends *ends,
                 struct refusal *rf)
{
	if (!f->changes && json_get(f->tree, "state"))
		validate_error(rf, "/state", "is not the client's to set", E_STATE_GIVEN);
	validate_body(w, "create-flow", f->tree, rf);
	if (!f->spec && json_str(f->tree, "flowSpec.id"))
		validate_error(rf, "/flowSpec/id", "there is no such flow spec",
		               E_SPEC_INVALID);
	validate_policy(f->tree, rf);
	check_mappings(f->tree, rf);
	if (f->spec)
		flow_schedule_check(w, f, rf);
	if (f->spec && !f->changes)
		draft_check_spec(f->mode, f->spec, rf);
	flow_ends_check(w, by, q, ends, rf);
	return validate_end(w, by, f->tree, rf);
}

/* Is there room for one more? */
static int check_limit(struct world *w, const struct caller *by,
                       const struct judged_flow *f, struct refusal *rf)
{
	int64_t count;

	if (w->limits != LIMITS_DOCUMENTED || spec_ingests(f->spec))
		return 0;
	if (flow_count_destinations(&w->store, by, &count, &rf->err) < 0)
		return -1;
	return limit_is_broken(LIMIT_DESTINATIONS, count + 1)
	               ? limit_refuse(rf, LIMIT_DESTINATIONS)
	               : 0;
}

/* The flow's spec; NULL where it names none that is there. */
static const struct spec *spec_of(const struct world *w, const struct caller *by,
                                  const cJSON *flow)
{
	return specs_find(w->specs, by->org, SPEC_FLOW, json_str(flow, "flowSpec.id"));
}

/* Makes inheritedAttributes anew in the tree of a flow that is there. */
static int set_inherited(const struct world *w, const struct caller *by, cJSON *flow,
                         const struct flow_ends *ends, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	cJSON *all;

	flow_ends_write(flow, spec_of(w, by, flow), ends, NULL, &text);
	if (json_parse(text.data, text.size, &all, e) < 0)
		return -1;
	json_set(flow, "inheritedAttributes", all);
	return 0;
}

/* As sent; an end that was not sent is the default, stored (A39). */
static void add_schedule(struct build *d, const struct schedule *s)
{
	AUTO(cJSON_Delete) cJSON *flow = json_new_object();
	const cJSON *params = json_get(d->body, "scheduleParams");

	if (!params || cJSON_IsNull(params))
		return;
	json_set(flow, "scheduleParams", json_copy(params));
	flow_schedule_put_end(flow, s);
	json_write_tree(&d->text, "scheduleParams", json_get(flow, "scheduleParams"));
	build_replace(d, "scheduleParams");
}

static void add_last_operation(struct build *d)
{
	json_begin_object(&d->text, "lastOperation");
	json_write_int(&d->text, "started", d->now);
	json_write_int(&d->text, "updated", 0);
	json_write_str(&d->text, "operation", "create");
	json_end_object(&d->text);
}

/* The last member; lastRunDetails comes before it (runs/flow_text.h). */
static void add_labels(struct build *d)
{
	if (build_take(d, "labels"))
		return;
	json_begin_array(&d->text, "labels");
	json_end_array(&d->text);
}

static void set_columns(struct build *d, const struct flow_ends *ends, bool ingests)
{
	const char **all = d->columns;

	all[ENTITY_COLUMN_SOURCE] = json_str(ends->source, "id");
	all[ENTITY_COLUMN_TARGET] = json_str(ends->target, "id");
	all[ENTITY_COLUMN_SOURCE_SPEC] = json_str(ends->source, "connectionSpec.id");
	all[ENTITY_COLUMN_TARGET_SPEC] = json_str(ends->target, "connectionSpec.id");
	all[ENTITY_COLUMN_OUTPUT_TYPE] =
		entity_columns_value(json_at(ends->target, "data.outputType"));
	all[ENTITY_COLUMN_IS_DESTINATION] = ingests ? NULL : "true";
	d->base = json_str(ingests ? ends->source : ends->target, "baseConnectionId");
}

static void fill(struct build *d, const struct judged_flow *f,
                 const struct flow_ends *ends, const struct schedule *schedule)
{
	AUTO(mem_free) char *runs = mem_printf("/runs?property=flowId==%s", d->made.id);

	build_take(d, "name");
	build_take(d, "description");
	build_take(d, "flowSpec");
	build_stamp(d);
	build_take(d, "sourceConnectionIds");
	build_take(d, "targetConnectionIds");
	flow_ends_write(NULL, f->spec, ends, "inheritedAttributes", &d->text);
	add_schedule(d, schedule);
	if (!build_take(d, "transformations")) {
		json_begin_array(&d->text, "transformations");
		json_end_array(&d->text);
	}
	if (json_get(d->body, "labels"))
		build_replace(d, "labels");
	build_take_rest(d);
	json_write_str(&d->text, "runs", runs);
	add_last_operation(d);
	add_labels(d);
	set_columns(d, ends, spec_ingests(f->spec));
}

static int put_row(struct build *d, const struct flow_ends *ends,
                   const struct schedule *s, struct refusal *rf)
{
	struct flow_row row = {
		.seq = d->seq,
		.id = mem_strdup(d->made.id),
		.org = mem_strdup(d->by->org),
		.sandbox = mem_strdup(d->by->sandbox),
		.spec = mem_strdup(d->spec),
		.source = mem_strdup(json_str(ends->source, "id")),
		.target = mem_strdup(json_str(ends->target, "id")),
		.full = s->mode == EXPORT_FULL,
		.start_at = s->ticks ? s->start_at : VTIME_NEVER,
		.step_ms = s->step_ms,
		.end_at = s->end_at,
		.next_at =
			d->mode == CREATE_DRAFT ? VTIME_NEVER : schedule_first(s, d->now),
	};
	int put = flow_put(&d->w->store, &row, &rf->err);

	if (d->mode != CREATE_DRAFT)
		flow_schedule_log(d->w, d->made.id, s, row.next_at);
	flow_release(&row);
	return put;
}

/* Logs what the new flow and its ends say that has no effect. */
static void log_ignored(const struct world *w, const struct build *d,
                        const struct judged_flow *f, const struct flow_ends *ends)
{
	const struct members all[] = {
		{ PART_FLOW, f->tree },
		{ PART_SCHEDULE, json_get(f->tree, "scheduleParams") },
		{ PART_SOURCE_PARAMS, json_get(ends->source, "params") },
		{ PART_TARGET_PARAMS, json_get(ends->target, "params") },
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		members_log_ignored(w, d->made.id, &all[i]);
}

int flow_make(struct world *w, const struct caller *by, cJSON *body,
              enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(build_release) struct build d = { w, mode, KIND_FLOW, body };
	AUTO(flow_ends_release) struct flow_ends ends = { 0 };
	const struct judged_flow sent = { body, spec_of(w, by, body), mode, false };
	const struct flow_ends_question both = { body, sent.spec, mode, true, true };
	const struct members_sent members = { KIND_FLOW, sent.spec, body, NULL };
	struct schedule schedule;

	members_log_unknown(w, &members);
	if (check(w, by, &sent, &both, &ends, rf) < 0 ||
	    check_limit(w, by, &sent, rf) < 0)
		return -1;
	d.spec = json_str(body, "flowSpec.id");
	if (build_begin(&d, by, rf) < 0)
		return -1;
	schedule = flow_schedule_read(w, by->org, body, d.now);
	fill(&d, &sent, &ends, &schedule);
	if (build_end(&d, rf) < 0 || put_row(&d, &ends, &schedule, rf) < 0)
		return -1;
	log_ignored(w, &d, &sent, &ends);
	*out = d.made;
	return 0;
}

static void swap_text(char **text, const char *other)
{
	free(*text);
	*text = mem_strdup(other);
}

/* The row of a changed flow: what it stands between, and when it ticks next. */
static int swap_row(struct editing *ed, struct flow_row *row, struct refusal *rf)
{
	const vtime was_next = row->next_at, was_end = row->end_at;
	const char *state = json_str(ed->tree, "state");
	struct schedule s;
	int64_t created = ed->now;

	(void)json_int(ed->tree, "createdAt", &created); /* every entity has one */
	s = flow_schedule_read(ed->w, ed->by->org, ed->tree, created);
	flow_schedule_put_end(ed->tree, &s);
	swap_text(&row->source, flow_ends_source(ed->tree));
	swap_text(&row->target, flow_ends_target(ed->tree));
	flow_schedule_move(ed, &s, row);
	if (!strcmp(state, "enabled") &&
	    (row->next_at != was_next || row->end_at != was_end))
		flow_schedule_log(ed->w, ed->id, &s, row->next_at);
	return flow_swap(&ed->w->store, row, &rf->err);
}

/* Is the end one that the flow does not stand on yet? */
static bool is_other(const char *id, const char *before)
{
	return !id || strcmp(id, before) != 0;
}

int flow_changed(struct editing *ed, struct refusal *rf)
{
	AUTO(flow_ends_release) struct flow_ends ends = { 0 };
	AUTO(flow_release) struct flow_row row = { 0 };
	const char *state = json_str(ed->tree, "state");
	bool begins = !strcmp(state, "enabled") && strcmp(ed->from, state) != 0;
	const struct judged_flow changed = {
		.tree = ed->tree,
		.spec = spec_of(ed->w, ed->by, ed->tree),
		.mode = !strcmp(state, "draft") ? CREATE_DRAFT : CREATE_LIVE,
		.changes = true,
	};
	struct flow_ends_question q = { ed->tree, changed.spec, changed.mode, begins,
		                        begins };

	if (flow_find(&ed->w->store, ed->id, &row, &rf->err) < 0)
		return -1;
	q.source |= is_other(flow_ends_source(ed->tree), row.source);
	q.target |= is_other(flow_ends_target(ed->tree), row.target);
	flow_schedule_follow(ed, changed.spec, &row);
	if (check(ed->w, ed->by, &changed, &q, &ends, rf) < 0 ||
	    set_inherited(ed->w, ed->by, ed->tree, &ends, &rf->err) < 0)
		return -1;
	return swap_row(ed, &row, rf);
}

/* What flows_refresh() takes along. */
struct refresh {
	struct world *w;
	const struct caller *by;
};

static int refresh_one(void *ctx, const char *id, struct err *e)
{
	const struct refresh *r = ctx;
	AUTO(flow_ends_release) struct flow_ends ends = { 0 };
	AUTO(cJSON_Delete) cJSON *flow = NULL;
	AUTO(mem_free) char *text = NULL;
	struct refusal none = { 0 }; /* nothing is judged */
	struct flow_ends_question q = { 0 };
	struct entity n = { .kind = KIND_FLOW, .id = id };

	if (entity_tree(&r->w->store, KIND_FLOW, r->by, id, &flow, e) < 0)
		return -1;
	q.flow = flow;
	flow_ends_check(r->w, r->by, &q, &ends, &none);
	if (set_inherited(r->w, r->by, flow, &ends, e) < 0)
		return -1;
	n.body = text = json_text(flow);
	entity_columns_set(flow, &n);
	return entity_rewrite(&r->w->store, &n, e);
}

int flows_refresh(struct world *w, const struct caller *by, const char *target,
                  struct err *e)
{
	struct refresh r = { w, by };

	return flow_each_of_target(&w->store, target, refresh_one, &r, e);
}
