/*
 * met.c - the subschemas met while compiling
 */
#include "lib/jsonschema/met.h"

#include "lib/hash.h"
#include "lib/str.h"

#define SHOWN 200 /* most bytes of a place in a message */

void met_release(struct met *m)
{
	docs_release(&m->docs);
	free(m->nodes);
	free(m->slots);
	*m = (struct met){ 0 };
}

/* The slot of that schema, or the free one where it belongs. */
static size_t *slot_of(const struct met *m, const cJSON *schema)
{
	size_t at = (size_t)hash_mix((uintptr_t)schema) & (m->slot_count - 1);

	while (m->slots[at] && m->nodes[m->slots[at] - 1]->schema != schema)
		at = (at + 1) & (m->slot_count - 1);
	return &m->slots[at];
}

/* Room for one more: at least half of the slots stay free. */
static void make_room(struct met *m)
{
	if (m->count < m->room)
		return;
	m->room = m->room ? 2 * m->room : 32;
	m->nodes = mem_grow(m->nodes, m->room, sizeof(struct node *));
	m->slot_count = 2 * m->room;
	free(m->slots);
	m->slots = mem_alloc(m->slot_count * sizeof(*m->slots));
	for (size_t i = 0; i < m->count; i++)
		*slot_of(m, m->nodes[i]->schema) = i + 1;
}

struct node *met_node(struct met *m, const cJSON *schema, const char *base,
                      struct place at)
{
	struct node *n;
	size_t *slot;

	make_room(m);
	slot = slot_of(m, schema);
	if (*slot)
		return m->nodes[*slot - 1];
	n = arena_alloc(&m->s->arena, sizeof(*n));
	n->schema = schema;
	n->base = docs_base(&m->docs, schema, base);
	n->at = at;
	m->nodes[m->count] = n;
	*slot = ++m->count;
	return n;
}

int met_refuse(const struct met *m, const struct node *n, const char *keyword,
               const char *why)
{
	AUTO(buf_release) struct buf where = { 0 };

	place_pointer(&n->at, &where);
	return err_set(m->e, ERR_INVALID, "the schema at %.*s: '%s' %s",
	               (int)str_cut(buf_str(&where), SHOWN), buf_str(&where), keyword,
	               why);
}
