/*
 * match.h - does a value look as a pattern says?
 *
 * A pattern is JSON.  An object asks for its members and lets others be; an array
 * asks for its elements one by one, and for no more unless its last element is
 * `…`; a scalar asks for an equal one, numbers compared by exact value.  An object
 * whose keys start with `$` is a row of matchers that must all hold:
 * `{ $ge: 1, $lt: 10 }`.  harness/README.md has the table.
 *
 * Who wants to know more than the answer gives a listener; who reads patterns from a
 * file is told which node of it is none, and says himself where that stands.
 *
 * Owns: nothing.  Borrows: pattern and value, for the call.
 * Errors: a pattern that is none is ERR_INVALID when checked, and matches nothing.
 */
#ifndef LIB_MATCH_MATCH_H
#define LIB_MATCH_MATCH_H

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

/*
 * True when the value fits; value NULL stands for one that is not there.  Else
 * the listener (or NULL) hears of every difference, with its path below `path`.
 */
bool match_value(const cJSON *pattern, const cJSON *value, const char *path,
                 const struct match_listener *out);

/* Is the text one whose value is only known later?  Then any type may come of it. */
typedef bool match_later_fn(const cJSON *text);

/*
 * Is it a pattern?  Unknown matchers and malformed arguments are refused, and *at is
 * the node that was.  `later` may be NULL: all is known.
 */
int match_check(const cJSON *pattern, match_later_fn *later, const cJSON **at,
                struct err *e) MUST_USE;

#endif
