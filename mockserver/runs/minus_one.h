/*
 * minus_one.h - the counts of a failed run that has counted nothing: each is -1
 *
 * Runs of sources that have failed look so, and those that a fault gives this shape.
 * Which counts carry it is ours: no source lists them.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_RUNS_MINUS_ONE_H
#define MOCKSERVER_RUNS_MINUS_ONE_H

#include "lib/buf.h"
#include "lib/json/json.h"

/* Appends the summaries of the metrics; the errors, if any, are their "failedInfo". */
void minus_one_write(struct buf *out, const cJSON *errors);

/* Is that one of the counts?  A path of the metrics: "sizeSummary.inputBytes". */
bool minus_one_has(const char *path);

#endif
