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
#define SCALAR_TEXT 64 /* room for a number, time or word, and for put_digits() */
#define DIGITS      20 /* of the largest number */
#define NAME_STEP   16 /* names are copied so many bytes at a time */

/* A column's definition, ready to be printed. */
struct member {
	enum column_type type;
	int scale;
	char *name; /* ,"name": and a step of zeros */
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
	for (int i = 0; i < NAME_STEP; i++)
		buf_add_char(&name, '\0');
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

/* At least `least` digits; DIGITS bytes are written whatever they are. */
static char *put_digits(char *at, uint64_t v, int least)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char digits[2 * DIGITS], *end = digits + DIGITS, *start = end;

	for (; v >= 100; v /= 100) {
		start -= 2;
		memcpy(start, pairs + v % 100 * 2, 2);
	}
	*--start = (char)('0' + v % 10);
	if (v >= 10)
		*--start = (char)('0' + v / 10);
	while (end - start < least)
		*--start = '0';
	memcpy(at, start, DIGITS);
	return at + (end - start);
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

static char *put_double(char *at, double v)
{
	if (isnan(v))
		return mempcpy(at, "\"NaN\"", 5);
	if (isinf(v))
		return v < 0 ? mempcpy(at, "\"-Infinity\"", 11)
		             : mempcpy(at, "\"Infinity\"", 10);
	return json_format_double(at, v);
}

/* Words, numbers and times: all that fits in SCALAR_TEXT. */
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
	case COLUMN_DOUBLE:
		return put_double(at, c->f64[i]);
	default:
		return put_int(at, c->i64[i]);
	}
}

/* ---- values ---- */

static void put_char(struct buf *out, char c)
{
	*buf_reserve(out, 1) = c;
	out->size++;
}

static void put_string(struct buf *out, const struct column *c, size_t i)
{
	json_put_str(out, c->bytes + c->offsets[i], c->offsets[i + 1] - c->offsets[i]);
}

static void put_value(struct buf *out, const struct column *c, const struct member *m,
                      size_t i);

/* The name from byte `from` on; up to a step more is written past its end. */
static void put_name(struct buf *out, const struct member *m, size_t from)
{
	char *at = buf_reserve(out, m->name_size + NAME_STEP);

	for (size_t i = from; i < m->name_size; i += NAME_STEP, at += NAME_STEP)
		memcpy(at, m->name + i, NAME_STEP);
	out->size += m->name_size - from;
}

static void put_struct(struct buf *out, const struct column *c, const struct member *m,
                       size_t i)
{
	size_t comma = 1; /* the first member goes without */

	put_char(out, '{');
	for (size_t k = 0; k < m->child_count; k++) {
		const struct member *child = &m->child[k];

		if (!c->child[k].valid[i])
			continue;
		put_name(out, child, comma);
		comma = 0;
		put_value(out, &c->child[k], child, i);
	}
	put_char(out, '}');
}

static void put_list(struct buf *out, const struct column *c, const struct member *m,
                     size_t i)
{
	put_char(out, '[');
	for (uint32_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		if (k > c->offsets[i])
			put_char(out, ',');
		put_value(out, &c->child[0], &m->child[0], k);
	}
	put_char(out, ']');
}

static void put_map(struct buf *out, const struct column *c, const struct member *m,
                    size_t i)
{
	put_char(out, '{');
	for (uint32_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		if (k > c->offsets[i])
			put_char(out, ',');
		put_string(out, &c->child[0], k);
		put_char(out, ':');
		put_value(out, &c->child[1], &m->child[1], k);
	}
	put_char(out, '}');
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
			put_char(&l->out, '\n');
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
