/*
 * due_queue.h - what falls due next, while the clock moves
 *
 * The flows that tick before the clock arrives are held in memory, in the order of
 * their ticks: a year of them ticks hundreds of thousands of times.  What has moved is
 * put back into the store before each commit, so between two transactions the store
 * alone says what is due.
 *
 * Owns: the flows' ids.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_RUNS_DUE_QUEUE_H
#define MOCKSERVER_RUNS_DUE_QUEUE_H

#include "mockserver/store/due.h"
#include "mockserver/store/flow.h"

struct due_queue {
	struct store *s;
	vtime until;
	int64_t lag_ms;  /* from a tick until it is due */
	int64_t only;    /* ticks of the flow of that number alone; 0: all */
	uint64_t writes; /* the store's, when the flows were read */
	bool read;
	struct due_queue_flow *flows; /* by number */
	size_t count, room;
	size_t *heap; /* indexes of those that still tick, the first on top */
	size_t heap_count;
	vtime next_other; /* when a run goes on or a file expires; */
	uint64_t jobs;    /* the store's, when that was asked */
};

/* For what is due at or before `until`, ticks that much after their time. */
void due_queue_begin(struct due_queue *d, struct store *s, vtime until, int64_t lag_ms);
/* The same for what one flow's schedule has due, and nothing else. */
void due_queue_begin_flow(struct due_queue *d, struct store *s, vtime until,
                          int64_t lag_ms, int64_t flow);
/* Frees it; what has moved must be put back before, or is lost with its transaction. */
void due_queue_end(struct due_queue *d);

/* The first that is due; DUE_NOTHING for none. */
int due_queue_next(struct due_queue *d, struct due *out, struct err *e) MUST_USE;

/* The flow of that tick has had its run, which ended at once. */
void due_queue_ticked(struct due_queue *d, const struct due *tick, vtime next_at,
                      int64_t run);

/* Somebody changes the flow in the store: what has moved is put there before, and what
 * is there is read after. */
int due_queue_yield(struct due_queue *d, int64_t flow, struct err *e) MUST_USE;
int due_queue_take(struct due_queue *d, int64_t flow, struct err *e) MUST_USE;

/* Puts back what has moved. */
int due_queue_put_back(struct due_queue *d, struct err *e) MUST_USE;

#endif
