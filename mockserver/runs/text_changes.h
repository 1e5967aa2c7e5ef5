/*
 * text_changes.h - what stands in a run's JSON in the place of what the mock would say
 *
 * Counts that a fault has falsified, then members that a client has put.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_RUNS_TEXT_CHANGES_H
#define MOCKSERVER_RUNS_TEXT_CHANGES_H

#include "lib/json/json.h"
#include "mockserver/store/run.h"

/* Is there any of it? */
bool text_is_changed(const struct run_row *row);

/* Changes the run as it would be shown. */
int text_change(const struct run_row *row, cJSON *run, struct err *e) MUST_USE;

#endif
