/*
 * batches.c - the batches by which records of a dataset arrived
 */
#include "mockserver/model/batches.h"

#include "lib/hash.h"

static vtime hour_of(vtime at)
{
	vtime into = at % MS_PER_HOUR;

	return at - into - (into < 0 ? MS_PER_HOUR : 0);
}

bool batch_before(const struct world *w, const struct dataset *d, vtime until,
                  struct batch *out)
{
	uint64_t arrived = dataset_own_arrived(d, w->zero, hour_of(until));

	if (!arrived)
		return false;
	out->dataset = d;
	out->from = hour_of(dataset_own_arrival(d, w->zero, arrived - 1));
	out->records = arrived - dataset_own_arrived(d, w->zero, out->from);
	return true;
}

const char *batch_id(const struct world *w, const struct batch *b, char text[BATCH_ID])
{
	uint64_t h =
		hash_with(hash_text(hash_text(w->seed, "batch"), dataset_id(b->dataset)),
	                  (uint64_t)b->from);

	hash_hex(h, 16, text);
	hash_hex(hash_mix(h), 8, text + 16);
	return text;
}
