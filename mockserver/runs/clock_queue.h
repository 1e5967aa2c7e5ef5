/*
 * clock_queue.h - the moves of the clock that requests wait for, first in, first out
 *
 * Each is answered when the clock has arrived, or with the reason why it can't get there.
 * One that asks while another is under way waits: a length counts from where that one
 * ends.
 *
 * Owns: the moves, until they are answered.
 * Errors: given to arrived_fn; returned only by clock_queue_run_flow().
 */
#ifndef MOCKSERVER_RUNS_CLOCK_QUEUE_H
#define MOCKSERVER_RUNS_CLOCK_QUEUE_H

#include "mockserver/runs/travel.h"

/* How far: a length of time, or a point in it where `to` is set. */
struct way {
	struct duration length;
	vtime to; /* VTIME_NEVER: the length counts */
	struct travel_goal goal;
};

/* why->code: 0 it has arrived; ERR_INVALID and ERR_STALE are the caller's doing. */
typedef void arrived_fn(void *ctx, const struct travel *t, const struct err *why);

struct clock_queue {
	struct world *w;
	struct clock_move *first, *last;
	size_t count; /* of those that wait */
};

/* Adds a move; the goal's flow is copied.  arrived() is called by a later call. */
void clock_queue_add(struct clock_queue *js, const struct way *way, arrived_fn *arrived,
                     void *ctx);

/* Is somebody waiting? */
bool clock_queue_wait(const struct clock_queue *js);

/* Goes on for a while with the first. */
void clock_queue_step(struct clock_queue *js);

/*
 * Makes the run that the flow's schedule has due by now, and leaves the clock where it
 * is: 1, or 0 when none is due.  One step at most, whatever else is due: a flow that is
 * far behind goes on with the next move, as do all other flows.  The run counts for the
 * move that is under way, which may reach its goal by it.  On -1 nothing was done, and
 * the next move tries again.
 */
int clock_queue_run_flow(struct clock_queue *js, const char *flow, struct err *e)
	MUST_USE;

/* Ends all moves where the clock is: each gets ERR_STALE.  Answers how many. */
size_t clock_queue_cancel(struct clock_queue *js);
/* The same when the mock stops: each gets ERR_UNAVAILABLE. */
void clock_queue_end(struct clock_queue *js);

#endif
