/*
 * capture.h - what a step keeps of an answer, by name
 *
 * Borrows: everything.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_STEPS_CAPTURE_H
#define HARNESS_STEPS_CAPTURE_H

#include "harness/scenario/shape.h"
#include "harness/steps/play.h"

/* A row for a table of keys; how its value may look. */
#define CAPTURE_KEY                                         \
	{                                                   \
		"capture", JSON_MAP, .shape = capture_shape \
	}
shape_fn capture_shape;

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
