/*
 * difference.h - differences between a pattern and a value, and who receives them
 *
 * Owns: nothing.
 */
#ifndef LIB_MATCH_DIFFERENCE_H
#define LIB_MATCH_DIFFERENCE_H

#include "lib/json/json.h"

/*
 * What was expected where, and what was found.  The expectation is the pattern, the
 * words, or both: then the words are the matcher's name.
 */
struct match_difference {
	const char *path;
	const char *words;    /* "no more elements", "$gt"; NULL for none */
	const cJSON *pattern; /* NULL for none */
	const cJSON *actual;  /* NULL: nothing is there */
	const char *said;     /* what is wrong with the value, in words; or NULL */
};

/* Called for each difference, which is valid during the call only. */
struct match_listener {
	void (*differs)(void *ctx, const struct match_difference *d);
	void *ctx;
};

/* Is the text's value known only later?  Then it may be of any type. */
typedef bool match_later_fn(const cJSON *text);

#endif
