/*
 * send.h - a request as a step spells it: `headers`, `query`, `body` or `raw`
 *
 * Borrows: everything.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_STEPS_SEND_H
#define HARNESS_STEPS_SEND_H

#include "harness/scenario/shape.h"
#include "harness/steps/play.h"

/* Rows for a table of keys. */
/* clang-format off */
#define REQUEST_KEYS                                         \
	{ "headers", JSON_MAP, .shape = shape_scalars },     \
	{ "query", JSON_MAP, .shape = shape_scalars },       \
	{ "body", JSON_ANY & ~JSON_NULL },                   \
	{ "raw", JSON_TEXT, .without = { "body" } }
/* clang-format on */

/* Judges a node that has them. */
int send_check(const struct yaml *y, const cJSON *node, struct err *e) MUST_USE;

/* Has the scenario require what a request to the path needs of a target. */
void send_require(struct loader *l, const char *method, const char *path);

/* Judges a path that is written out: it starts with '/', or is a URL. */
int send_check_path(const struct yaml *y, const cJSON *path, struct err *e) MUST_USE;

/* Fills in the node's names, and leaves the request in p->call. */
int send_prepare(struct play *p, const struct yaml *y, const cJSON *node,
                 const char *method, struct err *e) MUST_USE;

/* Fills in the node's names, sends the request and leaves it in p->call. */
int send_request(struct play *p, const struct yaml *y, const cJSON *node,
                 const char *method, struct err *e) MUST_USE;

/* Sends p->call, waits for the answer as long as there is time, notes the secrets of
 * both. */
int send_call(struct play *p, struct err *e) MUST_USE;

#endif
