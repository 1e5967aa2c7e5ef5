/*
 * decimal.h - exact decimal numbers, as JSON spells them
 *
 * A decimal is a view of a number's text: no digits are copied, none is rounded,
 * and 1, 1.0 and 10e-1 are the same.
 *
 * Borrows: the text.
 */
#ifndef LIB_DECIMAL_H
#define LIB_DECIMAL_H

#include "lib/base.h"

#define DECIMAL_DIVISOR_DIGITS 18

/* The value is ±digits × 10^exponent; the digits neither begin nor end with 0. */
struct decimal {
	const char *digits; /* `count` of them, perhaps with a point among them */
	size_t count;       /* 0 for zero */
	int64_t exponent;   /* capped at ±10^15 */
	bool negative;
};

/* Reads a number that follows JSON's grammar. */
struct decimal decimal_of(const char *text);

/* True if it has no fraction, as 1.0 and 1e3. */
bool decimal_is_whole(struct decimal d);

/* Their exact order: <0, 0, >0. */
int decimal_cmp(struct decimal a, struct decimal b);

/* True with *out set if it is a whole number of 64 bits. */
bool decimal_to_int(struct decimal d, int64_t *out);

/* The same of d × 10^scale: 1.25 is 125 hundredths (scale 2). */
bool decimal_to_units(struct decimal d, int scale, int64_t *out);

/* Is v a whole multiple of m?  m is not 0 and has at most DIVISOR_DIGITS. */
bool decimal_is_multiple(struct decimal v, struct decimal m);

/* The same for equal numbers, however they are spelt. */
uint64_t decimal_hash(struct decimal d);

#endif
