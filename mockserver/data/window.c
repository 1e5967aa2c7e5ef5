/*
 * window.c - which records of a dataset a window of time holds
 *
 * Of a time series, what is older than a year at the window's end is no part of it.
 * Age goes by timestamp and order by arrival, and lag.h says how far apart they are:
 * records that arrived before cut + least are all too old, those from cut + most on
 * are all kept, and only those between are looked at, when the window is cut.  How
 * many of them are kept is noted at WINDOW_MARKS places, so that a reader that starts
 * in the middle looks at a part of them again, and not at all.
 */
#include "mockserver/data/window.h"

#define LOOK 1024 /* records at once */

static struct lag lag_of(const struct dataset *d, vtime zero)
{
	struct lag own = d->records ? records_lag(d->records, zero)
	                            : generator_lag(d->generator, d->timestamp);

	return lag_join(own, posted_lag(d->posted));
}

/* The position where mark m stands. */
static uint64_t mark_at(const struct dataset_window *w, size_t m)
{
	return (uint64_t)((unsigned __int128)w->doubtful * m / WINDOW_MARKS);
}

/* Looks at the records before mark m + 1. */
static void note_mark(struct walk *walk, struct dataset_window *w, size_t m)
{
	uint64_t left = mark_at(w, m + 1) - mark_at(w, m);
	struct walk_run run;
	vtime times[LOOK];

	w->marks[m] = w->kept;
	while (left && walk_next(walk, left < LOOK ? (size_t)left : LOOK, &run)) {
		walk_timestamps(walk, &run, times);
		for (size_t i = 0; i < run.count; i++)
			w->kept += times[i] >= w->cut;
		left -= run.count;
	}
}

static void look(const struct dataset *d, struct dataset_view view,
                 struct dataset_window *w)
{
	struct walk walk = walk_begin(d, view, &w->part, 0);

	for (size_t m = 0; m < WINDOW_MARKS && w->doubtful; m++)
		note_mark(&walk, w, m);
}

struct dataset_window dataset_window(const struct dataset *d, struct dataset_view view,
                                     vtime from, vtime until)
{
	struct dataset_window w = { .cut = VTIME_MIN };
	struct lag lag;
	vtime sure;

	if (until > VTIME_MAX)
		until = VTIME_MAX + 1;
	if (d->behavior != DATASET_TIME_SERIES || until < VTIME_MIN + DATASET_AGE_MS) {
		w.part = walk_part(d, view.zero, from, until);
		w.count = walk_size(&w.part);
		return w;
	}
	w.cut = until - DATASET_AGE_MS;
	lag = lag_of(d, view.zero);
	if (from < w.cut + lag.least)
		from = w.cut + lag.least;
	w.part = walk_part(d, view.zero, from, until);
	sure = w.cut + lag.most < until ? w.cut + lag.most : until;
	if (from < sure) {
		struct dataset_part doubtful = walk_part(d, view.zero, from, sure);

		w.doubtful = walk_size(&doubtful);
		look(d, view, &w);
	}
	w.count = walk_size(&w.part) - w.doubtful + w.kept;
	return w;
}

struct dataset_window dataset_first(const struct dataset *d, struct dataset_view view,
                                    uint64_t count)
{
	struct dataset_window w = { .count = count, .cut = VTIME_MIN };

	w.part = walk_part(d, view.zero, INT64_MIN, VTIME_NEVER);
	assert(count <= walk_size(&w.part));
	return w;
}

/* The last mark with no more than that many kept before it. */
static size_t find_mark(const struct dataset_window *w, uint64_t kept)
{
	size_t m = WINDOW_MARKS - 1;

	while (m && w->marks[m] > kept)
		m--;
	return m;
}

uint64_t window_position(const struct dataset *d, struct dataset_view view,
                         const struct dataset_window *w, uint64_t i)
{
	size_t m = find_mark(w, i);
	uint64_t at = mark_at(w, m), left = i - w->marks[m];
	struct walk walk;
	struct walk_run run;
	vtime times[LOOK];
	bool more;

	if (i >= w->kept)
		return w->doubtful + (i - w->kept);
	walk = walk_begin(d, view, &w->part, at);
	for (;; at += run.count) {
		more = walk_next(&walk, LOOK, &run);
		assert(more);
		walk_timestamps(&walk, &run, times);
		for (size_t k = 0; k < run.count; k++) {
			if (times[k] >= w->cut && left-- == 0)
				return at + k;
		}
	}
}
