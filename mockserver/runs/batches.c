/*
 * batches.c - the batches by which records of a dataset arrived
 */
#include "mockserver/runs/batches.h"

#include "lib/hash.h"
#include "mockserver/store/batch.h"

static vtime hour_of(vtime at)
{
	vtime into = at % MS_PER_HOUR;

	return at - into - (into < 0 ? MS_PER_HOUR : 0);
}

/* A hash of (seed, dataset, hour). */
static void name_hour(const struct world *w, struct batch *b)
{
	uint64_t h = hash_text(hash_text(w->seed, "batch"), dataset_id(b->dataset));

	h = hash_with(h, (uint64_t)b->from);
	hash_hex(h, 16, b->id);
	hash_hex(hash_mix(h), 8, b->id + 16);
}

/* The newest hour of which some record arrived, over at `until`. */
static int hour_at(const struct world *w, const struct dataset *d, vtime until,
                   struct batch *out)
{
	uint64_t arrived = dataset_own_arrived(d, w->zero, hour_of(until));

	if (!arrived)
		return 0;
	*out = (struct batch){ .dataset = d };
	out->from = hour_of(dataset_own_arrival(d, w->zero, arrived - 1));
	out->over = out->from + MS_PER_HOUR;
	out->records = arrived - dataset_own_arrived(d, w->zero, out->from);
	name_hour(w, out);
	return 1;
}

/* The posted batch that comes next below that place. */
static int posted_below(struct world *w, const struct dataset *d,
                        struct batch_place place, struct batch *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct batch_row row;
	int got = batch_newest(&w->store, dataset_id(d), place, &q, &row, e);

	if (got <= 0)
		return got;
	*out = (struct batch){
		.dataset = d,
		.from = row.first_at,
		.over = row.last_at,
		.records = (uint64_t)row.records,
		.seq = row.seq,
	};
	snprintf(out->id, sizeof(out->id), "%s", row.id);
	return 1;
}

int batch_newest_at(struct world *w, const struct dataset *d, enum batch_kind kind,
                    vtime until, struct batch *out, struct err *e)
{
	if (kind == BATCH_OF_AN_HOUR)
		return hour_at(w, d, until, out);
	return posted_below(w, d, (struct batch_place){ until, INT64_MAX }, out, e);
}

int batch_before(struct world *w, enum batch_kind kind, const struct batch *b,
                 struct batch *out, struct err *e)
{
	const struct batch was = *b; /* out may be b */

	if (kind == BATCH_OF_AN_HOUR)
		return hour_at(w, was.dataset, was.from, out);
	return posted_below(w, was.dataset, (struct batch_place){ was.over, was.seq },
	                    out, e);
}
