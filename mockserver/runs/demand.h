/*
 * demand.h - runs that a client asks for, outside the schedule
 *
 * Such a run begins at once and lives as the flow's runs do (runs/life.h).  It
 * exports what a scheduled one would export now, moves the datasets' progress, and
 * leaves the schedule's next tick where it is.  A flow that is parked (its start is to
 * come) or disabled runs too.  Its files have other names than a
 * scheduled run's of the same instant.
 *
 * Owns: nothing.
 * Time: scheduled_at is now.
 */
#ifndef MOCKSERVER_RUNS_DEMAND_H
#define MOCKSERVER_RUNS_DEMAND_H

#include "mockserver/entities/build.h"
#include "mockserver/runs/plan.h"

/*
 * The plan of the caller's flow, with its entity.  ERR_NOT_FOUND also for a flow that is
 * deleted, or another organisation's.
 */
int demand_plan(struct world *w, const struct caller *by, const char *flow,
                struct plan *out, struct err *e) MUST_USE;

/* Runs it, in the caller's transaction; sent: JSON that the client gave, or NULL. */
int demand_run(struct world *w, struct plan *p, const char *sent, struct created *out,
               struct err *e) MUST_USE;

/* POST /runs: the body's flow, with the body's params (02 §8). */
int demand_create(struct world *w, const struct caller *by, const cJSON *body,
                  struct created *out, struct refusal *rf) MUST_USE;

/*
 * A new run in the place of one that failed or had no records (else 1387-400), of a flow
 * that is enabled (else 1388-400).
 * 412 for an If-Match (NULL: not given) that is not the run's etag.
 */
int demand_again(struct world *w, const struct caller *by, const char *run,
                 const char *if_match, struct created *out, struct refusal *rf) MUST_USE;

#endif
