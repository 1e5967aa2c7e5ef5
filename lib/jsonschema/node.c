/*
 * node.c - places in a document, as JSON pointers
 */
#include "lib/jsonschema/node.h"

void place_pointer(const struct place *at, struct buf *out)
{
	if (!at->up) {
		buf_add_str(out, at->name);
		return;
	}
	place_pointer(at->up, out);
	if (at->name) {
		json_pointer_add(out, at->name);
		return;
	}
	buf_add_char(out, '/');
	buf_add_int(out, (int64_t)at->index);
}
