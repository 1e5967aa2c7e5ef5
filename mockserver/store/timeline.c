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

/*
 * Serials grow with time: half of those that are left is left out in each turn.  (Where
 * the machine's clock was set back, runs of so short a time may be missed.)
 */
static int first_since(struct store *s, vtime from, int64_t *out, struct err *e)
{
	int64_t high;

	*out = 1;
	if (run_next_serial(s, &high, e) < 0)
		return -1;
	while (*out < high) {
		AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_TIMELINE_RUN);
		int64_t middle = *out + (high - *out) / 2, serial;
		int got;

		stmt_put_int(q, middle);
		got = stmt_step(q, e);
		if (got < 0)
			return -1;
		serial = got ? stmt_get_int(q) : high;
		if (got && stmt_get_int(q) < from)
			*out = serial + 1;
		else
			high = middle;
	}
	return 0;
}

int timeline_runs_begin(struct store *s, vtime from, vtime until, struct stmt **q,
                        struct err *e)
{
	int64_t first;

	if (first_since(s, from, &first, e) < 0)
		return -1;
	*q = stmt_begin(&s->sql, SQL_TIMELINE_RUNS);
	stmt_put_int(*q, first);
	stmt_put_int(*q, from);
	stmt_put_int(*q, until);
	return 0;
}

int timeline_run_next(struct stmt *q, struct timeline_run_row *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got <= 0)
		return got;
	out->flow = stmt_get_int(q);
	out->serial = stmt_get_int(q);
	out->scheduled_at = stmt_get_int(q);
	out->status = (enum run_status)stmt_get_int(q);
	out->demanded = stmt_get_int(q);
	return 1;
}

struct stmt *timeline_faults_begin(struct store *s, vtime from, vtime until)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_TIMELINE_FAULTS);

	stmt_put_int(q, from);
	stmt_put_int(q, until);
	return q;
}

int timeline_fault_next(struct stmt *q, struct timeline_fault_row *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got <= 0)
		return got;
	out->flow = stmt_get_int(q);
	out->run = stmt_get_int(q);
	out->scheduled_at = stmt_get_int(q);
	out->name = stmt_get_text(q);
	out->done = stmt_get_text(q);
	return 1;
}
