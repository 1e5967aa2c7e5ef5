/*
 * flows.c - dataflows as they are created
 */
#include "mockserver/entities/flows.h"

#include "lib/mem.h"
#include "mockserver/entities/entity_columns.h"
#include "mockserver/entities/flow_schedule.h"
#include "mockserver/entities/validate.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/flow.h"

/* What a flow stands between. */
struct flow_connections {
	cJSON *source, *target; /* entities; NULL where the reference leads nowhere */
};

static void flow_connections_release(struct flow_connections *conns)
{
	cJSON_Delete(conns->source);
	cJSON_Delete(conns->target);
}

AUTO_DEFINE_STRUCT(struct flow_connections, flow_connections_release);

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
		specs_find(w->specs, by->org, SPEC_FLOW, json_str(body, "flowSpec.id"));
	const char *id = only_id(body, end->list), *connection_spec;
	struct err none = { 0 };
	cJSON *found;

	if (!id)
		return NULL;
	if (entity_tree(&w->store, end->kind, by, id, &found, &none) < 0) {
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
                 struct flow_connections *conns, struct refusal *rf)
{
	const cJSON *body = f->tree;
	const char *id = json_str(body, "flowSpec.id");
	const struct spec *spec = specs_find(w->specs, by->org, SPEC_FLOW, id);

	validate_body(w, "create-flow", body, rf);
	if (id && !spec)
		return refuse(rf, E_SPEC_INVALID);
	if (validate_policy(body, rf) < 0)
		return -1;
	if (spec)
		flow_schedule_check(w, spec, f, rf);
	conns->source = find_end(w, by, &end_rows[0], body, rf);
	conns->target = find_end(w, by, &end_rows[1], body, rf);
	return validate_end(w, by, body, rf);
}

/* [{"id","connectionSpec"[,"baseConnection"][,"data"]}] of one end (03 §6). */
static void write_end(struct buf *out, const char *name, const cJSON *entity, bool target)
{
	json_begin_array(out, name);
	json_begin_object(out, NULL);
	json_write_tree(out, "id", json_get(entity, "id"));
	json_write_tree(out, "connectionSpec", json_get(entity, "connectionSpec"));
	if (target) {
		json_write_tree(out, "baseConnection",
		                json_at(entity, "inheritedAttributes.baseConnection"));
		json_write_tree(out, "data", json_get(entity, "data"));
	}
	json_end_object(out);
	json_end_array(out);
}

/* Is the flow's spec one of ingestion: a flow into the platform? */
static bool is_ingestion(const struct world *w, const struct caller *by,
                         const cJSON *flow)
{
	return spec_ingests(
		specs_find(w->specs, by->org, SPEC_FLOW, json_str(flow, "flowSpec.id")));
}

/* The member "inheritedAttributes" of a flow between these ends. */
static void write_inherited(struct buf *out, const char *name,
                            const struct flow_connections *conns, bool ingests)
{
	json_begin_object(out, name);
	json_begin_object(out, "properties");
	json_write_bool(out, ingests ? "isSourceFlow" : "isDestinationFlow", true);
	json_end_object(out);
	write_end(out, "sourceConnections", conns->source, false);
	write_end(out, "targetConnections", conns->target, true);
	json_end_object(out);
}

