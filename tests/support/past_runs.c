/*
 * past_runs.c - deeds: runs, records, time, and specs
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mem.h"
#include "tests/support/past.h"
#include "tests/support/quoted.h"

#define ADHOC "/data/core/activation/disflowprovider/adhocrun"

static const struct tenant *tenant_of(const struct past *p, size_t being)
{
	return &past_tenants[p->all[being].tenant];
}

static size_t pick_flow(struct past *p, bool alive)
{
	return past_pick(p, KIND_FLOW, past_draw(p, p->tenants), alive);
}

/* ---------------------------------------------------------------- runs */

static void know_run(struct past *p, const char *id, size_t flow)
{
	p->runs = mem_grow(p->runs, p->run_count + 1, sizeof(*p->runs));
	snprintf(p->runs[p->run_count].id, UUID_TEXT, "%s", id);
	p->runs[p->run_count++].flow = flow;
}

/* How many records of the dataset have arrived by now; -1 if that is unknown. */
static int64_t arrived(struct past *p, size_t dataset)
{
	AUTO(answer_release) struct answer a = { 0 };
	const struct request_to rq = { "GET", "/__admin/datasets", NULL, &past_tenants[0],
		                       NULL };
	const cJSON *one;
	int64_t count = -1;

	if (!past_expect(p, &rq, 200, &a))
		return -1;
	cJSON_ArrayForEach(one, json_get(a.body, "datasets")) {
		if (!strcmp(json_str(one, "id"), served_datasets[dataset]))
			(void)json_int(one, "recordsArrived", &count);
	}
	return count;
}

/*
 * A run that ended just now has exported all records until now: in a full export by
 * itself, else together with all runs of the flow before it, and no other flow's.
 */
static void check_progress(struct past *p, size_t flow)
{
	const struct being *b = &p->all[flow];
	struct run_sum sum;
	int64_t have;

	if (b->meddled || !past_sum_runs(p, flow, &sum) || sum.ended != sum.count)
		return;
	have = arrived(p, b->dataset);
	if (p->broken || have == (b->full ? sum.newest_records : sum.records))
		return;
	past_break(p,
	           "the flow %s has exported %" PRId64 " records (the last run %" PRId64
	           "), and %" PRId64 " have arrived",
	           b->id, sum.records, sum.newest_records, have);
}

static bool can_run(const struct past *p, size_t flow)
{
	const struct being *b = &p->all[flow];

	return p->all[b->source].alive && p->all[b->target].alive &&
	       p->all[p->all[b->target].base].alive;
}

static void took_run(struct past *p, const char *id, const char *etag, size_t flow)
{
	if (!id) {
		past_break(p, "a run of %s has no id", p->all[flow].id);
		return;
	}
	know_run(p, id, flow);
	if (!past_claim_new(p, "id", id, (int64_t)flow) ||
	    (etag && !past_claim_new(p, "etag", etag, (int64_t)flow)))
		return;
	if (can_run(p, flow))
		check_progress(p, flow);
}

void past_run(struct past *p)
{
	bool alive = past_chance(p, 90);
	size_t flow = pick_flow(p, alive);
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *body = NULL;
	struct request_to rq = { .method = "POST", .path = "/runs" };

	if (flow == NOBODY)
		return;
	rq.body = body = mem_printf(JSON({"flowId":"%s"}), p->all[flow].id);
	rq.by = tenant_of(p, flow);
	if (past_expect(p, &rq, alive ? 201 : 4, &a) && alive)
		took_run(p, json_str(a.body, "id"), json_str(a.body, "etag"), flow);
}

/* Refused where the flow is dead, disabled, or stands on nothing. */
void past_export(struct past *p)
{
	static const char asks[] = JSON({"activationInfo":{
		"destinations":[{"flowId":"%s","datasets":[{"id":"%s"}]}]}});
	bool alive = past_chance(p, 90);
	size_t flow = pick_flow(p, alive);
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *body = NULL;
	struct request_to rq = { .method = "POST", .path = ADHOC };
	const char *url;
	bool can;

	if (flow == NOBODY)
		return;
	can = alive && !p->all[flow].disabled && can_run(p, flow);
	rq.body = body =
		mem_printf(asks, p->all[flow].id, served_datasets[p->all[flow].dataset]);
	rq.by = tenant_of(p, flow);
	if (!past_ask(p, &rq, &a) || a.status / 100 == 4) /* one may be going on */
		return;
	if (a.status != 200 || !can) {
		past_break(p, "%s: %d: %s", ADHOC, a.status, a.text);
		return;
	}
	url = json_str(a.body, "destinations[0].datasets[0].statusURL");
	took_run(p, url ? strrchr(url, '/') + 1 : NULL, NULL, flow);
}

