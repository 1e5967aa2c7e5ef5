/*
 * names.c - the characters of a flow's name
 */
#include "mockserver/timeline/names.h"

uint32_t names_char(const char *s, size_t *bytes)
{
	uint8_t first = (uint8_t)*s;
	size_t all = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t c = all == 1 ? first : first & (0x7fu >> all);

	/* Never past a NUL: what is not well-formed is cut short. */
	for (*bytes = 1; *bytes < all && ((uint8_t)s[*bytes] & 0xc0) == 0x80; ++*bytes)
		c = c << 6 | ((uint8_t)s[*bytes] & 0x3f);
	return c;
}

bool names_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* Characters that take two columns, and those that take none. */
static const struct {
	uint32_t first, last;
	size_t columns;
} widths[] = {
	{ 0x300, 0x36f, 0 },   { 0x1100, 0x115f, 2 },   { 0x200b, 0x200f, 0 },
	{ 0x202a, 0x202e, 0 }, { 0x2066, 0x2069, 0 },   { 0x2e80, 0xa4cf, 2 },
	{ 0xac00, 0xd7a3, 2 }, { 0xf900, 0xfaff, 2 },   { 0xfe00, 0xfe0f, 0 },
	{ 0xff00, 0xff60, 2 }, { 0x1f300, 0x1faff, 2 }, { 0x20000, 0x3fffd, 2 },
};

size_t names_columns(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		if (c >= widths[i].first && c <= widths[i].last)
			return widths[i].columns;
	}
	return 1;
}

/* Of wide common fonts (DejaVu Sans, Verdana); what is not listed takes OTHER. */
static const struct {
	const char *characters;
	size_t pixels;
} bold[] = {
	{ " !'(),-./:;I[\\]`fijlrt|", 7 },
	{ "%@MWmw", 15 },
	{ "#&+<=>ABCDEFGHKLNOPQRSTUVXYZ^_~", 12 },
};

#define OTHER       10
#define OTHER_WIDE  17 /* of two columns */
#define REPLACEMENT 14 /* U+FFFD, in the place of what is not drawn */

size_t names_pixels(uint32_t c)
{
	if (names_is_control(c))
		return REPLACEMENT;
	for (size_t i = 0; c < 0x80 && i < ARRAY_LEN(bold); i++) {
		if (strchr(bold[i].characters, (int)c))
			return bold[i].pixels;
	}
	return names_columns(c) == 2 ? OTHER_WIDE : names_columns(c) * OTHER;
}
