/*
 * printable.c - texts of others, as they may be printed
 */
#include "lib/printable.h"

#define BLANKS " \t\r\n"

/* How many bytes a control character has that begins there; 0: no control character. */
static size_t control_size(const char *at, size_t left)
{
	const unsigned char *c = (const unsigned char *)at;

	if (left > 1 && c[0] == 0xc2 && c[1] < 0xa0)
		return 2; /* U+0080 to U+009F */
	return *c < ' ' || *c == 0x7f;
}

void printable_text(struct str text, struct buf *out)
{
	for (size_t i = 0, n; i < text.size; i += n ? n : 1) {
		n = control_size(text.at + i, text.size - i);
		if (text.at[i] == '\t' || text.at[i] == '\n')
			n = 0;
		buf_add(out, n ? "?" : text.at + i, 1);
	}
}

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

void printable_line(struct str text, struct buf *out)
{
	text = str_trim(text, BLANKS);
	for (size_t i = 0, n; i < text.size; i += n ? n : 1) {
		n = 0;
		while (i + n < text.size && is_blank(text.at[i + n]))
			n++;
		if (n) {
			buf_add_char(out, ' ');
			continue;
		}
		n = control_size(text.at + i, text.size - i);
		buf_add(out, n ? "?" : text.at + i, 1);
	}
}
