/*
 * run_failure.h - why a run fails that a fault strikes, and after which file
 *
 * Owns: the message, until run_failure_release().
 */
#ifndef MOCKSERVER_RUNS_RUN_FAILURE_H
#define MOCKSERVER_RUNS_RUN_FAILURE_H

#include "mockserver/runs/run_faults.h"

#define RUN_FAILED_CODE "ACTIVATION_BATCH-0000-FAILED" /* 03 §7.7 */
#define RUN_FAILED_TEXT "Job aborted."

/* All zero: it does not fail. */
struct run_failure {
	const struct fault_hit *hit; /* NULL: no fault has it fail */
	const char *code;
	char *message;
	uint64_t files; /* that it writes before */
};

/*
 * What has the run fail that would write so many files; out->hit NULL: nothing.
 */
void run_failure_find(const struct run_faults *rf, const struct plan *p, uint64_t files,
                      struct run_failure *out);
void run_failure_release(struct run_failure *f);
AUTO_DEFINE_STRUCT(struct run_failure, run_failure_release);

/* {"code":…,"message":…} of the hit's parameters, or else of the sample. */
const char *run_failure_code(const struct fault_hit *hit);
const char *run_failure_message(const struct fault_hit *hit);

#endif
