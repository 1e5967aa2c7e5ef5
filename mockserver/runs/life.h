/*
 * life.h - a run from its beginning to its end
 *
 * A run begins at a tick in its flow's schedule, or when a client asks for it.  It waits
 * to start (queued), is in progress, and ends (success, failed, partialSuccess); how
 * long that takes is its life's (sim/life.h).  It does what the plan said when it began,
 * with the records that arrived before its scheduled time and that no run exported
 * before; its files appear when it ends.
 *
 * While a tick's run is active the next tick does not run: when that run ends, one run
 * is made for all ticks that fell due meanwhile, with the scheduled time of the last
 * (04 §5 row 22), also when the schedule was replaced meanwhile; a flow that is disabled
 * or deleted has none (C21).  A client's runs don't count.
 *
 * Owns: nothing.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_RUNS_LIFE_H
#define MOCKSERVER_RUNS_LIFE_H

#include "mockserver/runs/plan.h"
#include "mockserver/store/due.h"

/* How much later than its tick a run begins, as the ledger says (B39). */
int64_t run_lag_ms(const struct world *w);

/* What became of a run; one that lives no time begins and ends at once. */
enum run_change { RUN_BEGINS = 1, RUN_GOES_ON = 2, RUN_ENDS = 4 };

/* Somebody who is notify of runs; the row is borrowed for the call. */
struct run_watch {
	void (*notify)(void *ctx, const struct run_row *row, unsigned changes);
	void *ctx;
};

/* All of these: in the caller's transaction. */

/* A tick that is due: its run begins, or it is missed. */
struct ticked {
	int64_t run;   /* serial; 0: it was missed */
	vtime next_at; /* the next tick */
	bool ended;    /* at once: the flow's row is the caller's to move on */
};
int run_tick(struct world *w, const struct due *tick, struct ticked *out, struct err *e)
	MUST_USE;

/* A run that is due goes on. */
int run_go_on(struct world *w, int64_t serial, struct err *e) MUST_USE;

/* A run was read once more, and goes on if it was read often enough. */
int run_was_read(struct world *w, int64_t serial, struct err *e) MUST_USE;

/* A run was made, has started or has ended: its flow is written, where B19 says so. */
int run_writes_flow(struct world *w, int64_t flow, struct err *e) MUST_USE;

/* A client has said how the run ended: nothing of it is left to do. */
int run_is_over(struct world *w, const struct run_row *row, struct err *e) MUST_USE;

/* A run that a client asks for begins now; `sent`: JSON that it gave, or NULL. */
int run_demand(struct world *w, struct plan *p, const char *sent, struct run_row *out,
               struct err *e) MUST_USE;

#endif
