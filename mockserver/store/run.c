/*
 * run.c - runs: one compact row each
 */
#include "mockserver/store/run.h"

static const char *const status_names[] = {
	[RUN_SUCCESS] = "success",        [RUN_FAILED] = "failed",
	[RUN_PARTIAL] = "partialSuccess", [RUN_IN_PROGRESS] = "inProgress",
	[RUN_QUEUED] = "queued",
};
static_assert(ARRAY_LEN(status_names) == RUN_STATUS_COUNT, "every status has a name");

const char *run_status_name(enum run_status status)
{
	return status_names[status];
}

bool run_has_ended(enum run_status status)
{
	return status != RUN_IN_PROGRESS && status != RUN_QUEUED;
}

const char *run_id_text(uint64_t seed, int64_t serial, char text[UUID_TEXT])
{
	return hash_uuid_of(hash_text(seed, "run"), (uint64_t)serial, text);
}

int run_next_serial(struct store *s, int64_t *out, struct err *e)
{
	struct stmt *q;
	int got = 0;

	if (!s->next_run) {
		q = stmt_begin(&s->sql, SQL_RUN_NEXT);
		got = stmt_one(q, e);
		if (got == 0)
			s->next_run = stmt_get_int(q);
		stmt_end(q);
	}
	*out = s->next_run;
	return got;
}

int run_count_before(struct store *s, int64_t flow_seq, int64_t serial, int64_t *out,
                     struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_RUN_COUNT_BEFORE);

	stmt_put_int(q, flow_seq);
	stmt_put_int(q, serial);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}

static int note_times(struct store *s, const struct run_row *r, struct err *e)
{
	const vtime times[RUN_TIMES] = {
		[RUN_UPDATED] = r->updated_at,
		[RUN_STARTED] = r->started_at,
		[RUN_COMPLETED] = r->completed_at,
	};

	return late_note(&s->late, &s->sql, r->created_at, times, e);
}

/* Rows are numbered from 1; 0 stands for no row. */
static void put_number(struct stmt *q, int64_t number)
{
	if (number)
		stmt_put_int(q, number);
	else
		stmt_put_null(q);
}

/* The run's result so far, in the order of both statements. */
static void put_outcome(struct stmt *q, const struct run_row *r)
{
	stmt_put_time(q, r->started_at);
	stmt_put_time(q, r->completed_at);
	stmt_put_int(q, r->status);
	stmt_put_int(q, r->records);
	stmt_put_int(q, r->bytes);
	stmt_put_int(q, r->files);
}

int run_put(struct store *s, const struct run_row *r, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_RUN_PUT);

	stmt_put_int(q, r->serial);
	stmt_put_int(q, r->flow_seq);
	stmt_put_int(q, r->scheduled_at);
	stmt_put_int(q, r->created_at);
	put_outcome(q, r);
	stmt_put_text(q, r->detail);
	stmt_put_int(q, r->version);
	stmt_put_int(q, r->updated_at);
	stmt_put_text(q, r->sent);
	put_number(q, r->plan);
	stmt_put_int(q, r->demanded);
	put_number(q, r->tenant);
	s->next_run = r->serial + 1;
	return stmt_run(q, e) < 0 ? -1 : note_times(s, r, e);
}

int run_change(struct store *s, const struct run_row *r, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_RUN_CHANGE);

	put_outcome(q, r);
	stmt_put_int(q, r->version);
	stmt_put_int(q, r->updated_at);
	stmt_put_text(q, r->sent);
	stmt_put_text(q, r->detail);
	stmt_put_int(q, r->serial);
	return stmt_run(q, e) < 0 ? -1 : note_times(s, r, e);
}

static void read_row(struct stmt *q, struct run_row *out)
{
	*out = (struct run_row){ .serial = stmt_get_int(q) };
	out->scheduled_at = stmt_get_int(q);
	out->created_at = stmt_get_int(q);
	out->started_at = stmt_get_time(q);
	out->completed_at = stmt_get_time(q);
	out->status = (enum run_status)stmt_get_int(q);
	out->records = stmt_get_int(q);
	out->bytes = stmt_get_int(q);
	out->files = stmt_get_int(q);
	out->detail = stmt_get_text(q);
	out->version = stmt_get_int(q);
	out->updated_at = stmt_get_int(q);
	out->sent = stmt_get_text(q);
	out->plan = stmt_get_int(q);
	out->plan_text = stmt_get_text(q);
	out->demanded = stmt_get_int(q);
	out->flow_seq = stmt_get_int(q);
	out->flow = stmt_get_text(q);
	out->org = stmt_get_text(q);
	out->sandbox = stmt_get_text(q);
	out->spec = stmt_get_text(q);
	out->source = stmt_get_text(q);
	out->target = stmt_get_text(q);
}

int run_lateness(struct store *s, enum run_time which, struct lateness *out,
                 struct err *e)
{
	return late_load(&s->late, &s->sql, which, out, e);
}

int run_begin(struct store *s, int64_t serial, struct stmt **q, struct run_row *out,
              struct err *e)
{
	AUTO(stmt_end) struct stmt *row = stmt_begin(&s->sql, SQL_RUN_LOAD);

	stmt_put_int(row, serial);
	if (stmt_one(row, e) < 0)
		return -1;
	read_row(row, out);
	*q = TAKE(row);
	return 0;
}

int run_each(struct store *s, const struct run_range *which, run_visit_fn *visit,
             void *ctx, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_RUN_BEGAN);
	struct run_row row;
	int got;

	stmt_put_int(q, which->after);
	stmt_put_int(q, which->until);
	stmt_put_int(q, which->most);
	while ((got = stmt_step(q, e)) > 0) {
		read_row(q, &row);
		if (visit(ctx, &row, e) < 0)
			return -1;
	}
	return got;
}

void run_last_get(struct stmt *q, struct last_run *out)
{
	out->serial = stmt_get_int(q);
	out->status = (enum run_status)stmt_get_int(q);
	out->created_at = stmt_get_time(q);
	out->started_at = stmt_get_time(q);
	out->completed_at = stmt_get_time(q);
}

int run_last_of(struct store *s, const char *flow, struct last_run *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_LAST_RUN);

	stmt_put_text(q, flow);
	if (stmt_one(q, e) < 0)
		return -1;
	run_last_get(q, out);
	return 0;
}
