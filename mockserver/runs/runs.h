/*
 * runs.h - runs as clients find them and change them
 *
 * What a client puts into a run is kept in a column of its own and shown in place of
 * what the mock would say; times, status and counts go into the row too, so that
 * lists find them.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_RUNS_RUNS_H
#define MOCKSERVER_RUNS_RUNS_H

#include "mockserver/contract/caller.h"
#include "mockserver/store/run.h"
#include "mockserver/world/world.h"

/* Lends the caller's run of that id until stmt_end(*q); 1439-404 without one. */
int run_find(struct world *w, const struct caller *by, const char *id, struct stmt **q,
             struct run_row *out, struct refusal *rf) MUST_USE;

/* PUT: the members of UpdateFlowRunRequest; in the caller's transaction. */
int run_replace(struct world *w, const struct caller *by, const char *id,
                const char *if_match, const cJSON *body, struct refusal *rf) MUST_USE;

#endif
