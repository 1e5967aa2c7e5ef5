/*
 * unique.c - finds keys that two records of a series share
 *
 * Open addressing by the key's high lane, three quarters full at most.
 */
#include "harness/verify/unique.h"

#include "lib/hash.h"
#include "lib/mem.h"

#define ROOM_FIRST ((size_t)1024)
#define ROOM_MAX   ((size_t)1 << 23) /* slots: 192 MiB */

bool unique_begin_pass(struct unique *u)
{
	if (u->begun && !u->left)
		return false;
	if (!u->room_max)
		u->room_max = ROOM_MAX;
	u->first = u->begun ? u->last + 1 : 0;
	u->last = UINT64_MAX;
	u->begun = true;
	u->left = false;
	u->count = 0;
	if (u->slots)
		memset(u->slots, 0, u->room * sizeof(*u->slots));
	return true;
}

/* The slot that holds the key, or is free for it. */
static struct unique_slot *slot_for(const struct unique *u, uint64_t high, uint32_t low)
{
	size_t i = (size_t)hash_mix(high) & (u->room - 1);

	while (u->slots[i].record && (u->slots[i].high != high || u->slots[i].low != low))
		i = (i + 1) & (u->room - 1);
	return &u->slots[i];
}

/* Moves what is in the range to a table of so many slots. */
static void move(struct unique *u, size_t room)
{
	struct unique_slot *old = u->slots;
	size_t old_room = u->room;

	u->slots = mem_alloc(room * sizeof(*u->slots));
	u->room = room;
	u->count = 0;
	for (size_t i = 0; i < old_room; i++) {
		if (!old[i].record || old[i].high > u->last)
			continue;
		*slot_for(u, old[i].high, old[i].low) = old[i];
		u->count++;
	}
	free(old);
}

static void cut_range(struct unique *u, struct unique_place at)
{
	const uint64_t half = u->first + (u->last - u->first) / 2;

	u->cuts = mem_grow(u->cuts, u->cut_count + 1, sizeof(*u->cuts));
	u->cuts[u->cut_count++] = (struct unique_cut){ half, u->last, at };
	u->last = half;
	u->left = true;
}

static void make_room(struct unique *u, struct unique_place at)
{
	if (!u->room) {
		move(u, ROOM_FIRST < u->room_max ? ROOM_FIRST : u->room_max);
	} else if (u->room < u->room_max) {
		move(u, 2 * u->room);
	} else {
		cut_range(u, at);
		move(u, u->room);
	}
}

/* Was it compared by an earlier pass, which has left its key to a later one since? */
static bool was_compared(const struct unique *u, uint64_t high, struct unique_place at)
{
	for (size_t i = 0; i < u->cut_count; i++) {
		const struct unique_cut *c = &u->cuts[i];

		if (high > c->above && high <= c->last &&
		    (at.file != c->at.file ? at.file < c->at.file
		                           : at.record < c->at.record))
			return true;
	}
	return false;
}

bool unique_add(struct unique *u, uint64_t series, const struct digest_key *key,
                struct unique_place at, struct unique_place *earlier)
{
	uint64_t high = hash_with(series, key->high);
	uint32_t low = (uint32_t)(key->low ^ key->low >> 32);
	struct unique_slot *slot;

	while (4 * u->count >= 3 * u->room)
		make_room(u, at);
	if (high < u->first || high > u->last)
		return false;
	slot = slot_for(u, high, low);
	if (slot->record) {
		*earlier = (struct unique_place){ slot->file, slot->record };
		return !was_compared(u, high, at);
	}
	*slot = (struct unique_slot){ high, low, at.file, at.record };
	u->count++;
	return false;
}

void unique_release(struct unique *u)
{
	free(u->slots);
	free(u->cuts);
	*u = (struct unique){ 0 };
}
