/*
 * past_looks.c - deeds: reads, compared with the model
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/past.h"

static const struct tenant *tenant_of(const struct past *p, size_t being)
{
	return &past_tenants[p->all[being].tenant];
}

/* ---------------------------------------------------------------- one */

/* The etag is another one, never seen before: runs have written to the flow (L2). */
static bool took_write(struct past *p, size_t i, const cJSON *item)
{
	struct being *b = &p->all[i];
	const char *etag = json_str(item, "etag");
	const char *by = json_str(item, "updatedClient");

	if (b->kind != KIND_FLOW || !by || strcmp(by, SERVICE_CLIENT) != 0 ||
	    !past_claim_new(p, "etag", etag, (int64_t)i))
		return false;
	memcpy(b->old_etag, b->etag, sizeof(b->etag));
	snprintf(b->etag, sizeof(b->etag), "%s", etag);
	return true;
}

bool past_shows(struct past *p, size_t i, const cJSON *item)
{
	struct being *b = &p->all[i];
	const char *etag = json_str(item, "etag"), *name = json_str(item, "name");
	const char *run = json_str(item, "lastRunDetails.id");

	if (!etag || !name)
		return past_break(p, "%s shows no etag or no name", b->id);
	if (!*b->etag) /* it is seen for the first time */
		snprintf(b->etag, sizeof(b->etag), "%s", etag);
	if (!*b->name)
		snprintf(b->name, sizeof(b->name), "%.15s", name);
	if (strcmp(etag, b->etag) != 0 && !took_write(p, i, item))
		return past_break(p, "%s shows the etag %s and not %s", b->id, etag,
		                  b->etag);
	if (strncmp(name, b->name, sizeof(b->name) - 1) != 0)
		return past_break(p, "%s shows the name %s and not %s", b->id, name,
		                  b->name);
	if (json_get(item, "lastRunDetails") &&
	    (b->kind != KIND_FLOW || !run ||
	     (seen_owner(&p->seen, "id", run) != SEEN_NOBODY &&
	      seen_owner(&p->seen, "id", run) != (int64_t)i)))
		return past_break(p, "%s shows the last run of another: %s", b->id,
		                  run ? run : "none");
	return past_claim(p, "etag", etag, (int64_t)i);
}

bool past_look(struct past *p, size_t i)
{
	const struct being *b = &p->all[i];
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = mem_printf("/%s/%s", kind_collection(b->kind), b->id);
	const struct request_to rq = { "GET", path, NULL, tenant_of(p, i), NULL };

	if (!past_expect(p, &rq, b->alive ? 200 : 404, &a))
		return false;
	return !b->alive || past_shows(p, i, json_at(a.body, "items[0]"));
}

/* One that is there, or was; sometimes by somebody else. */
void past_show(struct past *p)
{
	size_t i = past_pick(p, (enum kind)past_draw(p, KIND_COUNT),
	                     past_draw(p, p->tenants), past_chance(p, 50));
	size_t other = past_draw(p, p->tenants);
	AUTO(answer_release) struct answer a = { 0 };
	AUTO(mem_free) char *path = NULL;
	struct request_to rq = { .method = "GET", .by = &past_tenants[other] };

	if (i == NOBODY || !past_look(p, i) || other == p->all[i].tenant)
		return;
	rq.path = path =
		mem_printf("/%s/%s", kind_collection(p->all[i].kind), p->all[i].id);
	(void)past_expect(p, &rq, 404, &a);
}

void past_datasets(struct past *p)
{
	AUTO(answer_release) struct answer a = { 0 };
	const struct request_to rq = { "GET", "/__admin/datasets", NULL, &past_tenants[0],
		                       NULL };
	const cJSON *one;

	if (!past_expect(p, &rq, 200, &a))
		return;
	cJSON_ArrayForEach(one, json_get(a.body, "datasets")) {
		for (size_t d = 0; d < SERVED_DATASETS; d++) {
			int64_t n = -1;

			if (strcmp(json_str(one, "id"), served_datasets[d]) != 0)
				continue;
			(void)json_int(one, "batches", &n);
			if (n != p->batches[d])
				past_break(p, "%" PRId64 " batches and not %" PRId64, n,
				           p->batches[d]);
		}
	}
}

/* ---------------------------------------------------------------- pages */

/* A list that is read page by page. */
struct reading {
	struct past *p;
	const char *first; /* the path of the first page */
	const struct tenant *by;
	bool (*see)(struct reading *r, const cJSON *item);
	int64_t count;
	char last[UUID_TEXT];
	/* of entities: */
	enum kind kind;
	int64_t counted; /* "count" of the last page */
	bool *met;
	char *adopt;
	/* of runs: */
	size_t flow;
	struct run_sum *sum;
};

/* A page token belongs to the question and the item that it comes after. */
static bool claim_page(struct reading *r, const char *next)
{
	AUTO_MEM char *whose =
		mem_printf("%s %s %s/%s", r->first, r->last, r->by->org, r->by->sandbox);
	int64_t owner = seen_claim(&r->p->seen, "page", whose, ++r->p->owners);

	return past_claim(r->p, "page token", next, owner);
}

