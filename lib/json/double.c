/*
 * double.c - the shortest text that reads back as the same double
 *
 * Raffaello Giulietti's Schubfach ("The Schubfach way to render doubles", 2020).
 * A double c * 2^q stands for all real numbers that round to it, an interval of
 * width about 2^q.  Of the decimals d * 10^k with the largest k that leaves at
 * least one in the interval, the one nearest to the double is taken.  Scaling by
 * 10^-k is one multiplication with a 126-bit approximation g of that power,
 * rounded to odd: the paper shows that no comparison comes out wrong.
 *
 * Texts look as JavaScript writes numbers, exponents from 1e21 on and below 1e-6,
 * with ".0" where neither a point nor an exponent would tell a double from an
 * integer, and without "+" in an exponent.
 */
#include "lib/json/json.h"

#include <math.h>

#include "lib/digits.h"

#define MANTISSA_BITS 52
#define EXPONENT_BIAS 1075 /* of c * 2^q with an integer c */
#define SMALLEST_POW  (-292)
#define LARGEST_POW   324
#define BASE_STEP     27

/* ---- powers of ten ---- */

struct g {
	uint64_t high, low;
};

/*
 * ceil(10^k * 2^-r), r such that it has 128 bits, for every 27th k; those between
 * are one of these times 5^n, shifted.  What that misses by, -1, 0 or 1, follows
 * as two bits a power, plus 1.
 */
static const struct g bases[] = {
	{ UINT64_C(0xff77b1fcbebcdc4f), UINT64_C(0x25e8e89c13bb0f7b) }, /* 10^-292 */
	{ UINT64_C(0xce5d73ff402d98e3), UINT64_C(0xfb0a3d212dc81290) }, /* 10^-265 */
	{ UINT64_C(0xa6b34ad8c9dfc06f), UINT64_C(0xf42faa48c0ea481f) }, /* 10^-238 */
	{ UINT64_C(0x86a8d39ef77164bc), UINT64_C(0xae5dff9c02033198) }, /* 10^-211 */
	{ UINT64_C(0xd98ddaee19068c76), UINT64_C(0x3badd624dd9b0958) }, /* 10^-184 */
	{ UINT64_C(0xafbd2350644eeacf), UINT64_C(0xe5d1929ef90898fb) }, /* 10^-157 */
	{ UINT64_C(0x8df5efabc5979c8f), UINT64_C(0xca8d3ffa1ef463c2) }, /* 10^-130 */
	{ UINT64_C(0xe55990879ddcaabd), UINT64_C(0xcc420a6a101d0516) }, /* 10^-103 */
	{ UINT64_C(0xb94470938fa89bce), UINT64_C(0xf808e40e8d5b3e6a) }, /* 10^-76 */
	{ UINT64_C(0x95a8637627989aad), UINT64_C(0xdde7001379a44aa9) }, /* 10^-49 */
	{ UINT64_C(0xf1c90080baf72cb1), UINT64_C(0x5324c68b12dd6339) }, /* 10^-22 */
	{ UINT64_C(0xc350000000000000), UINT64_C(0x0000000000000000) }, /* 10^5 */
	{ UINT64_C(0x9dc5ada82b70b59d), UINT64_C(0xf020000000000000) }, /* 10^32 */
	{ UINT64_C(0xfee50b7025c36a08), UINT64_C(0x02f236d04753d5b5) }, /* 10^59 */
	{ UINT64_C(0xcde6fd5e09abcf26), UINT64_C(0xed4c0226b55e6f87) }, /* 10^86 */
	{ UINT64_C(0xa6539930bf6bff45), UINT64_C(0x84db8346b786151d) }, /* 10^113 */
	{ UINT64_C(0x865b86925b9bc5c2), UINT64_C(0x0b8a2392ba45a9b3) }, /* 10^140 */
	{ UINT64_C(0xd910f7ff28069da4), UINT64_C(0x1b2ba1518094da05) }, /* 10^167 */
	{ UINT64_C(0xaf58416654a6babb), UINT64_C(0x387ac8d1970027b3) }, /* 10^194 */
	{ UINT64_C(0x8da471a9de737e24), UINT64_C(0x5ceaecfed289e5d3) }, /* 10^221 */
	{ UINT64_C(0xe4d5e82392a40515), UINT64_C(0x0fabaf3feaa5334b) }, /* 10^248 */
	{ UINT64_C(0xb8da1662e7b00a17), UINT64_C(0x3d6a751f3b936244) }, /* 10^275 */
	{ UINT64_C(0x95527a5202df0ccb), UINT64_C(0x0f37801e0c43ebc9) }, /* 10^302 */
};
static const uint64_t powers_of_5[BASE_STEP] = {
	UINT64_C(1),
	UINT64_C(5),
	UINT64_C(25),
	UINT64_C(125),
	UINT64_C(625),
	UINT64_C(3125),
	UINT64_C(15625),
	UINT64_C(78125),
	UINT64_C(390625),
	UINT64_C(1953125),
	UINT64_C(9765625),
	UINT64_C(48828125),
	UINT64_C(244140625),
	UINT64_C(1220703125),
	UINT64_C(6103515625),
	UINT64_C(30517578125),
	UINT64_C(152587890625),
	UINT64_C(762939453125),
	UINT64_C(3814697265625),
	UINT64_C(19073486328125),
	UINT64_C(95367431640625),
	UINT64_C(476837158203125),
	UINT64_C(2384185791015625),
	UINT64_C(11920928955078125),
	UINT64_C(59604644775390625),
	UINT64_C(298023223876953125),
	UINT64_C(1490116119384765625),
};
static const uint64_t errors[] = {
	UINT64_C(0xa95aaa9aa965aa59), UINT64_C(0xaaaa996aaa5aa6aa),
	UINT64_C(0x50415106a5a6aaa6), UINT64_C(0x5965995aa5154114),
	UINT64_C(0x5a559556aa565559), UINT64_C(0xa6959a96a6aaa999),
	UINT64_C(0x6aa9aa9aaa695aaa), UINT64_C(0x5654516aa9aaaaaa),
	UINT64_C(0x5665696a95556955), UINT64_C(0x5555555555555559),
	UINT64_C(0x6a55555555555555), UINT64_C(0x9a9a9665699aaaa9),
	UINT64_C(0xa59996a9aaaaa6aa), UINT64_C(0x155555956965566a),
	UINT64_C(0xaa9a69aaa9556555), UINT64_C(0x5545455555865aa6),
	UINT64_C(0x6956aa96a9a695a4), UINT64_C(0xaa69656a695aaa66),
	UINT64_C(0x6a6a655aaaaaaaaa), UINT64_C(0x000000000002aaa9),
};

