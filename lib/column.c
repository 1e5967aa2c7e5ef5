/*
 * column.c - rows of nested, typed values, held by column
 */
#include "lib/column.h"

#include "lib/mem.h"

#define FIRST_ROOM  64
#define FIRST_BYTES 512

/* What a value takes in the array next to `valid`; 0 for a struct, which has none. */
static const struct {
	const char *name;
	uint8_t width;
	bool offsets; /* one more of them than values */
} types[] = {
	[COLUMN_BOOL] = { "bool", 1, false },
	[COLUMN_INT32] = { "int32", 4, false },
	[COLUMN_INT64] = { "int64", 8, false },
	[COLUMN_DOUBLE] = { "double", 8, false },
	[COLUMN_STRING] = { "string", 4, true },
	[COLUMN_TIMESTAMP] = { "timestamp", 8, false },
	[COLUMN_DATE] = { "date", 4, false },
	[COLUMN_DECIMAL] = { "decimal", 8, false },
	[COLUMN_STRUCT] = { "struct", 0, false },
	[COLUMN_LIST] = { "list", 4, true },
	[COLUMN_MAP] = { "map", 4, true },
};
static_assert(ARRAY_LEN(types) == COLUMN_TYPE_COUNT, "every type has a row");

void column_def_release(struct column_def *d)
{
	for (size_t i = 0; i < d->child_count; i++)
		column_def_release(&d->child[i]);
	free(d->child);
	free(d->name);
	*d = (struct column_def){ 0 };
}

const char *column_type_name(enum column_type type)
{
	assert(type < COLUMN_TYPE_COUNT);
	return types[type].name;
}

void column_init(struct column *c, const struct column_def *def)
{
	*c = (struct column){ .def = def };
	if (types[def->type].offsets)
		c->offsets = mem_alloc(sizeof(*c->offsets));
	if (!def->child_count)
		return;
	c->child = mem_alloc(def->child_count * sizeof(*c->child));
	for (size_t i = 0; i < def->child_count; i++)
		column_init(&c->child[i], &def->child[i]);
}

void column_release(struct column *c)
{
	for (size_t i = 0; c->child && i < c->def->child_count; i++)
		column_release(&c->child[i]);
	free(c->child);
	free(c->bytes);
	free(c->bools);
	free(c->valid);
	*c = (struct column){ 0 };
}

void column_clear(struct column *c)
{
	c->count = 0;
	c->bytes_size = 0;
	for (size_t i = 0; i < c->def->child_count; i++)
		column_clear(&c->child[i]);
}

static void grow(struct column *c)
{
	size_t width = types[c->def->type].width;

	c->room = c->room ? c->room * 2 : FIRST_ROOM;
	c->valid = mem_grow(c->valid, c->room, 1);
	if (width)
		c->bools =
			mem_grow(c->bools, c->room + types[c->def->type].offsets, width);
}

/* Counts one more value and answers its index. */
static size_t add(struct column *c, uint8_t valid)
{
	if (c->count == c->room)
		grow(c);
	c->valid[c->count] = valid;
	return c->count++;
}

/* The end of what the child or the bytes hold becomes the end of value i. */
static void end_at(struct column *c, size_t i, size_t end)
{
	assert(end <= UINT32_MAX);
	c->offsets[i + 1] = (uint32_t)end;
}

void column_add_null(struct column *c)
{
	size_t i = add(c, 0);

	switch (types[c->def->type].width) {
	case 1:
		c->bools[i] = 0;
		break;
	case 4:
		if (types[c->def->type].offsets)
			c->offsets[i + 1] = c->offsets[i];
		else
			c->i32[i] = 0;
		break;
	case 8: /* a double's 0.0 is all zero bits too */
		c->i64[i] = 0;
		break;
	default:
		for (size_t k = 0; k < c->def->child_count; k++)
			column_add_null(&c->child[k]);
	}
}

void column_add_bool(struct column *c, bool v)
{
	size_t i = add(c, 1); /* may move the array, so it comes first */

	assert(c->def->type == COLUMN_BOOL);
	c->bools[i] = v;
}

void column_add_i32(struct column *c, int32_t v)
{
	size_t i = add(c, 1);

	assert(c->def->type == COLUMN_INT32 || c->def->type == COLUMN_DATE);
	c->i32[i] = v;
}

void column_add_i64(struct column *c, int64_t v)
{
	size_t i = add(c, 1);

	assert(c->def->type == COLUMN_INT64 || c->def->type == COLUMN_TIMESTAMP ||
	       c->def->type == COLUMN_DECIMAL);
	c->i64[i] = v;
}

void column_add_double(struct column *c, double v)
{
	size_t i = add(c, 1);

	assert(c->def->type == COLUMN_DOUBLE);
	c->f64[i] = v;
}

void column_add_str(struct column *c, const char *s, size_t n)
{
	assert(c->def->type == COLUMN_STRING);
	if (c->bytes_room - c->bytes_size < n) {
		c->bytes_room = c->bytes_room * 2 + n + FIRST_BYTES;
		c->bytes = mem_grow(c->bytes, c->bytes_room, 1);
	}
	if (n)
		memcpy(c->bytes + c->bytes_size, s, n);
	c->bytes_size += n;
	end_at(c, add(c, 1), c->bytes_size);
}

void column_add_struct(struct column *c)
{
	assert(c->def->type == COLUMN_STRUCT);
	add(c, 1);
}

void column_add_list(struct column *c)
{
	assert(c->def->type == COLUMN_LIST || c->def->type == COLUMN_MAP);
	end_at(c, add(c, 1), c->child[0].count);
}
