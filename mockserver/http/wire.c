/*
 * wire.c - what is done to an answer between this server and its client
 */
#include "mockserver/http/wire.h"

#include "lib/hash.h"

static const struct {
	const char *name;
	bool waits;     /* it keeps the answer back */
	bool ends;      /* it ends the connection */
	bool in_answer; /* in the middle of it: `at` says where */
	bool orderly;   /* by FIN */
} kinds[] = {
	[WIRE_DELAY] = { "delay", .waits = true },
	[WIRE_HOLD] = { "hold", .waits = true },
	[WIRE_TRUNCATE] = { "truncate" },
	[WIRE_DRIP] = { "drip" },
	[WIRE_RESET] = { "reset", .ends = true, .in_answer = true },
	[WIRE_CLOSE] = { "close", .ends = true, .in_answer = true, .orderly = true },
	[WIRE_GARBAGE] = { "garbage", .ends = true, .orderly = true },
	[WIRE_REFUSE] = { "refuse", .ends = true },
	[WIRE_STALE] = { "stale-keepalive" }, /* ends another request's */
};
static_assert(ARRAY_LEN(kinds) == WIRE_KINDS, "every kind has a row");

struct wire_effect *wire_find_wait(struct wire_effect *effects)
{
	while (effects && (effects->over || !kinds[effects->kind].waits))
		effects = effects->next;
	return effects;
}

struct wire_effect *wire_find_ending(struct wire_effect *effects)
{
	while (effects && !kinds[effects->kind].ends)
		effects = effects->next;
	return effects;
}

struct wire_effect *wire_find(struct wire_effect *effects, enum wire_kind kind)
{
	while (effects && effects->kind != kind)
		effects = effects->next;
	return effects;
}

void wire_clear(struct wire_effect *effects, int64_t ref)
{
	for (struct wire_effect *x = effects; x; x = x->next) {
		if (ref && x->ref != ref)
			continue;
		if (kinds[x->kind].waits)
			x->over = true;
		if (x->kind == WIRE_DRIP)
			x->ms = 0;
		if (x->kind == WIRE_STALE)
			x->count = INT64_MAX;
	}
}

bool wire_ends_in_answer(const struct wire_effect *effect)
{
	return kinds[effect->kind].in_answer && effect->at != WIRE_AT_REQUEST;
}

bool wire_ends_in_body(const struct wire_effect *effect)
{
	return kinds[effect->kind].in_answer && effect->at == WIRE_AT_BODY;
}

bool wire_ends_orderly(enum wire_kind kind)
{
	return kinds[kind].orderly;
}

size_t wire_cut_at(const struct wire_effect *effect, size_t size)
{
	if (effect->bytes < 0)
		return size / 2;
	return (uint64_t)effect->bytes < size ? (size_t)effect->bytes : size;
}

void wire_add_garbage(const struct wire_effect *effect, struct buf *out)
{
	size_t n = effect->bytes > 0 ? (size_t)effect->bytes : WIRE_GARBAGE_BYTES;
	char *to = buf_reserve(out, n);

	for (size_t i = 0; i < n; i++)
		to[i] = (char)(hash_with(effect->seed, i) | (i ? 0 : 0x80));
	out->size += n;
}

const char *wire_kind_name(enum wire_kind kind)
{
	return kinds[kind].name;
}
