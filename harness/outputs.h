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

#include "harness/scenario/suite.h"

int outputs_check(const char *const *paths, size_t count, const struct suite *suite,
                  struct err *e) MUST_USE;

#endif
