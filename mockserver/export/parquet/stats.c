/*
 * stats.c - the smallest and largest value of a column chunk
 *
 *	Statistics { 3 null count, 5 max value, 6 min value }
 *
 * Fields 1 and 2, of an order that was never said, are not written.
 */
#include "mockserver/export/parquet/stats.h"

#include <endian.h>
#include <math.h>

static double as_double(uint64_t bits)
{
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static uint64_t bits_of(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return bits;
}

static void add_double(struct stats *s, uint64_t bits)
{
	double v = as_double(bits);

	if (v != v)
		return;
	if (!s->any || v < as_double(s->min_bits))
		s->min_bits = bits;
	if (!s->any || v > as_double(s->max_bits))
		s->max_bits = bits;
	s->any = true;
}

static void add_int(struct stats *s, uint64_t bits)
{
	if (!s->any || (int64_t)bits < (int64_t)s->min_bits)
		s->min_bits = bits;
	if (!s->any || (int64_t)bits > (int64_t)s->max_bits)
		s->max_bits = bits;
	s->any = true;
}

/* <0, 0, >0: by unsigned bytes, the shorter first. */
static int order(const struct value *v, const struct buf *b)
{
	size_t n = v->size < b->size ? v->size : b->size;
	int c = n ? memcmp(v->bytes, b->data, n) : 0;

	return c ? c : (v->size > b->size) - (v->size < b->size);
}

/* The first eight bytes as a number of the same order; missing ones are zero. */
static uint64_t start_of(const struct value *v)
{
	uint64_t start = 0;

	memcpy(&start, v->bytes, v->size < 8 ? v->size : 8);
	return be64toh(start);
}

static void keep(struct buf *b, const struct value *v)
{
	buf_clear(b);
	buf_add(b, v->bytes, v->size);
}

/* The bounds' starts stand in their bits, and settle almost every comparison. */
static void add_bytes(struct stats *s, const struct value *v)
{
	uint64_t start = v->size ? start_of(v) : 0;

	if (!s->any || start < s->min_bits ||
	    (start == s->min_bits && order(v, &s->min_bytes) < 0)) {
		keep(&s->min_bytes, v);
		s->min_bits = start;
	}
	if (!s->any || start > s->max_bits ||
	    (start == s->max_bits && order(v, &s->max_bytes) > 0)) {
		keep(&s->max_bytes, v);
		s->max_bits = start;
	}
	s->any = true;
}

void stats_add(struct stats *s, const struct value *v)
{
	switch (s->type) {
	case PARQUET_BYTE_ARRAY:
		add_bytes(s, v);
		break;
	case PARQUET_DOUBLE:
		add_double(s, v->bits);
		break;
	case PARQUET_BOOLEAN:
	case PARQUET_INT32:
	case PARQUET_INT64:
		add_int(s, v->bits);
		break;
	}
}

void stats_add_bools(struct stats *s, const uint8_t *v, size_t n)
{
	if (memchr(v, 0, n))
		add_int(s, 0);
	if (memchr(v, 1, n))
		add_int(s, 1);
}

/* The bounds of n values; the smallest is the larger one when none has a place. */
#define FIND_BOUNDS(v, n, min, max)                        \
	do {                                               \
		for (size_t i = 0; i < (n); i++) {         \
			min = (v)[i] < min ? (v)[i] : min; \
			max = (v)[i] > max ? (v)[i] : max; \
		}                                          \
	} while (0)

static void add_ints(struct stats *s, int64_t min, int64_t max)
{
	if (min > max)
		return;
	add_int(s, (uint64_t)min);
	add_int(s, (uint64_t)max);
}

void stats_add_i32(struct stats *s, const int32_t *v, size_t n)
{
	int32_t min = INT32_MAX, max = INT32_MIN;

	FIND_BOUNDS(v, n, min, max);
	add_ints(s, min, max);
}

void stats_add_i64(struct stats *s, const int64_t *v, size_t n)
{
	int64_t min = INT64_MAX, max = INT64_MIN;

	FIND_BOUNDS(v, n, min, max);
	add_ints(s, min, max);
}

void stats_add_doubles(struct stats *s, const double *v, size_t n)
{
	double min = (double)INFINITY, max = -min;

	FIND_BOUNDS(v, n, min, max);
	if (min > max)
		return;
	add_double(s, bits_of(min));
	add_double(s, bits_of(max));
}

static size_t width_of(enum parquet_type type)
{
	switch (type) {
	case PARQUET_BOOLEAN:
		return 1;
	case PARQUET_INT32:
		return 4;
	case PARQUET_INT64:
	case PARQUET_DOUBLE:
	case PARQUET_BYTE_ARRAY:
		break;
	}
	return 8;
}

static void put_bits(struct thrift *t, int id, enum parquet_type type, uint64_t bits)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(bits >> (8 * i));
	thrift_binary(t, id, bytes, width_of(type));
}

/* The bits of a bound; a zero gets the sign that makes the bound the wider. */
static uint64_t bound(const struct stats *s, uint64_t bits, uint64_t zero)
{
	return s->type == PARQUET_DOUBLE && as_double(bits) == 0.0 ? zero : bits;
}

void stats_put(const struct stats *s, struct thrift *t, int id)
{
	const uint64_t minus_zero = UINT64_C(1) << 63, plus_zero = 0;

	thrift_struct(t, id);
	thrift_i64(t, 3, (int64_t)s->null_count);
	if (s->any && s->type == PARQUET_BYTE_ARRAY) {
		if (s->max_bytes.size <= STATS_BYTES)
			thrift_binary(t, 5, buf_str(&s->max_bytes), s->max_bytes.size);
		if (s->min_bytes.size <= STATS_BYTES)
			thrift_binary(t, 6, buf_str(&s->min_bytes), s->min_bytes.size);
	} else if (s->any) {
		put_bits(t, 5, s->type, bound(s, s->max_bits, plus_zero));
		put_bits(t, 6, s->type, bound(s, s->min_bits, minus_zero));
	}
	thrift_end(t);
}

void stats_clear(struct stats *s)
{
	s->any = false;
	s->null_count = 0;
	buf_clear(&s->min_bytes);
	buf_clear(&s->max_bytes);
}

void stats_release(struct stats *s)
{
	buf_release(&s->min_bytes);
	buf_release(&s->max_bytes);
}
