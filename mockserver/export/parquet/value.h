/*
 * value.h - one value of a leaf, in the form that Parquet stores
 *
 * Numbers are their bits, sign-extended to 64; strings are borrowed bytes.  PLAIN
 * is the least-significant byte first; a string goes behind its length in 4 bytes.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_VALUE_H
#define MOCKSERVER_EXPORT_PARQUET_VALUE_H

#include "lib/buf.h"
#include "lib/column.h"
#include "mockserver/export/parquet/schema.h"

struct value {
	uint64_t bits;
	const char *bytes; /* PARQUET_BYTE_ARRAY */
	uint32_t size;
};

static inline struct value value_at(const struct column *c, size_t i)
{
	struct value v = { 0 };

	switch (c->def->type) {
	case COLUMN_BOOL:
		v.bits = c->bools[i];
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		v.bits = (uint64_t)(int64_t)c->i32[i];
		break;
	case COLUMN_STRING:
		v.bytes = c->bytes + c->offsets[i];
		v.size = c->offsets[i + 1] - c->offsets[i];
		break;
	case COLUMN_DOUBLE:
		memcpy(&v.bits, &c->f64[i], sizeof(v.bits));
		break;
	case COLUMN_INT64:
	case COLUMN_TIMESTAMP:
	case COLUMN_DECIMAL:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		v.bits = (uint64_t)c->i64[i];
		break;
	}
	return v;
}

static inline void value_put_le(struct buf *out, uint64_t bits, size_t n)
{
	char *at = buf_reserve(out, n);

	for (size_t i = 0; i < n; i++)
		at[i] = (char)(bits >> (8 * i));
	out->size += n;
}

/* PLAIN, but for booleans: those are single bits. */
static inline void value_put(struct buf *out, enum parquet_type type,
                             const struct value *v)
{
	switch (type) {
	case PARQUET_BYTE_ARRAY:
		value_put_le(out, v->size, 4);
		buf_add(out, v->bytes, v->size);
		break;
	case PARQUET_INT32:
		value_put_le(out, v->bits, 4);
		break;
	case PARQUET_BOOLEAN:
	case PARQUET_INT64:
	case PARQUET_DOUBLE:
		value_put_le(out, v->bits, 8);
		break;
	}
}

#endif
