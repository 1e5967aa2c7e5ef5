/*
 * pattern.h - the only door to PCRE2: ECMA 262 patterns on UTF-8 text
 *
 * A pattern is found anywhere in a text, unless it says ^ and $.  Every search
 * has a limit of steps and memory, so that a pattern like ^(a+)+$ cannot stall
 * the program: it answers PATTERN_LIMIT.  What differs from ECMA 262 is listed in
 * pattern_ecma.h.  A compiled pattern is never written to: threads may share it,
 * each with a struct pattern_room of its own.
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

/* Memory that searches use again; all zero is a valid start. */
struct pattern_room {
	void *match;
};

/* Frees the memory; the room can be used again. */
void pattern_room_release(struct pattern_room *room);
static inline void pattern_room_release_auto(struct pattern_room *room)
{
	pattern_room_release(room);
}

enum pattern_result {
	PATTERN_ABSENT,
	PATTERN_FOUND,
	PATTERN_LIMIT, /* given up: too many steps or too much memory */
};

/* Searches text; what is not UTF-8 matches nothing. */
enum pattern_result pattern_find(const struct pattern *p, const char *text,
                                 struct pattern_room *room);

#endif
