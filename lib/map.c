/*
 * map.c - values by text: a hash table with open addressing
 */
#include "lib/map.h"

#include "lib/hash.h"
#include "lib/mem.h"

#define ROOM_FIRST 16

/* The key's slot, or the free one where it would go; more than a third are free. */
static struct map_slot *find(const struct map *m, const char *key)
{
	size_t i = hash_text(0, key) & (m->room - 1);

	while (m->slots[i].key && strcmp(m->slots[i].key, key) != 0)
		i = (i + 1) & (m->room - 1);
	return &m->slots[i];
}

static void grow(struct map *m)
{
	struct map bigger = { .room = m->room ? 2 * m->room : ROOM_FIRST,
		              .count = m->count };

	bigger.slots = mem_alloc(bigger.room * sizeof(*bigger.slots));
	for (size_t i = 0; i < m->room; i++) {
		if (m->slots[i].key)
			*find(&bigger, m->slots[i].key) = m->slots[i];
	}
	free(m->slots);
	*m = bigger;
}

void map_release(struct map *m)
{
	for (size_t i = 0; i < m->room; i++)
		free(m->slots[i].key);
	free(m->slots);
	*m = (struct map){ 0 };
}

void *map_find(const struct map *m, const char *key)
{
	return m->room ? find(m, key)->value : NULL;
}

void **map_place(struct map *m, const char *key)
{
	struct map_slot *slot;

	if (3 * (m->count + 1) > 2 * m->room)
		grow(m);
	slot = find(m, key);
	if (!slot->key) {
		slot->key = mem_strdup(key);
		m->count++;
	}
	return &slot->value;
}

bool map_next(const struct map *m, size_t *at, void **value)
{
	while (*at < m->room && !m->slots[*at].key)
		++*at;
	if (*at >= m->room)
		return false;
	*value = m->slots[(*at)++].value;
	return true;
}
