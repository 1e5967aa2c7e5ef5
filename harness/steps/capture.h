/*
 * capture.h - what a step keeps of an answer, by name
 *
 * Borrows: everything.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_STEPS_CAPTURE_H
#define HARNESS_STEPS_CAPTURE_H

#include "harness/steps/play.h"

/* Judges a map of names (or NULL). */
int capture_check(const struct yaml *y, const cJSON *capture, struct err *e) MUST_USE;

/*
 * Takes the values named in `capture` (or NULL) from a JSON value (or NULL) and the
 * headers of a call (or NULL); says what they are.  One that is not there is a
 * difference.
 */
int capture_values(struct play *p, const struct yaml *y, const cJSON *capture,
                   const cJSON *json, const struct call *call, struct err *e) MUST_USE;

/* The same from p->call. */
int capture_answer(struct play *p, const struct yaml *y, const cJSON *capture,
                   struct err *e) MUST_USE;

#endif
