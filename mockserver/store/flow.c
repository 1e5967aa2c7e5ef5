/*
 * flow.c - what a flow has still to do, and where it stands
 *
 * A flow has one row.  Two columns make the ticks wait for the runs: `active` is
 * the serial of the run that has not ended, null when none is under way, and missed_at is
 * the tick that fell due meanwhile.  Only the newest missed tick is kept: when the run
 * ends, one run makes up for all.
 *
 * ticked_once belongs to schedules without a step: 0 until the only tick, 1 when it had
 * its run, 2 while it waits for the end of another.  So a new schedule that forgets the
 * waiting tick (FLOW_SWAP) sets 2 back to 0, and the tick is free to come again.
 *
 * s->writes tells plans (runs/plans.c) that what they were made of has changed: ends,
 * schedule, life.  What a tick or a run notes is not part of a plan and does not count.
 */
#include "mockserver/store/flow.h"

#include "lib/mem.h"

/* What an update may change, in the order of both statements. */
static void put_terms(struct stmt *q, const struct flow_row *f)
{
	stmt_put_text(q, f->source);
	stmt_put_text(q, f->target);
	stmt_put_int(q, f->full);
	stmt_put_time(q, f->start_at);
	stmt_put_int(q, f->step_ms);
	stmt_put_time(q, f->end_at);
	stmt_put_time(q, f->next_at);
}

/* The entity was stored before: FLOW_PUT takes the tenant from its row. */
int flow_put(struct store *s, const struct flow_row *f, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_PUT);

	s->writes++;
	stmt_put_int(q, f->seq);
	stmt_put_text(q, f->id);
	stmt_put_text(q, f->org);
	stmt_put_text(q, f->sandbox);
	stmt_put_text(q, f->spec);
	put_terms(q, f);
	return stmt_run(q, e);
}

/* The columns of FLOW_LOAD and FLOW_BY_ID, which are the same, in their order. */
static void read_row(struct stmt *q, struct flow_row *out)
{
	const char *life;

	out->seq = stmt_get_int(q);
	out->id = mem_strdup(stmt_get_text(q));
	out->org = mem_strdup(stmt_get_text(q));
	out->sandbox = mem_strdup(stmt_get_text(q));
	out->spec = mem_strdup(stmt_get_text(q));
	out->source = mem_strdup(stmt_get_text(q));
	out->target = mem_strdup(stmt_get_text(q));
	out->full = stmt_get_int(q);
	out->start_at = stmt_get_time(q);
	out->step_ms = stmt_get_int(q);
	out->end_at = stmt_get_time(q);
	out->next_at = stmt_get_time(q);
	out->ticked_at = stmt_get_time(q);
	out->ticked_once = stmt_get_int(q);
	out->missed_at = stmt_get_time(q);
	life = stmt_get_text(q);
	out->life = life ? mem_strdup(life) : NULL;
	out->tenant = stmt_get_int(q);
}

/* *out is all zero on -1, so that a caller may release it in any case. */
static int load_one(struct stmt *q, struct flow_row *out, struct err *e)
{
	*out = (struct flow_row){ 0 };
	if (stmt_one(q, e) < 0)
		return -1;
	read_row(q, out);
	return 0;
}

int flow_load(struct store *s, int64_t seq, struct flow_row *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_LOAD);

	stmt_put_int(q, seq);
	return load_one(q, out, e);
}

int flow_find(struct store *s, const char *id, struct flow_row *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_BY_ID);

	stmt_put_text(q, id);
	return load_one(q, out, e);
}

void flow_release(struct flow_row *f)
{
	free(f->id);
	free(f->org);
	free(f->sandbox);
	free(f->spec);
	free(f->source);
	free(f->target);
	free(f->life);
	*f = (struct flow_row){ 0 };
}

/* The column `active`: ticks do not wait for a run that has ended in the same step. */
static void put_active(struct stmt *q, int64_t run, bool active)
{
	if (active)
		stmt_put_int(q, run);
	else
		stmt_put_null(q);
}