/* The path of the next page in *next, NULL after the last. */
static bool read_page(struct reading *r, const char *path, char **next)
{
	AUTO(answer_release) struct answer a = { 0 };
	const struct request_to rq = { "GET", path, NULL, r->by, NULL };
	const cJSON *item;
	const char *link;

	*next = NULL;
	if (!past_expect(r->p, &rq, 200, &a))
		return false;
	cJSON_ArrayForEach(item, json_get(a.body, "items")) {
		snprintf(r->last, sizeof(r->last), "%s", json_str(item, "id"));
		r->count++;
		if (!r->see(r, item))
			return false;
	}
	(void)json_int(a.body, "count", &r->counted);
	link = json_str(a.body, "_links.next.href");
	if (!link)
		return true;
	*next = mem_strdup(link);
	return claim_page(r, link);
}

static bool read_all(struct reading *r)
{
	AUTO(mem_free) char *path = NULL;
	bool good = read_page(r, r->first, &path);

	while (good && path) {
		AUTO(mem_free) char *page = TAKE(path);

		good = read_page(r, page, &path);
	}
	return good;
}

/* ---------------------------------------------------------------- entities */

static bool see_entity(struct reading *r, const cJSON *item)
{
	struct past *p = r->p;
	const char *id = json_str(item, "id");
	size_t i = past_find(p, id);

	if (i == NOBODY && r->adopt && !*r->adopt) {
		snprintf(r->adopt, UUID_TEXT, "%s", id);
		return true;
	}
	if (i == NOBODY)
		return past_break(p, "%s lists %s, which nobody made", r->first, id);
	if (!p->all[i].alive)
		return past_break(p, "%s lists %s, which is deleted", r->first, id);
	if (r->met[i])
		return past_break(p, "%s lists %s twice", r->first, id);
	r->met[i] = true;
	return past_shows(p, i, item);
}

/* Those alive of the kind, the tenant, and the name where one is asked for. */
static int64_t check_met(struct reading *r, size_t tenant, const char *name)
{
	struct past *p = r->p;
	int64_t count = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct being *b = &p->all[i];

		if (b->kind != r->kind || b->tenant != tenant || !b->alive ||
		    (name && strcmp(b->name, name) != 0))
			continue;
		count++;
		if (!r->met[i])
			past_break(p, "%s does not list %s", r->first, b->id);
	}
	return count;
}

static int64_t counted(struct past *p, const char *path, const struct tenant *by)
{
	AUTO(answer_release) struct answer a = { 0 };
	const struct request_to rq = { "GET", path, NULL, by, NULL };
	int64_t n = -1;

	if (past_expect(p, &rq, 200, &a) && !json_int(a.body, "count", &n))
		past_break(p, "%s: %s", path, a.text);
	return n;
}

/* `whole`: all names, on large pages. */
static void list_entities(struct past *p, enum kind kind, size_t tenant, bool whole,
                          char *adopt)
{
	static const char *const orders[] = { "updatedAt", "createdAt", "name", "id" };
	const char *of = kind_collection(kind);
	char name[16] = "n0";
	bool named = !whole && past_chance(p, 30);
	AUTO(mem_free) bool *met = mem_alloc(p->count + 1);
	AUTO(mem_free) char *filter = NULL;
	AUTO(mem_free) char *first = NULL;
	struct reading r = { .p = p,
		             .by = &past_tenants[tenant],
		             .see = see_entity,
		             .kind = kind,
		             .met = met,
		             .adopt = adopt };
	int64_t count;

	snprintf(name, sizeof(name), "n%zu", past_draw(p, 4));
	filter = named ? mem_printf("&property=name==%s", name) : mem_strdup("");
	r.first = first = mem_printf("/%s?count=true&limit=%zu&orderby=%s%s", of,
	                             whole ? (size_t)100 : 1 + past_draw(p, 6),
	                             orders[past_draw(p, 4)], filter);
	if (!read_all(&r))
		return;
	count = check_met(&r, tenant, named ? name : NULL);
	if (!p->broken && !adopt && r.counted != count)
		past_break(p, "%s counts %" PRId64 ", and there are %" PRId64, first,
		           r.counted, count);
}

bool past_list_kind(struct past *p, enum kind kind, size_t tenant, char adopt[UUID_TEXT])
{
	list_entities(p, kind, tenant, true, adopt);
	return !p->broken;
}

void past_list(struct past *p)
{
	list_entities(p, (enum kind)past_draw(p, KIND_COUNT), past_draw(p, p->tenants),
	              false, NULL);
}

/* ---------------------------------------------------------------- runs */

