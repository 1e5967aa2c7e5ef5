/*
 * thrift.c - Thrift's compact protocol
 */
#include "harness/parquet/thrift.h"

#define DEPTH_MAX 32

static uint8_t next_byte(struct pq_thrift *t)
{
	if (t->bad || t->at == t->end) {
		t->bad = true;
		return 0;
	}
	return *t->at++;
}

static uint64_t varint(struct pq_thrift *t)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64; shift += 7) {
		uint8_t b = next_byte(t);

		v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return t->bad ? 0 : v;
	}
	t->bad = true;
	return 0;
}

static int64_t zigzag(struct pq_thrift *t)
{
	uint64_t v = varint(t);

	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

static size_t left(const struct pq_thrift *t)
{
	return (size_t)(t->end - t->at);
}

static struct thrift_bytes take(struct pq_thrift *t, uint64_t size)
{
	struct thrift_bytes b = { t->at, (size_t)size };

	if (t->bad || size > left(t)) {
		t->bad = true;
		return (struct thrift_bytes){ 0 };
	}
	t->at += size;
	return b;
}

int64_t thrift_read_int(struct pq_thrift *t, const struct thrift_field *f)
{
	int64_t v;

	if (f->type == THRIFT_BYTE)
		return (int8_t)next_byte(t);
	if (f->type != THRIFT_I16 && f->type != THRIFT_I32 && f->type != THRIFT_I64)
		t->bad = true;
	v = zigzag(t);
	if ((f->type == THRIFT_I16 && v != (int16_t)v) ||
	    (f->type == THRIFT_I32 && v != (int32_t)v))
		t->bad = true;
	return t->bad ? 0 : v;
}

bool thrift_read_bool(struct pq_thrift *t, const struct thrift_field *f)
{
	if (f->type != THRIFT_TRUE && f->type != THRIFT_FALSE)
		t->bad = true;
	return f->type == THRIFT_TRUE;
}

struct thrift_bytes thrift_read_bytes(struct pq_thrift *t, const struct thrift_field *f)
{
	if (f->type != THRIFT_BINARY)
		t->bad = true;
	return take(t, varint(t));
}

/* The head of a list or set; every element takes a byte at least. */
static size_t list_head(struct pq_thrift *t, enum pq_thrift_type *of)
{
	uint8_t head = next_byte(t);
	uint64_t count = head >> 4;

	*of = (enum pq_thrift_type)(head & 0x0f);
	if (count == 15)
		count = varint(t);
	if (count > left(t))
		t->bad = true;
	return t->bad ? 0 : (size_t)count;
}

size_t thrift_read_list(struct pq_thrift *t, const struct thrift_field *f,
                        enum pq_thrift_type of)
{
	enum pq_thrift_type found;
	size_t count;

	if (f->type != THRIFT_LIST)
		t->bad = true;
	count = list_head(t, &found);
	if (count && found != of)
		t->bad = true;
	return t->bad ? 0 : count;
}

/* ---------------------------------------------------------------- skipping */

static bool skip_field(struct pq_thrift *t UNUSED, const struct thrift_field *f UNUSED,
                       void *ctx UNUSED)
{
	return false;
}

static void skip_value(struct pq_thrift *t, enum pq_thrift_type type);

static void skip_elements(struct pq_thrift *t, enum pq_thrift_type of, size_t count)
{
	bool byte = of == THRIFT_TRUE || of == THRIFT_FALSE;

	for (size_t i = 0; i < count && !t->bad; i++) {
		if (byte)
			(void)next_byte(t); /* in a list a bool is a byte of its own */
		else
			skip_value(t, of);
	}
}

static void skip_map(struct pq_thrift *t)
{
	uint64_t count = varint(t);
	uint8_t types = count ? next_byte(t) : 0;

	if (count > left(t))
		t->bad = true;
	for (uint64_t i = 0; i < count && !t->bad; i++) {
		skip_elements(t, (enum pq_thrift_type)(types >> 4), 1);
		skip_elements(t, (enum pq_thrift_type)(types & 0x0f), 1);
	}
}

static void skip_list(struct pq_thrift *t)
{
	enum pq_thrift_type of;
	size_t count = list_head(t, &of);

	skip_elements(t, of, count);
}

static void skip_value(struct pq_thrift *t, enum pq_thrift_type type)
{
	if (++t->depth > DEPTH_MAX)
		t->bad = true;
	if (type == THRIFT_BYTE)
		(void)next_byte(t);
	else if (type >= THRIFT_I16 && type <= THRIFT_I64)
		(void)varint(t);
	else if (type == THRIFT_DOUBLE)
		(void)take(t, 8);
	else if (type == THRIFT_BINARY)
		(void)take(t, varint(t));
	else if (type == THRIFT_LIST || type == THRIFT_SET)
		skip_list(t);
	else if (type == THRIFT_MAP)
		skip_map(t);
	else if (type == THRIFT_STRUCT)
		thrift_read_struct(t, skip_field, NULL);
	else if (type != THRIFT_TRUE && type != THRIFT_FALSE)
		t->bad = true;
	t->depth--;
}

void thrift_read_struct(struct pq_thrift *t, thrift_field_fn *field, void *ctx)
{
	struct thrift_field f = { 0 };

	if (++t->depth > DEPTH_MAX)
		t->bad = true;
	while (!t->bad) {
		uint8_t head = next_byte(t);

		f.type = (enum pq_thrift_type)(head & 0x0f);
		t->bad |= f.type == THRIFT_STOP && head; /* an end has no number */
		if (t->bad || f.type == THRIFT_STOP)
			break;
		f.id = head >> 4 ? f.id + (head >> 4) : (int)(int16_t)zigzag(t);
		if (!field(t, &f, ctx))
			skip_value(t, f.type);
	}
	t->depth--;
}

int64_t thrift_read_below(struct pq_thrift *t, const struct thrift_field *f,
                          int64_t below)
{
	int64_t v = thrift_read_int(t, f);

	if (v < 0 || v >= below)
		t->bad = true;
	return t->bad ? 0 : v;
}

bool thrift_skip_known(struct pq_thrift *t, const struct thrift_field *f, int highest)
{
	if (f->id < 1 || f->id > highest)
		t->bad = true;
	return false;
}
