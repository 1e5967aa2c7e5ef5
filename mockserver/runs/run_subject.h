/*
 * run_subject.h - a run, or a file of a run, as faults see it
 *
 * Its parts are made as JSON when a fault asks for them.
 *
 * Owns: the parts, until run_subject_release().  Borrows: all else.
 */
#ifndef MOCKSERVER_RUNS_RUN_SUBJECT_H
#define MOCKSERVER_RUNS_RUN_SUBJECT_H

#include "mockserver/faults/match.h"
#include "mockserver/runs/plan.h"

struct run_subject {
	struct fault_subject seen; /* its ctx is this struct: it is not moved */
	struct world *w;
	const struct plan *plan;
	const char *dataset, *path; /* of a file, below the export root; else NULL */
	int64_t number;             /* of the file among the run's, from 1 */
	cJSON *part[FAULT_PART_COUNT];
	bool made[FAULT_PART_COUNT];
	cJSON *about; /* NULL: not made yet */
};

/* A run of the plan, or what will be one. */
void run_subject_init(struct run_subject *s, struct world *w, const struct plan *p,
                      int64_t serial, vtime scheduled_at);
/* The same, of a file that it writes. */
void run_subject_set_file(struct run_subject *s, const char *dataset, const char *path,
                          int64_t number);
/* The same, of a manifest: it has no number among the files. */
void run_subject_set_manifest(struct run_subject *s, const char *dataset,
                              const char *path);
void run_subject_release(struct run_subject *s);
AUTO_DEFINE_STRUCT(struct run_subject, run_subject_release);

/* {"run":id,"flow":id,"scheduledAt":time,"dataset":id,"file":path}; run 0: without. */
cJSON *run_subject_about(const struct run_subject *s, int64_t run) MUST_USE;

#endif