/* A run of a client's own, its etag in *etag; NULL for none. */
static const struct known_run *pick_run(struct past *p, char etag[64])
{
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	struct request_to rq = { .method = "GET" };
	const struct known_run *run;

	if (!p->run_count)
		return NULL;
	run = &p->runs[past_draw(p, p->run_count)];
	rq.path = path = mem_printf("/runs/%s", run->id);
	rq.by = tenant_of(p, run->flow);
	if (!past_expect(p, &rq, 200, &a))
		return NULL;
	if (strcmp(json_str(a.body, "items[0].flowId"), p->all[run->flow].id) != 0) {
		past_break(p, "%s is of another flow: %s", path, a.text);
		return NULL;
	}
	snprintf(etag, 64, "%s", json_str(a.body, "items[0].etag"));
	return past_claim(p, "etag", etag, (int64_t)run->flow) ? run : NULL;
}

/* Reading a run may advance it and change its etag; that is not checked here. */
void past_put_run(struct past *p)
{
	char etag[64];
	const struct known_run *run = pick_run(p, etag);
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	AUTO(mem_free) char *body = NULL;
	struct request_to rq = { .method = "PUT" };

	if (!run)
		return;
	p->all[run->flow].meddled = true;
	rq.path = path = mem_printf("/runs/%s", run->id);
	rq.body = body = mem_printf(JSON({"metrics":{"statusSummary":{"status":"%s"}}}),
	                                 past_chance(p, 50) ? "success" : "failed");
	rq.by = tenant_of(p, run->flow);
	rq.if_match = etag;
	if (!past_ask(p, &rq, &a))
		return;
	if (a.status == 200)
		past_claim_new(p, "etag", json_str(a.body, "etag"), (int64_t)run->flow);
	else if (a.status != 412)
		past_break(p, "PUT %s: %d: %s", path, a.status, a.text);
}

/* Refused unless it failed or had no records. */
void past_again(struct past *p)
{
	char etag[64];
	const struct known_run *run = pick_run(p, etag);
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	struct request_to rq = { .method = "POST" };

	if (!run)
		return;
	rq.path = path = mem_printf("/runs/%s/action?op=re-trigger", run->id);
	rq.by = tenant_of(p, run->flow);
	if (!past_ask(p, &rq, &a) || a.status / 100 == 4)
		return;
	if (a.status != 200 || !p->all[run->flow].alive)
		past_break(p, "POST %s: %d: %s", path, a.status, a.text);
	else
		took_run(p, json_str(a.body, "id"), json_str(a.body, "etag"), run->flow);
}

/* ---------------------------------------------------------------- records, time */

void past_post(struct past *p)
{
	size_t dataset = past_draw(p, SERVED_DATASETS);
	AUTO_MEM char *path =
		mem_printf("/__admin/datasets/%s/batches", served_datasets[dataset]);
	AUTO(buf_release) struct buf lines = { 0 };
	AUTO(answer_release) struct answer a = { 0 };
	struct request_to rq = { "POST", path, NULL, &past_tenants[0], NULL };

	for (size_t i = 1 + past_draw(p, 3); i; i--)
		buf_printf(&lines, JSON({"arrivedAt":"+PT%zuM","record":{"n":%zu}}) "\n",
		                         past_chance(p, 50) ? past_draw(p, 300) : 0, i);
	rq.body = buf_str(&lines);
	if (!past_expect(p, &rq, 200, &a))
		return;
	p->batches[dataset]++;
	past_claim_new(p, "id", json_str(a.body, "batchId"), ++p->owners);
}

/* A run that fired is of a flow that lives. */
static void fired(struct past *p, const cJSON *list)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list) {
		const char *id = json_str(one, "runId"), *of = json_str(one, "flowId");
		size_t flow = past_find(p, of);

		if (flow == NOBODY || !p->all[flow].alive) {
			past_break(p, "a run fired of %s, which is not there", of);
			return;
		}
		know_run(p, id, flow);
		if (!past_claim_new(p, "id", id, (int64_t)flow))
			return;
	}
}

