/*
 * due.c - what falls due, in order
 */
#include "mockserver/store/due.h"

/* Each select answers (id, time, flow's number, flow's id), the earliest of that kind. */
static const struct {
	enum due_what what;
	enum sql first;
} kinds[] = {
	{ DUE_STAGED, SQL_FILE_APPEARS },
	{ DUE_FILE, SQL_FILE_EXPIRED },
	{ DUE_RUN, SQL_JOB_DUE },
};

/* 1 with *out set, 0 when nothing of the kind is due. */
static int first_of(struct store *s, size_t kind, vtime until, struct due *out,
                    struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, kinds[kind].first);
	int got;

	stmt_put_int(q, until);
	got = stmt_step(q, e);
	if (got <= 0)
		return got;
	*out = (struct due){ .what = kinds[kind].what };
	out->id = stmt_get_int(q);
	out->at = stmt_get_int(q);
	out->flow_seq = stmt_get_int(q);
	snprintf(out->flow, sizeof(out->flow), "%s", stmt_get_text(q));
	return 1;
}

bool due_is_before(const struct due *a, const struct due *b)
{
	return a->at != b->at ? a->at < b->at : strcmp(a->flow, b->flow) < 0;
}

int due_other(struct store *s, vtime until, struct due *out, struct err *e)
{
	*out = (struct due){ .what = DUE_NOTHING };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct due one;
		int got = first_of(s, i, until, &one, e);

		if (got < 0)
			return -1;
		if (got && (out->what == DUE_NOTHING || due_is_before(&one, out)))
			*out = one;
	}
	return 0;
}

int due_tick_of(struct store *s, const char *flow, int64_t *seq, vtime *out,
                struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_NEXT);

	stmt_put_text(q, flow);
	if (stmt_one(q, e) < 0)
		return -1;
	*seq = stmt_get_int(q);
	*out = stmt_get_time(q);
	return 0;
}

int due_at(struct store *s, int64_t tick_lag_ms, vtime *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_DUE_AT);

	stmt_put_int(q, tick_lag_ms);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_time(q);
	return 0;
}

int job_put(struct store *s, const struct job *j, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_JOB_PUT);

	s->jobs++;
	stmt_put_int(q, j->run);
	stmt_put_int(q, j->flow_seq);
	stmt_put_text(q, j->flow);
	stmt_put_time(q, j->due_at);
	stmt_put_int(q, j->reads);
	return stmt_run(q, e);
}

int job_hurry(struct store *s, int64_t run_serial, vtime due_at, bool *is_there,
              struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_JOB_HURRY);
	int got;

	s->jobs++;
	stmt_put_time(q, due_at);
	stmt_put_int(q, run_serial);
	got = stmt_step(q, e);
	*is_there = got > 0;
	return got < 0 ? -1 : 0;
}

int job_drop(struct store *s, int64_t serial, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_JOB_DROP);

	s->jobs++;
	stmt_put_int(q, serial);
	return stmt_run(q, e);
}

int job_read(struct store *s, int64_t serial, int64_t *left, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_JOB_READ);
	int got;

	stmt_put_int(q, serial);
	got = stmt_step(q, e);
	*left = got > 0 ? stmt_get_int(q) : -1;
	return got < 0 ? -1 : 0;
}

int job_any_is_read(struct store *s, bool *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_JOB_IS_READ);
	int got = stmt_step(q, e);

	*out = got > 0;
	return got < 0 ? -1 : 0;
}

int job_of_flow(struct store *s, int64_t flow_seq, int64_t *run_out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_JOB_OF_FLOW);
	int got;

	stmt_put_int(q, flow_seq);
	got = stmt_step(q, e);
	*run_out = got > 0 ? stmt_get_int(q) : 0;
	return got < 0 ? -1 : 0;
}
