/*
 * json_double.c - the shortest text that reads back as the same double
 *
 * Raffaello Giulietti's Schubfach ("The Schubfach way to render doubles", 2020).
 * A double c * 2^q stands for all real numbers that round to it, an interval of
 * width about 2^q.  Of the decimals d * 10^k with the largest k that leaves at
 * least one in the interval, the one nearest to the double is taken.  Scaling by
 * 10^-k is one multiplication with a 126-bit approximation g of that power,
 * rounded to odd: the paper shows that no comparison comes out wrong.
 *
 * Texts look as printf's "%.17g" has them, with ".0" where neither a point nor an
 * exponent would tell a double from an integer.
 */
#include "lib/json.h"

#include <math.h>

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
	uint64_t pow5 = 1;

	if (!step)
		return bases[base];
	for (int i = 0; i < step; i++)
		pow5 *= 5;
	/* The product's 192 bits are `high` and the lower half of `low`; 128 stay. */
	low = (unsigned __int128)bases[base].low * pow5;
	high = (unsigned __int128)bases[base].high * pow5 + (uint64_t)(low >> 64);
	high = high << (64 - shift) | (uint64_t)low >> shift;
	high += errors[n / 32] >> (2 * (n % 32)) & 3;
	high -= 1;
	return (struct g){ (uint64_t)(high >> 64), (uint64_t)high };
}

/* ---- the shortest decimal ---- */

struct decimal {
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
static struct decimal shortest(uint64_t c, int q, bool lower_is_closer)
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
			return (struct decimal){ sp + w_inside, k + 1 };
	}
	u_inside = lower <= 4 * s;
	w_inside = 4 * s + 4 <= upper;
	if (u_inside != w_inside)
		return (struct decimal){ s + w_inside, k };
	return (struct decimal){ s + (vb > mid || (vb == mid && (s & 1))), k };
}

static struct decimal decimal_of(uint64_t bits)
{
	uint64_t mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
	int exponent = (int)(bits >> MANTISSA_BITS & 0x7ff);
	uint64_t c = exponent ? mantissa | UINT64_C(1) << MANTISSA_BITS : mantissa;
	int q = (exponent ? exponent : 1) - EXPONENT_BIAS;
	struct decimal d;

	if (!c)
		return (struct decimal){ 0 };
	if (q <= 0 && -q <= MANTISSA_BITS && (c & ((UINT64_C(1) << -q) - 1)) == 0)
		d = (struct decimal){ c >> -q, 0 }; /* an integer below 2^53 */
	else
		d = shortest(c, q, mantissa == 0 && exponent > 1);
	while (d.digits && d.digits % 10 == 0) {
		d.digits /= 10;
		d.exponent++;
	}
	return d;
}

/* ---- text ---- */

/* 0.00123, 12.3, 12300.0: `point` digits stand before the point. */
static char *put_plain(char *at, const char *digits, int n, int point)
{
	if (point <= 0) {
		*at++ = '0';
		*at++ = '.';
		memset(at, '0', (size_t)-point);
		at += -point;
		memcpy(at, digits, (size_t)n);
		return at + n;
	}
	for (int i = 0; i < point || i < n; i++) {
		if (i == point)
			*at++ = '.';
		*at++ = (char)(i < n ? digits[i] : '0');
	}
	if (n <= point) {
		*at++ = '.';
		*at++ = '0';
	}
	return at;
}

/* 1.23e+45 */
static char *put_scientific(char *at, const char *digits, int n, int exponent)
{
	*at++ = digits[0];
	if (n > 1) {
		*at++ = '.';
		memcpy(at, digits + 1, (size_t)n - 1);
		at += n - 1;
	}
	*at++ = 'e';
	*at++ = (char)(exponent < 0 ? '-' : '+');
	exponent = abs(exponent);
	if (exponent >= 100)
		*at++ = (char)('0' + exponent / 100);
	*at++ = (char)('0' + exponent / 10 % 10);
	*at++ = (char)('0' + exponent % 10);
	return at;
}

void json_put_double(struct buf *out, double v)
{
	char digits[20], text[40], *at = text;
	struct decimal d;
	uint64_t bits;
	int first = sizeof(digits), n, exponent;

	if (!isfinite(v)) {
		buf_add_str(out, "null");
		return;
	}
	memcpy(&bits, &v, sizeof(bits));
	d = decimal_of(bits);
	do {
		digits[--first] = (char)('0' + d.digits % 10);
		d.digits /= 10;
	} while (d.digits);
	n = (int)sizeof(digits) - first;
	exponent = d.exponent + n - 1;
	if (signbit(v))
		*at++ = '-';
	if (exponent < -4 || exponent >= (n > 15 ? n : 15))
		at = put_scientific(at, digits + first, n, exponent);
	else
		at = put_plain(at, digits + first, n, exponent + 1);
	buf_add(out, text, (size_t)(at - text));
}
