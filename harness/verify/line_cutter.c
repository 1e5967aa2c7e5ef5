/*
 * line_cutter.c - cuts bytes that come in pieces into lines
 */
#include "harness/verify/line_cutter.h"

static int keep(struct line_cutter *l, const char *bytes, size_t n, struct err *e)
{
	if (l->begun.size + n > LINE_CUTTER_MAX)
		return err_set(e, ERR_INVALID, "a line of more than %zu bytes",
		               LINE_CUTTER_MAX);
	buf_add(&l->begun, bytes, n);
	return 0;
}

int line_cutter_feed(struct line_cutter *l, const char *bytes, size_t n, struct err *e)
{
	const char *end = bytes + n, *feed;

	for (; bytes < end; bytes = feed + 1) {
		feed = memchr(bytes, '\n', (size_t)(end - bytes));
		if (!feed)
			return keep(l, bytes, (size_t)(end - bytes), e);
		if (!l->begun.size) {
			if (l->line(l->ctx, bytes, (size_t)(feed - bytes), e) < 0)
				return -1;
			continue;
		}
		if (keep(l, bytes, (size_t)(feed - bytes) + 1, e) < 0 ||
		    l->line(l->ctx, buf_str(&l->begun), l->begun.size - 1, e) < 0)
			return -1;
		buf_clear(&l->begun);
	}
	return 0;
}

int line_cutter_end(struct line_cutter *l, struct err *e)
{
	return l->begun.size ? err_set(e, ERR_INVALID, "the last line has no line feed")
	                     : 0;
}

void line_cutter_release(struct line_cutter *l)
{
	buf_release(&l->begun);
}
