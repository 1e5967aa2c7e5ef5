/*
 * send.h - a request as a step spells it: what to send, what to expect
 *
 * The keys `headers`, `query`, `body`, `raw` say what is sent; `expect` has
 * `status`, `headers` and `body`; `capture` names values of the answer.  Without
 * an expected status, one of 200 to 299 is.
 *
 * Borrows: everything.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_STEPS_SEND_H
#define HARNESS_STEPS_SEND_H

#include "harness/steps/play.h"

/* Rows for a table of keys. */
#define REQUEST_KEYS                                    \
	{ "headers", JSON_MAP }, { "query", JSON_MAP }, \
		{ "body", JSON_ANY & ~JSON_NULL },      \
	{                                               \
		"raw", JSON_TEXT                        \
	}

/* Judges a node that has them. */
int request_check(const struct yaml *y, const cJSON *node, struct err *e) MUST_USE;
int expect_check(const struct yaml *y, const cJSON *expect, struct err *e) MUST_USE;
int capture_check(const struct yaml *y, const cJSON *capture, struct err *e) MUST_USE;

/* Fills in the node's names, sends the request and leaves it in p->call. */
int request_send(struct play *p, const struct yaml *y, const cJSON *node,
                 const char *method, struct err *e) MUST_USE;

/* Compares p->call with what is expected (NULL: any success); differences to *out. */
int request_expect(struct play *p, const struct yaml *y, const cJSON *expect,
                   struct diffs *out, struct err *e) MUST_USE;

/*
 * Takes the values named in `capture` (or NULL) from a JSON value (or NULL) and the
 * headers of a call (or NULL); says what they are.  One that is not there is a
 * difference.
 */
int capture_values(struct play *p, const struct yaml *y, const cJSON *capture,
                   const cJSON *json, const struct call *call, struct err *e) MUST_USE;

/* The same from p->call. */
int request_capture(struct play *p, const struct yaml *y, const cJSON *capture,
                    struct err *e) MUST_USE;

#endif
