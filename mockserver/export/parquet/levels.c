/*
 * levels.c - rows of nested values as repetition and definition levels
 */
#include "mockserver/export/parquet/levels.h"

#include "lib/mem.h"

/* A step on the way down to a leaf, and the column it leads to. */
struct level_place {
	const struct parquet_step *step;
	const struct column *column;
};

void levels_clear(struct levels *l)
{
	l->count = 0;
	l->at_count = 0;
}

void levels_release(struct levels *l)
{
	free(l->rep);
	free(l->def);
	free(l->at);
	free(l->way);
	*l = (struct levels){ 0 };
}

static void make_room(struct levels *l, size_t more)
{
	if (l->room - l->count >= more)
		return;
	l->room = l->room * 2 + more;
	l->rep = mem_grow(l->rep, l->room, sizeof(*l->rep));
	l->def = mem_grow(l->def, l->room, sizeof(*l->def));
	l->at = mem_grow(l->at, l->room, sizeof(*l->at));
}

static void put(struct levels *l, uint16_t rep, uint16_t def)
{
	make_room(l, 1);
	l->rep[l->count] = rep;
	l->def[l->count++] = def;
}

/* Value i of a place's column.  Recursion is as deep as lists and maps are nested. */
static void add_value(struct levels *l, const struct level_place *p, size_t i,
                      uint16_t rep, uint16_t def)
{
	uint32_t from, to;

	for (;; p++) {
		if (p->step->nullable && !p->column->valid[i]) {
			put(l, rep, def);
			return;
		}
		def = (uint16_t)(def + p->step->nullable);
		if (p->column->def->child_count == 0) {
			put(l, rep, def);
			l->at[l->at_count++] = (uint32_t)i;
			return;
		}
		if (p->step->repeats)
			break;
	}
	from = p->column->offsets[i];
	to = p->column->offsets[i + 1];
	if (from == to)
		put(l, rep, def);
	for (uint32_t k = from; k < to; k++)
		add_value(l, p + 1, k, k == from ? rep : p->step->level,
		          (uint16_t)(def + 1));
}

/* One entry a row, and a value in each that has one. */
static void add_sparse(struct levels *l, const struct level_place *p, size_t from,
                       size_t to)
{
	uint16_t *def = l->def + l->count;

	for (size_t i = from; i < to; i++) {
		uint8_t valid = p->column->valid[i];

		*def++ = valid;
		l->at[l->at_count] = (uint32_t)i;
		l->at_count += valid;
	}
}

/* A leaf of the root; most have no null among some rows, or can have none. */
static void add_flat(struct levels *l, const struct level_place *p, size_t from,
                     size_t to)
{
	const bool nullable = p->step->nullable;
	size_t n = to - from;

	make_room(l, n);
	if (nullable && memchr(p->column->valid + from, 0, n)) {
		add_sparse(l, p, from, to);
	} else {
		for (size_t i = l->count; nullable && i < l->count + n; i++)
			l->def[i] = 1;
		l->in_a_row = true;
		l->first = from;
		l->at_count = n;
	}
	l->count += n;
}

const struct column *levels_add(struct levels *l, const struct parquet_leaf *leaf,
                                const struct column *rows, size_t from, size_t to)
{
	const struct column *column = rows;

	l->way = mem_grow(l->way, leaf->step_count, sizeof(*l->way));
	for (size_t i = 0; i < leaf->step_count; i++) {
		column = &column->child[leaf->step[i].child];
		l->way[i] = (struct level_place){ &leaf->step[i], column };
	}
	l->at_count = 0;
	l->in_a_row = false;
	if (leaf->step_count == 1)
		add_flat(l, l->way, from, to);
	else
		for (size_t i = from; i < to; i++)
			add_value(l, l->way, i, 0, 0);
	return column;
}
