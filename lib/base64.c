/*
 * base64.c - base64url without padding, and standard base64
 */
#include "lib/base64.h"

static const char letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char standard_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct buf *out, const void *bytes, size_t n)
{
	const unsigned char *in = bytes;
	unsigned bits = 0, held = 0; /* the low `held` bits are still to be written */

	for (size_t i = 0; i < n; i++) {
		bits = (bits << 8 | in[i]) & 0xffff;
		for (held += 8; held >= 6; held -= 6)
			buf_add_char(out, letters[bits >> (held - 6) & 63]);
	}
	if (held)
		buf_add_char(out, letters[bits << (6 - held) & 63]);
}

static bool get(struct buf *out, struct str text, const char *alphabet)
{
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < text.size; i++) {
		const char *at = text.at[i] ? strchr(alphabet, text.at[i]) : NULL;

		if (!at)
			return false;
		bits = (bits << 6 | (unsigned)(at - alphabet)) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			buf_add_char(out, (char)(bits >> held & 0xff));
		}
	}
	return held < 6 && !(bits & ((1u << held) - 1));
}

bool base64_get(struct buf *out, struct str text)
{
	return get(out, text, letters);
}

bool base64_get_standard(struct buf *out, struct str text)
{
	for (int i = 0; i < 2 && text.size && text.at[text.size - 1] == '='; i++)
		text.size--;
	return get(out, text, standard_letters);
}
