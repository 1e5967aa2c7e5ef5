/*
 * draw.c - what a rule lets chance decide
 */
#include "mockserver/data/draw.h"

#include "lib/hash.h"

/* Purposes that set draws for one value apart. */
#define DRAW_NULL   UINT64_C(0x6e756c6c)
#define DRAW_SECOND UINT64_C(0x7365636f)
#define DRAW_THIRD  UINT64_C(0x74686972)
#define DRAW_FOURTH UINT64_C(0x666f7572)

static uint64_t mul_high(uint64_t a, uint64_t b)
{
	return (uint64_t)(((unsigned __int128)a * b) >> 64);
}

/* 64 bits, spread as the rule wants: products lean low, means to the middle. */
static uint64_t draw_skewed(enum rule_skew skew, uint64_t h)
{
	uint64_t second, third, fourth;

	if (skew == SKEW_NONE)
		return hash_mix(h);
	second = hash_with(h, DRAW_SECOND);
	third = hash_with(h, DRAW_THIRD);
	if (skew == SKEW_LOW)
		return mul_high(mul_high(hash_mix(h), second), third);
	if (skew == SKEW_HIGH)
		return ~mul_high(mul_high(hash_mix(h), second), third);
	fourth = hash_with(h, DRAW_FOURTH);
	return hash_mix(h) / 4 + second / 4 + third / 4 + fourth / 4;
}

int64_t draw_between(const struct rule *r, uint64_t h)
{
	uint64_t range = (uint64_t)r->high - (uint64_t)r->low + 1;
	uint64_t u = draw_skewed(r->skew, h);

	return (int64_t)((uint64_t)r->low + (range ? mul_high(u, range) : u));
}

const struct rule_option *draw_option(const struct rule *r, uint64_t h)
{
	uint64_t at = hash_below(h, r->option[r->option_count - 1].upto);
	const struct rule_option *o = r->option;

	while (o->upto <= at)
		o++;
	return o;
}

bool draw_null(const struct rule *r, uint64_t h)
{
	return r->nulls && hash_with(h, DRAW_NULL) >> 32 < r->nulls;
}
