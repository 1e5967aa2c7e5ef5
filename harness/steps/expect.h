/*
 * expect.h - what a step expects of an answer: `status`, `headers` and `body`
 *
 * Without an expected status, one of 200 to 299 is.  Of a request that goes by a plain
 * socket (direct.h) also `broken`, `received` and `took` may be expected; one that is
 * expected to break is not expected to have a status.
 *
 * Borrows: everything.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_STEPS_EXPECT_H
#define HARNESS_STEPS_EXPECT_H

#include "harness/scenario/shape.h"
#include "harness/steps/play.h"

/* Rows for a table of keys. */
#define EXPECT_KEY                                        \
	{                                                 \
		"expect", JSON_MAP, .shape = expect_shape \
	}
#define EXPECT_DIRECT_KEY                                        \
	{                                                        \
		"expect", JSON_MAP, .shape = expect_shape_direct \
	}
shape_fn expect_shape;
shape_fn expect_shape_direct;

/* Judges the map of what is expected. */
int expect_check(const struct yaml *y, const cJSON *expect, struct err *e) MUST_USE;

/* The same, of a request that may go by a plain socket. */
int expect_check_direct(const struct yaml *y, const cJSON *expect, struct err *e)
	MUST_USE;
/* Does it expect what only a plain socket can tell? */
bool expect_is_direct(const cJSON *expect);

/* Compares p->call with what is expected (NULL: any success); differences to *out. */
int expect_answer(struct play *p, const struct yaml *y, const cJSON *expect,
                  struct diffs *out, struct err *e) MUST_USE;

#endif
