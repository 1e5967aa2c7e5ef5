/*
 * outputs.h - what a run is to write, compared with each other and with what it reads
 *
 * If two outputs went to one place, the first would be lost; a scenario that a report
 * overwrote would be gone.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, which names the place.
 */
#ifndef HARNESS_OUTPUTS_H
#define HARNESS_OUTPUTS_H

#include "harness/scenario/suite.h"

int outputs_check(const char *const *paths, size_t count, const struct suite *suite,
                  struct err *e) MUST_USE;

#endif
