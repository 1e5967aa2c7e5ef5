/*
 * batches.h - the batches by which records of a dataset arrived
 *
 * The mock's records arrive one by one.  Catalog speaks of batches: here, that is
 * all records of a dataset that arrived within one hour (UTC), as soon as the hour
 * is over.  How real datasets are cut into batches depends on their sources; this
 * cut is ours.
 *
 * Owns: nothing.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_MODEL_BATCHES_H
#define MOCKSERVER_MODEL_BATCHES_H

#include "mockserver/model/world.h"

struct batch {
	const struct dataset *dataset;
	vtime from; /* the hour's start */
	uint64_t records;
};

/* The newest batch of the dataset that was over before `until`; false for none. */
bool batch_before(const struct world *w, const struct dataset *d, vtime until,
                  struct batch *out);

/* 24 hex digits and a NUL, of (seed, dataset, hour). */
#define BATCH_ID 25
const char *batch_id(const struct world *w, const struct batch *b, char text[BATCH_ID]);

#endif
