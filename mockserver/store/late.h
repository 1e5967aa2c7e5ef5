/*
 * late.h - how far the times of runs lie behind their creation, at most
 *
 * Bounds that hold of every run: who looks for runs by such a time can leave out those
 * created outside of them.  They widen with the runs and never narrow.
 *
 * Owns: nothing.  Borrows: the statements of each call.
 */
#ifndef MOCKSERVER_STORE_LATE_H
#define MOCKSERVER_STORE_LATE_H

#include "lib/vtime.h"
#include "mockserver/store/stmt.h"

enum run_time { RUN_UPDATED, RUN_STARTED, RUN_COMPLETED, RUN_TIMES };

/* How long after its creation that time is, of any run: least <= 0 <= most. */
struct lateness {
	int64_t least, most;
};

struct late {
	bool known; /* as the table has it */
	struct lateness of[RUN_TIMES];
};

/* A run has these times; VTIME_NEVER: not yet. */
int late_note(struct late *l, struct stmts *sql, vtime created,
              const vtime times[RUN_TIMES], struct err *e) MUST_USE;
int late_load(struct late *l, struct stmts *sql, enum run_time which,
              struct lateness *out, struct err *e) MUST_USE;

/* What was noted may not be in the table: a transaction was undone. */
void late_forget(struct late *l);

#endif
