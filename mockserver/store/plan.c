/*
 * plan.c - the texts of plans, each kept once
 */
#include "mockserver/store/plan.h"

static int find_plan(struct store *s, const char *text, int64_t *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_PLAN_FIND);
	int got;

	stmt_put_text(q, text);
	got = stmt_step(q, e);
	if (got > 0)
		*out = stmt_get_int(q);
	return got;
}

int plan_intern(struct store *s, const char *text, int64_t *out, struct err *e)
{
	int got = find_plan(s, text, out, e);
	struct stmt *q;

	if (got)
		return got < 0 ? -1 : 0;
	q = stmt_begin(&s->sql, SQL_PLAN_PUT);
	stmt_put_text(q, text);
	got = stmt_one(q, e);
	if (got == 0)
		*out = stmt_get_int(q);
	stmt_end(q);
	return got;
}
