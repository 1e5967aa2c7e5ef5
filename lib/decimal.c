/*
 * decimal.c - exact decimal numbers, as JSON spells them
 */
#include "lib/decimal.h"

#include <ctype.h>

#include "lib/hash.h"

#define EXPONENT_MAX INT64_C(1000000000000000)

/* The number behind `e`, or 0. */
static int64_t written_exponent(const char *at)
{
	bool negative = *at == 'e' || *at == 'E' ? at[1] == '-' : false;
	int64_t v = 0;

	if (*at != 'e' && *at != 'E')
		return 0;
	at += at[1] == '-' || at[1] == '+' ? 2 : 1;
	for (; isdigit((unsigned char)*at); at++) {
		if (v < EXPONENT_MAX)
			v = v * 10 + (*at - '0');
	}
	v = v < EXPONENT_MAX ? v : EXPONENT_MAX;
	return negative ? -v : v;
}

struct decimal decimal_of(const char *text)
{
	struct decimal d = { .negative = *text == '-' };
	const char *at = text + d.negative;
	size_t seen = 0;     /* digits since the first that is not 0 */
	size_t fraction = 0; /* digits behind the point */
	size_t fraction_at_last = 0;
	bool point = false;

	for (; isdigit((unsigned char)*at) || *at == '.'; at++) {
		if (*at == '.') {
			point = true;
			continue;
		}
		fraction += point;
		if (!seen && *at == '0')
			continue;
		if (!seen++)
			d.digits = at;
		if (*at == '0')
			continue;
		d.count = seen;
		fraction_at_last = fraction;
	}
	if (!d.count)
		return (struct decimal){ .digits = text };
	d.exponent = written_exponent(at) - (int64_t)fraction_at_last;
	if (!fraction_at_last)
		d.exponent += (int64_t)(seen - fraction - d.count);
	return d;
}

bool decimal_is_whole(struct decimal d)
{
	return d.exponent >= 0;
}

static const char *next_digit(const char *at)
{
	return *at == '.' ? at + 1 : at;
}

/* -1, 0 or 1 */
static int sign_of(struct decimal d)
{
	return d.count ? (d.negative ? -1 : 1) : 0;
}

/* Of digits that begin at the same power of ten; the longer is the larger. */
static int compare_digits(struct decimal a, struct decimal b)
{
	const char *x = a.digits, *y = b.digits;

	for (size_t i = 0; i < a.count && i < b.count; i++, x++, y++) {
		x = next_digit(x);
		y = next_digit(y);
		if (*x != *y)
			return *x < *y ? -1 : 1;
	}
	return (a.count > b.count) - (a.count < b.count);
}

int decimal_cmp(struct decimal a, struct decimal b)
{
	int64_t top_a = a.exponent + (int64_t)a.count;
	int64_t top_b = b.exponent + (int64_t)b.count;
	int sign = sign_of(a), order = (top_a > top_b) - (top_a < top_b);

	if (sign != sign_of(b))
		return sign - sign_of(b);
	if (!sign)
		return 0;
	return sign * (order ? order : compare_digits(a, b));
}

bool decimal_to_int(struct decimal d, int64_t *out)
{
	uint64_t most = (uint64_t)INT64_MAX + d.negative, value = 0;
	int64_t size = (int64_t)d.count + d.exponent;
	const char *at = d.digits;

	if (d.exponent < 0 || size > 19)
		return false;
	for (int64_t i = 0; i < size; i++) {
		uint64_t digit = 0;

		if (i < (int64_t)d.count) {
			at = next_digit(at);
			digit = (uint64_t)(*at++ - '0');
		}
		if (value > (most - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = d.negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

bool decimal_to_units(struct decimal d, int scale, int64_t *out)
{
	if (d.count) /* 0 has no exponent to move */
		d.exponent += scale;
	return decimal_to_int(d, out);
}

static uint64_t divisor_digits(struct decimal m)
{
	uint64_t value = 0;
	const char *at = m.digits;

	assert(m.count && m.count <= DECIMAL_DIVISOR_DIGITS);
	for (size_t i = 0; i < m.count; i++, at++) {
		at = next_digit(at);
		value = value * 10 + (uint64_t)(*at - '0');
	}
	return value;
}

/*
 * With v = a·10^x and m = b·10^y: is a·10^(x-y) a multiple of b?  If x < y, no:
 * 10 would divide a, whose last digit is not 0.  Else the remainder is found
 * digit by digit.  A divisor of 18 digits holds fewer than 64 factors of 2 or 5,
 * so that more than 64 zeros behind a change nothing.
 */
bool decimal_is_multiple(struct decimal v, struct decimal m)
{
	uint64_t b = divisor_digits(m);
	int64_t zeros = v.exponent - m.exponent;
	const char *at = v.digits;
	uint64_t rest = 0;

	if (!v.count)
		return true;
	if (zeros < 0)
		return false;
	for (size_t i = 0; i < v.count; i++, at++) {
		at = next_digit(at);
		rest = (rest * 10 + (uint64_t)(*at - '0')) % b;
	}
	for (int64_t i = 0; i < zeros && i < 64; i++)
		rest = rest * 10 % b;
	return rest == 0;
}

uint64_t decimal_hash(struct decimal d)
{
	uint64_t h = hash_with(d.negative && d.count, (uint64_t)d.exponent);
	const char *at = d.digits;

	for (size_t i = 0; i < d.count; i++, at++) {
		at = next_digit(at);
		h = hash_with(h, (uint64_t)*at);
	}
	return h;
}
