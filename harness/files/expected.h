/*
 * expected.h - what a scenario may expect of exported files, a row each
 *
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_FILES_EXPECTED_H
#define HARNESS_FILES_EXPECTED_H

#include "harness/files/found.h"
#include "harness/match/diff.h"
#include "harness/scenario/shape.h"
#include "lib/yaml/yaml.h"

/* What may be expected: name and help of the i-th row; false past the last. */
bool expected_at(size_t i, const char **name, const char **help);

/* How the map of expectations may look. */
shape_fn expected_shape;

/* Judges the map of expectations. */
int expected_check(const struct yaml *y, const cJSON *expect, struct err *e) MUST_USE;

/* Does it ask for what the runs' metrics say? */
bool expected_metrics(const cJSON *expect);

/* Compares what was found with what is expected (NULL: that there is something). */
void expected_compare(const struct files *f, struct diffs *out);

#endif
