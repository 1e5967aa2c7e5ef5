/*
 * outages.h - base connections that faults on runs have made unusable
 *
 * A run that fails by a kind that leaves an OUTAGE (faults/kinds.def) leaves a mark on
 * the base connection: GET /connections/{id}/test answers false.
 * A run of that connection that such a fault does not strike takes the mark away; so do
 * the end of the fault's times (`between`), and clearing it.
 *
 * Owns: nothing; marks are the faults'.
 * Errors: what the store raises.
 */
#ifndef MOCKSERVER_RUNS_OUTAGES_H
#define MOCKSERVER_RUNS_OUTAGES_H

#include "mockserver/runs/run_faults.h"

/* The run of the plan fails by that hit; inside the run's transaction. */
int outage_begin(struct world *w, const struct plan *p, const struct fault_hit *hit,
                 struct err *e) MUST_USE;
/* A run of the plan got through; inside its transaction. */
int outage_end(struct world *w, const struct plan *p, struct err *e) MUST_USE;

/* Is the base connection of that id unusable? */
bool outage_is_on(const struct world *w, const char *base);

#endif
