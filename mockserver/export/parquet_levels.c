/*
 * parquet_levels.c - rows of nested values as repetition and definition levels
 */
#include "mockserver/export/parquet_levels.h"

#include "lib/mem.h"

/* Where a walk down to one leaf stands. */
struct place {
	const struct parquet_step *step;
	const struct column *column; /* of that step */
	size_t steps_left;           /* this one included */
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
	*l = (struct levels){ 0 };
}

static void make_room(struct levels *l, size_t more)
{
	if (l->room - l->count < more) {
		l->room = l->room * 2 + more;
		l->rep = mem_grow(l->rep, l->room, sizeof(*l->rep));
		l->def = mem_grow(l->def, l->room, sizeof(*l->def));
	}
	if (l->at_room - l->at_count < more) {
		l->at_room = l->at_room * 2 + more;
		l->at = mem_grow(l->at, l->at_room, sizeof(*l->at));
	}
}

static void put(struct levels *l, uint16_t rep, uint16_t def)
{
	make_room(l, 1);
	l->rep[l->count] = rep;
	l->def[l->count++] = def;
}

static struct place below(struct place p)
{
	return (struct place){
		.step = p.step + 1,
		.column = &p.column->child[p.step[1].child],
		.steps_left = p.steps_left - 1,
	};
}

/* Value i of the place's column; recursion is as deep as the schema. */
static void add_value(struct levels *l, struct place p, size_t i, uint16_t rep,
                      uint16_t def)
{
	uint32_t from, to;

	if (p.step->nullable) {
		if (!p.column->valid[i]) {
			put(l, rep, def);
			return;
		}
		def++;
	}
	if (p.steps_left == 1) {
		put(l, rep, def);
		l->at[l->at_count++] = (uint32_t)i;
		return;
	}
	if (!p.step->repeats) {
		add_value(l, below(p), i, rep, def);
		return;
	}
	from = p.column->offsets[i];
	to = p.column->offsets[i + 1];
	if (from == to)
		put(l, rep, def);
	for (uint32_t k = from; k < to; k++)
		add_value(l, below(p), k, k == from ? rep : p.step->level,
		          (uint16_t)(def + 1));
}

/* A leaf of the root has one entry a row, and needs no recursion. */
static void add_flat(struct levels *l, struct place p, size_t from, size_t to)
{
	uint16_t *def;

	make_room(l, to - from);
	def = l->def + l->count;
	memset(l->rep + l->count, 0, (to - from) * sizeof(*l->rep));
	l->count += to - from;
	for (size_t i = from; i < to; i++) {
		bool is_there = !p.step->nullable || p.column->valid[i];

		*def++ = is_there && p.step->nullable;
		l->at[l->at_count] = (uint32_t)i;
		l->at_count += is_there;
	}
}

const struct column *levels_add(struct levels *l, const struct parquet_leaf *leaf,
                                const struct column *rows, size_t from, size_t to)
{
	const struct column *column = rows;
	struct place top = {
		.step = leaf->step,
		.column = &rows->child[leaf->step[0].child],
		.steps_left = leaf->step_count,
	};

	l->at_count = 0;
	if (leaf->step_count == 1)
		add_flat(l, top, from, to);
	else
		for (size_t i = from; i < to; i++)
			add_value(l, top, i, 0, 0);
	for (size_t i = 0; i < leaf->step_count; i++)
		column = &column->child[leaf->step[i].child];
	return column;
}
