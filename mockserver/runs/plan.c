/*
 * plan.c - what a run of a flow sets out to do
 */
#include "mockserver/runs/plan.h"

#include "lib/mem.h"
#include "mockserver/entities/build.h"
#include "mockserver/runs/place.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/plan.h"

/* The entities that a flow stands on. */
struct flow_entities {
	cJSON *source, *target, *base;
};

static void flow_entities_release(struct flow_entities *g)
{
	cJSON_Delete(g->source);
	cJSON_Delete(g->target);
	cJSON_Delete(g->base);
}

AUTO_DEFINE_STRUCT(struct flow_entities, flow_entities_release);

static int load_entities(struct world *w, struct plan *p, struct flow_entities *g,
                         struct err *e)
{
	const struct flow_row *f = &p->flow;
	const struct caller by = { .org = f->org, .sandbox = f->sandbox };
	const char *base;

	if (entity_tree(&w->store, KIND_FLOW, &by, f->id, &p->entity, e) < 0 ||
	    entity_tree(&w->store, KIND_SOURCE, &by, f->source, &g->source, e) < 0 ||
	    entity_tree(&w->store, KIND_TARGET, &by, f->target, &g->target, e) < 0)
		return -1;
	base = json_str(g->target, "baseConnectionId");
	return base ? entity_tree(&w->store, KIND_CONNECTION, &by, base, &g->base, e) : 0;
}

/* ---------------------------------------------------------------- json */

static void put_str(struct plan *p, const char *name, const char *value)
{
	if (value)
		json_set(p->json, name, json_new_str(value));
}

/* Both spellings of the key are known; the tutorial's wins (04 §5, row 20). */
static const char *template_of(const cJSON *flow)
{
	const char *one = json_str(flow, "scheduleParams.foldernameTemplate");

	return one ? one : json_str(flow, "scheduleParams.folderNameTemplate");
}

/*
 * The ids of the source's datasets, each once (ours: a source may name one twice);
 * audiences and ingestion have none.
 */
static void put_datasets(struct plan *p, const cJSON *source)
{
	const cJSON *all = json_at(source, "params.datasets"), *one;
	cJSON *ids;

	if (!all)
		return;
	ids = json_set(p->json, "datasets", json_new_array());
	cJSON_ArrayForEach(one, all) {
		const char *id = json_str(one, "dataSetId");

		if (id && !json_has_str(ids, id))
			json_push(ids, json_new_str(id));
	}
}

static void put_flag(struct plan *p, const char *name, bool is)
{
	if (is)
		json_set(p->json, name, json_new_bool(true));
}

/*
 * Which files: the tables' names, not the client's spelling (01 §4.1: AEPP sends "gzip").
 * What a target without the param gets is left out.
 */
static void put_form(struct plan *p, const cJSON *params)
{
	enum export_format format = 0;
	enum export_codec codec = 0;

	(void)format_find(json_str(params, "datasetFileType"), &format);
	(void)format_find_codec(json_str(params, "compression"), &codec);
	put_str(p, "type", format ? format_name(format) : NULL);
	put_str(p, "compression", codec ? format_codec_name(codec) : NULL);
}

static void put_target(struct world *w, struct plan *p, const cJSON *target)
{
	const struct spec *spec = specs_find(w->specs, p->flow.org, SPEC_CONNECTION,
	                                     json_str(target, "connectionSpec.id"));
	const cJSON *params = json_get(target, "params");

	put_str(p, "destination", spec ? spec_name(spec) : NULL);
	put_form(p, params);
	put_flag(p, "manifest", cJSON_IsTrue(json_get(params, "includeFileManifest")));
}

/* Credentials that break their spec's patterns open nothing, where the ledger says so. */
static int check_credentials(struct world *w, const struct plan *p, const cJSON *base,
                             struct err *e)
{
	const char *id = json_str(base, "id");
	enum soundness sound = SOUND;

	if (id && entity_soundness(&w->store, id, &sound, e) < 0)
		return -1;
	if (sound == SOUND)
		return 0;
	if (ledger_refuses(&w->now.contract, LEDGER_UNSOUND_CREDENTIALS))
		return err_set(e, ERR_INVALID,
		               "The credentials of the base connection %s do not fit "
		               "their auth spec",
		               id);
	log_event(&w->log, LOG_WARN, "credentials.unsound", F_STR("flow", p->flow.id),
	          F_STR("connection", id),
	          F_STR("reason", "GET /connections/{id}/test answers false"));
	return 0;
}

