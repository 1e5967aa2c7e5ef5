/*
 * hybrid.c - Parquet's hybrid of run lengths and bit packing
 *
 * A packed run goes on, eight values at a time, until a repetition of at least
 * WORTH_A_RUN values starts at its end; shorter ones cost less when packed.
 */
#include "mockserver/export/parquet/hybrid.h"

#include "mockserver/export/parquet/thrift.h"

#define GROUP       8
#define WORTH_A_RUN 16

int hybrid_width(uint32_t max)
{
	int width = 0;

	while (width < 32 && max >> width)
		width++;
	return width;
}

/* How many values from the first on are the same, counting no further than `most`. */
static size_t repeats(const uint16_t *v, size_t most)
{
	const uint64_t four = v[0] * UINT64_C(0x0001000100010001);
	uint64_t next;
	size_t n = 1;

	for (; most - n >= 4; n += 4) {
		memcpy(&next, v + n, sizeof(next));
		if (next != four)
			break;
	}
	while (n < most && v[n] == v[0])
		n++;
	return n;
}

/* Does a repetition start here that is worth a run of its own? */
static bool starts_run(const uint16_t *v, size_t left)
{
	return left && repeats(v, left < WORTH_A_RUN ? left : WORTH_A_RUN) == WORTH_A_RUN;
}

static void put_run(struct buf *out, uint16_t value, size_t n, int width)
{
	thrift_varint(out, (uint64_t)n << 1);
	buf_add_char(out, (char)value);
	if (width > 8)
		buf_add_char(out, (char)(value >> 8));
}

/* One group of eight values is `width` bytes. */
static uint8_t *pack_group(uint8_t *at, const uint16_t *v, int width)
{
	uint64_t bits = 0;
	int held = 0;

	for (int i = 0; i < GROUP; i++) {
		bits |= (uint64_t)v[i] << held;
		for (held += width; held >= 8; held -= 8) {
			*at++ = (uint8_t)bits;
			bits >>= 8;
		}
	}
	return at;
}

static void put_packed(struct buf *out, const uint16_t *v, size_t n, int width)
{
	size_t groups = (n + GROUP - 1) / GROUP, whole = n / GROUP;
	uint16_t last[GROUP] = { 0 };
	uint8_t *at;

	thrift_varint(out, (uint64_t)groups << 1 | 1);
	at = (uint8_t *)buf_reserve(out, groups * (size_t)width);
	for (size_t i = 0; i < whole; i++)
		at = pack_group(at, v + i * GROUP, width);
	if (whole < groups) {
		memcpy(last, v + whole * GROUP, (n - whole * GROUP) * sizeof(*v));
		pack_group(at, last, width);
	}
	out->size += groups * (size_t)width;
}

void hybrid_put(struct buf *out, const uint16_t *v, size_t n, int width)
{
	size_t i = 0;

	assert(width >= 1 && width <= 16);
	while (i < n) {
		size_t from = i;

		while (i < n && !starts_run(v + i, n - i))
			i += n - i < GROUP ? n - i : GROUP;
		if (i > from)
			put_packed(out, v + from, i - from, width);
		if (i < n) {
			size_t run = repeats(v + i, n - i);

			put_run(out, v[i], run, width);
			i += run;
		}
	}
}
