/*
 * journeys.h - who wants the clock moved, one after the other
 *
 * Each is told when the clock has arrived, or why it can't go there.  One that asks
 * while another is under way waits: a length counts from where that one ends.
 *
 * Owns: the journeys, until they are told.
 * Errors: told, not returned.
 */
#ifndef MOCKSERVER_RUNS_JOURNEYS_H
#define MOCKSERVER_RUNS_JOURNEYS_H

#include "mockserver/runs/travel.h"

/* How far: a length of time, or a point in it where `to` is set. */
struct way {
	struct duration length;
	vtime to; /* VTIME_NEVER: the length counts */
	struct travel_goal goal;
};

/* why->code: 0 it has arrived; ERR_INVALID and ERR_STALE are the caller's doing. */
typedef void arrived_fn(void *ctx, const struct travel *t, const struct err *why);

struct journeys {
	struct world *w;
	struct journey *first, *last;
	size_t count; /* of those that wait */
};

/* Takes the wish; the goal's flow is copied.  arrived() is called by a later call. */
void journeys_add(struct journeys *js, const struct way *way, arrived_fn *arrived,
                  void *ctx);

/* Is somebody waiting? */
bool journeys_wait(const struct journeys *js);

/* Goes on for a while with the first. */
void journeys_step(struct journeys *js);

/* Nobody goes on, the clock stays where it is: each is told ERR_STALE.  How many. */
size_t journeys_cancel(struct journeys *js);
/* The same when the mock stops: each is told ERR_UNAVAILABLE. */
void journeys_end(struct journeys *js);

#endif
