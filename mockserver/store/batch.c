/*
 * batch.c - batches of records that were posted to datasets, each as it was sent
 */
#include "mockserver/store/batch.h"

int batch_next_seq(struct store *s, int64_t *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_BATCH_NEXT);

	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}

int batch_put(struct store *s, const struct batch_row *row, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_BATCH_PUT);

	stmt_put_int(q, row->seq);
	stmt_put_text(q, row->dataset);
	stmt_put_text(q, row->id);
	stmt_put_text(q, row->file);
	stmt_put_int(q, row->taken_at);
	stmt_put_int(q, row->records);
	stmt_put_int(q, row->first_at);
	stmt_put_int(q, row->last_at);
	stmt_put_text(q, row->lines);
	return stmt_run(q, e);
}

/* The columns that all selects have, in their order. */
static void get_row(struct stmt *q, struct batch_row *out)
{
	*out = (struct batch_row){ .seq = stmt_get_int(q) };
	out->dataset = stmt_get_text(q);
	out->id = stmt_get_text(q);
	out->file = stmt_get_text(q);
	out->taken_at = stmt_get_int(q);
	out->records = stmt_get_int(q);
	out->first_at = stmt_get_int(q);
	out->last_at = stmt_get_int(q);
}

int batch_after(struct store *s, int64_t seq, struct stmt **q, struct batch_row *out,
                struct err *e)
{
	int got;

	*q = stmt_begin(&s->sql, SQL_BATCH_AFTER);
	stmt_put_int(*q, seq);
	got = stmt_step(*q, e);
	if (got <= 0)
		return got;
	get_row(*q, out);
	out->lines = stmt_get_text(*q);
	return 1;
}

int batch_newest(struct store *s, const char *dataset, struct batch_place before,
                 struct stmt **q, struct batch_row *out, struct err *e)
{
	int got;

	*q = stmt_begin(&s->sql, SQL_BATCH_NEWEST);
	stmt_put_text(*q, dataset);
	stmt_put_int(*q, before.last_at);
	stmt_put_int(*q, before.seq);
	got = stmt_step(*q, e);
	if (got > 0)
		get_row(*q, out);
	return got;
}

int batch_count(struct store *s, const char *dataset, int64_t *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_BATCH_COUNT);

	stmt_put_text(q, dataset);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}

int batch_has_file(struct store *s, const char *dataset, const char *file, bool *out,
                   struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_BATCH_OF_FILE);
	int got;

	stmt_put_text(q, dataset);
	stmt_put_text(q, file);
	got = stmt_step(q, e);
	*out = got > 0;
	return got < 0 ? -1 : 0;
}
