/*
 * jsonl.c - rows as JSON lines
 *
 * The schema is made into a tree of members once, each with its `,"name":` ready
 * to be copied (without the comma for the first that is there).  Rows are added
 * to a buffer that goes to the file when it is full.
 */
#include "mockserver/export/jsonl.h"

#include <math.h>

#include "lib/json.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "mockserver/export/gzip.h"

#define FLUSH_BYTES ((size_t)256 * 1024)
#define SCALAR_TEXT 32 /* room for a number, time or word, quotes included */

/* A column's definition, ready to be printed. */
struct member {
	enum column_type type;
	int scale;
	char *name; /* ,"name": */
	size_t name_size;
	struct member *child;
	size_t child_count;
};

static void member_init(struct member *m, const struct column_def *def)
{
	struct buf name = { 0 };

	buf_add_char(&name, ',');
	json_put_str(&name, def->name ? def->name : "",
	             def->name ? strlen(def->name) : 0);
	buf_add_char(&name, ':');
	*m = (struct member){ .type = def->type,
		              .scale = def->scale,
		              .name_size = name.size,
		              .child_count = def->child_count };
	m->name = buf_take(&name);
	m->child = mem_alloc(def->child_count * sizeof(*m->child));
	for (size_t i = 0; i < def->child_count; i++)
		member_init(&m->child[i], &def->child[i]);
}

static void member_release(struct member *m)
{
	for (size_t i = 0; i < m->child_count; i++)
		member_release(&m->child[i]);
	free(m->child);
	free(m->name);
}

/* ---- scalars: each writes at `at` and answers where its text ends ---- */

static char *put_two(char *at, unsigned v)
{
	at[0] = (char)('0' + v / 10 % 10);
	at[1] = (char)('0' + v % 10);
	return at + 2;
}

/* At least `least` digits. */
static char *put_digits(char *at, uint64_t v, int least)
{
	char digits[20];
	int n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	for (; n < least; least--)
		*at++ = '0';
	while (n)
		*at++ = digits[--n];
	return at;
}

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static char *put_int(char *at, int64_t v)
{
	if (v < 0)
		*at++ = '-';
	return put_digits(at, magnitude(v), 1);
}

/* value * 10^-scale, with `scale` digits after the point */
static char *put_decimal(char *at, int64_t v, int scale)
{
	uint64_t unit = 1;

	for (int i = 0; i < scale; i++)
		unit *= 10;
	if (v < 0)
		*at++ = '-';
	at = put_digits(at, magnitude(v) / unit, 1);
	if (!scale)
		return at;
	*at++ = '.';
	return put_digits(at, magnitude(v) % unit, scale);
}

static char *put_day(char *at, const struct vtime_parts *t)
{
	at = put_two(at, (unsigned)t->year / 100);
	at = put_two(at, (unsigned)t->year % 100);
	*at++ = '-';
	at = put_two(at, (unsigned)t->month);
	*at++ = '-';
	return put_two(at, (unsigned)t->day);
}

static char *put_date(char *at, int32_t days)
{
	vtime midnight = days * MS_PER_DAY;
	struct vtime_parts t;

	if (midnight < VTIME_MIN || midnight > VTIME_MAX)
		return put_int(at, days);
	t = vtime_split(midnight);
	*at++ = '"';
	at = put_day(at, &t);
	*at++ = '"';
	return at;
}

static char *put_timestamp(char *at, vtime v)
{
	struct vtime_parts t;

	if (v < VTIME_MIN || v > VTIME_MAX)
		return put_int(at, v);
	t = vtime_split(v);
	*at++ = '"';
	at = put_day(at, &t);
	*at++ = 'T';
	at = put_two(at, (unsigned)t.hour);
	*at++ = ':';
	at = put_two(at, (unsigned)t.minute);
	*at++ = ':';
	at = put_two(at, (unsigned)t.second);
	*at++ = '.';
	at = put_digits(at, (uint64_t)t.ms, 3);
	*at++ = 'Z';
	*at++ = '"';
	return at;
}

static char *put_bool(char *at, bool v)
{
	const size_t n = v ? 4 : 5;

	memcpy(at, v ? "true" : "false", 5);
	return at + n;
}

/* Bools, whole numbers and times, all of bounded length. */
static char *put_scalar(char *at, const struct column *c, const struct member *m,
                        size_t i)
{
	switch (m->type) {
	case COLUMN_BOOL:
		return put_bool(at, c->bools[i]);
	case COLUMN_INT32:
		return put_int(at, c->i32[i]);
	case COLUMN_DATE:
		return put_date(at, c->i32[i]);
	case COLUMN_TIMESTAMP:
		return put_timestamp(at, c->i64[i]);
	case COLUMN_DECIMAL:
		return put_decimal(at, c->i64[i], m->scale);
	default:
		return put_int(at, c->i64[i]);
	}
}

