/*
 * plain.c - the values of a slice as PLAIN, all at once
 */
#include "mockserver/export/parquet/plain.h"

#define BLOCK 256 /* values looked at together */

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are PLAIN in memory");

/* Some values, one after the other, as wide as Parquet stores them. */
union block {
	uint8_t bools[BLOCK];
	int32_t i32[BLOCK];
	int64_t i64[BLOCK];
	double f64[BLOCK];
};

static size_t width_of(const struct column *c)
{
	switch (c->def->type) {
	case COLUMN_BOOL:
		return 1;
	case COLUMN_INT32:
	case COLUMN_DATE:
		return 4;
	case COLUMN_INT64:
	case COLUMN_DOUBLE:
	case COLUMN_STRING:
	case COLUMN_TIMESTAMP:
	case COLUMN_DECIMAL:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		break;
	}
	return 8;
}

/* Values [from, from + n) of the slice, where they stand in a row: in their column. */
static const void *gather(union block *to, const struct column *c, const struct levels *l,
                          size_t from, size_t n)
{
	size_t width = width_of(c);

	if (l->in_a_row)
		return c->bools + (l->first + from) * width;
	for (size_t i = 0; i < n; i++) {
		size_t at = l->at[from + i];

		if (width == 8)
			memcpy(&to->i64[i], &c->i64[at], 8);
		else if (width == 4)
			to->i32[i] = c->i32[at];
		else
			to->bools[i] = c->bools[at];
	}
	return to;
}

/* Decimals of few digits, which columns hold in 64 bits and Parquet in 32. */
static const void *narrow(union block *to, const int64_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to->i32[i] = (int32_t)from[i];
	return to;
}

static void add_bit(struct plain *p, unsigned bit)
{
	uint8_t *last;

	if (p->bit_count % 8 == 0)
		buf_add_char(&p->bytes, '\0');
	last = (uint8_t *)p->bytes.data + p->bytes.size - 1;
	*last = (uint8_t)(*last | bit << (p->bit_count++ % 8));
}

static void add_bools(struct plain *p, const uint8_t *v, size_t n)
{
	size_t i = 0;

	while (i < n && p->bit_count % 8)
		add_bit(p, v[i++]);
	for (; n - i >= 8; i += 8, p->bit_count += 8) {
		uint64_t eight;

		memcpy(&eight, v + i, 8);
		/* Byte i is 0 or 1 and goes to bit 56 + i, by 56 - 7 * i to the left. */
		buf_add_char(&p->bytes,
		             (char)(eight * UINT64_C(0x0102040810204080) >> 56));
	}
	while (i < n)
		add_bit(p, v[i++]);
}

static void add_block(struct plain *p, struct stats *s, const void *v, size_t n)
{
	switch (s->type) {
	case PARQUET_BOOLEAN:
		stats_add_bools(s, v, n);
		add_bools(p, v, n);
		return;
	case PARQUET_INT32:
		stats_add_i32(s, v, n);
		buf_add(&p->bytes, v, n * 4);
		return;
	case PARQUET_DOUBLE:
		stats_add_doubles(s, v, n);
		break;
	case PARQUET_INT64:
	case PARQUET_BYTE_ARRAY:
		stats_add_i64(s, v, n);
		break;
	}
	buf_add(&p->bytes, v, n * 8);
}

static void add_strings(struct plain *p, struct stats *s, const struct column *c,
                        const struct levels *l, size_t from)
{
	for (size_t i = from; i < l->at_count; i++) {
		size_t at = levels_at(l, i);
		struct value v = { .bytes = c->bytes + c->offsets[at],
			           .size = c->offsets[at + 1] - c->offsets[at] };
		char *to = buf_reserve(&p->bytes, v.size + 4);

		memcpy(to, &v.size, 4);
		if (v.size)
			memcpy(to + 4, v.bytes, v.size);
		p->bytes.size += v.size + 4;
		stats_add(s, &v);
	}
}

void plain_add(struct plain *p, struct stats *stats, const struct column *column,
               const struct levels *l, size_t from)
{
	bool narrows = stats->type == PARQUET_INT32 && width_of(column) == 8;
	union block space, narrower;

	if (stats->type == PARQUET_BYTE_ARRAY) {
		add_strings(p, stats, column, l, from);
		return;
	}
	while (from < l->at_count) {
		size_t n = l->at_count - from < BLOCK ? l->at_count - from : BLOCK;
		const void *v = gather(&space, column, l, from, n);

		add_block(p, stats, narrows ? narrow(&narrower, v, n) : v, n);
		from += n;
	}
}

void plain_clear(struct plain *p)
{
	buf_clear(&p->bytes);
	p->bit_count = 0;
}
