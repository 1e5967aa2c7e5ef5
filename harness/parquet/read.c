/*
 * read.c - a Parquet file's rows, as JSON
 */
#include "harness/parquet/read.h"

#include "harness/parquet/value.h"
#include "lib/mem.h"

struct tree_building {
	cJSON *open[PARQUET_SHAPES_DEEP]; /* each in the one before; [0] is the row */
	size_t depth;
	char *name; /* of the member whose value comes next */
	parquet_row_fn *row;
	void *ctx;
};

/* Puts a value where it belongs; takes it. */
static void put(struct tree_building *b, cJSON *value)
{
	cJSON *into = b->depth ? b->open[b->depth - 1] : NULL;

	if (!into)
		b->open[0] = value;
	else if (cJSON_IsArray(into))
		json_push(into, value);
	else
		json_set(into, b->name, value);
}

static void begin_shape(void *ctx, enum parquet_shape shape)
{
	struct tree_building *b = ctx;
	cJSON *made = shape == PARQUET_OBJECT ? json_new_object() : json_new_array();

	assert(b->depth < PARQUET_SHAPES_DEEP);
	put(b, made);
	b->open[b->depth++] = made;
}

static void end_shape(void *ctx)
{
	struct tree_building *b = ctx;

	b->depth--;
}

static void take_name(void *ctx, const char *at, size_t n)
{
	struct tree_building *b = ctx;

	free(b->name);
	b->name = mem_printf("%.*s", (int)n, at);
}

static int put_value(void *ctx, const struct parquet_node *leaf,
                     const union parquet_value *value, struct err *e)
{
	struct tree_building *b = ctx;
	cJSON *made = NULL;

	if (!value)
		made = json_new_null();
	else if (parquet_value_json(leaf, value, &made, e) < 0)
		return -1;
	put(b, made);
	return 0;
}

static int hand_row(void *ctx, struct err *e)
{
	struct tree_building *b = ctx;

	return b->row(b->ctx, TAKE(b->open[0]), e);
}

int parquet_read(const struct parquet_file *file, parquet_row_fn *row, void *ctx,
                 struct parquet_about *about, struct err *e)
{
	static const struct parquet_events to_tree = {
		.begin = begin_shape,
		.end = end_shape,
		.name = take_name,
		.value = put_value,
		.row = hand_row,
	};
	struct tree_building b = { .row = row, .ctx = ctx };
	int rc = parquet_walk(file, &to_tree, &b, about, e);

	cJSON_Delete(b.open[0]);
	free(b.name);
	return rc;
}
