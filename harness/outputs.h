/*
 * outputs.h - checks that no output of a run replaces another output or an input
 *
 * If two outputs went to one place, the first would be lost; a report written over a
 * scenario would destroy it.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, which names the place.
 */
#ifndef HARNESS_OUTPUTS_H
#define HARNESS_OUTPUTS_H

#include "harness/report/report.h"
#include "harness/scenario/suite.h"

/* coverage: its path, or NULL. */
int outputs_check(const struct report *reports, size_t count, const char *coverage,
                  const struct suite *suite, struct err *e) MUST_USE;

#endif
