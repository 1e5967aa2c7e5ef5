/*
 * match.h - does a value look as a pattern says?
 *
 * A pattern is JSON.  An object asks for its members and lets others be; an array
 * asks for its elements one by one, and for no more unless its last element is
 * `…`; a scalar asks for an equal one, numbers compared by exact value.  An object
 * whose keys start with `$` is a row of matchers that must all hold:
 * `{ $ge: 1, $lt: 10 }`.  harness/README.md has the table.
 *
 * Callers that want more than the answer give a listener.  Checking a pattern names the
 * node that is malformed; a caller that read it from a file knows where that stands.
 *
 * Owns: nothing.  Borrows: pattern and value, for the call.
 * Errors: a malformed pattern is ERR_INVALID when checked, and matches nothing.
 */
#ifndef LIB_MATCH_MATCH_H
#define LIB_MATCH_MATCH_H

#include "lib/match/difference.h"

/*
 * True when the value fits; value NULL stands for one that is not there.  Else
 * the listener (or NULL) hears of every difference, with its path below `path`.
 */
bool match_value(const cJSON *pattern, const cJSON *value, const char *path,
                 const struct match_listener *out);

/*
 * Is it a pattern?  Unknown matchers and malformed arguments are refused, and *at is
 * the node that was.  `later` may be NULL: all is known.
 */
int match_check(const cJSON *pattern, match_later_fn *later, const cJSON **at,
                struct err *e) MUST_USE;

#endif
