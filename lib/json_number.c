/*
 * json_number.c - numbers by their text: exact order, whole values
 *
 * A text is read as 0.d1d2d3… x 10^exponent with d1 and the last digit not 0; zero
 * has no digits.
 */
#include "lib/json.h"

struct decimal {
	bool minus;
	const char *at; /* the first digit that is not 0; a '.' may stand among them */
	size_t count;   /* digits that count */
	int64_t exponent;
};

static int64_t read_exponent(const char *s)
{
	bool minus = *s == '-';
	int64_t n = 0;

	s += *s == '-' || *s == '+';
	for (; *s >= '0' && *s <= '9'; s++)
		n = n < INT64_C(1) << 40 ? n * 10 + (*s - '0') : n;
	return minus ? -n : n;
}

static struct decimal read_decimal(const char *s)
{
	struct decimal d = { .minus = *s == '-' };
	size_t seen = 0;
	bool point = false;

	for (s += *s == '-'; *s == '.' || (*s >= '0' && *s <= '9'); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		if (!d.at && *s == '0') {
			d.exponent -= point;
			continue;
		}
		if (!d.at)
			d.at = s;
		seen++;
		d.exponent += !point;
		if (*s != '0')
			d.count = seen;
	}
	if (*s == 'e' || *s == 'E')
		d.exponent += read_exponent(s + 1);
	if (!d.count)
		d = (struct decimal){ 0 };
	return d;
}

static char next_digit(const char **s)
{
	*s += **s == '.';
	return *(*s)++;
}

static int compare_digits(const struct decimal *a, const struct decimal *b)
{
	const char *x = a->at, *y = b->at;
	size_t n = a->count < b->count ? a->count : b->count;

	for (size_t i = 0; i < n; i++) {
		int order = next_digit(&x) - next_digit(&y);

		if (order)
			return order;
	}
	return (a->count > b->count) - (a->count < b->count);
}

int json_number_cmp(const char *left, const char *right)
{
	struct decimal a = read_decimal(left), b = read_decimal(right);
	int order;

	if (!a.count || !b.count) {
		int sign_a = a.count ? (a.minus ? -1 : 1) : 0;
		int sign_b = b.count ? (b.minus ? -1 : 1) : 0;

		return sign_a - sign_b;
	}
	if (a.minus != b.minus)
		return a.minus ? -1 : 1;
	order = (a.exponent > b.exponent) - (a.exponent < b.exponent);
	if (!order)
		order = compare_digits(&a, &b);
	return a.minus ? -order : order;
}

bool json_to_int(const cJSON *v, int64_t *out)
{
	struct decimal d;
	uint64_t n = 0, most;
	const char *s;

	if (!cJSON_IsNumber(v))
		return false;
	d = read_decimal(v->valuestring);
	if (d.exponent > 19 || d.exponent < (int64_t)d.count)
		return false;
	most = (uint64_t)INT64_MAX + d.minus;
	s = d.at;
	for (int64_t i = 0; i < d.exponent; i++) {
		uint64_t digit =
			i < (int64_t)d.count ? (uint64_t)(next_digit(&s) - '0') : 0;

		if (n > (most - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = d.minus ? (int64_t)(0 - n) : (int64_t)n;
	return true;
}
