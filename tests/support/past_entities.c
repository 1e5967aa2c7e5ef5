/*
 * past_entities.c - deeds: entities are made, changed and deleted
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mem.h"
#include "tests/support/past.h"
#include "tests/support/quoted.h"

#define NAMES 4 /* few: what is made again often has a dead one's name */

static const struct tenant *tenant_of(const struct being *b)
{
	return &past_tenants[b->tenant];
}

/* ---------------------------------------------------------------- making */

#define S3 "{'id':'4fce964d-3f37-408f-9778-e597338a21ee','version':'1.0'}"

static char *base_body(struct past *p UNUSED, struct being *b)
{
	return mem_printf("{'name':'%s','auth':{'specName':'Access Key','params':{"
	                  "'s3AccessKey':'ABCDEFGHIJKLMNOPQ234','s3SecretKey':'0123456789"
	                  "abcdefghij/+ABCDEFGHIJKLMNOPQR'}},'connectionSpec':" S3 "}",
	                  b->name);
}

static char *source_body(struct past *p, struct being *b)
{
	b->dataset = past_draw(p, SERVED_DATASETS);
	return mem_printf("{'name':'%s','connectionSpec':{'id':'23598e46-f560-407b-88d5-"
	                  "ea6207e49db0','version':'1.0'},'params':{'datasets':[{"
	                  "'dataSetId':'%s'}]}}",
	                  b->name, served_datasets[b->dataset]);
}

static char *target_body(struct past *p, struct being *b)
{
	b->base = past_pick(p, KIND_CONNECTION, b->tenant, true);
	if (b->base == NOBODY || p->all[b->base].servers)
		return NULL;
	return mem_printf("{'name':'%s','baseConnectionId':'%s','params':{'mode':"
	                  "'Server-to-server','bucketName':'bucket','path':'p',"
	                  "'compression':'NONE','datasetFileType':'JSON'},"
	                  "'connectionSpec':" S3 "}",
	                  b->name, p->all[b->base].id);
}

/* Some have a schedule that is far away: what they export is asked for. */
static char *flow_body(struct past *p, struct being *b)
{
	b->started = !past_chance(p, 40);
	b->source = past_pick(p, KIND_SOURCE, b->tenant, true);
	b->target = past_pick(p, KIND_TARGET, b->tenant, true);
	if (b->source == NOBODY || b->target == NOBODY ||
	    !p->all[p->all[b->target].base].alive)
		return NULL;
	b->dataset = p->all[b->source].dataset;
	b->full = past_chance(p, 20);
	return mem_printf("{'name':'%s','flowSpec':{'id':'269ba276-16fc-47db-92b0-"
	                  "c1049a3c131f','version':'1.0'},'sourceConnectionIds':['%s'],"
	                  "'targetConnectionIds':['%s'],'scheduleParams':{'exportMode':"
	                  "'%s','timeUnit':'%s','interval':%d,'startTime':%lld,'endTime':"
	                  "4102444800}}",
	                  b->name, p->all[b->source].id, p->all[b->target].id,
	                  b->full ? "DAILY_FULL_EXPORT" : "FIRST_FULL_THEN_INCREMENTAL",
	                  b->full ? "day" : "hour", b->full ? 1 : 6,
	                  SERVED_ZERO / 1000LL + (b->started ? 0 : 1000000000LL));
}

static char *(*const bodies[])(struct past *p, struct being *b) = {
	[KIND_CONNECTION] = base_body,
	[KIND_SOURCE] = source_body,
	[KIND_TARGET] = target_body,
	[KIND_FLOW] = flow_body,
};

char *past_draw_body(struct past *p, struct being *b)
{
	AUTO(mem_free) char *text = NULL;

	b->base = b->source = b->target = NOBODY;
	snprintf(b->name, sizeof(b->name), "n%zu", past_draw(p, NAMES));
	text = bodies[b->kind](p, b);
	return text ? quoted(text) : NULL;
}

/* The nth of a kind has the id that the nth had before a reset; base connections are
 * made by the server, too, and not counted. */
static bool comes_again(struct past *p, const struct being *b)
{
	size_t n = p->made[b->kind]++;

	if (b->kind == KIND_CONNECTION)
		return true;
	if (n == p->first_count[b->kind]) {
		p->first[b->kind] = mem_grow(p->first[b->kind], n + 1, UUID_TEXT);
		memcpy(p->first[b->kind][n], b->id, UUID_TEXT);
		p->first_count[b->kind]++;
	}
	return !strcmp(p->first[b->kind][n], b->id) ||
	       past_break(p, "number %zu of %s has the id %s, and had %s before", n + 1,
	                  kind_collection(b->kind), b->id, p->first[b->kind][n]);
}

static size_t add(struct past *p, const struct being *made)
{
	p->all = mem_grow(p->all, p->count + 1, sizeof(*p->all));
	p->all[p->count] = *made;
	p->all[p->count].alive = true;
	return p->count++;
}

