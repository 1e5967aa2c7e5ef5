/*
 * late.c - how far the times of runs lie behind their creation, at most
 */
#include "mockserver/store/late.h"

static int know(struct late *l, struct stmts *sql, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	int got;

	if (l->known)
		return 0;
	q = stmt_begin(sql, SQL_LATE_LOAD);
	while ((got = stmt_step(q, e)) > 0) {
		int64_t which = stmt_get_int(q);

		assert(which >= 0 && which < RUN_TIMES);
		l->of[which].least = stmt_get_int(q);
		l->of[which].most = stmt_get_int(q);
	}
	l->known = got == 0;
	return got;
}

static int put(struct stmts *sql, enum run_time which, const struct lateness *wide,
               struct err *e)
{
	struct stmt *q = stmt_begin(sql, SQL_LATE_PUT);

	stmt_put_int(q, which);
	stmt_put_int(q, wide->least);
	stmt_put_int(q, wide->most);
	return stmt_run(q, e);
}

int late_note(struct late *l, struct stmts *sql, vtime created,
              const vtime times[RUN_TIMES], struct err *e)
{
	if (know(l, sql, e) < 0)
		return -1;
	for (enum run_time which = 0; which < RUN_TIMES; which++) {
		struct lateness *wide = &l->of[which];
		int64_t by = times[which] == VTIME_NEVER ? 0 : times[which] - created;

		if (by >= wide->least && by <= wide->most)
			continue;
		if (by < wide->least)
			wide->least = by;
		if (by > wide->most)
			wide->most = by;
		if (put(sql, which, wide, e) < 0)
			return -1;
	}
	return 0;
}

int late_load(struct late *l, struct stmts *sql, enum run_time which,
              struct lateness *out, struct err *e)
{
	if (know(l, sql, e) < 0)
		return -1;
	*out = l->of[which];
	return 0;
}

void late_forget(struct late *l)
{
	*l = (struct late){ 0 };
}
