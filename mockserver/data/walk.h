/*
 * walk.h - a dataset's own records and the posted ones, as one order of arrival
 *
 * Of equal times, the dataset's own come first.  A walk goes through a part of that
 * order, in runs of one kind; it starts anywhere, in O(log posted) steps.
 *
 * Owns: nothing.  Borrows: the dataset, which is not changed meanwhile.
 */
#ifndef MOCKSERVER_DATA_WALK_H
#define MOCKSERVER_DATA_WALK_H

#include "mockserver/data/load.h"

struct walk {
	const struct dataset *dataset;
	vtime zero;
	uint64_t seed; /* of the dataset */
	struct dataset_part left;
	uint64_t turn; /* the own record before which a posted one is next */
};

struct walk_run {
	enum { RUN_OWN, RUN_POSTED } of;
	uint64_t from; /* its first record's index among its kind */
	size_t count;
};

/* The part from `from` and before `until`. */
struct dataset_part walk_part(const struct dataset *d, vtime zero, vtime from,
                              vtime until);
/* How many records it has. */
static inline uint64_t walk_size(const struct dataset_part *p)
{
	return p->own_end - p->own + p->posted_end - p->posted;
}

/* Begins at the part's record `position`, which is at most its size. */
struct walk walk_begin(const struct dataset *d, struct dataset_view view,
                       const struct dataset_part *part, uint64_t position);
/* The next run of at most `most` > 0 records; false at the end. */
bool walk_next(struct walk *w, size_t most, struct walk_run *out);

/* The timestamps of a run of a time series. */
void walk_timestamps(const struct walk *w, const struct walk_run *run, vtime *out);
/* Appends its rows. */
void walk_copy(const struct walk *w, const struct walk_run *run, struct column *rows);

#endif
