/*
 * read.c - a Parquet file's rows, as JSON
 */
#include "harness/parquet/read.h"

#include "harness/parquet/value.h"
#include "lib/buf.h"

struct tree_building {
	const struct parquet_rows *rows;
	cJSON *open[PARQUET_SHAPES_DEEP]; /* each in the one before; [0] is the row */
	size_t depth;
	size_t left_out; /* shapes that are open in a member that is left out */
	bool leave_out;  /* the member whose value comes next is */
	struct buf name; /* of the member whose value comes next */
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
		json_set(into, buf_str(&b->name), value);
}

static void begin_shape(void *ctx, enum parquet_shape shape)
{
	struct tree_building *b = ctx;
	cJSON *made;

	if (b->leave_out) {
		b->left_out++;
		return;
	}
	made = shape == PARQUET_OBJECT ? json_new_object() : json_new_array();
	assert(b->depth < PARQUET_SHAPES_DEEP);
	put(b, made);
	b->open[b->depth++] = made;
}

static void end_shape(void *ctx)
{
	struct tree_building *b = ctx;

	if (b->left_out)
		b->left_out--;
	else
		b->depth--;
}

static void take_name(void *ctx, const char *at, size_t n)
{
	struct tree_building *b = ctx;
	const struct str *only = &b->rows->only;

	if (b->left_out)
		return;
	if (b->depth == 1 && only->at) {
		b->leave_out = n != only->size || memcmp(at, only->at, n) != 0;
		if (b->leave_out)
			return;
	}
	buf_clear(&b->name);
	buf_add(&b->name, at, n);
}

static int put_value(void *ctx, const struct parquet_node *leaf,
                     const union parquet_value *value, struct err *e)
{
	struct tree_building *b = ctx;
	cJSON *made = NULL;

	if (b->leave_out)
		return value ? parquet_value_check(leaf, value, e) : 0;
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

	b->leave_out = false;
	return b->rows->row(b->rows->ctx, TAKE(b->open[0]), e);
}

int parquet_read(const struct parquet_file *file, const struct parquet_rows *rows,
                 struct parquet_about *about, struct err *e)
{
	static const struct parquet_events to_tree = {
		.begin = begin_shape,
		.end = end_shape,
		.name = take_name,
		.value = put_value,
		.row = hand_row,
	};
	struct tree_building b = { .rows = rows };
	int rc = parquet_walk(file, &to_tree, &b, about, e);

	cJSON_Delete(b.open[0]);
	buf_release(&b.name);
	return rc;
}

/* ---------------------------------------------------------------- rows, judged alone */

static void judge_shape(void *ctx UNUSED, enum parquet_shape shape UNUSED)
{
}

static void judge_end(void *ctx UNUSED)
{
}

static void judge_name(void *ctx UNUSED, const char *at UNUSED, size_t n UNUSED)
{
}

static int judge_value(void *ctx UNUSED, const struct parquet_node *leaf,
                       const union parquet_value *value, struct err *e)
{
	return value ? parquet_value_check(leaf, value, e) : 0;
}

static int count_row(void *ctx, struct err *e UNUSED)
{
	uint64_t *rows = ctx;

	++*rows;
	return 0;
}

int parquet_judge(const struct parquet_file *file, uint64_t *rows,
                  struct parquet_about *about, struct err *e)
{
	static const struct parquet_events to_judge = {
		.begin = judge_shape,
		.end = judge_end,
		.name = judge_name,
		.value = judge_value,
		.row = count_row,
	};

	return parquet_walk(file, &to_judge, rows, about, e);
}
