/*
 * runs.c - Parquet's mix of run lengths and packed bits
 */
#include "harness/parquet/runs.h"

struct reading {
	const uint8_t *at, *end;
	int width;
	uint32_t *out;
	size_t left; /* values still wanted */
};

int parquet_runs_width(uint32_t max)
{
	int width = 0;

	for (; max; max >>= 1)
		width++;
	return width;
}

static int run_head(struct reading *r, uint64_t *out)
{
	*out = 0;
	for (int shift = 0; shift < 63 && r->at < r->end; shift += 7) {
		uint8_t b = *r->at++;

		*out |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return 0;
	}
	return -1;
}

static int repeated(struct reading *r, uint64_t count)
{
	size_t bytes = (size_t)(r->width + 7) / 8;
	uint32_t value = 0;

	if ((size_t)(r->end - r->at) < bytes)
		return -1;
	for (size_t i = 0; i < bytes; i++)
		value |= (uint32_t)r->at[i] << (8 * i);
	r->at += bytes;
	for (; count && r->left; count--, r->left--)
		*r->out++ = value;
	return 0;
}

/* The last group may hold more values than are wanted; its bytes are there still. */
static int packed(struct reading *r, uint64_t groups)
{
	uint64_t bytes = groups * (uint64_t)r->width, acc = 0;
	uint64_t mask = (UINT64_C(1) << r->width) - 1;
	const uint8_t *at = r->at;
	int bits = 0;

	assert(r->width <= 32 && r->at <= r->end);
	if (groups > UINT32_MAX || bytes > (uint64_t)(r->end - r->at))
		return -1;
	for (uint64_t n = groups * 8; n && r->left; n--, r->left--) {
		while (bits < r->width) {
			acc |= (uint64_t)*at++ << bits;
			bits += 8;
		}
		*r->out++ = (uint32_t)(acc & mask);
		acc >>= r->width;
		bits -= r->width;
	}
	r->at += bytes;
	return 0;
}

int parquet_runs_read(const uint8_t *bytes, size_t size, int width, size_t count,
                      uint32_t *out)
{
	struct reading r = { bytes, bytes + size, width, out, count };

	if (width < 0 || width > 32)
		return -1;
	while (r.left) {
		uint64_t head;

		if (run_head(&r, &head) < 0 || head < 2)
			return -1; /* an empty run gets nowhere */
		if ((head & 1 ? packed(&r, head >> 1) : repeated(&r, head >> 1)) < 0)
			return -1;
	}
	return 0;
}
