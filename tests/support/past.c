/*
 * past.c - the model of a history: what was made, what was handed out, what broke
 */
#include "tests/support/past.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/mem.h"

/* The last two are one text where a "/" is put between the names. */
const struct tenant past_tenants[PAST_TENANTS] = {
	{ "TEST@AdobeOrg", "prod" },
	{ "TEST@AdobeOrg", "dev" },
	{ "OTHER@AdobeOrg", "prod" },
	{ "A", "B/C" },
	{ "A/B", "C" },
};

void past_open(struct past *p, struct served *served, size_t tenants)
{
	*p = (struct past){ .served = served, .tenants = tenants };
}

void past_forget(struct past *p)
{
	free(p->all);
	free(p->runs);
	free(p->specs);
	seen_release(&p->seen);
	p->all = NULL;
	p->runs = NULL;
	p->specs = NULL;
	p->count = p->run_count = p->spec_count = 0;
	p->owners = 0;
	memset(p->batches, 0, sizeof(p->batches));
	memset(p->made, 0, sizeof(p->made));
}

void past_close(struct past *p)
{
	past_forget(p);
	for (size_t i = 0; i < KIND_COUNT; i++)
		free(p->first[i]);
	free(p->broken);
	*p = (struct past){ 0 };
}

bool past_break(struct past *p, const char *fmt, ...)
{
	va_list args;
	char text[2048];

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (!p->broken)
		p->broken = mem_strdup(text);
	return false;
}

/* ---------------------------------------------------------------- choosing */

size_t past_draw(struct past *p, size_t below)
{
	p->h = hash_mix(p->h);
	return (size_t)hash_below(p->h, below);
}

bool past_chance(struct past *p, size_t percent)
{
	return past_draw(p, 100) < percent;
}

static bool fits(const struct being *b, enum kind kind, size_t tenant, bool alive)
{
	return b->kind == kind && b->tenant == tenant && b->alive == alive;
}

size_t past_pick(struct past *p, enum kind kind, size_t tenant, bool alive)
{
	bool newest = past_chance(p, 40);
	size_t found = NOBODY, count = 0;

	for (size_t i = 0; i < p->count; i++) {
		if (fits(&p->all[i], kind, tenant, alive) &&
		    (newest || !past_draw(p, ++count)))
			found = i;
	}
	return found;
}

size_t past_find(const struct past *p, const char *id)
{
	for (size_t i = 0; id && i < p->count; i++) {
		if (!strcmp(p->all[i].id, id))
			return i;
	}
	return NOBODY;
}

/* ---------------------------------------------------------------- asking */

bool past_ask(struct past *p, const struct request_to *rq, struct answer *out)
{
	struct err e = { 0 };

	if (p->broken)
		return false;
	if (served_ask(p->served, rq, out, &e) < 0)
		return past_break(p, "%s %s: no answer: %s", rq->method, rq->path,
		                  e.text);
	if (out->status >= 500)
		return past_break(p, "%s %s: %d: %s", rq->method, rq->path, out->status,
		                  out->text);
	return !out->request_id ||
	       past_claim_new(p, "request id", out->request_id, ++p->owners);
}

bool past_expect(struct past *p, const struct request_to *rq, int status,
                 struct answer *out)
{
	if (!past_ask(p, rq, out))
		return false;
	if (out->status == status || (status == 4 && out->status / 100 == 4))
		return true;
	return past_break(p, "%s %s: %d and not %d%s: %s", rq->method, rq->path,
	                  out->status, status, status == 4 ? "xx" : "", out->text);
}

bool past_claim(struct past *p, const char *what, const char *text, int64_t owner)
{
	int64_t whose = seen_claim(&p->seen, what, text, owner);

	if (whose == owner)
		return true;
	return past_break(p, "the %s %s is %lld's and now %lld's", what, text,
	                  (long long)whose, (long long)owner);
}

bool past_claim_new(struct past *p, const char *what, const char *text, int64_t owner)
{
	int64_t whose = seen_owner(&p->seen, what, text);

	if (whose == SEEN_NOBODY)
		return past_claim(p, what, text, owner);
	return past_break(p, "the %s %s was handed out before", what, text);
}