void past_advance(struct past *p)
{
	static const char *const lengths[] = { "PT1S", "PT1M", "PT7M", "PT1H", "PT2H",
		                               "PT5H", "PT6H", "PT9H", "P1D",  "P2D" };
	AUTO_MEM char *body = mem_printf(JSON({"advance":"%s"}),
	                                      lengths[past_draw(p, ARRAY_LEN(lengths))]);
	const struct request_to rq = { "POST", "/__admin/clock", body, &past_tenants[0],
		                       NULL };
	AUTO(answer_release) struct answer a = { 0 };

	if (past_expect(p, &rq, 200, &a))
		fired(p, json_get(a.body, "fired"));
}

/* Of all runs, or of one flow's. */
void past_life(struct past *p)
{
	static const char *const lives[] = { "\"immediate\"", "\"immediate\"",
		                             "\"after:10m..3h\"", "\"polls:2\"", "null" };
	const char *life = lives[past_draw(p, ARRAY_LEN(lives))];
	size_t flow = past_chance(p, 60) ? pick_flow(p, true) : NOBODY;
	AUTO_MEM char *body = flow == NOBODY
		? mem_printf(JSON({"life":%s}), life)
		: mem_printf(JSON({"life":%s,"flowId":"%s"}), life, p->all[flow].id);
	const struct request_to rq = { "POST", "/__admin/life", body, &past_tenants[0],
		                       NULL };
	AUTO(answer_release) struct answer a = { 0 };

	(void)past_expect(p, &rq, 200, &a);
}

void past_token(struct past *p)
{
	const struct request_to rq = { "POST", "/ims/token/v3",
		                       "grant_type=client_credentials&client_id=c&"
		                       "client_secret=s&scope=openid",
		                       &past_tenants[0], NULL };
	AUTO(answer_release) struct answer a = { 0 };

	if (past_expect(p, &rq, 200, &a))
		past_claim_new(p, "token", json_str(a.body, "access_token"), ++p->owners);
}

/* ---------------------------------------------------------------- specs */

static const char *const spec_collections[] = { "connectionSpecs", "flowSpecs" };

void past_make_spec(struct past *p)
{
	struct known_spec made = { .tenant = past_draw(p, p->tenants) };
	const char *collection = spec_collections[past_draw(p, 2)];
	AUTO(mem_free) char *path = mem_printf("/%s", collection);
	const struct request_to rq = { "POST", path,
		                       JSON({"name":"own","providerId":"p"}),
		                            &past_tenants[made.tenant], NULL };
	AUTO(answer_release) struct answer a = { 0 };
	const char *id;

	if (!past_expect(p, &rq, 201, &a))
		return;
	id = json_str(a.body, "id");
	if (!past_claim_new(p, "id", id, ++p->owners))
		return;
	made.collection = collection;
	snprintf(made.id, sizeof(made.id), "%s", id);
	p->specs = mem_grow(p->specs, p->spec_count + 1, sizeof(*p->specs));
	p->specs[p->spec_count++] = made;
}

static const struct known_spec *pick_spec(struct past *p)
{
	return p->spec_count ? &p->specs[past_draw(p, p->spec_count)] : NULL;
}

void past_put_spec(struct past *p)
{
	const struct known_spec *s = pick_spec(p);
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	struct request_to rq = { .method = "PUT" };

	if (!s)
		return;
	rq.path = path = mem_printf("/%s/%s", s->collection, s->id);
	rq.body = JSON({"name":"changed","providerId":"p"});
	rq.by = &past_tenants[s->tenant];
	if (past_expect(p, &rq, 200, &a) && strcmp(json_str(a.body, "id"), s->id) != 0)
		past_break(p, "PUT %s is answered %s", path, a.text);
}

/* It is its organisation's, in every sandbox. */
void past_show_spec(struct past *p)
{
	const struct known_spec *s = pick_spec(p);
	const struct tenant *by = &past_tenants[past_draw(p, p->tenants)];
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	struct request_to rq = { .method = "GET", .by = by };

	if (!s)
		return;
	rq.path = path = mem_printf("/%s/%s", s->collection, s->id);
	(void)past_expect(p, &rq,
	                  strcmp(by->org, past_tenants[s->tenant].org) ? 404 : 200, &a);
}
