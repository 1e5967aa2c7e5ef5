/*
 * timeline.h - flows and their runs in time, of all organisations and sandboxes
 *
 * Owns: nothing; texts are borrowed from the statement until its next step or end.
 */
#ifndef MOCKSERVER_STORE_TIMELINE_H
#define MOCKSERVER_STORE_TIMELINE_H

#include "mockserver/store/run.h"

struct timeline_flow_row {
	int64_t seq;
	const char *id, *name, *state; /* name NULL: it has none */
	vtime created_at, updated_at;
	vtime start_at; /* VTIME_NEVER: no schedule */
	int64_t step_ms;
	vtime end_at, next_at;
	vtime first_at;  /* when its oldest run was due; VTIME_NEVER: none */
	vtime newest_at; /* when its newest run was made; VTIME_NEVER: none */
};

/* Lends the live flow after that number (0: the first) until stmt_end(*q);
 * ERR_NOT_FOUND after the last. */
int timeline_flow_after(struct store *s, int64_t seq, struct stmt **q,
                        struct timeline_flow_row *out, struct err *e) MUST_USE;

struct timeline_run_row {
	int64_t flow, serial;
	vtime scheduled_at;
	enum run_status status;
	bool demanded; /* a client asked for it; else a tick did */
};

/* The runs of all flows, also of deleted ones, that were due from `from` to before
 * `until`, in the order of their making; lends until stmt_end(*q). */
int timeline_runs_begin(struct store *s, vtime from, vtime until, struct stmt **q,
                        struct err *e) MUST_USE;
/* 1 with the next run, 0 after the last. */
int timeline_run_next(struct stmt *q, struct timeline_run_row *out, struct err *e)
	MUST_USE;

/* What a fault did to a run, a file, or a tick that has no run. */
struct timeline_fault_row {
	int64_t flow, run; /* number and serial; run 0: none */
	vtime scheduled_at;
	const char *name, *done;
};

/* What faults did to runs that were due then, in the order of the receipts. */
struct stmt *timeline_faults_begin(struct store *s, vtime from, vtime until) MUST_USE;
/* 1 with the next, 0 after the last. */
int timeline_fault_next(struct stmt *q, struct timeline_fault_row *out, struct err *e)
	MUST_USE;

#endif