/* A source's base connection of its own: the server makes one if it is not given. */
static void meet_base(struct past *p, size_t source, const cJSON *entity)
{
	const char *id = json_str(entity, "baseConnectionId");
	struct being base = { .kind = KIND_CONNECTION,
		              .tenant = p->all[source].tenant,
		              .servers = true,
		              .base = NOBODY,
		              .source = NOBODY,
		              .target = NOBODY };
	size_t i = past_find(p, id);

	if (!id || (i != NOBODY && p->all[i].alive)) {
		p->all[source].base = i;
		return;
	}
	if (i != NOBODY) {
		past_break(p, "the deleted base connection %s is a source's again", id);
		return;
	}
	snprintf(base.id, sizeof(base.id), "%s", id);
	i = add(p, &base);
	p->all[source].base = i;
	if (past_claim_new(p, "id", id, (int64_t)i))
		past_look(p, i);
}

/* The run that is made with a flow is its newest, made when the flow was. */
static bool first_run_is_its_own(struct past *p, size_t flow, const cJSON *item,
                                 const struct run_sum *sum)
{
	const char *run = json_str(item, "lastRunDetails.id");
	int64_t created = 0;

	(void)json_int(item, "createdAt", &created);
	if (!sum->count)
		return !run;
	return run && seen_owner(&p->seen, "id", run) == (int64_t)flow &&
	       sum->newest_at == created;
}

/* A new flow has the run that its schedule has due, and nothing of another. */
static void check_new_flow(struct past *p, size_t flow, const cJSON *item)
{
	const struct being *b = &p->all[flow];
	AUTO(mem_free) char *path = mem_printf("/__admin/life?flowId=%s", b->id);
	AUTO(answer_release) struct answer a = { 0 };
	const struct request_to rq = { "GET", path, NULL, tenant_of(b), NULL };
	struct run_sum sum;

	if (!past_sum_runs(p, flow, &sum))
		return;
	if (sum.count != b->started && !(b->cut && !sum.count))
		past_break(p, "the new flow %s has %lld runs, and %d was due", b->id,
		           (long long)sum.count, b->started);
	else if (!first_run_is_its_own(p, flow, item, &sum))
		past_break(p, "the new flow %s has a last run that is not its first",
		           b->id);
	else if (past_expect(p, &rq, 200, &a) && !cJSON_IsNull(json_get(a.body, "life")))
		past_break(p, "the new flow %s has a life: %s", b->id, a.text);
}

size_t past_born(struct past *p, const struct being *made)
{
	AUTO(answer_release) struct answer a = { 0 };
	AUTO_MEM char *path = mem_printf("/%s/%s", kind_collection(made->kind), made->id);
	const struct request_to rq = { "GET", path, NULL, tenant_of(made), NULL };
	size_t i = add(p, made);
	const cJSON *item;
	const char *run;

	if (!past_claim_new(p, "id", made->id, (int64_t)i) ||
	    !comes_again(p, &p->all[i]) || !past_expect(p, &rq, 200, &a) ||
	    !past_shows(p, i, json_at(a.body, "items[0]")))
		return i;
	item = json_at(a.body, "items[0]");
	run = json_str(item, "lastRunDetails.id");
	if (run && seen_owner(&p->seen, "id", run) != SEEN_NOBODY)
		past_break(p, "%s is new and has the run of another: %s", path, a.text);
	if (made->kind == KIND_SOURCE)
		meet_base(p, i, item);
	if (made->kind == KIND_FLOW)
		check_new_flow(p, i, item);
	return i;
}

/* NOBODY where there is nothing to make it of. */
static size_t make(struct past *p, enum kind kind, size_t tenant)
{
	struct being b = { .kind = kind, .tenant = tenant };
	AUTO(mem_free) char *body = past_draw_body(p, &b);
	AUTO(mem_free) char *path = mem_printf("/%s", kind_collection(kind));
	AUTO(answer_release) struct answer a = { 0 };
	const struct request_to rq = { "POST", path, body, tenant_of(&b), NULL };

	if (!body || !past_expect(p, &rq, 201, &a))
		return NOBODY;
	snprintf(b.id, sizeof(b.id), "%s", json_str(a.body, "id"));
	snprintf(b.etag, sizeof(b.etag), "%s", json_str(a.body, "etag"));
	if (!past_claim_new(p, "etag", b.etag, (int64_t)p->count))
		return NOBODY;
	return past_born(p, &b);
}

void past_make_base(struct past *p)
{
	make(p, KIND_CONNECTION, past_draw(p, p->tenants));
}

void past_make_source(struct past *p)
{
	make(p, KIND_SOURCE, past_draw(p, p->tenants));
}

void past_make_target(struct past *p)
{
	size_t tenant = past_draw(p, p->tenants);

	if (make(p, KIND_TARGET, tenant) == NOBODY &&
	    make(p, KIND_CONNECTION, tenant) != NOBODY)
		make(p, KIND_TARGET, tenant);
}

/* With what it stands on, where that is not there. */
void past_make_flow(struct past *p)
{
	size_t tenant = past_draw(p, p->tenants);

	if (past_pick(p, KIND_SOURCE, tenant, true) == NOBODY)
		make(p, KIND_SOURCE, tenant);
	if (past_pick(p, KIND_TARGET, tenant, true) == NOBODY) {
		make(p, KIND_CONNECTION, tenant);
		make(p, KIND_TARGET, tenant);
	}
	make(p, KIND_FLOW, tenant);
}

