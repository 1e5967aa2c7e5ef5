/*
 * wiring.c - faults on the wire: a hit as an effect of http/wire.h
 */
#include "mockserver/api/wiring.h"

#include "lib/hash.h"

/* The bytes of garbage follow from it. */
static uint64_t draw(const struct fault_hit *hit, uint64_t seed)
{
	uint64_t h = hash_text(hash_text(seed, "garbage"), hit->fault->name);

	return hash_with(hash_text(h, hit->key), (uint64_t)hit->ordinal);
}

static unsigned until_of(const struct fault_until *until)
{
	return WIRE_UNTIL_END | (until->release ? WIRE_UNTIL_RELEASE : 0u) |
	       (until->advance ? WIRE_UNTIL_ADVANCE : 0u);
}

static const struct {
	bool wired;
	enum wire_kind kind;
} kinds[] = {
	[FAULT_TRUNCATE] = { true, WIRE_TRUNCATE },
	[FAULT_RESET] = { true, WIRE_RESET },
	[FAULT_CLOSE] = { true, WIRE_CLOSE },
	[FAULT_GARBAGE] = { true, WIRE_GARBAGE },
	[FAULT_DELAY] = { true, WIRE_DELAY },
	[FAULT_DRIP] = { true, WIRE_DRIP },
	[FAULT_HOLD] = { true, WIRE_HOLD },
	[FAULT_STALE_KEEPALIVE] = { true, WIRE_STALE },
	[FAULT_REFUSE] = { true, WIRE_REFUSE },
	[FAULT_KIND_COUNT - 1] = { false },
};
static_assert(ARRAY_LEN(kinds) == FAULT_KIND_COUNT, "every kind has a place");

bool wiring_add(struct request *rq, const struct fault_hit *hit, uint64_t seed)
{
	static const enum wire_at places[] = {
		[FAULT_AT_REQUEST] = WIRE_AT_REQUEST,
		[FAULT_AT_HEAD] = WIRE_AT_HEAD,
		[FAULT_AT_BODY] = WIRE_AT_BODY,
	};
	const struct fault_action *a = hit->action;
	struct wire_effect effect = { .kind = kinds[a->kind].kind,
		                      .at = places[a->at],
		                      .bytes = a->bytes < 0 ? WIRE_HALF : a->bytes,
		                      .ms = a->ms,
		                      .count = a->count,
		                      .ref = hit->fault->seq,
		                      .ref2 = hit->receipt };

	if (!kinds[a->kind].wired)
		return false;
	if (a->kind == FAULT_DELAY)
		effect.ms = hit->value;
	if (a->kind == FAULT_GARBAGE)
		effect.seed = draw(hit, seed);
	if (a->kind == FAULT_HOLD) {
		effect.until = until_of(&a->until);
		effect.ms = a->until.ms;
	}
	request_add_effect(rq, &effect);
	return true;
}

bool wiring_ends(const struct fault_action *a)
{
	return a->kind == FAULT_RESET || a->kind == FAULT_CLOSE ||
	       a->kind == FAULT_GARBAGE || a->kind == FAULT_REFUSE;
}

bool wiring_cuts(const struct fault_action *a)
{
	return (a->kind == FAULT_RESET || a->kind == FAULT_CLOSE) &&
	       a->at != FAULT_AT_REQUEST;
}

char *wiring_done(const struct wire_struck *struck)
{
	const long long ms = struck->ms, sent = struck->bytes, cut = struck->cut;
	const long long asked = struck->effect->ms;

	switch (struck->effect->kind) {
	case WIRE_DELAY:
		return mem_printf("kept the answer back for %lld ms", asked);
	case WIRE_HOLD:
		return mem_printf("held for %lld ms of real time", ms);
	case WIRE_TRUNCATE:
		return mem_printf("cut %lld bytes of the body", cut);
	case WIRE_DRIP:
		return mem_printf("sent the body piece by piece, %lld bytes", sent);
	case WIRE_RESET:
		return mem_printf("reset the connection after %lld bytes", sent);
	case WIRE_CLOSE:
		return mem_printf("closed the connection after %lld bytes", sent);
	case WIRE_GARBAGE:
		return mem_printf("sent %lld bytes that are no HTTP", sent);
	case WIRE_REFUSE:
		return mem_printf("refused connections for %lld ms", asked);
	case WIRE_STALE:
		return mem_printf("reset a connection that was kept alive");
	case WIRE_KINDS:
		break;
	}
	return mem_strdup("");
}
