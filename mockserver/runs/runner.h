/*
 * runner.h - what a run exports, and what it came to
 *
 * Each dataset is exported by itself (runs/dataset_export.h); its progress moves only
 * with success. A run without new records has succeeded (05 §6).  A dataset that can't be
 * exported fails the run, or makes it a partial success where another one went well (B33,
 * B35).
 *
 * Owns: what it makes, until runner_release().  Borrows: the plan.
 */
#ifndef MOCKSERVER_RUNS_RUNNER_H
#define MOCKSERVER_RUNS_RUNNER_H

#include "mockserver/runs/plan.h"
#include "mockserver/runs/run_faults.h"
#include "mockserver/store/run.h"

struct runner {
	struct world *w;
	const struct plan *plan;
	struct run_row row;       /* detail is the runner's own, after runner_export() */
	struct run_faults faults; /* what strikes it */
	cJSON *errors;
	cJSON *more; /* members of the detail that faults add */
	char *detail;
};

/*
 * Exports all that the plan says, for the row's scheduled_at, and completes the row:
 * times, status, counts, detail.  Files and progress are stored in the caller's
 * transaction, the row is not.  An export that fails is a failed run, not an error.
 */
int runner_export(struct runner *r, struct err *e) MUST_USE;

/* Frees what the runner made. */
void runner_release(struct runner *r);
AUTO_DEFINE_STRUCT(struct runner, runner_release);

#endif
