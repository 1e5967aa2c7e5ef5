/*
 * flows.c - dataflows as they are created
 */
#include "mockserver/model/flows.h"

#include "lib/mem.h"
#include "mockserver/model/flow_schedule.h"
#include "mockserver/model/specs.h"
#include "mockserver/model/validate.h"
#include "mockserver/store/flow.h"

/* What a flow stands between. */
struct ends {
	cJSON *source, *target; /* entities; NULL where the reference leads nowhere */
};

static void ends_release(struct ends *ends)
{
	cJSON_Delete(ends->source);
	cJSON_Delete(ends->target);
}

static inline void ends_release_auto(struct ends *ends)
{
	ends_release(ends);
}

/* The one id in a list, or NULL: the schema says what is wrong with it then. */
static const char *only_id(const cJSON *body, const char *list)
{
	const cJSON *ids = json_get(body, list);

	return cJSON_GetArraySize(ids) == 1 ? json_str(ids, "[0]") : NULL;
}

typedef bool takes_fn(const struct spec *flow_spec, const char *connection_spec);

static const struct end {
	enum kind kind;
	const char *list, *pointer, *called;
	takes_fn *takes;
} end_rows[] = {
	/* clang-format off */
	{ KIND_SOURCE, "sourceConnectionIds", "/sourceConnectionIds/0", "source", spec_takes_source },
	{ KIND_TARGET, "targetConnectionIds", "/targetConnectionIds/0", "target", spec_takes_target },
	/* clang-format on */
};

static cJSON *find_end(struct world *w, const struct caller *by, const struct end *end,
                       const cJSON *body, struct refusal *rf)
{
	const struct spec *spec =
		specs_find(w->specs, SPEC_FLOW, json_str(body, "flowSpec.id"));
	const char *id = only_id(body, end->list), *connection_spec;
	struct err none = { 0 };
	cJSON *found;

	if (!id)
		return NULL;
	if (entity_tree(w, end->kind, by, id, &found, &none) < 0) {
		validate_reference(rf, end->pointer, "there is no %s connection '%s'",
		                   end->called, id);
		return NULL;
	}
	connection_spec = json_str(found, "connectionSpec.id");
	if (spec && connection_spec && !end->takes(spec, connection_spec))
		validate_reference(
			rf, end->pointer,
			"its connection spec %s does not fit the flow spec '%s'",
			connection_spec, spec_name(spec));
	return found;
}

/* All that a flow must be, new or changed: its body, its schedule, its ends. */
static int check(struct world *w, const struct caller *by, const struct judged_flow *f,
                 struct ends *ends, struct refusal *rf)
{
	const cJSON *body = f->tree;
	const char *id = json_str(body, "flowSpec.id");
	const struct spec *spec = specs_find(w->specs, SPEC_FLOW, id);

	validate_body(w, "create-flow", body, rf);
	if (id && !spec)
		return refuse(rf, E_SPEC_INVALID);
	if (validate_policy(body, rf) < 0)
		return -1;
	if (spec)
		flow_schedule_check(w, spec, f, rf);
	ends->source = find_end(w, by, &end_rows[0], body, rf);
	ends->target = find_end(w, by, &end_rows[1], body, rf);
	return validate_end(w, body, rf);
}

/* [{"id","connectionSpec"[,"baseConnection"][,"data"]}] of one end (03 §6). */
static cJSON *inherited_end(const cJSON *entity, bool target)
{
	cJSON *list = json_new_array(), *one = json_push(list, json_new_object());
	const cJSON *base = json_at(entity, "inheritedAttributes.baseConnection");
	const cJSON *data = json_get(entity, "data");

	json_set(one, "id", json_copy(json_get(entity, "id")));
	json_set(one, "connectionSpec", json_copy(json_get(entity, "connectionSpec")));
	if (target && base)
		json_set(one, "baseConnection", json_copy(base));
	if (target && data)
		json_set(one, "data", json_copy(data));
	return list;
}

/* Is the flow's spec one of ingestion: a flow into the platform? */
static bool is_ingestion(const struct world *w, const cJSON *flow)
{
	return spec_ingests(
		specs_find(w->specs, SPEC_FLOW, json_str(flow, "flowSpec.id")));
}

static cJSON *inherited(const struct ends *ends, bool ingests)
{
	cJSON *all = json_new_object();
	cJSON *properties = json_set(all, "properties", json_new_object());

	json_set(properties, ingests ? "isSourceFlow" : "isDestinationFlow",
	         json_new_bool(true));
	json_set(all, "sourceConnections", inherited_end(ends->source, false));
	json_set(all, "targetConnections", inherited_end(ends->target, true));
	return all;
}

static void add_last_operation(struct draft *d)
{
	cJSON *operation = json_set(d->tree, "lastOperation", json_new_object());

	json_set(operation, "started", json_new_int(d->now));
	json_set(operation, "updated", json_new_int(0));
	json_set(operation, "operation", json_new_str("create"));
}

