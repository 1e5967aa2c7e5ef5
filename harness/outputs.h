/*
 * outputs.h - what a run is to write, held against each other and what it reads
 *
 * Of two outputs to one place the first would be lost, and a scenario that a report is
 * written over is gone.
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
