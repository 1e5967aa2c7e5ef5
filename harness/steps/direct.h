/*
 * direct.h - requests by a plain socket: those that may break, wait, or share a
 * connection
 *
 * A request goes by a plain socket where it has `timeout`, `connection` or `background`,
 * or expects `broken`, `received` or `took`: libcurl would repeat one on a connection
 * that has gone.  `connection: NAME` keeps the connection under that name for other steps
 * of the scenario; one that has ended is opened anew.  `background: NAME` leaves the
 * request to a thread of its own until a step `join: NAME` takes the answer.
 *
 * Borrows: everything; connections and threads are in p->sockets.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_STEPS_DIRECT_H
#define HARNESS_STEPS_DIRECT_H

#include "harness/scenario/shape.h"
#include "harness/steps/play.h"

/* Rows for a table of keys. */
/* clang-format off */
#define DIRECT_KEYS                                           \
	{ "timeout", JSON_TEXT, .shape = shape_positive },    \
	{ "connection", JSON_TEXT },                          \
	{ "background", JSON_TEXT, .without = { "expect", "capture" } }
/* clang-format on */

/* Judges those of a step. */
int direct_check(const struct yaml *y, const cJSON *node, struct err *e) MUST_USE;
/* Does the step's request go by a plain socket? */
bool direct_is_asked(const cJSON *node);

/* Sends p->call; waits for the answer, but for one in the background. */
int direct_send(struct play *p, const struct yaml *y, const cJSON *node, struct err *e)
	MUST_USE;
/* Waits for the answer of a request in the background, which becomes p->call. */
int direct_join(struct play *p, const struct yaml *y, const cJSON *at, struct err *e)
	MUST_USE;

#endif
