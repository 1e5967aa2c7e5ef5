/*
 * read.c - a range of a dataset's records, as rows in batches
 *
 * The batch is small enough to stay in a core's cache while it is made and
 * written, and large enough that what is done once a batch does not count.
 */
#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/load.h"

#define BATCH_ROWS 1024

struct dataset_reader {
	const struct dataset *dataset;
	uint64_t seed; /* of the dataset */
	vtime zero;
	uint64_t next, end;
	struct column rows;
	struct row_source source;
};

static int next_batch(void *ctx, const struct column **batch, struct err *e)
{
	struct dataset_reader *r = ctx;
	uint64_t left = r->end - r->next;
	size_t n = left < BATCH_ROWS ? (size_t)left : BATCH_ROWS;

	(void)e;
	if (!n)
		return 0;
	column_clear(&r->rows);
	if (r->dataset->records)
		records_copy(r->dataset->records, r->zero, r->next, n, &r->rows);
	else
		generator_fill(r->dataset->generator, r->seed, r->zero, r->next, n,
		               &r->rows);
	r->next += n;
	*batch = &r->rows;
	return 1;
}

struct dataset_window dataset_window(const struct dataset *d, struct dataset_view view,
                                     vtime from, vtime until)
{
	uint64_t first = dataset_arrived(d, view.zero, from);
	uint64_t end = dataset_arrived(d, view.zero, until);

	return (struct dataset_window){ .count = end > first ? end - first : 0,
		                        .from = first };
}

struct dataset_window dataset_first(const struct dataset *d, struct dataset_view view,
                                    uint64_t count)
{
	(void)view;
	assert(!d->records || count <= records_count(d->records));
	return (struct dataset_window){ .count = count };
}

struct dataset_reader *dataset_read(const struct dataset *d, struct dataset_view view,
                                    const struct dataset_window *window, uint64_t first,
                                    uint64_t last)
{
	struct dataset_reader *r = mem_alloc(sizeof(*r));

	assert(first <= last && last <= window->count);
	*r = (struct dataset_reader){ .dataset = d,
		                      .seed = hash_text(view.seed, dataset_id(d)),
		                      .zero = view.zero,
		                      .next = window->from + first,
		                      .end = window->from + last };
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
