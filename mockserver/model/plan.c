/*
 * plan.c - all that a run of a flow needs to know, read from its entities
 */
#include "mockserver/model/plan.h"

#include "lib/str.h"
#include "mockserver/model/draft.h"
#include "mockserver/model/place.h"
#include "mockserver/model/specs.h"

static int load_entities(struct world *w, struct plan *p, struct err *e)
{
	const struct flow_row *f = &p->flow;
	const struct caller by = { .org = f->org, .sandbox = f->sandbox };
	const char *base;

	if (entity_tree(w, KIND_FLOW, &by, f->id, &p->entity, e) < 0 ||
	    entity_tree(w, KIND_SOURCE, &by, f->source, &p->source, e) < 0 ||
	    entity_tree(w, KIND_TARGET, &by, f->target, &p->target, e) < 0)
		return -1;
	base = json_str(p->target, "baseConnectionId");
	return base ? entity_tree(w, KIND_CONNECTION, &by, base, &p->base, e) : 0;
}

/* Enums of params match in any case (01 §4.1: AEPP sends "gzip"). */
static bool param_is(const struct plan *p, const char *param, const char *value)
{
	const char *have = json_str(json_get(p->target, "params"), param);

	return have && str_same_nocase(have, value);
}

/* Both spellings of the key are known; the tutorial's wins (04 §5, row 20). */
static const char *template_of(const cJSON *flow)
{
	const char *one = json_str(flow, "scheduleParams.foldernameTemplate");

	return one ? one : json_str(flow, "scheduleParams.folderNameTemplate");
}

static void read_format(struct world *w, struct plan *p)
{
	const struct spec *spec = specs_find(w->specs, SPEC_CONNECTION,
	                                     json_str(p->target, "connectionSpec.id"));

	p->format =
		param_is(p, "datasetFileType", "PARQUET") ? EXPORT_PARQUET : EXPORT_JSON;
	p->codec = param_is(p, "compression", "GZIP") ? EXPORT_GZIP : EXPORT_NONE;
	p->template = template_of(p->entity);
	p->destination = spec ? spec_name(spec) : "";
}

int plan_load(struct world *w, int64_t flow_seq, struct plan *out, struct err *e)
{
	struct err why = { 0 };

	*out = (struct plan){ 0 };
	if (flow_load(&w->store, flow_seq, &out->flow, e) < 0)
		return -1;
	/* Audiences and ingestion export no datasets and need no place. */
	if (load_entities(w, out, &why) == 0 &&
	    (!plan_datasets(out) ||
	     place_of(out->target, out->base, &out->place, &why) == 0)) {
		read_format(w, out);
		return 0;
	}
	if (why.code == ERR_NOT_FOUND || why.code == ERR_INVALID) {
		err_set(&out->broken, why.code, "a connection of the flow is gone");
		return 0;
	}
	plan_release(out);
	return err_set(e, why.code, "%s", why.text);
}

void plan_release(struct plan *p)
{
	flow_release(&p->flow);
	cJSON_Delete(p->entity);
	cJSON_Delete(p->source);
	cJSON_Delete(p->target);
	cJSON_Delete(p->base);
	buf_release(&p->place);
	*p = (struct plan){ 0 };
}

const cJSON *plan_datasets(const struct plan *p)
{
	return json_at(p->source, "params.datasets");
}
