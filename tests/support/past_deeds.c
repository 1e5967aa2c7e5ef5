/*
 * past_deeds.c - the table of deeds; ends of a server and of a life; playing a history
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "tests/support/past.h"
#include "tests/support/quoted.h"

/* ---------------------------------------------------------------- ends */

static void start(struct past *p)
{
	struct err e = { 0 };

	if (served_start(p->served, &e) < 0)
		past_break(p, "%s", e.text);
}

void past_restart(struct past *p)
{
	struct err e = { 0 };

	if (served_stop(p->served, &e) < 0)
		past_break(p, "%s", e.text);
	start(p);
}

void past_kill(struct past *p)
{
	served_kill(p->served);
	start(p);
}

void past_reset(struct past *p)
{
	const struct request_to rq = { "POST", "/__admin/reset", NULL, &past_tenants[0],
		                       NULL };
	AUTO(answer_release) struct answer a = { 0 };

	if (!past_expect(p, &rq, 200, &a))
		return;
	past_forget(p);
	past_check_files(p, 0);
}

/* ---------------------------------------------------------------- killed meanwhile */

static int wait_ms(struct past *p)
{
	return (int)past_draw(p, 3);
}

/* What was answered is there; what was not may be. */
static void make_and_kill(struct past *p, enum kind kind, size_t tenant)
{
	struct being b = { .kind = kind, .tenant = tenant };
	AUTO(mem_free) char *body = past_draw_body(p, &b);
	AUTO(mem_free) char *path = mem_printf("/%s", kind_collection(kind));
	const struct request_to rq = { "POST", path, body, &past_tenants[tenant], NULL };
	int status;

	if (!body)
		return;
	status = served_kill_in(p->served, &rq, wait_ms(p));
	start(p);
	if (p->broken || !past_list_kind(p, kind, tenant, b.id))
		return;
	b.cut = !status;
	if (*b.id)
		past_born(p, &b);
	else if (status)
		past_break(p, "POST %s was answered %d, and is lost by a kill", path,
		           status);
}

static void delete_and_kill(struct past *p, size_t i)
{
	struct being *b = &p->all[i];
	AUTO(mem_free) char *path = mem_printf("/%s/%s", kind_collection(b->kind), b->id);
	struct request_to rq = { "DELETE", path, NULL, &past_tenants[b->tenant], NULL };
	AUTO(answer_release) struct answer a = { 0 };
	int status = served_kill_in(p->served, &rq, wait_ms(p));

	start(p);
	rq.method = "GET";
	if (!past_ask(p, &rq, &a))
		return;
	if ((status == 202 || status == 204) && a.status != 404)
		past_break(p, "DELETE %s was answered %d, and is undone by a kill", path,
		           status);
	b->alive = a.status == 200;
	past_look(p, i);
}

static void patch_and_kill(struct past *p, size_t i)
{
	struct being *b = &p->all[i];
	AUTO(mem_free) char *path = mem_printf("/%s/%s", kind_collection(b->kind), b->id);
	struct request_to rq = { /* clang-format off */
		"PATCH", path,
		JSON([{"op":"replace","path":"/name","value":"killed"}]),
		&past_tenants[b->tenant], b->etag
	};
	/* clang-format on */
	AUTO(answer_release) struct answer a = { 0 };
	const char *etag;
	int status;

	if (!past_look(p, i)) /* a run may have written to it */
		return;
	status = served_kill_in(p->served, &rq, wait_ms(p));
	start(p);
	rq = (struct request_to){ "GET", path, NULL, &past_tenants[b->tenant], NULL };
	if (!past_expect(p, &rq, 200, &a))
		return;
	etag = json_str(a.body, "items[0].etag");
	if (status == 200 && !strcmp(etag, b->etag))
		past_break(p, "PATCH %s was answered 200, and is undone by a kill", path);
	if (strcmp(etag, b->etag) != 0) {
		memcpy(b->old_etag, b->etag, sizeof(b->etag));
		snprintf(b->etag, sizeof(b->etag), "%s", etag);
		snprintf(b->name, sizeof(b->name), "killed");
		past_claim_new(p, "etag", etag, (int64_t)i);
	}
	past_look(p, i);
}

