/*
 * expect.h - what a step expects of an answer: `status`, `headers` and `body`
 *
 * Without an expected status, one of 200 to 299 is.
 *
 * Borrows: everything.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_STEPS_EXPECT_H
#define HARNESS_STEPS_EXPECT_H

#include "harness/steps/play.h"

/* Judges the map of what is expected. */
int expect_check(const struct yaml *y, const cJSON *expect, struct err *e) MUST_USE;

/* Compares p->call with what is expected (NULL: any success); differences to *out. */
int expect_answer(struct play *p, const struct yaml *y, const cJSON *expect,
                  struct diffs *out, struct err *e) MUST_USE;

#endif