/* Where the files go; a flow without datasets needs no place. */
static int put_place(struct world *w, struct plan *p, const struct flow_entities *g,
                     struct err *e)
{
	AUTO(buf_release) struct buf place = { 0 };

	if (!json_get(p->json, "datasets"))
		return 0;
	if (check_credentials(w, p, g->base, e) < 0 ||
	    place_of(g->target, g->base, &place, e) < 0)
		return -1;
	put_str(p, "place", buf_str(&place));
	return 0;
}

/* Runs inherit the labels that their flow has when they are made (LABEL). */
static void put_labels(struct plan *p)
{
	const cJSON *labels = json_get(p->entity, "labels");

	if (cJSON_GetArraySize(labels))
		json_set(p->json, "labels", json_copy(labels));
}

static int put_all(struct world *w, struct plan *p, const struct flow_entities *g,
                   struct err *e)
{
	put_str(p, "name", json_str(p->entity, "name"));
	put_str(p, "template", template_of(p->entity));
	put_target(w, p, g->target);
	put_datasets(p, g->source);
	put_labels(p);
	return put_place(w, p, g, e);
}

/* ---------------------------------------------------------------- reading them */

static void read_terms(struct plan *p)
{
	const struct {
		const char *name, **to;
	} texts[] = {
		{ "name", &p->name },     { "source", &p->source },
		{ "target", &p->target }, { "destination", &p->destination },
		{ "place", &p->place },   { "template", &p->template },
		{ "broken", &p->broken },
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i].to = json_str(p->json, texts[i].name);
	p->datasets = json_get(p->json, "datasets");
	p->full = json_get(p->json, "full") != NULL;
	p->manifest = json_get(p->json, "manifest") != NULL;
	p->format = 0;
	p->codec = 0;
	(void)format_find(json_str(p->json, "type"), &p->format);
	(void)format_find_codec(json_str(p->json, "compression"), &p->codec);
}

static int load_flow(struct world *w, int64_t flow_seq, struct plan *out, struct err *e)
{
	*out = (struct plan){ 0 };
	if (flow_load(&w->store, flow_seq, &out->flow, e) < 0)
		return -1;
	out->life = w->now.life;
	if (out->flow.life && life_parse(out->flow.life, &out->life, e) < 0) {
		plan_release(out);
		return -1;
	}
	return 0;
}

int plan_load(struct world *w, int64_t flow_seq, struct plan *out, struct err *e)
{
	AUTO(flow_entities_release) struct flow_entities found = { 0 };
	struct err why = { 0 };

	if (load_flow(w, flow_seq, out, e) < 0)
		return -1;
	out->json = json_new_object();
	put_str(out, "source", out->flow.source);
	put_str(out, "target", out->flow.target);
	put_flag(out, "full", out->flow.full);
	if (load_entities(w, out, &found, &why) < 0 || put_all(w, out, &found, &why) < 0)
		put_str(out, "broken",
		        why.code == ERR_NOT_FOUND ? "A connection of the flow is gone"
		                                  : why.text);
	if (why.code && why.code != ERR_NOT_FOUND && why.code != ERR_INVALID) {
		plan_release(out);
		return err_pass(e, &why);
	}
	read_terms(out);
	return 0;
}

int plan_of_run(struct world *w, const struct run_row *row, struct plan *out,
                struct err *e)
{
	if (load_flow(w, row->flow_seq, out, e) < 0)
		return -1;
	out->serial = row->plan;
	if (json_parse(row->plan_text, strlen(row->plan_text), &out->json, e) < 0) {
		plan_release(out);
		return -1;
	}
	read_terms(out);
	return 0;
}

void plan_release(struct plan *p)
{
	flow_release(&p->flow);
	cJSON_Delete(p->entity);
	cJSON_Delete(p->json);
	*p = (struct plan){ 0 };
}

void plan_narrow(struct plan *p, const char *dataset)
{
	cJSON *one;

	if (!p->datasets)
		return;
	one = json_new_array();
	json_push(one, json_new_str(dataset));
	json_set(p->json, "datasets", one);
	p->serial = 0;
	read_terms(p);
}

int plan_keep(struct world *w, struct plan *p, struct err *e)
{
	AUTO(mem_free) char *text = NULL;

	if (p->serial)
		return 0;
	text = json_text(p->json);
	return plan_intern(&w->store, text, &p->serial, e);
}
