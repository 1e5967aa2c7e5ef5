/*
 * seen.h - what a mock has handed out, and to whom each of it belongs
 *
 * A text (an id, an etag, a token, a path) belongs to the owner it was first seen at;
 * seen at another one, it is used again.
 *
 * Owns: its texts, until seen_release().  All zero is a valid start.
 */
#ifndef TESTS_SUPPORT_SEEN_H
#define TESTS_SUPPORT_SEEN_H

#include "lib/base.h"

struct seen_text {
	char *text; /* "what:text"; NULL: the slot is free */
	int64_t owner;
};

struct seen {
	struct seen_text *slots;
	size_t count, room;
};

#define SEEN_NOBODY INT64_MIN

/* Whose it is: `owner` where nobody had it. */
int64_t seen_claim(struct seen *s, const char *what, const char *text, int64_t owner);

/* Whose it is, or SEEN_NOBODY. */
int64_t seen_owner(const struct seen *s, const char *what, const char *text);

void seen_release(struct seen *s);

#endif
