/*
 * runner.h - one run: what it exports, and the row that says so
 *
 * Each dataset exports its share (model/share.h); its progress moves only with success.
 * A run without new records has succeeded (05 §6).  A dataset that can't be exported
 * fails the run, or makes it a partial success where another one went well (07 B33,
 * B35).
 *
 * Owns: its plan and texts, until runner_end().
 * Time: the run is as long as it takes on the mock's clock: no time at all.
 */
#ifndef MOCKSERVER_MODEL_RUNNER_H
#define MOCKSERVER_MODEL_RUNNER_H

#include "mockserver/model/plan.h"
#include "mockserver/store/run.h"

struct runner {
	struct world *w;
	struct plan plan;
	bool on_demand;     /* not of the schedule: its files get names of their own */
	const char *only;   /* this dataset alone; NULL: all of the flow's */
	const char *sent;   /* members that the client gave; JSON, or NULL */
	int64_t attempt;    /* 0: the schedule's; else as no other run of the flow */
	struct run_row row; /* whole after runner_export() */
	cJSON *datasets, *errors;
	char *detail;
};

/* Reads the plan; what else may be set is set after it. */
int runner_begin(struct runner *r, struct world *w, int64_t flow_seq, struct err *e)
	MUST_USE;

/*
 * Exports, and stores the run's row, its files and its progress, in the caller's
 * transaction.  An export that fails is a failed run, not an error.
 */
int runner_export(struct runner *r, vtime scheduled_at, struct err *e) MUST_USE;

/* Frees what the run held. */
void runner_end(struct runner *r);
static inline void runner_end_auto(struct runner *r)
{
	runner_end(r);
}

#endif
