/*
 * read.c - a range of a dataset's records, as rows in batches
 *
 * The batch is small enough to stay in a core's cache while it is made and
 * written, and large enough that what is done once a batch does not count.
 */
#include "lib/mem.h"
#include "mockserver/data/window.h"

#define BATCH_ROWS 1024

struct dataset_reader {
	struct walk walk;
	vtime cut;
	uint64_t doubtful; /* records ahead that may be too old */
	uint64_t left;     /* records to be given */
	struct column rows;
	struct row_source source;
};

/* Appends those of the run that are not too old; how many they are. */
static size_t copy_kept(struct dataset_reader *r, const struct walk_run *run)
{
	vtime times[BATCH_ROWS];
	struct walk_run part = *run;
	size_t kept = 0;

	walk_timestamps(&r->walk, run, times);
	for (size_t i = 0, end; i < run->count; i = end) {
		bool keep = times[i] >= r->cut;

		for (end = i + 1; end < run->count && (times[end] >= r->cut) == keep;)
			end++;
		part.from = run->from + i;
		part.count = end - i;
		if (keep)
			walk_copy(&r->walk, &part, &r->rows);
		kept += keep ? part.count : 0;
	}
	return kept;
}

/* Appends the records of the next run, at most so many of them. */
static size_t copy_run(struct dataset_reader *r, size_t most)
{
	struct walk_run run;
	bool more;

	if (r->doubtful && most > r->doubtful)
		most = (size_t)r->doubtful;
	more = walk_next(&r->walk, most, &run);
	assert(more);
	if (!r->doubtful) {
		walk_copy(&r->walk, &run, &r->rows);
		return run.count;
	}
	r->doubtful -= run.count;
	return copy_kept(r, &run);
}

static int next_batch(void *ctx, const struct column **batch, struct err *e)
{
	struct dataset_reader *r = ctx;

	(void)e;
	if (!r->left)
		return 0;
	column_clear(&r->rows);
	while (r->left && r->rows.count < BATCH_ROWS) {
		size_t room = BATCH_ROWS - r->rows.count;

		r->left -= copy_run(r, r->left < room ? (size_t)r->left : room);
	}
	*batch = &r->rows;
	return 1;
}

struct dataset_reader *dataset_read(const struct dataset *d, struct dataset_view view,
                                    const struct dataset_window *window, uint64_t first,
                                    uint64_t last)
{
	struct dataset_reader *r = mem_alloc(sizeof(*r));
	uint64_t at = window_position(d, view, window, first);

	assert(first <= last && last <= window->count);
	*r = (struct dataset_reader){
		.walk = walk_begin(d, view, &window->part, at),
		.cut = window->cut,
		.doubtful = window->doubtful > at ? window->doubtful - at : 0,
		.left = last - first,
	};
	column_init(&r->rows, &d->schema);
	r->source = (struct row_source){ &d->schema, next_batch, r };
	return r;
}

struct row_source *dataset_rows(struct dataset_reader *r)
{
	return &r->source;
}

void dataset_read_end(struct dataset_reader *r)
{
	if (!r)
		return;
	column_release(&r->rows);
	free(r);
}