/* In the middle of a request, and something else after it. */
void past_kill_meanwhile(struct past *p)
{
	enum kind kind = (enum kind)past_draw(p, KIND_COUNT);
	size_t tenant = past_draw(p, p->tenants);
	size_t i = past_pick(p, kind, tenant, true);

	if (i == NOBODY || past_chance(p, 50))
		make_and_kill(p, kind, tenant);
	else if (past_chance(p, 50))
		delete_and_kill(p, i);
	else
		patch_and_kill(p, i);
}

/* ---------------------------------------------------------------- the table */

/* How often each deed comes among all that are drawn. */
static const struct {
	const char *name;
	size_t often;
	deed_fn *play;
	bool needs_state; /* without a state, something is listed instead */
} deeds[] = {
	/* clang-format off */
	{ "make a base connection",  5, past_make_base, false },
	{ "make a source",           6, past_make_source, false },
	{ "make a target",           5, past_make_target, false },
	{ "make a flow",            11, past_make_flow, false },
	{ "delete",                 16, past_delete, false },
	{ "patch",                   6, past_patch, false },
	{ "enable or disable",       3, past_act, false },
	{ "run",                     8, past_run, false },
	{ "export",                  4, past_export, false },
	{ "put a run",               2, past_put_run, false },
	{ "run it again",            2, past_again, false },
	{ "post records",            4, past_post, false },
	{ "advance",                 9, past_advance, false },
	{ "life",                    3, past_life, false },
	{ "token",                   2, past_token, false },
	{ "make a spec",             2, past_make_spec, false },
	{ "put a spec",              1, past_put_spec, false },
	{ "show a spec",             2, past_show_spec, false },
	{ "list",                    6, past_list, false },
	{ "list runs",               4, past_list_runs, false },
	{ "show",                    5, past_show, false },
	{ "look at the datasets",    3, past_datasets, false },
	{ "reset",                   2, past_reset, false },
	{ "restart",                 1, past_restart, true },
	{ "kill",                    1, past_kill, true },
	{ "kill meanwhile",          2, past_kill_meanwhile, true },
	/* clang-format on */
};

const char *past_deed_name(const struct deed *d)
{
	return deeds[d->what].name;
}

static bool kills(const struct deed *d)
{
	return deeds[d->what].play == past_kill ||
	       deeds[d->what].play == past_kill_meanwhile;
}

/* A state is kept for this: the last deed but a few, where no other does. */
static void add_kill(struct past_history *h)
{
	unsigned kill = 0;

	for (size_t i = 0; i < h->count; i++) {
		if (kills(&h->deeds[i]))
			return;
	}
	while (deeds[kill].play != past_kill)
		kill++;
	h->deeds[h->count * 2 / 3].what = kill;
}

static unsigned draw_deed(uint64_t *h)
{
	uint64_t sum = 0, left;
	unsigned i = 0;

	for (size_t k = 0; k < ARRAY_LEN(deeds); k++)
		sum += deeds[k].often;
	*h = hash_mix(*h);
	left = hash_below(*h, sum);
	while (left >= deeds[i].often)
		left -= deeds[i++].often;
	return i;
}

struct past_history past_history_draw(uint64_t seed, uint64_t number)
{
	uint64_t h = hash_with(hash_with(hash_text(0, "identities"), seed), number);
	struct past_history out = {
		.count = 8 + (size_t)hash_below(hash_with(h, 1), PAST_DEEDS - 8),
		.options = { .keeps_state = number % 2,
		             .writes_files = hash_below(hash_with(h, 2), 4) != 0 },
		.tenants = 1 + (size_t)hash_below(hash_with(h, 3), PAST_TENANTS),
	};

	for (size_t i = 0; i < out.count; i++)
		out.deeds[i] = (struct deed){ draw_deed(&h), hash_mix(h ^ 1) };
	if (out.options.keeps_state)
		add_kill(&out);
	return out;
}

static void play(struct past *p, const struct deed *d)
{
	bool instead = deeds[d->what].needs_state && !p->served->state;

	buf_printf(&p->served->story, "%s\n", past_deed_name(d));
	p->h = d->with;
	(instead ? past_list : deeds[d->what].play)(p);
}

void past_play(struct past *p, const struct past_history *h, size_t *played)
{
	for (*played = 0; *played < h->count && !p->broken; ++*played)
		play(p, &h->deeds[*played]);
	buf_add_str(&p->served->story, "the end\n");
	if (!p->broken)
		past_look_at_all(p);
	if (!p->broken && p->served->state)
		past_check_state(p);
}
