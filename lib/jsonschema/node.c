/*
 * node.c - what a schema is compiled into: places as pointers
 */
#include "lib/jsonschema/node.h"

void place_pointer(const struct place *at, struct buf *out)
{
	if (!at->up) {
		buf_add_str(out, at->name);
		return;
	}
	place_pointer(at->up, out);
	buf_add_char(out, '/');
	if (!at->name) {
		buf_add_int(out, (int64_t)at->index);
		return;
	}
	for (const char *s = at->name; *s; s++) {
		if (*s == '~' || *s == '/')
			buf_add_str(out, *s == '~' ? "~0" : "~1");
		else
			buf_add_char(out, *s);
	}
}
