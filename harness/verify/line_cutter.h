/*
 * line_cutter.h - cuts bytes that come in pieces into lines
 *
 * A line that lies in one piece is lent as it is; one that does not is put together,
 * up to LINE_CUTTER_MAX.
 *
 * Owns: the start of a line that has not ended.
 * Errors: ERR_INVALID for a line that is too long, or does not end; what `line` says.
 */
#ifndef HARNESS_VERIFY_LINE_CUTTER_H
#define HARNESS_VERIFY_LINE_CUTTER_H

#include "lib/buf.h"
#include "lib/err.h"

#define LINE_CUTTER_MAX ((size_t)64 * 1024 * 1024)

/* Is given each line without its line feed, which stands behind it; -1 stops. */
typedef int line_fn(void *ctx, const char *line, size_t n, struct err *e);

struct line_cutter {
	line_fn *line;
	void *ctx;
	struct buf begun;
};

/* Takes the next bytes. */
int line_cutter_feed(struct line_cutter *l, const char *bytes, size_t n, struct err *e)
	MUST_USE;
/* Fails where the last line has no line feed. */
int line_cutter_end(struct line_cutter *l, struct err *e) MUST_USE;
void line_cutter_release(struct line_cutter *l);
AUTO_DEFINE_STRUCT(struct line_cutter, line_cutter_release);

#endif
