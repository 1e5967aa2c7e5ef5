/*
 * fault.c - rows of armed faults: what each was armed with, its counts and receipts
 */
#include "mockserver/store/fault.h"

int fault_row_put(struct store *s, const struct fault_row *row, int64_t *seq,
                  struct err *e)
{
	struct stmt *q;

	if (store_draw(s, "fault", seq, e) < 0)
		return -1;
	q = stmt_begin(&s->sql, SQL_FAULT_PUT);
	stmt_put_int(q, *seq);
	stmt_put_text(q, row->name);
	stmt_put_text(q, row->body);
	stmt_put_int(q, row->at_start);
	return stmt_run(q, e);
}

int fault_row_count(struct store *s, int64_t seq, const struct fault_counts *counts,
                    struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FAULT_COUNT);

	stmt_put_int(q, counts->matched);
	stmt_put_int(q, counts->fired);
	stmt_put_int(q, counts->effective);
	stmt_put_int(q, counts->shadowed);
	stmt_put_int(q, seq);
	return stmt_run(q, e);
}

int fault_row_drop(struct store *s, int64_t seq, struct err *e)
{
	static const enum sql all[] = { SQL_RECEIPT_DROP, SQL_FAULT_MARKS_DROP,
		                        SQL_FAULT_KEY_DROP, SQL_FAULT_DROP };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct stmt *q = stmt_begin(&s->sql, all[i]);

		stmt_put_int(q, seq);
		if (stmt_run(q, e) < 0)
			return -1;
	}
	return 0;
}

int fault_row_next(struct stmt *q, struct fault_row *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got <= 0)
		return got;
	out->seq = stmt_get_int(q);
	out->name = stmt_get_text(q);
	out->body = stmt_get_text(q);
	out->at_start = stmt_get_int(q) != 0;
	out->counts.matched = stmt_get_int(q);
	out->counts.fired = stmt_get_int(q);
	out->counts.effective = stmt_get_int(q);
	out->counts.shadowed = stmt_get_int(q);
	return 1;
}

int fault_key_put(struct store *s, int64_t seq, const struct fault_key_row *row,
                  struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FAULT_KEY_PUT);

	stmt_put_int(q, seq);
	stmt_put_text(q, row->key);
	stmt_put_int(q, row->matched);
	stmt_put_int(q, row->fired);
	return stmt_run(q, e);
}

int fault_key_next(struct stmt *q, struct fault_key_row *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got <= 0)
		return got;
	out->key = stmt_get_text(q);
	out->matched = stmt_get_int(q);
	out->fired = stmt_get_int(q);
	return 1;
}

int fault_mark_put(struct store *s, int64_t seq, const struct fault_mark_row *row,
                   struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FAULT_MARK_PUT);

	stmt_put_int(q, seq);
	stmt_put_text(q, row->name);
	stmt_put_int(q, row->at);
	stmt_put_int(q, row->reads);
	stmt_put_text(q, row->body);
	return stmt_run(q, e);
}

int fault_mark_drop(struct store *s, int64_t seq, const char *name, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FAULT_MARK_DROP);

	stmt_put_int(q, seq);
	stmt_put_text(q, name);
	return stmt_run(q, e);
}

int fault_mark_next(struct stmt *q, struct fault_mark_row *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got <= 0)
		return got;
	out->name = stmt_get_text(q);
	out->at = stmt_get_int(q);
	out->reads = stmt_get_int(q);
	out->body = stmt_get_text(q);
	return 1;
}

int fault_receipt_put(struct store *s, const struct receipt_row *row, int64_t *serial,
                      struct err *e)
{
	struct stmt *q;

	if (store_draw(s, "fault receipt", serial, e) < 0)
		return -1;
	q = stmt_begin(&s->sql, SQL_RECEIPT_PUT);
	stmt_put_int(q, *serial);
	stmt_put_int(q, row->fault);
	stmt_put_text(q, row->key);
	stmt_put_int(q, row->ordinal);
	stmt_put_int(q, row->request);
	stmt_put_int(q, row->at);
	stmt_put_text(q, row->operation);
	stmt_put_int(q, row->action);
	stmt_put_int(q, row->value);
	stmt_put_text(q, row->done);
	stmt_put_int(q, row->effective);
	stmt_put_int(q, row->run);
	stmt_put_int(q, row->flow);
	stmt_put_int(q, row->scheduled_at);
	stmt_put_text(q, row->about);
	return stmt_run(q, e);
}

int fault_receipt_done(struct store *s, int64_t serial, const char *done,
                       const char *about, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_RECEIPT_DONE);

	stmt_put_text(q, done);
	stmt_put_text(q, about);
	stmt_put_int(q, serial);
	return stmt_run(q, e);
}

int fault_receipt_load(struct store *s, int64_t serial, struct receipt_row *out,
                       struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_RECEIPT_LOAD);

	stmt_put_int(q, serial);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = (struct receipt_row){ .serial = serial };
	out->fault = stmt_get_int(q);
	out->action = stmt_get_int(q);
	out->effective = stmt_get_int(q) != 0;
	return 0;
}

int fault_receipt_next(struct stmt *q, struct receipt_row *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got <= 0)
		return got;
	out->serial = stmt_get_int(q);
	out->fault = stmt_get_int(q);
	out->key = stmt_get_text(q);
	out->ordinal = stmt_get_int(q);
	out->request = stmt_get_int(q);
	out->at = stmt_get_int(q);
	out->operation = stmt_get_text(q);
	out->action = stmt_get_int(q);
	out->value = stmt_get_int(q);
	out->done = stmt_get_text(q);
	out->effective = stmt_get_int(q) != 0;
	out->run = stmt_get_int(q);
	out->flow = stmt_get_int(q);
	out->scheduled_at = stmt_get_int(q);
	out->about = stmt_get_text(q);
	return 1;
}

int fault_receipts_move(struct store *s, int64_t from, int64_t to, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_RECEIPTS_MOVE);

	stmt_put_int(q, to);
	stmt_put_int(q, from);
	return stmt_run(q, e);
}

int fault_receipt_last_request(struct store *s, int64_t *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_RECEIPT_LAST);

	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}
