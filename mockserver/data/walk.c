/*
 * walk.c - a dataset's own records and the posted ones, as one order of arrival
 */
#include "mockserver/data/walk.h"

#include "lib/hash.h"

struct dataset_part walk_part(const struct dataset *d, vtime zero, vtime from,
                              vtime until)
{
	struct dataset_part p = {
		.own = dataset_own_arrived(d, zero, from),
		.own_end = dataset_own_arrived(d, zero, until),
		.posted = posted_arrived(d->posted, from),
		.posted_end = posted_arrived(d->posted, until),
	};

	if (p.own_end < p.own)
		p.own_end = p.own;
	if (p.posted_end < p.posted)
		p.posted_end = p.posted;
	return p;
}

/* The part's own record before which posted record i stands. */
static uint64_t turn_of(const struct dataset *d, vtime zero, const struct dataset_part *p,
                        uint64_t i)
{
	uint64_t before;

	if (i == p->posted_end)
		return p->own_end;
	before = dataset_own_arrived(d, zero, posted_at(d->posted, i) + 1);
	if (before < p->own)
		return p->own;
	return before < p->own_end ? before : p->own_end;
}

/* How many of the part's first n records are posted ones. */
static uint64_t posted_among(const struct dataset *d, vtime zero,
                             const struct dataset_part *p, uint64_t n)
{
	uint64_t low = 0, high = p->posted_end - p->posted;

	while (low < high) {
		uint64_t mid = low + (high - low) / 2;

		if (mid + turn_of(d, zero, p, p->posted + mid) - p->own < n)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct walk walk_begin(const struct dataset *d, struct dataset_view view,
                       const struct dataset_part *part, uint64_t position)
{
	uint64_t posted = posted_among(d, view.zero, part, position);
	struct walk w = { .dataset = d, .zero = view.zero, .left = *part };

	assert(position <= walk_size(part));
	w.seed = hash_text(view.seed, dataset_id(d));
	w.left.posted += posted;
	w.left.own += position - posted;
	w.turn = turn_of(d, w.zero, &w.left, w.left.posted);
	return w;
}

bool walk_next(struct walk *w, size_t most, struct walk_run *out)
{
	struct dataset_part *left = &w->left;
	uint64_t own = w->turn - left->own;

	if (!walk_size(left))
		return false;
	if (own) {
		*out = (struct walk_run){ RUN_OWN, left->own,
			                  own < most ? (size_t)own : most };
		left->own += out->count;
		return true;
	}
	*out = (struct walk_run){ RUN_POSTED, left->posted, 0 };
	while (out->count < most && left->posted < left->posted_end &&
	       w->turn == left->own) {
		out->count++;
		w->turn = turn_of(w->dataset, w->zero, left, ++left->posted);
	}
	return true;
}

static void generated_timestamps(const struct walk *w, const struct walk_run *run,
                                 vtime *out)
{
	const struct dataset *d = w->dataset;
	const struct generated of = { w->seed, w->zero, run->from, run->count };
	struct column times;

	column_init(&times, &d->schema.child[d->timestamp]);
	generator_fill_child(d->generator, &of, d->timestamp, &times);
	memcpy(out, times.i64, run->count * sizeof(*out));
	column_release(&times);
}

void walk_timestamps(const struct walk *w, const struct walk_run *run, vtime *out)
{
	const struct dataset *d = w->dataset;

	if (run->of == RUN_POSTED) {
		for (size_t i = 0; i < run->count; i++)
			out[i] = posted_timestamp(d->posted, run->from + i);
	} else if (d->records) {
		records_timestamps(d->records, w->zero, run->from, run->count, out);
	} else {
		generated_timestamps(w, run, out);
	}
}

void walk_copy(const struct walk *w, const struct walk_run *run, struct column *rows)
{
	const struct dataset *d = w->dataset;

	if (run->of == RUN_POSTED)
		posted_copy(d->posted, run->from, run->count, rows);
	else if (d->records)
		records_copy(d->records, w->zero, run->from, run->count, rows);
	else
		generator_fill(d->generator, w->seed, w->zero, run->from, run->count,
		               rows);
}
