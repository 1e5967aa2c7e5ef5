/*
 * deck.h - what falls due next, while a clock is on its way
 *
 * The flows that tick before the clock arrives are held in memory, in the order of
 * their ticks: a year of them ticks hundreds of thousands of times.  What has moved is
 * put back into the store before each commit, so between two transactions the store
 * alone says what is due.
 *
 * Owns: the flows' ids.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_RUNS_DECK_H
#define MOCKSERVER_RUNS_DECK_H

#include "mockserver/store/due.h"
#include "mockserver/store/flow.h"

struct deck {
	struct store *s;
	vtime until;
	uint64_t writes; /* the store's, when the flows were read */
	bool read;
	struct deck_flow *flows; /* by number */
	size_t count, room;
	size_t *heap; /* indexes of those that still tick, the first on top */
	size_t heap_count;
	vtime next_other; /* when a run goes on or a file expires; */
	uint64_t jobs;    /* the store's, when that was asked */
};

/* For what is due at or before `until`. */
void deck_begin(struct deck *d, struct store *s, vtime until);
/* Frees it; what has moved must be put back before, or is lost with its transaction. */
void deck_end(struct deck *d);

/* The first that is due; DUE_NOTHING for none. */
int deck_next(struct deck *d, struct due *out, struct err *e) MUST_USE;

/* The flow of that tick has had its run, which ended at once. */
void deck_ticked(struct deck *d, const struct due *tick, vtime next_at, int64_t run);

/* Somebody changes the flow in the store: what has moved is put there before, and what
 * is there is read after. */
int deck_yield(struct deck *d, int64_t flow, struct err *e) MUST_USE;
int deck_take(struct deck *d, int64_t flow, struct err *e) MUST_USE;

/* Puts back what has moved. */
int deck_put_back(struct deck *d, struct err *e) MUST_USE;

#endif