/* floor(log2(10^e)) for |e| up to 1233, from the paper */
static int log2_of_pow10(int e)
{
	return (int)((e * INT64_C(1741647)) >> 19);
}

static struct g pow10_at(int k)
{
	size_t n = (size_t)(k - SMALLEST_POW), base = n / BASE_STEP;
	int base_k = SMALLEST_POW + (int)base * BASE_STEP, step = k - base_k;
	int shift = log2_of_pow10(k) - log2_of_pow10(base_k) - step;
	unsigned __int128 low, high;
	uint64_t pow5 = powers_of_5[step];

	if (!step)
		return bases[base];
	/* The product's 192 bits are `high` and the lower half of `low`; 128 stay. */
	low = (unsigned __int128)bases[base].low * pow5;
	high = (unsigned __int128)bases[base].high * pow5 + (uint64_t)(low >> 64);
	high = high << (64 - shift) | (uint64_t)low >> shift;
	high += errors[n / 32] >> (2 * (n % 32)) & 3;
	high -= 1;
	return (struct g){ (uint64_t)(high >> 64), (uint64_t)high };
}

/* ---- the shortest decimal ---- */

struct shortest {
	uint64_t digits;
	int exponent; /* of ten */
};

/* g * cp / 2^128, its lowest bit set where anything was cut off */
static uint64_t round_to_odd(struct g g, uint64_t cp)
{
	unsigned __int128 x = (unsigned __int128)g.low * cp;
	unsigned __int128 y = (unsigned __int128)g.high * cp + (uint64_t)(x >> 64);

	return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

/* The names are the paper's. */
static struct shortest shortest(uint64_t c, int q, bool lower_is_closer)
{
	int k = (int)((q * INT64_C(1262611) - (lower_is_closer ? 524031 : 0)) >> 22);
	int h = q + log2_of_pow10(-k) + 1;
	struct g g = pow10_at(-k);
	uint64_t vbl = round_to_odd(g, (4 * c - 2 + lower_is_closer) << h);
	uint64_t vb = round_to_odd(g, (4 * c) << h);
	uint64_t vbr = round_to_odd(g, (4 * c + 2) << h);
	/* The ends of the interval round to an even c. */
	uint64_t lower = vbl + (c & 1), upper = vbr - (c & 1);
	uint64_t s = vb / 4, sp = s / 10, mid = 4 * s + 2;
	bool u_inside, w_inside;

	if (s >= 10) {
		u_inside = lower <= 40 * sp;
		w_inside = 40 * sp + 40 <= upper;
		if (u_inside != w_inside)
			return (struct shortest){ sp + w_inside, k + 1 };
	}
	u_inside = lower <= 4 * s;
	w_inside = 4 * s + 4 <= upper;
	if (u_inside != w_inside)
		return (struct shortest){ s + w_inside, k };
	return (struct shortest){ s + (vb > mid || (vb == mid && (s & 1))), k };
}

/* Inlined, so that the divisors are constants. */
static inline void strip_zeros(struct shortest *d, uint64_t power, int zeros)
{
	while (d->digits % power == 0) {
		d->digits /= power;
		d->exponent += zeros;
	}
}

/*
 * Prices, coordinates, percentages: n / 10^6 for an integer n of at most 15 digits.
 * The quotient of two exact doubles is rounded as a reader rounds the decimal, and
 * no two decimals of so few digits read as one double: there is no shorter text.
 */
static bool short_decimal(double v, struct shortest *d)
{
	double n;

	if (v >= 1e9 || v < 1e-6)
		return false;
	n = (double)(uint64_t)(v * 1e6 + 0.5);
	*d = (struct shortest){ (uint64_t)n, -6 };
	return n / 1e6 == v;
}

static struct shortest shortest_of(double v)
{
	uint64_t bits, mantissa, c;
	int exponent, q;
	struct shortest d;

	memcpy(&bits, &v, sizeof(bits));
	mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
	exponent = (int)(bits >> MANTISSA_BITS & 0x7ff);
	c = exponent ? mantissa | UINT64_C(1) << MANTISSA_BITS : mantissa;
	q = (exponent ? exponent : 1) - EXPONENT_BIAS;
	if (!c)
		return (struct shortest){ 0 };
	if (q <= 0 && -q <= MANTISSA_BITS && (c & ((UINT64_C(1) << -q) - 1)) == 0)
		return (struct shortest){ c >> -q, 0 }; /* an integer below 2^53 */
	if (!short_decimal(v, &d))
		d = shortest(c, q, mantissa == 0 && exponent > 1);
	if (d.digits % 10)
		return d;
	strip_zeros(&d, 100000000, 8);
	strip_zeros(&d, 10000, 4);
	strip_zeros(&d, 100, 2);
	strip_zeros(&d, 10, 1);
	return d;
}

/* ---- text ---- */

#define PLAIN_AT_MOST 20 /* exponents of the first digit that need no "e" */
#define PLAIN_FROM    (-6)

static uint64_t power_of_10(int n)
{
	return powers_of_5[n] << n;
}

/* 0.00123, 12.3, 12300.0: of the n digits, `point` stand before the point. */
static char *put_plain(char *at, uint64_t digits, int n, int point)
{
	static const char zeros[] = { '0', '.', '0', '0', '0', '0', '0', '0' };

	if (point <= 0) {
		memcpy(at, zeros, sizeof(zeros));
		return digits_put_wide(at + 2 - point, digits, n);
	}
	if (n <= point) {
		at = digits_put_wide(at, digits, n);
		memset(at, '0', (size_t)(point - n));
		return mempcpy(at + point - n, ".0", 2);
	}
	at = digits_put_wide(at, digits / power_of_10(n - point), point);
	*at++ = '.';
	return digits_put_wide(at, digits, n - point);
}

/* 1.23e45 */
static char *put_scientific(char *at, uint64_t digits, int n, int exponent)
{
	at = digits_put_wide(at, digits / power_of_10(n - 1), 1);
	if (n > 1) {
		*at++ = '.';
		at = digits_put_wide(at, digits, n - 1);
	}
	*at++ = 'e';
	if (exponent < 0)
		*at++ = '-';
	return digits_put(at, (uint64_t)abs(exponent));
}

char *json_format_double(char *at, double v)
{
	struct shortest d;
	int n, exponent;

	if (!isfinite(v))
		return mempcpy(at, "null", 4);
	d = shortest_of(fabs(v));
	n = digits_count(d.digits);
	exponent = d.exponent + n - 1;
	if (signbit(v))
		*at++ = '-';
	if (exponent < PLAIN_FROM || exponent > PLAIN_AT_MOST)
		return put_scientific(at, d.digits, n, exponent);
	return put_plain(at, d.digits, n, exponent + 1);
}

void json_put_double(struct buf *out, double v)
{
	char text[JSON_DOUBLE_TEXT];

	buf_add(out, text, (size_t)(json_format_double(text, v) - text));
}
