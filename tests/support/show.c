/*
 * show.c - definitions and values of columns as text, for tests to compare
 */
#include "tests/support/show.h"

#include "lib/json/json.h"
#include "tests/support/quoted.h"

static void show_members(const struct column_def *d, struct buf *out)
{
	buf_add_char(out, '{');
	for (size_t i = 0; i < d->child_count; i++) {
		buf_printf(out, "%s%s ", i ? ", " : "", d->child[i].name);
		show_def(&d->child[i], out);
	}
	buf_add_char(out, '}');
}

void show_def(const struct column_def *d, struct buf *out)
{
	switch (d->type) {
	case COLUMN_STRUCT:
		show_members(d, out);
		break;
	case COLUMN_LIST:
		buf_add_char(out, '[');
		show_def(&d->child[0], out);
		buf_add_char(out, ']');
		break;
	case COLUMN_MAP:
		buf_add_char(out, '<');
		show_def(&d->child[1], out);
		buf_add_char(out, '>');
		break;
	case COLUMN_DECIMAL:
		buf_printf(out, "decimal(%d,%d)", d->precision, d->scale);
		break;
	default:
		buf_add_str(out, column_type_name(d->type));
	}
	if (!d->nullable)
		buf_add_char(out, '!');
}

static void show_str(const struct column *c, size_t i, struct buf *out)
{
	json_put_str(out, c->bytes + c->offsets[i], c->offsets[i + 1] - c->offsets[i]);
}

static void show_struct(const struct column *c, size_t i, struct buf *out)
{
	for (size_t k = 0; k < c->def->child_count; k++) {
		buf_printf(out, "%s" JSON("%s":), k ? "," : "{", c->def->child[k].name);
		show_value(&c->child[k], i, out);
	}
	buf_add_char(out, '}');
}

static void show_list(const struct column *c, size_t i, struct buf *out)
{
	buf_add_char(out, '[');
	for (size_t j = c->offsets[i]; j < c->offsets[i + 1]; j++) {
		if (j > c->offsets[i])
			buf_add_char(out, ',');
		show_value(&c->child[0], j, out);
	}
	buf_add_char(out, ']');
}

static void show_map(const struct column *c, size_t i, struct buf *out)
{
	buf_add_char(out, '{');
	for (size_t j = c->offsets[i]; j < c->offsets[i + 1]; j++) {
		if (j > c->offsets[i])
			buf_add_char(out, ',');
		show_str(&c->child[0], j, out);
		buf_add_char(out, ':');
		show_value(&c->child[1], j, out);
	}
	buf_add_char(out, '}');
}

void show_value(const struct column *c, size_t i, struct buf *out)
{
	assert(i < c->count);
	if (!c->valid[i]) {
		buf_add_str(out, "null");
		return;
	}
	switch (c->def->type) {
	case COLUMN_STRUCT:
		show_struct(c, i, out);
		break;
	case COLUMN_LIST:
		show_list(c, i, out);
		break;
	case COLUMN_MAP:
		show_map(c, i, out);
		break;
	case COLUMN_STRING:
		show_str(c, i, out);
		break;
	case COLUMN_BOOL:
		buf_add_str(out, c->bools[i] ? "true" : "false");
		break;
	case COLUMN_DOUBLE:
		json_put_double(out, c->f64[i]);
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		buf_add_int(out, c->i32[i]);
		break;
	default:
		buf_add_int(out, c->i64[i]);
	}
}

void show_column(const struct column *c, struct buf *out)
{
	for (size_t i = 0; i < c->count; i++) {
		show_value(c, i, out);
		buf_add_char(out, '\n');
	}
}

uint64_t show_rows(struct row_source *source, struct buf *out)
{
	const struct column *batch;
	struct err e = { 0 };
	uint64_t count = 0;
	int more;

	while ((more = source->next(source->ctx, &batch, &e)) > 0) {
		assert(batch->count > 0);
		count += batch->count;
		show_column(batch, out);
	}
	assert(more == 0);
	return count;
}
