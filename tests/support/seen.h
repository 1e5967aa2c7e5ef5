/*
 * seen.h - what a mock has handed out, and the owner of each
 *
 * A text (an id, an etag, a token, a path) belongs to the owner it was first seen at; at
 * another owner, it has been reused.
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

/* Its owner, which is `owner` if it is new. */
int64_t seen_claim(struct seen *s, const char *what, const char *text, int64_t owner);

/* Its owner, or SEEN_NOBODY. */
int64_t seen_owner(const struct seen *s, const char *what, const char *text);

void seen_release(struct seen *s);

#endif
