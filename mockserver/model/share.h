/*
 * share.h - one dataset's share of a run: which records, and the files they go to
 *
 * A share holds the records that arrived before the tick and, unless the flow exports
 * in full each time, at or after the flow's last successful export of the dataset.  No
 * new records: no file and no folder (05 §6).
 *
 * Owns: nothing.  Borrows: all it is given.
 * Errors: ERR_IO and what the store raises; what keeps the files from being written is
 * told apart, in `why`: it fails the share and not the mock.
 */
#ifndef MOCKSERVER_MODEL_SHARE_H
#define MOCKSERVER_MODEL_SHARE_H

#include "mockserver/model/plan.h"
#include "mockserver/store/run.h"

/* The run that it is a share of. */
struct share_of {
	struct world *w;
	const struct plan *plan;
	int64_t run;        /* its serial */
	vtime scheduled_at; /* the files' time; records arrived before it */
	int64_t attempt;    /* 0: the schedule's; else names of its own */
};

struct share {
	const char *id;
	const struct dataset *dataset; /* NULL: there is none of that id */
	struct dataset_window window;  /* its records */
	struct export_stats stats;     /* of what was written */
	uint64_t files;
};

/* Finds which records the share holds. */
int share_window(const struct share_of *run, struct share *s, struct err *e) MUST_USE;

/*
 * Writes the records and notes the files that now hold them, in the caller's
 * transaction.  0 with why->code set: nothing was written, and why.
 */
int share_export(const struct share_of *run, struct share *s, struct err *e,
                 struct err *why) MUST_USE;

#endif
