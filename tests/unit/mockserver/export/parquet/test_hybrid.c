/*
 * test_hybrid.c - mockserver/export/parquet/hybrid.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/export/parquet/hybrid.h"

/* A decoder from the format's description: a bit at a time, checked at every byte. */
struct decoder {
	const uint8_t *at, *end;
	uint16_t *out;
	size_t count, room, runs, packed_runs;
};

static uint64_t take_header(struct decoder *d)
{
	uint64_t v = 0;
	int shift = 0;
	uint8_t byte;

	do {
		assert_true(d->at < d->end);
		byte = *d->at++;
		v |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return v;
}

static void emit(struct decoder *d, uint16_t v)
{
	if (d->count == d->room) {
		d->room = d->room * 2 + 64;
		d->out = mem_grow(d->out, d->room, sizeof(*d->out));
	}
	d->out[d->count++] = v;
}

static void take_run(struct decoder *d, uint64_t n, int width)
{
	uint16_t v = 0;

	for (int i = 0; i < (width + 7) / 8; i++) {
		assert_true(d->at < d->end);
		v |= (uint16_t)(*d->at++ << (8 * i));
	}
	assert_true(v >> width == 0);
	for (uint64_t i = 0; i < n; i++)
		emit(d, v);
	d->runs++;
}

static void take_packed(struct decoder *d, uint64_t groups, int width)
{
	assert_true((uint64_t)(d->end - d->at) >= groups * (uint64_t)width);
	for (uint64_t i = 0; i < groups * 8; i++) {
		uint16_t v = 0;

		for (int b = 0; b < width; b++) {
			uint64_t bit = i * (uint64_t)width + (uint64_t)b;

			v |= (uint16_t)((d->at[bit / 8] >> (bit % 8) & 1) << b);
		}
		emit(d, v);
	}
	d->at += groups * (uint64_t)width;
	d->packed_runs++;
}

/* All values in it; those beyond n must be padding. */
static void assert_decodes(const struct buf *b, const uint16_t *v, size_t n, int width,
                           struct decoder *d)
{
	*d = (struct decoder){ .at = (const uint8_t *)b->data };
	d->end = d->at + b->size;
	while (d->at < d->end) {
		uint64_t header = take_header(d);

		/* Only what stands last may be padded. */
		assert_true(d->count <= n);
		assert_true(header >> 1 > 0);
		if (header & 1)
			take_packed(d, header >> 1, width);
		else
			take_run(d, header >> 1, width);
	}
	assert_true(d->count >= n && d->count < n + 8);
	for (size_t i = 0; i < d->count; i++)
		assert_int_equal(d->out[i], i < n ? v[i] : 0);
	free(d->out);
}

static void widths_hold_their_largest_value(void **state UNUSED)
{
	static const struct {
		uint32_t max;
		int width;
	} cases[] = {
		{ 0, 0 }, { 1, 1 },   { 2, 2 },   { 3, 2 },      { 4, 3 },
		{ 7, 3 }, { 255, 8 }, { 256, 9 }, { 65535, 16 }, { UINT32_MAX, 32 },
	};

	for_each_row(i, cases)
		assert_int_equal(hybrid_width(cases[i].max), cases[i].width);
}

/* The example of the format's description: 0 to 7 in three bits. */
static void packs_from_the_lowest_bit_up(void **state UNUSED)
{
	static const uint16_t v[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	struct buf b = { 0 };

	hybrid_put(&b, v, 8, 3);
	assert_int_equal(b.size, 4);
	assert_memory_equal(b.data, "\x03\x88\xc6\xfa", 4);
	buf_release(&b);
}

static void a_long_repetition_is_one_run(void **state UNUSED)
{
	uint16_t v[1000];
	struct buf b = { 0 };

	for (size_t i = 0; i < 1000; i++)
		v[i] = 300;
	hybrid_put(&b, v, 1000, 9);
	assert_int_equal(b.size, 4);
	assert_memory_equal(b.data, "\xd0\x0f\x2c\x01", 4); /* 1000 << 1, then 300 */
	buf_release(&b);
}

static void no_values_are_no_bytes(void **state UNUSED)
{
	struct buf b = { 0 };

	hybrid_put(&b, NULL, 0, 1);
	assert_int_equal(b.size, 0);
	buf_release(&b);
}

static void short_repetitions_stay_packed_and_long_ones_do_not(void **state UNUSED)
{
	uint16_t v[64];
	struct decoder d;
	struct buf b = { 0 };

	for (size_t i = 0; i < 64; i++)
		v[i] = (uint16_t)(i < 24 ? i % 3
		                         : 1); /* 40 ones, from a group's start on */
	hybrid_put(&b, v, 64, 2);
	assert_decodes(&b, v, 64, 2, &d);
	assert_int_equal(d.packed_runs, 1);
	assert_int_equal(d.runs, 1);
	buf_release(&b);

	for (size_t i = 0; i < 64; i++)
		v[i] = i / 10 % 2; /* tens */
	hybrid_put(&b, v, 64, 1);
	assert_decodes(&b, v, 64, 1, &d);
	assert_int_equal(d.runs, 0);
	assert_int_equal(b.size, 9);
	buf_release(&b);
}

static void what_is_put_can_be_read_back(void **state UNUSED)
{
	const uint64_t seed = 20260101;

	for (uint64_t round = 0; round < 2000; round++) {
		uint64_t h = hash_with(seed, round);
		int width = 1 + (int)hash_below(h, 16);
		size_t n = hash_below(hash_mix(h), 300);
		uint64_t sameness = hash_below(hash_mix(h + 1), 40);
		uint16_t v[300], last = 0;
		struct buf b = { 0 };
		struct decoder d;

		for (size_t i = 0; i < n; i++) {
			if (hash_below(hash_with(h, i), 40) >= sameness)
				last = (uint16_t)(hash_with(h, i) & ((1u << width) - 1));
			v[i] = last;
		}
		hybrid_put(&b, v, n, width);
		assert_decodes(&b, v, n, width, &d);
		/* Never worse than packing it all, but for a few headers. */
		assert_true(b.size <=
		            (n + 7) / 8 * (size_t)width + 3 * (d.runs + d.packed_runs));
		buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_hold_their_largest_value),
		cmocka_unit_test(packs_from_the_lowest_bit_up),
		cmocka_unit_test(a_long_repetition_is_one_run),
		cmocka_unit_test(no_values_are_no_bytes),
		cmocka_unit_test(short_repetitions_stay_packed_and_long_ones_do_not),
		cmocka_unit_test(what_is_put_can_be_read_back),
	};

	return cmocka_run_group_tests_name("parquet_hybrid", tests, NULL, NULL);
}