/* ---------------------------------------------------------------- changing */

/* An answer of {"id","etag"} after a change. */
static void take_change(struct past *p, struct being *b, const struct answer *a)
{
	const char *etag = json_str(a->body, "etag");

	if (!etag || !json_str(a->body, "id") || strcmp(json_str(a->body, "id"), b->id))
		past_break(p, "a change of %s is answered %s", b->id, a->text);
	else if (past_claim_new(p, "etag", etag, b - p->all)) {
		memcpy(b->old_etag, b->etag, sizeof(b->etag));
		snprintf(b->etag, sizeof(b->etag), "%s", etag);
	}
}

static size_t pick_any(struct past *p, bool alive)
{
	return past_pick(p, (enum kind)past_draw(p, KIND_COUNT), past_draw(p, p->tenants),
	                 alive);
}

/* An etag that is not the being's: its own of before, or that of a dead one. */
static const char *stale_etag(struct past *p, const struct being *b)
{
	size_t dead = past_pick(p, b->kind, b->tenant, false);

	if (*b->old_etag && past_chance(p, 50))
		return b->old_etag;
	return dead == NOBODY ? NULL : p->all[dead].etag;
}

/* A flow that stands on nothing can't be enabled. */
static bool stands(const struct past *p, const struct being *b)
{
	return p->all[b->source].alive && p->all[b->target].alive;
}

void past_patch(struct past *p)
{
	size_t i = pick_any(p, true);
	char name[16];
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	AUTO(mem_free) char *body = NULL;
	struct request_to rq = { .method = "PATCH" };
	const char *stale = NULL;
	struct being *b;

	if (i == NOBODY || !past_look(p, i)) /* a run may have written to it */
		return;
	b = &p->all[i];
	snprintf(name, sizeof(name), "n%zu", past_draw(p, NAMES));
	rq.path = path = mem_printf("/%s/%s", kind_collection(b->kind), b->id);
	rq.body = body =
		mem_printf(JSON([{"op":"replace","path":"/name","value":"%s"}]), name);
	rq.by = tenant_of(b);
	if (past_chance(p, 30))
		stale = stale_etag(p, b);
	rq.if_match = stale ? stale : b->etag;
	if (!past_expect(p, &rq, stale ? 412 : 200, &a) || a.status != 200)
		return;
	memcpy(b->name, name, sizeof(name));
	take_change(p, b, &a);
}

void past_act(struct past *p)
{
	size_t i = past_pick(p, KIND_FLOW, past_draw(p, p->tenants), true);
	bool disable = past_chance(p, 50);
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	struct request_to rq = { .method = "POST" };
	struct being *b;

	if (i == NOBODY || !past_look(p, i))
		return;
	b = &p->all[i];
	rq.path = path = mem_printf("/flows/%s/action?op=%s", b->id,
	                            disable ? "disable" : "enable");
	rq.by = tenant_of(b);
	if (b->disabled == disable) { /* nothing changes */
		if (past_expect(p, &rq, 200, &a))
			past_claim(p, "etag", json_str(a.body, "etag"), (int64_t)i);
		return;
	}
	if (!past_expect(p, &rq, disable || stands(p, b) ? 200 : 4, &a) ||
	    a.status != 200)
		return;
	b->disabled = disable;
	take_change(p, b, &a);
}

/* ---------------------------------------------------------------- deleting */

/* A base connection is kept while a flow names it, even if the target is deleted. */
static bool is_kept(const struct past *p, size_t being)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct being *f = &p->all[i];

		if (f->kind == KIND_FLOW && f->alive && p->all[f->target].base == being)
			return true;
	}
	return false;
}

static void delete_as(struct past *p, size_t i, size_t tenant, int status)
{
	AUTO(answer_release) struct answer a = { 0 };
	AUTO_MEM char *path =
		mem_printf("/%s/%s", kind_collection(p->all[i].kind), p->all[i].id);
	const struct request_to rq = { "DELETE", path, NULL, &past_tenants[tenant],
		                       NULL };

	if (past_expect(p, &rq, status, &a) && (status == 202 || status == 204))
		p->all[i].alive = false;
}

/* Mostly one that can be deleted; or one that is dead, kept, or somebody else's. */
void past_delete(struct past *p)
{
	bool alive = past_chance(p, 85);
	size_t i = pick_any(p, alive), tenant;

	if (i == NOBODY)
		return;
	tenant = past_chance(p, 10) ? past_draw(p, p->tenants) : p->all[i].tenant;
	if (tenant != p->all[i].tenant || !alive)
		delete_as(p, i, tenant, 404);
	else if (p->all[i].kind == KIND_CONNECTION && is_kept(p, i))
		delete_as(p, i, tenant, 4);
	else
		delete_as(p, i, tenant, p->all[i].kind == KIND_FLOW ? 202 : 204);
	past_look(p, i);
}
