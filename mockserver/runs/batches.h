/*
 * batches.h - the batches by which records of a dataset arrived
 *
 * A dataset's own records arrive one by one, and Catalog speaks of batches: here,
 * that is all of them that arrived within one hour (UTC), as soon as the hour is
 * over.  How real datasets are cut into batches depends on their sources; this cut is
 * ours.  A batch that was posted is one of its own, over when its last record arrived.
 *
 * Owns: nothing.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_RUNS_BATCHES_H
#define MOCKSERVER_RUNS_BATCHES_H

#include "mockserver/world/world.h"

enum batch_kind { BATCH_OF_AN_HOUR, BATCH_POSTED, BATCH_KIND_COUNT };

#define BATCH_ID 25 /* 24 hex digits and a NUL */

struct batch {
	const struct dataset *dataset;
	char id[BATCH_ID];
	vtime from, over; /* when it began, and when it was whole */
	uint64_t records;
	int64_t seq; /* BATCH_POSTED: tells batches of one time apart */
};

/*
 * The newest batch of that kind that was over at `until` or before; 1, or 0 for none.
 * And the one before a batch.
 */
int batch_newest_at(struct world *w, const struct dataset *d, enum batch_kind kind,
                    vtime until, struct batch *out, struct err *e) MUST_USE;
int batch_before(struct world *w, enum batch_kind kind, const struct batch *b,
                 struct batch *out, struct err *e) MUST_USE;

#endif
