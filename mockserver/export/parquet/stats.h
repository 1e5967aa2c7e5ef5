/*
 * stats.h - the smallest and largest value of a column chunk
 *
 * By the order of the type (TypeDefinedOrder): numbers as signed numbers, strings
 * by unsigned bytes, false before true.  NaN takes no part; of the two zeros the
 * smallest is written as -0.0 and the largest as +0.0, so that a reader who tells
 * them apart finds both.  A string over STATS_BYTES is left out, on its side only:
 * a bound that is there is exact.
 *
 * Owns: copies of two strings.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_STATS_H
#define MOCKSERVER_EXPORT_PARQUET_STATS_H

#include "mockserver/export/parquet/value.h"

#define STATS_BYTES 256

struct stats {
	enum parquet_type type;
	bool any; /* was there a value with a place in the order? */
	uint64_t null_count;
	uint64_t min_bits, max_bits; /* PARQUET_BYTE_ARRAY: how the bounds start */
	struct buf min_bytes, max_bytes;
};

/* Takes the value into account. */
void stats_add(struct stats *s, const struct value *v);
/* Takes n of them, in a row. */
void stats_add_bools(struct stats *s, const uint8_t *v, size_t n); /* 0 or 1 */
void stats_add_i32(struct stats *s, const int32_t *v, size_t n);
void stats_add_i64(struct stats *s, const int64_t *v, size_t n);
void stats_add_doubles(struct stats *s, const double *v, size_t n);

/* Writes a Statistics struct as field `id`. */
void stats_put(const struct stats *s, struct thrift *t, int id);

/* As new, for the same type; memory kept. */
void stats_clear(struct stats *s);
void stats_release(struct stats *s);

#endif
