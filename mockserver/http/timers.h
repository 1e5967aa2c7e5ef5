/*
 * timers.h - what is to happen after a real time, soonest first
 *
 * A binary heap of timers that lie in their owners' structs.  Equal times come in the
 * order in which they were set.
 *
 * Owns: the heap.  Borrows: the timers, which their owners stop before they free them.
 * Time: monotonic, nanoseconds.
 */
#ifndef MOCKSERVER_HTTP_TIMERS_H
#define MOCKSERVER_HTTP_TIMERS_H

#include "lib/base.h"

/* All zero is one that is not set. */
struct timer {
	int64_t due_ns;
	uint64_t serial;
	size_t place; /* in the heap, from 1; 0: it is not set */
};

struct timers {
	struct timer **heap; /* the soonest is heap[1] */
	size_t count, room;
	uint64_t serial;
};

void timers_release(struct timers *ts);

/* Sets it, or sets it anew. */
void timers_set(struct timers *ts, struct timer *t, int64_t due_ns);
/* It may not be set. */
void timers_stop(struct timers *ts, struct timer *t);

/* Takes out the soonest that is due by then; NULL: none is. */
struct timer *timers_take(struct timers *ts, int64_t now_ns);
/* Until the soonest is due, in milliseconds rounded up; -1: none is set. */
int64_t timers_wait_ms(const struct timers *ts, int64_t now_ns);

#endif
