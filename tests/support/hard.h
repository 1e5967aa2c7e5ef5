/*
 * hard.h - schemas and documents made to keep a validation busy
 *
 * A text is a head, a piece some thousand times, with its number for each '@', and a
 * tail.  Each case fits into a request's body.  The budget of steps must end all of
 * them soon, or they must take little: tests count the steps, the bench the time.
 *
 * Owns: nothing.
 */
#ifndef TESTS_SUPPORT_HARD_H
#define TESTS_SUPPORT_HARD_H

#include "lib/buf.h"

struct hard_text {
	const char *head, *piece;
	int times;
	const char *tail;
};

struct hard {
	const char *name;
	struct hard_text schema, doc; /* doc.head is NULL: compiling is what is hard */
};

extern const struct hard hard_cases[];
extern const size_t hard_count;

/* Appends the text, or with 1/share of the pieces. */
void hard_write(const struct hard_text *text, int share, struct buf *out);

#endif