static void add_run(struct run_sum *sum, const cJSON *run)
{
	const char *status = json_str(run, "metrics.statusSummary.status");
	int64_t records = 0, files = 0, created = 0;

	(void)json_int(run, "metrics.recordSummary.outputRecordCount", &records);
	(void)json_int(run, "metrics.fileSummary.outputFileCount", &files);
	(void)json_int(run, "createdAt", &created);
	sum->count++;
	sum->ended += status && (!strcmp(status, "success") || !strcmp(status, "failed"));
	sum->records += records;
	sum->files += files;
	if (sum->count == 1) { /* the newest comes first */
		sum->newest_at = created;
		sum->newest_records = records;
	}
}

static bool see_run(struct reading *r, const cJSON *run)
{
	struct past *p = r->p;
	const struct being *b = &p->all[r->flow];

	if (strcmp(json_str(run, "flowId"), b->id) != 0)
		return past_break(p, "%s lists a run of %s", r->first,
		                  json_str(run, "flowId"));
	add_run(r->sum, run);
	return past_claim(p, "id", json_str(run, "id"), (int64_t)r->flow) &&
	       past_claim(p, "etag", json_str(run, "etag"), (int64_t)r->flow);
}

bool past_sum_runs(struct past *p, size_t flow, struct run_sum *out)
{
	AUTO_MEM char *path = mem_printf("/runs?property=flowId==%s&limit=%d",
	                                 p->all[flow].id, past_chance(p, 80) ? 100 : 7);
	struct reading r = { .p = p,
		             .first = path,
		             .by = tenant_of(p, flow),
		             .see = see_run,
		             .flow = flow,
		             .sum = out };

	*out = (struct run_sum){ 0 };
	if (!read_all(&r))
		return false;
	if (out->count < p->all[flow].runs)
		return past_break(p, "the flow %s has %" PRId64 " runs and had %" PRId64,
		                  p->all[flow].id, out->count, p->all[flow].runs);
	p->all[flow].runs = out->count;
	return true;
}

/* Reading a run may end it, and begin the one that its flow has missed. */
#define LOOKS 6

void past_list_runs(struct past *p)
{
	size_t flow =
		past_pick(p, KIND_FLOW, past_draw(p, p->tenants), past_chance(p, 60));
	AUTO(mem_free) char *path = NULL;
	struct run_sum sum = { 0 };
	int64_t count = -1;

	if (flow == NOBODY)
		return;
	path = mem_printf("/runs?count=true&property=flowId==%s", p->all[flow].id);
	for (int i = 0; i < LOOKS && count != sum.count; i++) {
		if (!past_sum_runs(p, flow, &sum))
			return;
		count = counted(p, path, tenant_of(p, flow));
	}
	if (!p->broken && count != sum.count)
		past_break(p, "%s: %" PRId64 ", and there are %" PRId64, path, count,
		           sum.count);
}

/* ---------------------------------------------------------------- all */

static void sum_tenant(struct past *p, size_t tenant, struct run_sum *out)
{
	struct run_sum sum;

	*out = (struct run_sum){ 0 };
	for (size_t i = 0; i < p->count; i++) {
		if (p->all[i].kind != KIND_FLOW || p->all[i].tenant != tenant)
			continue;
		if (!past_sum_runs(p, i, &sum))
			return;
		out->count += sum.count;
		out->files += sum.files;
	}
}

/* A tenant's runs are those of all its flows, deleted ones too. */
static void look_at_runs(struct past *p, size_t tenant, struct run_sum *sum)
{
	int64_t count = -1;

	*sum = (struct run_sum){ 0 };
	for (int i = 0; i < LOOKS && count != sum->count && !p->broken; i++) {
		sum_tenant(p, tenant, sum);
		count = counted(p, "/runs?count=true", &past_tenants[tenant]);
	}
	if (!p->broken && count != sum->count)
		past_break(p,
		           "%zu. tenant: %" PRId64 " runs, and its flows have %" PRId64,
		           tenant, count, sum->count);
}

/* There are as many files as the runs say, except for numbers that a client put. */
static void look_at_files(struct past *p)
{
	int64_t files = -1, there = 0;
	int looks = LOOKS;
	struct run_sum sum;

	for (size_t i = 0; i < p->count; i++) {
		if (p->all[i].meddled)
			looks = 1;
	}
	for (int i = 0; i < looks && files != there && !p->broken; i++) {
		files = 0;
		for (size_t t = 0; t < p->tenants && !p->broken; t++) {
			look_at_runs(p, t, &sum);
			files += sum.files;
		}
		(void)past_note_files(p, &there);
	}
	if (!p->broken && looks == LOOKS)
		past_check_files(p, files);
}

void past_look_at_all(struct past *p)
{
	for (size_t t = 0; t < p->tenants && !p->broken; t++) {
		for (enum kind kind = 0; kind < KIND_COUNT; kind++)
			list_entities(p, kind, t, true, NULL);
	}
	for (size_t i = 0; i < p->count && !p->broken; i++) {
		if (!p->all[i].alive)
			past_look(p, i);
	}
	past_datasets(p);
	if (!p->broken)
		look_at_files(p);
}
