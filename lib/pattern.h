/*
 * pattern.h - the only door to PCRE2: ECMA 262 patterns on UTF-8 text
 *
 * A pattern is found anywhere in a text, unless it says ^ and $.  A search takes its
 * steps from a budget that its caller holds, and has a limit of memory, so that a
 * pattern like ^(a+)+$ cannot stall the program: it answers PATTERN_LIMIT.  What
 * differs from ECMA 262 is listed in pattern_ecma.h.  A compiled pattern is never
 * written to: threads may share it, each with a struct pattern_room of its own.
 *
 * A step is some 20 to 50 ns of today's machines.  All that a search does is counted:
 * each item of the pattern that is tried, each start in the text, the characters that
 * an item passes over.  Counting takes time.  So a short text is first searched
 * without, in a way that ends early whatever the pattern is; a room has an allowance
 * for that (see pattern.c), beyond which all is counted.
 *
 * Owns: a pattern owns its text; the room its memory.
 * Errors: ERR_INVALID with the pattern and the reason.
 */
#ifndef LIB_PATTERN_H
#define LIB_PATTERN_H

#include "lib/base.h"
#include "lib/err.h"

struct pattern;

/* Compiles a pattern. */
int pattern_new(const char *ecma, struct pattern **out, struct err *e) MUST_USE;
/* Frees it; NULL is nothing. */
void pattern_free(struct pattern *p);
AUTO_DEFINE(struct pattern *, pattern_free);

/* The pattern as it was given. */
const char *pattern_text(const struct pattern *p);

/* How large it is when compiled, in bytes: what compiling took goes by that. */
size_t pattern_size(const struct pattern *p);

/* Memory that searches use again; all zero is a valid start. */
struct pattern_room {
	void *match, *counted;
	int64_t uncounted; /* the most that searches without counting took, in ns */
};

/* Frees the memory; the room can be used again. */
void pattern_room_release(struct pattern_room *room);
AUTO_DEFINE_STRUCT(struct pattern_room, pattern_room_release);

enum pattern_result {
	PATTERN_ABSENT,
	PATTERN_FOUND,
	PATTERN_LIMIT, /* given up: no steps are left, or it takes too much memory */
};

/* Searches text, for at most *steps, which it lessens; not UTF-8 matches nothing. */
enum pattern_result pattern_find(const struct pattern *p, const char *text,
                                 struct pattern_room *room, int64_t *steps);

#endif
