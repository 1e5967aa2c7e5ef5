/*
 * difference.h - what those say and hear who match patterns
 *
 * Owns: nothing.
 */
#ifndef LIB_MATCH_DIFFERENCE_H
#define LIB_MATCH_DIFFERENCE_H

#include "lib/json/json.h"

/*
 * What was expected where, and what was there.  Expected are: the pattern, what the
 * words say, or both: the words are then the matcher's name.
 */
struct match_difference {
	const char *path;
	const char *words;    /* "no more elements", "$gt"; NULL for none */
	const cJSON *pattern; /* NULL for none */
	const cJSON *actual;  /* NULL: nothing is there */
	const char *said;     /* what is wrong with what is there, in words; or NULL */
};

/* Is told of each difference; what it is given is gone after the call. */
struct match_listener {
	void (*differs)(void *ctx, const struct match_difference *d);
	void *ctx;
};

/* Is the text one whose value is only known later?  Then any type may come of it. */
typedef bool match_later_fn(const cJSON *text);

#endif