int flow_ticked(struct store *s, const struct flow_tick *t, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_TICKED);

	stmt_put_time(q, t->next_at);
	stmt_put_int(q, t->run);
	put_active(q, t->run, t->active);
	stmt_put_int(q, t->ticked_at);
	stmt_put_int(q, t->flow);
	return stmt_run(q, e);
}

int flow_missed(struct store *s, int64_t seq, vtime next_at, vtime missed_at,
                struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_MISSED);

	stmt_put_time(q, next_at);
	stmt_put_int(q, missed_at);
	stmt_put_int(q, seq);
	return stmt_run(q, e);
}

int flow_delayed(struct store *s, int64_t seq, vtime tick_at, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_DELAYED);

	stmt_put_int(q, DELAYED_RUN);
	stmt_put_int(q, tick_at);
	stmt_put_int(q, seq);
	return stmt_run(q, e);
}

int flow_ran(struct store *s, int64_t seq, int64_t serial, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_RAN);

	stmt_put_int(q, serial);
	stmt_put_int(q, seq);
	return stmt_run(q, e);
}

int flow_began(struct store *s, int64_t seq, int64_t serial, enum activity activity,
               struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_BEGAN);

	stmt_put_int(q, serial);
	put_active(q, serial, activity == ACTIVE);
	stmt_put_int(q, seq);
	return stmt_run(q, e);
}

/*
 * Two statements, for an update answers nothing: the missed tick is read before it is
 * cleared.  Both ask for active = serial: the end of a client's run, or of one that was
 * active before the flow was deleted and made anew, leaves the row alone.
 */
int flow_ended(struct store *s, int64_t seq, int64_t serial, vtime *missed_at,
               struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_MISSED_AT);
	int got;

	stmt_put_int(q, seq);
	stmt_put_int(q, serial);
	got = stmt_step(q, e);
	*missed_at = got > 0 ? stmt_get_time(q) : VTIME_NEVER;
	stmt_end(q);
	if (got <= 0)
		return got;
	q = stmt_begin(&s->sql, SQL_FLOW_ENDED);
	stmt_put_int(q, seq);
	stmt_put_int(q, serial);
	return stmt_run(q, e);
}

int flow_set_life(struct store *s, const char *id, const char *life, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_LIFE);

	stmt_put_text(q, life);
	stmt_put_text(q, id);
	s->writes++;
	return stmt_run(q, e);
}

int flow_swap(struct store *s, const struct flow_row *f, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_SWAP);

	s->writes++;
	put_terms(q, f);
	stmt_put_time(q, f->missed_at);
	stmt_put_text(q, f->id);
	return stmt_run(q, e);
}

int flow_stop(struct store *s, const char *id, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_STOP);

	s->writes++;
	stmt_put_text(q, id);
	return stmt_run(q, e);
}

/* The statement is lent until the last row, so visit must not ask for the same. */
int flow_each_of_target(struct store *s, const char *target, flow_visit_fn *visit,
                        void *ctx, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_OF_TARGET);
	int got;

	stmt_put_text(q, target);
	while ((got = stmt_step(q, e)) > 0) {
		if (visit(ctx, stmt_get_text(q), e) < 0)
			return -1;
	}
	return got;
}

/* The entity's row names the base; the target connection in between may be gone. */
int flow_uses_base(struct store *s, const char *base, bool *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_OF_BASE);
	int got;

	stmt_put_text(q, base);
	got = stmt_step(q, e);
	*out = got > 0;
	return got < 0 ? -1 : 0;
}

int flow_count_destinations(struct store *s, const struct caller *by, int64_t *out,
                            struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_DESTINATIONS);

	stmt_put_text(q, by->org);
	stmt_put_text(q, by->sandbox);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}

int flow_load_exported(struct store *s, int64_t flow, const char *dataset, vtime *out,
                       struct err *e)
{
	return progress_load(&s->progress, &s->sql, flow, dataset, out, e);
}

int flow_put_exported(struct store *s, int64_t flow, const char *dataset, vtime until,
                      struct err *e)
{
	const struct exported mark = { flow, dataset, until };

	return progress_put(&s->progress, &s->sql, &mark, e);
}
