/*
 * compare.h - checks patterns of a scenario and compares values with them
 *
 * What a pattern means is lib/match's; here its differences become texts without secrets
 * (harness/match/diff.h), and an invalid pattern is reported with file and line.
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

/* Is it a valid pattern?  Texts with variables in them are not checked. */
int compare_check(const struct yaml *y, const cJSON *pattern, struct err *e) MUST_USE;

#endif
