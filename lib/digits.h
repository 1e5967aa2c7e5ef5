/*
 * digits.h - whole numbers as decimal digits, written where they shall stand
 *
 * For texts made by the million: the digits are counted first, so that nothing is
 * written twice, and go two at a time.
 *
 * Owns: nothing.
 */
#ifndef LIB_DIGITS_H
#define LIB_DIGITS_H

#include "lib/base.h"

#define DIGITS_MOST 20 /* of a uint64_t */

/* How many digits v has; 0 has one. */
static inline int digits_count(uint64_t v)
{
	static const uint64_t powers[DIGITS_MOST] = {
		UINT64_C(1),
		UINT64_C(10),
		UINT64_C(100),
		UINT64_C(1000),
		UINT64_C(10000),
		UINT64_C(100000),
		UINT64_C(1000000),
		UINT64_C(10000000),
		UINT64_C(100000000),
		UINT64_C(1000000000),
		UINT64_C(10000000000),
		UINT64_C(100000000000),
		UINT64_C(1000000000000),
		UINT64_C(10000000000000),
		UINT64_C(100000000000000),
		UINT64_C(1000000000000000),
		UINT64_C(10000000000000000),
		UINT64_C(100000000000000000),
		UINT64_C(1000000000000000000),
		UINT64_C(10000000000000000000),
	};
	int bits = 64 - __builtin_clzll(v | 1);
	int less = bits * 1233 >> 12; /* bits * log10(2): exact, or one too few */

	return less + ((v | 1) >= powers[less]);
}

/* The last n digits of v, with zeros before where it has fewer; answers their end. */
static inline char *digits_put_wide(char *at, uint64_t v, int n)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	int left = n;

	for (; left >= 2; left -= 2, v /= 100)
		memcpy(at + left - 2, pairs + v % 100 * 2, 2);
	if (left)
		*at = (char)('0' + v % 10);
	return at + n;
}

/* v as it is; answers the end of it. */
static inline char *digits_put(char *at, uint64_t v)
{
	return digits_put_wide(at, v, digits_count(v));
}

static inline uint64_t digits_magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* The same with a sign where v has one: DIGITS_MOST bytes at most. */
static inline char *digits_put_signed(char *at, int64_t v)
{
	if (v < 0)
		*at++ = '-';
	return digits_put(at, digits_magnitude(v));
}

#endif
