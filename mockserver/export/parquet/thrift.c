/*
 * thrift.c - writes Thrift's compact protocol
 */
#include "mockserver/export/parquet/thrift.h"

#define SHORT_LIST 14 /* the most elements that a list's first byte can count */
#define LONG_LIST  0xf0

void thrift_varint(struct buf *out, uint64_t v)
{
	char bytes[10];
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		bytes[n++] = (char)(v | 0x80);
	bytes[n++] = (char)v;
	buf_add(out, bytes, n);
}

static void put_zigzag(struct buf *out, int64_t v)
{
	thrift_varint(out, (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0));
}

static void put_binary(struct buf *out, const void *bytes, size_t n)
{
	thrift_varint(out, n);
	buf_add(out, bytes, n);
}

static void put_field(struct thrift *t, int id, enum thrift_type type)
{
	int step = id - t->last[t->depth];

	assert(step > 0);
	if (step <= 15) {
		buf_add_char(t->out, (char)(step << 4 | (int)type));
	} else {
		buf_add_char(t->out, (char)type);
		put_zigzag(t->out, id);
	}
	t->last[t->depth] = id;
}

void thrift_bool(struct thrift *t, int id, bool v)
{
	put_field(t, id, v ? THRIFT_TRUE : THRIFT_FALSE);
}

void thrift_i32(struct thrift *t, int id, int32_t v)
{
	put_field(t, id, THRIFT_I32);
	put_zigzag(t->out, v);
}

void thrift_i64(struct thrift *t, int id, int64_t v)
{
	put_field(t, id, THRIFT_I64);
	put_zigzag(t->out, v);
}

void thrift_binary(struct thrift *t, int id, const void *bytes, size_t n)
{
	put_field(t, id, THRIFT_BINARY);
	put_binary(t->out, bytes, n);
}

void thrift_text(struct thrift *t, int id, const char *text)
{
	thrift_binary(t, id, text, strlen(text));
}

void thrift_element_struct(struct thrift *t)
{
	assert(t->depth + 1 < THRIFT_DEPTH);
	t->last[++t->depth] = 0;
}

void thrift_struct(struct thrift *t, int id)
{
	put_field(t, id, THRIFT_STRUCT);
	thrift_element_struct(t);
}

void thrift_end(struct thrift *t)
{
	buf_add_char(t->out, '\0');
	if (t->depth)
		t->depth--;
}

void thrift_list(struct thrift *t, int id, enum thrift_type type, size_t n)
{
	put_field(t, id, THRIFT_LIST);
	if (n <= SHORT_LIST) {
		buf_add_char(t->out, (char)(n << 4 | type));
	} else {
		buf_add_char(t->out, (char)(LONG_LIST | (int)type));
		thrift_varint(t->out, n);
	}
}

void thrift_element_i32(struct thrift *t, int32_t v)
{
	put_zigzag(t->out, v);
}

void thrift_element_text(struct thrift *t, const char *text)
{
	put_binary(t->out, text, strlen(text));
}
