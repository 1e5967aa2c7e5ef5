/*
 * run_effects.h - what faults change of a run that is exported: some datasets fail, some
 * records are skipped, counts lie, its records are exported again
 *
 * Owns: nothing.  Borrows: the run's faults.
 * Errors: what the store raises.
 */
#ifndef MOCKSERVER_RUNS_RUN_EFFECTS_H
#define MOCKSERVER_RUNS_RUN_EFFECTS_H

#include "mockserver/runs/run_faults.h"

/* What has been done so far; all zero but the faults is a valid start. */
struct run_effects {
	const struct run_faults *faults;
	size_t datasets, failed;
	uint64_t records, skipped;
	bool run_failed; /* all of it: it shows fewer counts */
};

/* What has the dataset fail; NULL: nothing. */
const struct fault_hit *run_effects_failing(struct run_effects *x, const char *dataset);
/* How many of the dataset's records, the first, go to no file. */
uint64_t run_effects_skip(struct run_effects *x, uint64_t records);
/* Do the flow's other runs export the records again? */
bool run_effects_keep_progress(const struct run_effects *x);

/*
 * Stores the receipts of all that was done, and adds to `detail` what GET is to say of
 * it: "skippedInfo" as it is shown, "lies": [{"path":…,"by":…}].
 */
int run_effects_end(struct run_effects *x, struct world *w, cJSON *detail, struct err *e)
	MUST_USE;

#endif
