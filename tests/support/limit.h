/*
 * limit.h - limits of benches, as their tables print them
 *
 * tests/bench/run.sh looks for the word MISSED and then exits with 6.
 *
 * Owns: the texts; the last LIMIT_TEXTS of them are valid.
 */
#ifndef TESTS_SUPPORT_LIMIT_H
#define TESTS_SUPPORT_LIMIT_H

#include "lib/base.h"

#define LIMIT_TEXTS 4

/* "<= 2", or "<= 2 MISSED"; with the decimals that the limit needs. */
const char *limit_at_most(double value, double limit);
/* ">= 1.6", or ">= 1.6 MISSED". */
const char *limit_at_least(double value, double limit);

#endif