static void fill(struct draft *d, const cJSON *body, const struct ends *ends,
                 const struct schedule *schedule)
{
	AUTO(mem_free) char *runs = mem_printf("/runs?property=flowId==%s", d->made.id);

	draft_take(d, body, "name");
	draft_take(d, body, "description");
	draft_take(d, body, "flowSpec");
	draft_stamp(d);
	draft_take(d, body, "sourceConnectionIds");
	draft_take(d, body, "targetConnectionIds");
	json_set(d->tree, "inheritedAttributes",
	         inherited(ends, is_ingestion(d->w, body)));
	draft_take(d, body, "scheduleParams");
	flow_schedule_put_end(d->tree, schedule);
	draft_take(d, body, "transformations");
	if (!json_get(d->tree, "transformations"))
		json_set(d->tree, "transformations", json_new_array());
	draft_take_rest(d, body);
	json_set(d->tree, "runs", json_new_str(runs));
	add_last_operation(d);
}

static int put_row(struct draft *d, const struct ends *ends, const struct schedule *s,
                   struct refusal *rf)
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

	flow_release(&row);
	return put;
}

int flow_make(struct world *w, const struct caller *by, const cJSON *body,
              enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(draft_release) struct draft d = { .w = w, .mode = mode, .kind = KIND_FLOW };
	AUTO(ends_release) struct ends ends = { 0 };
	const struct judged_flow sent = { body, mode, false };
	struct schedule schedule;

	if (json_get(body, "state"))
		return refuse(rf, E_STATE_GIVEN);
	if (check(w, by, &sent, &ends, rf) < 0)
		return -1;
	d.spec = json_str(body, "flowSpec.id");
	draft_check_ground(mode, ends.source, "/sourceConnectionIds/0", rf);
	draft_check_ground(mode, ends.target, "/targetConnectionIds/0", rf);
	if (validate_end(w, body, rf) < 0 ||
	    draft_allowed(mode, specs_find(w->specs, SPEC_FLOW, d.spec), rf) < 0 ||
	    draft_begin(&d, by, rf) < 0)
		return -1;
	schedule = flow_schedule_read(w, body, d.now);
	fill(&d, body, &ends, &schedule);
	if (draft_end(&d, rf) < 0 || put_row(&d, &ends, &schedule, rf) < 0)
		return -1;
	*out = d.made;
	return 0;
}

/* The row of a changed flow: what it stands between, and when it ticks next. */
static int swap_row(struct editing *ed, const struct ends *ends, struct refusal *rf)
{
	AUTO(flow_release) struct flow_row row = { 0 };
	struct schedule s;
	int64_t created = ed->now;

	if (flow_find(&ed->w->store, ed->id, &row, &rf->err) < 0)
		return -1;
	(void)json_int(ed->tree, "createdAt", &created); /* every entity has one */
	s = flow_schedule_read(ed->w, ed->tree, created);
	flow_schedule_put_end(ed->tree, &s);
	free(row.source);
	free(row.target);
	row.source = mem_strdup(json_str(ends->source, "id"));
	row.target = mem_strdup(json_str(ends->target, "id"));
	flow_schedule_move(ed, &s, &row);
	return flow_swap(&ed->w->store, &row, &rf->err);
}

int flow_changed(struct editing *ed, struct refusal *rf)
{
	AUTO(ends_release) struct ends ends = { 0 };
	const char *state = json_str(ed->tree, "state");
	const struct judged_flow changed = {
		.tree = ed->tree,
		.mode = state && !strcmp(state, "draft") ? CREATE_DRAFT : CREATE_LIVE,
		.changes = true,
	};

	if (check(ed->w, ed->by, &changed, &ends, rf) < 0)
		return -1;
	json_set(ed->tree, "inheritedAttributes",
	         inherited(&ends, is_ingestion(ed->w, ed->tree)));
	return swap_row(ed, &ends, rf);
}

/* What flows_refresh() takes along. */
struct refresh {
	struct world *w;
	const struct caller *by;
};

static int refresh_one(void *ctx, const char *id, struct err *e)
{
	const struct refresh *r = ctx;
	AUTO(ends_release) struct ends ends = { 0 };
	AUTO(cJSON_Delete) cJSON *flow = NULL;
	AUTO(mem_free) char *text = NULL;
	struct refusal ignored = { 0 };

	if (entity_tree(r->w, KIND_FLOW, r->by, id, &flow, e) < 0)
		return -1;
	ends.source = find_end(r->w, r->by, &end_rows[0], flow, &ignored);
	ends.target = find_end(r->w, r->by, &end_rows[1], flow, &ignored);
	refusal_release(&ignored); /* an end that is gone stays as it was shown */
	if (!ends.source || !ends.target)
		return 0;
	json_set(flow, "inheritedAttributes", inherited(&ends, is_ingestion(r->w, flow)));
	text = json_text(flow);
	return entity_rewrite(&r->w->store, KIND_FLOW, id, text, e);
}

int flows_refresh(struct world *w, const struct caller *by, const char *target,
                  struct err *e)
{
	struct refresh r = { w, by };

	return flow_each_of_target(&w->store, target, refresh_one, &r, e);
}
