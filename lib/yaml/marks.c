/*
 * marks.c - which node of a tree stands where in its file
 *
 * Open addressing with linear probing, at most half full; nothing is removed.
 */
#include "lib/yaml/marks.h"

#include "lib/hash.h"
#include "lib/mem.h"

#define FIRST_ROOM 64 /* a power of two, as every room */

struct slot {
	const cJSON *node; /* NULL: free */
	struct yaml_mark at;
};

struct yaml_marks {
	struct slot *slots;
	size_t room, count;
};

struct yaml_marks *marks_new(void)
{
	struct yaml_marks *m = mem_alloc(sizeof(*m));

	m->room = FIRST_ROOM;
	m->slots = mem_alloc(m->room * sizeof(*m->slots));
	return m;
}

void marks_free(struct yaml_marks *m)
{
	if (!m)
		return;
	free(m->slots);
	free(m);
}

/* The node's slot, or the free one where it belongs. */
static struct slot *find(const struct yaml_marks *m, const cJSON *node)
{
	size_t i = (size_t)hash_mix((uintptr_t)node) & (m->room - 1);

	while (m->slots[i].node && m->slots[i].node != node)
		i = (i + 1) & (m->room - 1);
	return &m->slots[i];
}

static void grow(struct yaml_marks *m)
{
	struct slot *old = m->slots;
	size_t room = m->room;

	m->room = room * 2;
	m->slots = mem_alloc(m->room * sizeof(*m->slots));
	for (size_t i = 0; i < room; i++) {
		if (old[i].node)
			*find(m, old[i].node) = old[i];
	}
	free(old);
}

void marks_put(struct yaml_marks *m, const cJSON *node, struct yaml_mark at)
{
	struct slot *s;

	if (m->count * 2 >= m->room)
		grow(m);
	s = find(m, node);
	m->count += !s->node;
	*s = (struct slot){ node, at };
}

struct yaml_mark marks_get(const struct yaml_marks *m, const cJSON *node)
{
	return find(m, node)->at;
}
