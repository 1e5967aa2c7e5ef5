/*
 * jsonl.c - rows as JSON lines
 *
 * The schema is made into a tree of members once, each with its `,"name":` ready
 * to be copied (without the comma for the first that is there).  Rows are added
 * to a buffer that goes to the file when it is full.
 */
#include "mockserver/export/jsonl.h"

#include "lib/json/json.h"
#include "lib/json/run.h"
#include "lib/mem.h"
#include "mockserver/export/codec/stream.h"
#include "mockserver/export/jsonl_scalar.h"

#define NAME_STEP 16 /* names are copied so many bytes at a time */

/* A column's definition, ready to be printed. */
struct jsonl_member {
	enum column_type type;
	int scale;
	char *name; /* ,"name": and a step of zeros */
	size_t name_size;
	struct jsonl_member *child;
	size_t child_count;
};

static void member_init(struct jsonl_member *m, const struct column_def *def)
{
	struct buf name = { 0 };

	buf_add_char(&name, ',');
	json_put_str(&name, def->name ? def->name : "",
	             def->name ? strlen(def->name) : 0);
	buf_add_char(&name, ':');
	*m = (struct jsonl_member){ .type = def->type,
		                    .scale = def->scale,
		                    .name_size = name.size,
		                    .child_count = def->child_count };
	for (int i = 0; i < NAME_STEP; i++)
		buf_add_char(&name, '\0');
	m->name = buf_take(&name);
	m->child = mem_alloc(def->child_count * sizeof(*m->child));
	for (size_t i = 0; i < def->child_count; i++)
		member_init(&m->child[i], &def->child[i]);
}

static void member_release(struct jsonl_member *m)
{
	for (size_t i = 0; i < m->child_count; i++)
		member_release(&m->child[i]);
	free(m->child);
	free(m->name);
}

/* ---- values: each put_ writes at `at` and answers where its text ends ---- */

/* Where `at` points into; buf->size stands still until the line is done. */
struct text {
	struct buf *buf;
	char *end; /* of the room in buf */
};

static char *make_room(struct text *t, char *at, size_t n)
{
	char *more;

	t->buf->size = (size_t)(at - t->buf->data);
	more = buf_reserve(t->buf, n);
	t->end = t->buf->data + t->buf->room;
	return more;
}

/* Room for n bytes at `at`, or wherever that is then. */
static inline char *need(struct text *t, char *at, size_t n)
{
	return n < (size_t)(t->end - at) ? at : make_room(t, at, n);
}

static char *put_value(struct text *t, char *at, const struct column *c,
                       const struct jsonl_member *m, size_t i);

static char *put_escaped(struct text *t, char *at, const char *s, size_t n)
{
	t->buf->size = (size_t)(at - t->buf->data);
	json_put_str(t->buf, s, n);
	t->end = t->buf->data + t->buf->room;
	return t->buf->data + t->buf->size;
}

static char *put_string(struct text *t, char *at, const struct column *c, size_t i)
{
	const char *s = c->bytes + c->offsets[i];
	size_t n = c->offsets[i + 1] - c->offsets[i];

	at = need(t, at, n + 2);
	if (!json_run_copy(at + 1, s, n))
		return put_escaped(t, at, s, n);
	at[0] = at[n + 1] = '"';
	return at + n + 2;
}

/* The name from byte `from` on; up to a step more is written past its end. */
static char *put_name(struct text *t, char *at, const struct jsonl_member *m, size_t from)
{
	char *to = need(t, at, m->name_size + NAME_STEP);

	at = to;
	for (size_t i = from; i < m->name_size; i += NAME_STEP, at += NAME_STEP)
		memcpy(at, m->name + i, NAME_STEP);
	return to + m->name_size - from;
}

static char *put_struct(struct text *t, char *at, const struct column *c,
                        const struct jsonl_member *m, size_t i)
{
	size_t comma = 1; /* the first member goes without */

	at = need(t, at, 1);
	*at++ = '{';
	for (size_t k = 0; k < m->child_count; k++) {
		const struct jsonl_member *child = &m->child[k];

		if (!c->child[k].valid[i])
			continue;
		at = put_name(t, at, child, comma);
		comma = 0;
		at = put_value(t, at, &c->child[k], child, i);
	}
	at = need(t, at, 1);
	*at++ = '}';
	return at;
}

