/*
 * spec_row.c - the specs that clients have written, as JSON texts
 */
#include "mockserver/store/spec_row.h"

int spec_row_put(struct store *s, const struct spec_row_new *n, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_SPEC_PUT);

	s->writes++;
	stmt_put_text(q, n->org);
	stmt_put_int(q, n->kind);
	stmt_put_text(q, n->id);
	stmt_put_text(q, n->body);
	return stmt_run(q, e);
}

int spec_row_after(struct store *s, int64_t seq, struct stmt **q, struct spec_row *out,
                   struct err *e)
{
	int got;

	*q = stmt_begin(&s->sql, SQL_SPEC_AFTER);
	stmt_put_int(*q, seq);
	got = stmt_step(*q, e);
	if (got <= 0)
		return got;
	out->seq = stmt_get_int(*q);
	out->org = stmt_get_text(*q);
	out->kind = (int)stmt_get_int(*q);
	out->body = stmt_get_text(*q);
	return 1;
}
