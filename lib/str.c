/*
 * str.c - reading text: slices, whole numbers, comparisons
 */
#include "lib/str.h"

#include <math.h>

#define SEQUENCE_MAX 4 /* bytes of a character in UTF-8 */

struct str str_of(const char *s)
{
	return (struct str){ s, strlen(s) };
}

char str_lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

bool str_is(struct str a, const char *text)
{
	return strlen(text) == a.size && !memcmp(a.at, text, a.size);
}

bool str_is_nocase(struct str a, const char *text)
{
	for (size_t i = 0; i < a.size; i++) {
		if (!text[i] || str_lower(a.at[i]) != str_lower(text[i]))
			return false;
	}
	return !text[a.size];
}

bool str_same_nocase(const char *a, const char *b)
{
	while (*a && str_lower(*a) == str_lower(*b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

bool str_starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && !strcmp(s + n - m, suffix);
}

static bool is_one_of(char c, const char *all)
{
	return c && strchr(all, c);
}

struct str str_trim(struct str s, const char *blanks)
{
	while (s.size && is_one_of(s.at[0], blanks)) {
		s.at++;
		s.size--;
	}
	while (s.size && is_one_of(s.at[s.size - 1], blanks))
		s.size--;
	return s;
}

bool str_split(struct str *rest, char sep, struct str *part)
{
	const char *at;

	if (!rest->at)
		return false;
	at = rest->size ? memchr(rest->at, sep, rest->size) : NULL;
	*part = (struct str){ rest->at, at ? (size_t)(at - rest->at) : rest->size };
	if (at)
		*rest = (struct str){ at + 1, rest->size - part->size - 1 };
	else
		*rest = (struct str){ NULL, 0 };
	return true;
}

bool str_to_int(const char *s, int64_t *out)
{
	bool minus = *s == '-';
	uint64_t most = (uint64_t)INT64_MAX + minus, n = 0;

	s += *s == '-' || *s == '+';
	if (!*s)
		return false;
	for (; *s; s++) {
		uint64_t digit = (uint64_t)(*s - '0');

		if (*s < '0' || *s > '9' || n > (most - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = minus ? (int64_t)(0 - n) : (int64_t)n;
	return true;
}

bool str_to_double(const char *s, double *out)
{
	char *end;

	if (!*s || strspn(s, "+-.0123456789eE") != strlen(s))
		return false;
	*out = strtod(s, &end);
	return !*end && isfinite(*out);
}

/* How many bytes the sequence that starts with this byte has; 0: it starts none. */
static size_t sequence_size(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if (c >= 0xe0 && c <= 0xef)
		return 3;
	return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

/* Second bytes that would be overlong, surrogates, or past U+10FFFF. */
static bool second_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second <= 0x9f;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second <= 0x8f;
	default:
		return true;
	}
}

/* Are the bytes after the first those of one sequence of that size? */
static bool follows(const unsigned char *at, size_t size)
{
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return false;
	}
	return size == 1 || second_fits(at[0], at[1]);
}

size_t str_utf8_size(const char *s, size_t n)
{
	const unsigned char *at = (const unsigned char *)s, *end = at + n;

	while (at < end) {
		size_t size;
		uint64_t eight;

		if (end - at >= 8) {
			memcpy(&eight, at, 8);
			if (!(eight & UINT64_C(0x8080808080808080))) {
				at += 8;
				continue;
			}
		}
		if (*at < 0x80) {
			at++;
			continue;
		}
		size = sequence_size(*at);
		if (!size || size > (size_t)(end - at) || !follows(at, size))
			break;
		at += size;
	}
	return (size_t)(at - (const unsigned char *)s);
}

bool str_is_utf8(const char *s, size_t n)
{
	return str_utf8_size(s, n) == n;
}

size_t str_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

size_t str_cut(const char *s, size_t most)
{
	const unsigned char *at = (const unsigned char *)s;
	size_t n = strnlen(s, most + 1);

	if (n <= most)
		return n;
	for (size_t back = 0; back < SEQUENCE_MAX && back <= most; back++) {
		if ((at[most - back] & 0xc0) == 0x80)
			continue;
		return sequence_size(at[most - back]) > back ? most - back : most;
	}
	return most;
}

int str_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int str_percent(const char *at, const char *end)
{
	int high, low;

	if (end - at < 3 || *at != '%')
		return -1;
	high = str_hex(at[1]);
	low = str_hex(at[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}
