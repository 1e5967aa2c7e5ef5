/*
 * seeded.h - choices for tests with random input, all of them drawn from one seed
 *
 * The environment's TEST_SEED is the first seed, 1 without it.  A test prints the seed
 * of what failed, so that it can be drawn again.
 *
 * Owns: nothing.
 */
#ifndef TESTS_SUPPORT_SEEDED_H
#define TESTS_SUPPORT_SEEDED_H

#include "lib/base.h"

struct seeded {
	uint64_t seed, count;
};

/* The seed of the test's round number `round`. */
struct seeded seeded_begin(size_t round);

/* In [0, below). */
size_t seeded_below(struct seeded *d, size_t below);
/* In [low, high]. */
int64_t seeded_between(struct seeded *d, int64_t low, int64_t high);
/* One time in so many. */
bool seeded_once_in(struct seeded *d, size_t times);

#endif
