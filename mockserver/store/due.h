/*
 * due.h - what falls due, in order
 *
 * Work in the future is rows: a flow's next tick, a run that goes on by itself, a file
 * that appears or expires.  Of one instant, files appear first, then others expire, then
 * come flows by id, and of one flow the run before the tick.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_STORE_DUE_H
#define MOCKSERVER_STORE_DUE_H

#include "lib/hash.h"
#include "lib/vtime.h"
#include "mockserver/store/store.h"

enum due_what { DUE_NOTHING, DUE_STAGED, DUE_FILE, DUE_RUN, DUE_TICK };

struct due {
	enum due_what what;
	vtime at;
	int64_t id; /* the file's or run's serial, or the flow's number */
	int64_t flow_seq;
	char flow[UUID_TEXT]; /* its id; "" of a file */
	bool active;          /* DUE_TICK: the tick before has a run that has not ended */
	vtime tick_at;        /* DUE_TICK: the schedule's, which `at` may lag behind */
};

/* The first due at or before `until`, ticks left out; DUE_NOTHING if nothing is. */
int due_other(struct store *s, vtime until, struct due *out, struct err *e) MUST_USE;

/* Does a go before b?  Of one flow's at one instant, neither does. */
bool due_is_before(const struct due *a, const struct due *b);

/* When the next tick of the flow of that id is; VTIME_NEVER for none. */
int due_tick_of(struct store *s, const char *flow, int64_t *seq, vtime *out,
                struct err *e) MUST_USE;

/* When the next of all is, of a tick that much later; VTIME_NEVER for none. */
int due_at(struct store *s, int64_t tick_lag_ms, vtime *out, struct err *e) MUST_USE;

/* A run that has not ended: when it goes on, or how often it is to be read before. */
struct job {
	int64_t run; /* serial; minus the flow's number: its run begins, late */
	int64_t flow_seq;
	const char *flow; /* id */
	vtime due_at;     /* VTIME_NEVER: it is read */
	int64_t reads;
};
int job_put(struct store *s, const struct job *j, struct err *e) MUST_USE;
/* It is due then, whatever it waits for; *is_there: there is one. */
int job_hurry(struct store *s, int64_t run, vtime due_at, bool *is_there, struct err *e)
	MUST_USE;
int job_drop(struct store *s, int64_t run, struct err *e) MUST_USE;

/*
 * The run was read once more: *left is how often it is still to be read, or -1 of a run
 * that does not go on by being read.
 */
int job_read(struct store *s, int64_t run, int64_t *left, struct err *e) MUST_USE;

/* Does any run go on by being read? */
int job_any_is_read(struct store *s, bool *out, struct err *e) MUST_USE;

/* The flow's oldest run that has not ended: its serial, 0 for none. */
int job_of_flow(struct store *s, int64_t flow_seq, int64_t *run, struct err *e) MUST_USE;

#endif