/* The same in the tree of a flow that is there. */
static int set_inherited(const struct world *w, const struct caller *by, cJSON *flow,
                         const struct flow_connections *conns, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	cJSON *all;

	write_inherited(&text, NULL, conns, is_ingestion(w, by, flow));
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

static void set_columns(struct build *d, const struct flow_connections *conns,
                        bool ingests)
{
	const char **all = d->columns;

	all[ENTITY_COLUMN_SOURCE] = json_str(conns->source, "id");
	all[ENTITY_COLUMN_TARGET] = json_str(conns->target, "id");
	all[ENTITY_COLUMN_SOURCE_SPEC] = json_str(conns->source, "connectionSpec.id");
	all[ENTITY_COLUMN_TARGET_SPEC] = json_str(conns->target, "connectionSpec.id");
	all[ENTITY_COLUMN_OUTPUT_TYPE] =
		entity_columns_value(json_at(conns->target, "data.outputType"));
	all[ENTITY_COLUMN_IS_DESTINATION] = ingests ? NULL : "true";
}

static void fill(struct build *d, const struct flow_connections *conns,
                 const struct schedule *schedule)
{
	AUTO(mem_free) char *runs = mem_printf("/runs?property=flowId==%s", d->made.id);
	bool ingests = is_ingestion(d->w, d->by, d->body);

	build_take(d, "name");
	build_take(d, "description");
	build_take(d, "flowSpec");
	build_stamp(d);
	build_take(d, "sourceConnectionIds");
	build_take(d, "targetConnectionIds");
	write_inherited(&d->text, "inheritedAttributes", conns, ingests);
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
	set_columns(d, conns, ingests);
}

static int put_row(struct build *d, const struct flow_connections *conns,
                   const struct schedule *s, struct refusal *rf)
{
	struct flow_row row = {
		.seq = d->seq,
		.id = mem_strdup(d->made.id),
		.org = mem_strdup(d->by->org),
		.sandbox = mem_strdup(d->by->sandbox),
		.spec = mem_strdup(d->spec),
		.source = mem_strdup(json_str(conns->source, "id")),
		.target = mem_strdup(json_str(conns->target, "id")),
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

int flow_make(struct world *w, const struct caller *by, cJSON *body,
              enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(build_release) struct build d = { w, mode, KIND_FLOW, body };
	AUTO(flow_connections_release) struct flow_connections conns = { 0 };
	const struct judged_flow sent = { body, mode, false };
	struct schedule schedule;

	if (json_get(body, "state"))
		return refuse(rf, E_STATE_GIVEN);
	if (check(w, by, &sent, &conns, rf) < 0)
		return -1;
	d.spec = json_str(body, "flowSpec.id");
	draft_check_reference(mode, json_str(conns.source, "state"),
	                      "/sourceConnectionIds/0", rf);
	draft_check_reference(mode, json_str(conns.target, "state"),
	                      "/targetConnectionIds/0", rf);
	if (validate_end(w, by, body, rf) < 0 ||
	    draft_allowed(mode, specs_find(w->specs, by->org, SPEC_FLOW, d.spec), rf) <
	            0 ||
	    build_begin(&d, by, rf) < 0)
		return -1;
	schedule = flow_schedule_read(w, by->org, body, d.now);
	fill(&d, &conns, &schedule);
	if (build_end(&d, rf) < 0 || put_row(&d, &conns, &schedule, rf) < 0)
		return -1;
	*out = d.made;
	return 0;
}

/* The row of a changed flow: what it stands between, and when it ticks next. */
static int swap_row(struct editing *ed, const struct flow_connections *conns,
                    struct refusal *rf)
{
	AUTO(flow_release) struct flow_row row = { 0 };
	struct schedule s;
	int64_t created = ed->now;

	if (flow_find(&ed->w->store, ed->id, &row, &rf->err) < 0)
		return -1;
	(void)json_int(ed->tree, "createdAt", &created); /* every entity has one */
	s = flow_schedule_read(ed->w, ed->by->org, ed->tree, created);
	flow_schedule_put_end(ed->tree, &s);
	free(row.source);
	free(row.target);
	row.source = mem_strdup(json_str(conns->source, "id"));
	row.target = mem_strdup(json_str(conns->target, "id"));
	flow_schedule_move(ed, &s, &row);
	return flow_swap(&ed->w->store, &row, &rf->err);
}

int flow_changed(struct editing *ed, struct refusal *rf)
{
	AUTO(flow_connections_release) struct flow_connections conns = { 0 };
	const char *state = json_str(ed->tree, "state");
	const struct judged_flow changed = {
		.tree = ed->tree,
		.mode = state && !strcmp(state, "draft") ? CREATE_DRAFT : CREATE_LIVE,
		.changes = true,
	};

	if (check(ed->w, ed->by, &changed, &conns, rf) < 0)
		return -1;
	if (set_inherited(ed->w, ed->by, ed->tree, &conns, &rf->err) < 0)
		return -1;
	return swap_row(ed, &conns, rf);
}

/* What flows_refresh() takes along. */
struct refresh {
	struct world *w;
	const struct caller *by;
};

static int refresh_one(void *ctx, const char *id, struct err *e)
{
	const struct refresh *r = ctx;
	AUTO(flow_connections_release) struct flow_connections conns = { 0 };
	AUTO(cJSON_Delete) cJSON *flow = NULL;
	AUTO(mem_free) char *text = NULL;
	struct refusal ignored = { 0 };
	struct entity n = { .kind = KIND_FLOW, .id = id };

	if (entity_tree(&r->w->store, KIND_FLOW, r->by, id, &flow, e) < 0)
		return -1;
	conns.source = find_end(r->w, r->by, &end_rows[0], flow, &ignored);
	conns.target = find_end(r->w, r->by, &end_rows[1], flow, &ignored);
	refusal_release(&ignored); /* an end that is gone stays as it was shown */
	if (!conns.source || !conns.target)
		return 0;
	if (set_inherited(r->w, r->by, flow, &conns, e) < 0)
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
