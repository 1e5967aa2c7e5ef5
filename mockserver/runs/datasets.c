/*
 * datasets.c - records added to datasets later: batches
 */
#include "mockserver/runs/datasets.h"

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/dropped.h"
#include "mockserver/store/batch.h"
#include "mockserver/world/transaction.h"

#define UNKNOWN_DATASET "No dataset has the id '%.60s'; GET /__admin/datasets lists them"

static_assert(sizeof(((struct taken *)0)->id) == 25, "24 hex digits and a NUL");

/* A hash of (seed, dataset, the batch's number). */
static void draw_id(const struct world *w, const struct batch_row *row, char id[25])
{
	uint64_t h = hash_text(hash_text(w->seed, "posted"), row->dataset);

	h = hash_with(h, (uint64_t)row->seq);
	hash_hex(h, 16, id);
	hash_hex(hash_mix(h), 8, id + 16);
}

struct storing {
	struct batch_row *row;
	struct taken *out;
};

static int store_batch(struct world *w, void *ctx, struct err *e)
{
	const struct storing *x = ctx;

	if (batch_next_seq(&w->store, &x->row->seq, e) < 0)
		return -1;
	draw_id(w, x->row, x->out->id);
	x->row->id = x->out->id;
	return batch_put(&w->store, x->row, e);
}

/* Lines for a dataset, from a client or a file. */
struct batch_delivery {
	const struct dataset *to;
	struct posted_text text;
	const char *file; /* NULL: a client's */
	struct posted_batch batch;
};

/* Stores the batch and adds it to its dataset. */
static int take(struct world *w, const struct batch_delivery *d, struct taken *out,
                struct err *e)
{
	struct batch_row row = {
		.dataset = dataset_id(d->to),
		.file = d->file,
		.taken_at = d->text.now,
		.records = (int64_t)d->batch.lines.count,
		.first_at = posted_first_at(&d->batch),
		.last_at = posted_last_at(&d->batch),
		.lines = d->text.lines,
	};
	struct storing x = { &row, out };

	*out = (struct taken){ .records = d->batch.lines.count,
		               .first_at = row.first_at,
		               .last_at = row.last_at };
	if (transaction_run(w, store_batch, &x, e) < 0)
		return -1;
	catalogue_post(w->datasets, d->to, &d->batch);
	log_event(&w->log, LOG_INFO, "batch.taken", F_STR("dataset", row.dataset),
	          F_STR("id", out->id), F_INT("records", out->records),
	          F_STR("file", d->file ? d->file : "-"));
	return 0;
}

static int refuse_dataset(struct refusal *rf, const char *id)
{
	AUTO(mem_free) char *text = mem_printf(UNKNOWN_DATASET, id);

	return refuse(rf, E_ADMIN_UNKNOWN, text);
}

int datasets_post(struct world *w, const char *id, const struct buf *lines,
                  struct taken *out, struct refusal *rf)
{
	struct batch_delivery d = {
		.to = catalogue_find(w->datasets, id),
		.text = { .lines = buf_str(lines),
		          .size = lines->size,
		          .name = "body",
		          .now = clock_now(&w->clock),
		          .past = POSTED_PAST_REFUSED },
	};
	struct err why = { 0 };
	int done;

	if (!d.to)
		return refuse_dataset(rf, id);
	if (dataset_batch_read(d.to, &d.text, &d.batch, &why) < 0)
		done = refuse(rf, E_ADMIN_INVALID, why.text);
	else
		done = take(w, &d, out, &rf->err);
	posted_batch_release(&d.batch);
	return done;
}

/* -1 only for what is no fault of the file's; *why says what is. */
static int take_file(struct world *w, const struct dropped *file, struct err *why,
                     struct err *e)
{
	AUTO(buf_release) struct buf lines = { 0 };
	struct batch_delivery d = { .to = file->dataset, .file = file->name };
	struct taken taken;
	int done = 0;

	if (file_read(file->path, DROPPED_BYTES_MAX, &lines, why) < 0)
		return 0;
	d.text = (struct posted_text){ .lines = buf_str(&lines),
		                       .size = lines.size,
		                       .name = file->path,
		                       .now = clock_now(&w->clock),
		                       .past = POSTED_PAST_IS_NOW };
	if (dataset_batch_read(d.to, &d.text, &d.batch, why) == 0)
		done = take(w, &d, &taken, e);
	posted_batch_release(&d.batch);
	return done;
}

static int see_file(void *ctx, const struct dropped *file, struct err *e)
{
	struct world *w = ctx;
	struct err why = { 0 };
	bool taken;

	if (file->unread) {
		log_event(&w->log, LOG_ERROR, "batch.refused",
		          F_STR("dataset", dataset_id(file->dataset)),
		          F_STR("reason", file->unread));
		return 0;
	}
	if (batch_has_file(&w->store, dataset_id(file->dataset), file->name, &taken, e) <
	    0)
		return -1;
	if (taken || dropped_is_bad(file))
		return 0;
	if (take_file(w, file, &why, e) < 0)
		return -1;
	if (!why.code) {
		dropped_mark_good(w->datasets, file);
		return 0;
	}
	dropped_mark_bad(w->datasets, file, why.text);
	log_event(&w->log, LOG_ERROR, "batch.refused",
	          F_STR("dataset", dataset_id(file->dataset)), F_STR("reason", why.text));
	return 0;
}

int datasets_scan(struct world *w, struct err *e)
{
	return dropped_scan(w->datasets, see_file, w, e);
}

/* One stored batch into its dataset; its place into *seq. */
static int load_next(struct world *w, int64_t *seq, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	struct posted_text text = { .past = POSTED_PAST_IS_NOW };
	const struct dataset *d;
	struct batch_row row;
	int got = batch_after(&w->store, *seq, &q, &row, e);

	if (got <= 0)
		return got;
	*seq = row.seq;
	d = catalogue_find(w->datasets, row.dataset);
	if (!d)
		return 1;
	text.lines = row.lines;
	text.size = strlen(row.lines);
	text.name = row.file ? row.file : row.id;
	text.now = row.taken_at;
	if (dataset_batch_read(d, &text, &batch, e) < 0)
		return -1;
	catalogue_post(w->datasets, d, &batch);
	return 1;
}

int datasets_load(struct world *w, struct err *e)
{
	int64_t seq = 0;
	int got;

	do {
		got = load_next(w, &seq, e);
	} while (got > 0);
	return got;
}
