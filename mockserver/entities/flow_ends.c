/*
 * flow_ends.c - the source and target connection that a flow stands between
 */
#include "mockserver/entities/flow_ends.h"

#include "mockserver/entities/validate.h"

void flow_ends_release(struct flow_ends *ends)
{
	cJSON_Delete(ends->source);
	cJSON_Delete(ends->target);
	*ends = (struct flow_ends){ 0 };
}

typedef bool takes_fn(const struct spec *flow_spec, const char *connection_spec);

static const struct flow_end {
	enum kind kind;
	const char *list, *pointer, *called;
	takes_fn *takes;
} source_end = { KIND_SOURCE, "sourceConnectionIds", "/sourceConnectionIds/0", "source",
	         spec_takes_source },
  target_end = { KIND_TARGET, "targetConnectionIds", "/targetConnectionIds/0", "target",
	         spec_takes_target };

/* The one id in a list, or NULL: the schema says what is wrong with it then. */
static const char *only_id(const cJSON *flow, const char *list)
{
	const cJSON *ids = json_get(flow, list);

	return cJSON_GetArraySize(ids) == 1 ? json_str(ids, "[0]") : NULL;
}

const char *flow_ends_source(const cJSON *flow)
{
	return only_id(flow, source_end.list);
}

const char *flow_ends_target(const cJSON *flow)
{
	return only_id(flow, target_end.list);
}

/* The end with the credentials: files come from there, or go there. */
static const struct flow_end *far_end(const struct spec *spec)
{
	return spec_ingests(spec) ? &source_end : &target_end;
}

static void check_spec(const struct spec *spec, const struct flow_end *end,
                       const cJSON *found, struct refusal *rf)
{
	const char *id = json_str(found, "connectionSpec.id");

	if (spec && id && !end->takes(spec, id))
		validate_reference(
			rf, end->pointer,
			"its connection spec %s does not fit the flow spec '%s'", id,
			spec_name(spec));
}

/* A run would find no credentials. */
static void check_base(struct world *w, const struct caller *by,
                       const struct flow_end *end, const cJSON *found, struct refusal *rf)
{
	const char *id = json_str(found, "baseConnectionId");
	AUTO(cJSON_Delete) cJSON *base = NULL;
	struct err why = { 0 };

	if (id && entity_tree(&w->store, KIND_CONNECTION, by, id, &base, &why) < 0)
		validate_reference(rf, end->pointer, "its base connection %s is deleted",
		                   id);
}

static cJSON *find_end(struct world *w, const struct caller *by,
                       const struct flow_ends_question *q, const struct flow_end *end,
                       bool judged, struct refusal *rf)
{
	const char *id = only_id(q->flow, end->list);
	struct err none = { 0 };
	cJSON *found;

	if (!id)
		return NULL;
	if (entity_tree(&w->store, end->kind, by, id, &found, &none) < 0) {
		if (judged)
			validate_reference(rf, end->pointer,
			                   "there is no %s connection '%s'", end->called,
			                   id);
		return NULL;
	}
	if (!judged)
		return found;
	check_spec(q->spec, end, found, rf);
	draft_check_reference(q->mode, json_str(found, "state"), end->pointer, rf);
	if (end == far_end(q->spec))
		check_base(w, by, end, found, rf);
	return found;
}

void flow_ends_check(struct world *w, const struct caller *by,
                     const struct flow_ends_question *q, struct flow_ends *out,
                     struct refusal *rf)
{
	out->source = find_end(w, by, q, &source_end, q->source, rf);
	out->target = find_end(w, by, q, &target_end, q->target, rf);
}

/* {"id","connectionSpec"[,"baseConnection"][,"data"]} (03 §6) */
static void write_entry(struct buf *out, const cJSON *entity, const struct spec *spec,
                        const struct flow_end *end)
{
	json_begin_object(out, NULL);
	json_write_tree(out, "id", json_get(entity, "id"));
	json_write_tree(out, "connectionSpec", json_get(entity, "connectionSpec"));
	if (end == far_end(spec))
		json_write_tree(out, "baseConnection",
		                json_at(entity, "inheritedAttributes.baseConnection"));
	if (end == &target_end && !spec_ingests(spec))
		json_write_tree(out, "data", json_get(entity, "data"));
	json_end_object(out);
}

static void write_end(struct buf *out, const char *name, const cJSON *entity,
                      const cJSON *before, const struct spec *spec,
                      const struct flow_end *end)
{
	if (!entity && before) {
		json_write_tree(out, name, before);
		return;
	}
	json_begin_array(out, name);
	if (entity)
		write_entry(out, entity, spec, end);
	json_end_array(out);
}

void flow_ends_write(const cJSON *flow, const struct spec *spec,
                     const struct flow_ends *ends, const char *name, struct buf *out)
{
	const cJSON *before = json_get(flow, "inheritedAttributes");
	static const char sources[] = "sourceConnections",
			  targets[] = "targetConnections";

	json_begin_object(out, name);
	json_begin_object(out, "properties");
	json_write_bool(out, spec_ingests(spec) ? "isSourceFlow" : "isDestinationFlow",
	                true);
	json_end_object(out);
	write_end(out, sources, ends->source, json_get(before, sources), spec,
	          &source_end);
	write_end(out, targets, ends->target, json_get(before, targets), spec,
	          &target_end);
	json_end_object(out);
}