static char *put_list(struct text *t, char *at, const struct column *c,
                      const struct jsonl_member *m, size_t i)
{
	at = need(t, at, 2);
	*at++ = '[';
	for (uint32_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		if (k > c->offsets[i])
			*at++ = ',';
		at = put_value(t, at, &c->child[0], &m->child[0], k);
		at = need(t, at, 2);
	}
	*at++ = ']';
	return at;
}

static char *put_map(struct text *t, char *at, const struct column *c,
                     const struct jsonl_member *m, size_t i)
{
	at = need(t, at, 2);
	*at++ = '{';
	for (uint32_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		if (k > c->offsets[i])
			*at++ = ',';
		at = put_string(t, at, &c->child[0], k);
		at = need(t, at, 1);
		*at++ = ':';
		at = put_value(t, at, &c->child[1], &m->child[1], k);
		at = need(t, at, 2);
	}
	*at++ = '}';
	return at;
}

static char *put_value(struct text *t, char *at, const struct column *c,
                       const struct jsonl_member *m, size_t i)
{
	if (!c->valid[i])
		return mempcpy(need(t, at, 4), "null", 4);
	switch (m->type) {
	case COLUMN_STRUCT:
		return put_struct(t, at, c, m, i);
	case COLUMN_LIST:
		return put_list(t, at, c, m, i);
	case COLUMN_MAP:
		return put_map(t, at, c, m, i);
	case COLUMN_STRING:
		return put_string(t, at, c, i);
	case COLUMN_BOOL:
	case COLUMN_INT32:
	case COLUMN_INT64:
	case COLUMN_DOUBLE:
	case COLUMN_TIMESTAMP:
	case COLUMN_DATE:
	case COLUMN_DECIMAL:
	case COLUMN_TYPE_COUNT:
		break;
	}
	return jsonl_scalar(need(t, at, JSONL_SCALAR_TEXT), c, m->type, m->scale, i);
}

/* ---- lines ---- */

struct jsonl_writer {
	struct stream to;
	struct buf out;
};

static int flush(struct jsonl_writer *l, struct err *e)
{
	int rc = stream_add(&l->to, l->out.data, l->out.size, e);

	buf_clear(&l->out);
	return rc;
}

static void put_line(struct buf *out, const struct column *batch,
                     const struct jsonl_member *m, size_t i)
{
	struct text t = { .buf = out, .end = out->data + out->room };
	char *at = put_struct(&t, out->data + out->size, batch, m, i);

	at = need(&t, at, 1);
	*at++ = '\n';
	out->size = (size_t)(at - out->data);
}

static int write_rows(struct jsonl_writer *l, const struct jsonl_member *m,
                      struct row_source *rows, uint64_t *count, struct err *e)
{
	const struct column *batch;
	int rc;

	while ((rc = rows->next(rows->ctx, &batch, e)) > 0) {
		for (size_t i = 0; i < batch->count; i++) {
			put_line(&l->out, batch, m, i);
			if (l->out.size >= STREAM_BLOCK && flush(l, e) < 0)
				return -1;
		}
		*count += batch->count;
	}
	if (rc < 0 || (l->out.size && flush(l, e) < 0))
		return -1;
	return stream_end(&l->to, e);
}

int jsonl_write(struct newfile *to, struct export_coding coding, struct row_source *rows,
                uint64_t *count, struct err *e)
{
	struct jsonl_writer l = { 0 };
	struct jsonl_member m;
	int rc;

	*count = 0;
	member_init(&m, rows->schema);
	stream_begin(&l.to, to, coding.codec, coding.members);
	rc = write_rows(&l, &m, rows, count, e);
	stream_release(&l.to);
	buf_release(&l.out);
	member_release(&m);
	return rc;
}
