/*
 * travel.h - a clock on its way, with all that falls due
 *
 * A travel goes on in steps, each one transaction of a few milliseconds, or of some more
 * while nobody waits for an answer: the files that runs write are visible first, then
 * rows, progress and the clock are committed together.  Between two steps other requests
 * are answered, and see whole ticks only.  A crash in between repeats the step's runs,
 * with the same names and bytes.  What is due at one instant is done in a total order
 * (store/due.h).
 *
 * Owns: nothing.  Borrows: the world, and the goal's texts.
 * Time: while something is done, a virtual clock shows its time.
 */
#ifndef MOCKSERVER_RUNS_TRAVEL_H
#define MOCKSERVER_RUNS_TRAVEL_H

#include "mockserver/runs/life.h"

/* A run to stop at; all that is due at its instant is done, too. */
struct travel_goal {
	bool given;
	const char *flow; /* its flow's id; NULL for any */
	int status;       /* enum run_status that it comes to; -1 for any */
};

struct travel {
	struct world *w;
	vtime until;
	int64_t flow; /* only the ticks of the flow of that number; 0: all that is due */
	struct travel_goal goal;
	bool reached;
	int64_t after, last; /* the runs that began: of the schedule, with serials in
	                        (after, last] */
	int64_t began;       /* so many */
	uint64_t resets;     /* the world's, when it began */
};

/*
 * The clock sets out for `until`, or for where the goal is reached before.  Files that
 * lie in datasets' folders are taken first.
 */
int travel_begin(struct world *w, vtime until, const struct travel_goal *goal,
                 struct travel *out, struct err *e) MUST_USE;

/*
 * Goes on for a while: 1 while there is more to do, 0 when it has arrived.  On -1 the
 * step has not happened; a later one tries again.  ERR_STALE: the mock was reset.
 */
int travel_step(struct travel *t, struct err *e) MUST_USE;

#endif
