/*
 * timeline.c - flows and their runs in time, of all organisations and sandboxes
 */
#include "mockserver/store/timeline.h"

static_assert(RUN_STATUS_COUNT == 5, "the statements name every status");

int timeline_flow_after(struct store *s, int64_t seq, struct stmt **q,
                        struct timeline_flow_row *out, struct err *e)
{
	*q = stmt_begin(&s->sql, SQL_TIMELINE_FLOW);
	stmt_put_int(*q, seq);
	if (stmt_one(*q, e) < 0)
		return -1;
	out->seq = stmt_get_int(*q);
	out->id = stmt_get_text(*q);
	out->name = stmt_get_text(*q);
	out->state = stmt_get_text(*q);
	out->created_at = stmt_get_int(*q);
	out->updated_at = stmt_get_int(*q);
	out->start_at = stmt_get_time(*q);
	out->step_ms = stmt_get_int(*q);
	out->end_at = stmt_get_time(*q);
	out->next_at = stmt_get_time(*q);
	out->first_at = stmt_get_time(*q);
	out->newest_at = stmt_get_time(*q);
	return 0;
}

struct stmt *timeline_runs_begin(struct store *s, int64_t flow, vtime from, vtime until)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_TIMELINE_RUNS);

	stmt_put_int(q, flow);
	stmt_put_int(q, from);
	stmt_put_int(q, until);
	return q;
}

int timeline_run_next(struct stmt *q, struct timeline_run_row *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got <= 0)
		return got;
	out->serial = stmt_get_int(q);
	out->scheduled_at = stmt_get_int(q);
	out->status = (enum run_status)stmt_get_int(q);
	out->demanded = stmt_get_int(q);
	return 1;
}
