/*
 * session.h - a run of flowcheck: scenarios, a target, reports, and how it ends
 *
 * cmd_run.c reads into it what was asked for; session_run() plays the scenarios, here or
 * in worker processes (harness/run/pool.h), writes the reports and the coverage, and says
 * with which status the program ends.
 *
 * Owns: its reports, its suite and the coverage, until session_release().
 */
#ifndef HARNESS_SESSION_H
#define HARNESS_SESSION_H

#include "harness/command.h"
#include "harness/report/report.h"
#include "harness/run/pool.h"
#include "harness/run/progress.h"
#include "harness/target/scratch.h"
#include "harness/target/target.h"

/* A run: what it was asked for and what it has come to. */
struct session {
	const struct args *args;
	struct suite suite;
	struct target_options options;
	unsigned jobs;                      /* processes that play; 1: this one */
	struct scratch_folder workers_root; /* of the others */
	struct report *reports;
	size_t report_count;
	struct interrupt interrupt;
	struct target *target;
	struct totals totals;
	struct progress_line progress;
	struct buf again;   /* those that did not pass, a line each */
	int64_t started_ns; /* by the machine's monotonic clock */
	vtime expires;      /* of what it makes on a target that is not reset */
	bool unclean;       /* the clean-up failed */
	FILE *prose; /* for messages to a person: stderr when a report goes to stdout */
	struct buf coverage;
	struct buf problems; /* of scenarios that can't be read, a line each */
};

/* Plays the suite and reports; the program's exit status. */
int session_run(struct session *s);
/* Reports that there was nothing to play: an older report must not stand for this run. */
int session_run_nothing(struct session *s);
/* Reports that scenarios can't be read: s->problems, or else *e; the exit status. */
int session_run_bad(struct session *s, const struct err *e);

void session_release(struct session *s);

/* Prints the error as flowcheck run does; the exit code. */
int session_complain(const struct err *e, int exit_code);

#endif