/* ---- values ---- */

static void put_double(struct buf *out, double v)
{
	if (isnan(v))
		buf_add_str(out, "\"NaN\"");
	else if (isinf(v))
		buf_add_str(out, v < 0 ? "\"-Infinity\"" : "\"Infinity\"");
	else
		json_put_double(out, v);
}

static void put_string(struct buf *out, const struct column *c, size_t i)
{
	json_put_str(out, c->bytes + c->offsets[i], c->offsets[i + 1] - c->offsets[i]);
}

static void put_value(struct buf *out, const struct column *c, const struct member *m,
                      size_t i);

static void put_struct(struct buf *out, const struct column *c, const struct member *m,
                       size_t i)
{
	size_t comma = 1; /* the first member goes without */

	buf_add_char(out, '{');
	for (size_t k = 0; k < m->child_count; k++) {
		const struct member *child = &m->child[k];

		if (!c->child[k].valid[i])
			continue;
		buf_add(out, child->name + comma, child->name_size - comma);
		comma = 0;
		put_value(out, &c->child[k], child, i);
	}
	buf_add_char(out, '}');
}

static void put_list(struct buf *out, const struct column *c, const struct member *m,
                     size_t i)
{
	buf_add_char(out, '[');
	for (uint32_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		if (k > c->offsets[i])
			buf_add_char(out, ',');
		put_value(out, &c->child[0], &m->child[0], k);
	}
	buf_add_char(out, ']');
}

static void put_map(struct buf *out, const struct column *c, const struct member *m,
                    size_t i)
{
	buf_add_char(out, '{');
	for (uint32_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		if (k > c->offsets[i])
			buf_add_char(out, ',');
		put_string(out, &c->child[0], k);
		buf_add_char(out, ':');
		put_value(out, &c->child[1], &m->child[1], k);
	}
	buf_add_char(out, '}');
}

static void put_value(struct buf *out, const struct column *c, const struct member *m,
                      size_t i)
{
	char *at;

	if (!c->valid[i]) {
		buf_add(out, "null", 4);
		return;
	}
	switch (m->type) {
	case COLUMN_STRUCT:
		put_struct(out, c, m, i);
		break;
	case COLUMN_LIST:
		put_list(out, c, m, i);
		break;
	case COLUMN_MAP:
		put_map(out, c, m, i);
		break;
	case COLUMN_STRING:
		put_string(out, c, i);
		break;
	case COLUMN_DOUBLE:
		put_double(out, c->f64[i]);
		break;
	default:
		at = buf_reserve(out, SCALAR_TEXT);
		out->size = (size_t)(put_scalar(at, c, m, i) - out->data);
	}
}

/* ---- lines ---- */

struct lines {
	struct newfile *to;
	struct gzip *gzip; /* NULL: as they are */
	struct buf out;
};

static int flush(struct lines *l, struct err *e)
{
	int rc = l->gzip ? gzip_add(l->gzip, l->out.data, l->out.size, e)
	                 : file_append(l->to, l->out.data, l->out.size, e);

	buf_clear(&l->out);
	return rc;
}

static int write_rows(struct lines *l, const struct member *m, struct row_source *rows,
                      uint64_t *count, struct err *e)
{
	const struct column *batch;
	int rc;

	while ((rc = rows->next(rows->ctx, &batch, e)) > 0) {
		for (size_t i = 0; i < batch->count; i++) {
			put_struct(&l->out, batch, m, i);
			buf_add_char(&l->out, '\n');
			if (l->out.size >= FLUSH_BYTES && flush(l, e) < 0)
				return -1;
		}
		*count += batch->count;
	}
	if (rc < 0 || (l->out.size && flush(l, e) < 0))
		return -1;
	return l->gzip ? gzip_end(l->gzip, e) : 0;
}

int jsonl_write(struct newfile *to, enum export_codec codec, struct row_source *rows,
                uint64_t *count, struct err *e)
{
	struct lines l = { .to = to };
	struct member m;
	int rc;

	*count = 0;
	member_init(&m, rows->schema);
	if (codec == EXPORT_GZIP)
		l.gzip = gzip_begin(to);
	rc = write_rows(&l, &m, rows, count, e);
	gzip_free(l.gzip);
	buf_release(&l.out);
	member_release(&m);
	return rc;
}
