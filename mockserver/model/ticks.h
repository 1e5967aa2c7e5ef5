/*
 * ticks.h - runs that fall due, in order
 *
 * Each tick is one transaction: the files are written and visible first, then the
 * run's row, the datasets' progress and the next tick are committed together.  A
 * crash in between repeats the run, with the same names and bytes.
 *
 * Owns: nothing.
 * Time: while a tick runs, a virtual clock shows the tick's time.
 */
#ifndef MOCKSERVER_MODEL_TICKS_H
#define MOCKSERVER_MODEL_TICKS_H

#include "mockserver/model/world.h"
#include "mockserver/store/run.h"

/* Told of each run when it is committed; row borrowed for the call. */
typedef void fired_fn(void *ctx, const struct run_row *row);

/*
 * Runs all that is due at or before `until`, by (time, flow id), and moves a
 * virtual clock there.  fired may be NULL.
 */
int ticks_run(struct world *w, vtime until, fired_fn *fired, void *ctx, struct err *e)
	MUST_USE;

/* When the next run is due; VTIME_NEVER for none. */
int ticks_next_at(struct world *w, vtime *out, struct err *e) MUST_USE;

#endif
