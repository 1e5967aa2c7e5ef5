/*
 * draw.h - choices for tests with random input, all of them drawn from one seed
 *
 * The environment's TEST_SEED is the first seed, 1 without it.  A test prints the seed
 * of what failed, so that it can be drawn again.
 *
 * Owns: nothing.
 */
#ifndef TESTS_SUPPORT_DRAW_H
#define TESTS_SUPPORT_DRAW_H

#include "lib/base.h"

struct draw {
	uint64_t seed, count;
};

/* The seed of the test's round number `round`. */
struct draw draw_begin(size_t round);

/* In [0, below). */
size_t draw_below(struct draw *d, size_t below);
/* In [low, high]. */
int64_t draw_between(struct draw *d, int64_t low, int64_t high);
/* One time in so many. */
bool draw_once_in(struct draw *d, size_t times);

#endif
