/*
 * compare.h - patterns of a scenario: judged where they stand, and what differs
 *
 * What a pattern means is lib/match's; here its differences become texts without
 * secrets (harness/match/diff.h), and a pattern that is none gets file and line.
 *
 * Owns: nothing.  Borrows: pattern and value, for the call.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_MATCH_COMPARE_H
#define HARNESS_MATCH_COMPARE_H

#include "harness/match/diff.h"
#include "lib/yaml/yaml.h"

/*
 * True when the value (NULL: not there) fits.  Else every difference is added to *out
 * (which may be NULL), with its path below `path`.
 */
bool compare_value(const cJSON *pattern, const cJSON *value, const char *path,
                   struct diffs *out);

/* Is it a pattern?  What a text with a variable in it comes to is not judged. */
int compare_check(const struct yaml *y, const cJSON *pattern, struct err *e) MUST_USE;

#endif
