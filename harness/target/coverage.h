/*
 * coverage.h - which of the target's operations the scenarios have called
 *
 * The rows are the target's own, from GET /__admin/operations: method, path, numbers in
 * the official descriptions, status of success.  Every request of every scenario is
 * noted with its status; a row counts as shown when it was answered with success.
 *
 * Owns: its rows.
 * Errors: ERR_INVALID when the table is malformed.
 */
#ifndef HARNESS_TARGET_COVERAGE_H
#define HARNESS_TARGET_COVERAGE_H

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/json/json.h"

struct coverage;

/* Of what GET /__admin/operations answers; paths of the service stand below `service`. */
int coverage_new(const cJSON *table, const char *service, struct coverage **out,
                 struct err *e) MUST_USE;
void coverage_free(struct coverage *c);
AUTO_DEFINE(struct coverage *, coverage_free);

/* A request to that path, a query behind it or not, was answered with the status. */
void coverage_note(struct coverage *c, const char *method, const char *path, int status);

/*
 * "N of N documented operations were answered with success", then a line for each
 * operation: its numbers, its name, how often it was called and the statuses seen.
 */
void coverage_print(const struct coverage *c, struct buf *out);

#endif
