/*
 * run_faults.h - the faults that strike a run, and the files that it writes
 *
 * A run is judged once, in the step that its tick is due in, or when a client asks for
 * it; a file when it is in place.  Both happen on the instance's thread, in the order in
 * which runs fall due and files are named, so that the number of workers plays no part.
 * Counts, receipts and effects belong to the caller's transaction.  A run that lives on
 * finds its faults again by their receipts; a fault that was cleared meanwhile strikes
 * it no more.
 *
 * Owns: the hits, until run_faults_release().
 * Errors: what the store raises.
 */
#ifndef MOCKSERVER_RUNS_RUN_FAULTS_H
#define MOCKSERVER_RUNS_RUN_FAULTS_H

#include "mockserver/runs/run_subject.h"

/* All zero is a valid start: no fault strikes. */
struct run_faults {
	struct fault_strike strike;
	struct arena arena;
};

/* Judges the subject, counts and stores the receipts. */
int run_faults_judge(struct run_subject *s, struct run_faults *out, struct err *e)
	MUST_USE;
/* Finds what has struck a run when it began, and had no effect yet. */
int run_faults_load(struct world *w, int64_t run, struct run_faults *out, struct err *e)
	MUST_USE;
void run_faults_release(struct run_faults *rf);
AUTO_DEFINE_STRUCT(struct run_faults, run_faults_release);

/* What strikes with that kind; NULL: nothing does. */
const struct fault_hit *run_faults_find(const struct run_faults *rf,
                                        enum fault_kind kind);

/* The hit had its effect, which the text names. */
int run_faults_did(struct world *w, const struct fault_hit *hit, struct err *e,
                   const char *fmt, ...) PRINTF_LIKE(4, 5) MUST_USE;
/* The same; `about` replaces which run or file it was (run_subject_about). */
int run_faults_did_to(struct world *w, const struct fault_hit *hit, const cJSON *about,
                      const char *done, struct err *e) MUST_USE;

#endif
