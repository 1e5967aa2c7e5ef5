/*
 * match.h - does a value look as a scenario says?
 *
 * A pattern is JSON.  An object asks for its members and lets others be; an array
 * asks for its elements one by one, and for no more unless its last element is
 * `…`; a scalar asks for an equal one, numbers compared by exact value.  An object
 * whose keys start with `$` is a row of matchers that must all hold:
 * `{ $ge: 1, $lt: 10 }`.  harness/README.md has the table.
 *
 * Owns: nothing.  Borrows: pattern and value, for the call.
 * Errors: a pattern that is none is ERR_INVALID when checked, and matches nothing.
 */
#ifndef HARNESS_MATCH_MATCH_H
#define HARNESS_MATCH_MATCH_H

#include "harness/match/diff.h"
#include "lib/yaml/yaml.h"

/*
 * True when the value fits; value NULL stands for one that is not there.  Else
 * every difference is added to *out (which may be NULL), with its path below
 * `path`.
 */
bool match_value(const cJSON *pattern, const cJSON *value, const char *path,
                 struct diffs *out);

/* Is it a pattern?  Unknown matchers and malformed arguments are refused. */
int match_check(const struct yaml *y, const cJSON *pattern, struct err *e) MUST_USE;

#endif
