/*
 * base64.c - bytes as text that a URL can hold (RFC 4648 §5), without padding
 */
#include "lib/base64.h"

static const char letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_put(struct buf *out, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < n; i += 3) {
		size_t have = n - i < 3 ? n - i : 3;
		uint32_t three = 0;

		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (k < have ? at[i + k] : 0);
		for (size_t k = 0; k <= have; k++)
			buf_add_char(out, letters[three >> (18 - 6 * k) & 63]);
	}
}

bool base64url_get(struct buf *out, const char *text)
{
	uint32_t held = 0;
	size_t bits = 0;

	for (; *text; text++) {
		const char *letter = strchr(letters, *text);

		if (!letter)
			return false;
		held = held << 6 | (uint32_t)(letter - letters);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		buf_add_char(out, (char)(held >> bits));
		held &= (UINT32_C(1) << bits) - 1;
	}
	return bits < 6 && !held; /* no letter too many, no bit lost */
}
