/*
 * life.c - a run from its beginning to its end
 */
#include "mockserver/runs/life.h"

#include "lib/hash.h"
#include "mockserver/runs/plans.h"
#include "mockserver/runs/runner.h"
#include "mockserver/sim/schedule.h"
#include "mockserver/world/flow_writes.h"

/* Within the 6 min 13 s to 6 min 31 s of a recorded daily export (09 §4). */
#define LAG_LIVE_MS (380 * MS_PER_SECOND)

static void notify(const struct world *w, const struct run_row *row, unsigned changes)
{
	if (changes & RUN_ENDS)
		log_event(&w->log, LOG_INFO, "run.done", F_STR("flow", row->flow),
		          F_STR("status", run_status_name(row->status)),
		          F_INT("records", row->records), F_INT("files", row->files),
		          F_INT("bytes", row->bytes));
	if (w->watch)
		w->watch->notify(w->watch->ctx, row, changes);
}

int64_t run_lag_ms(const struct world *w)
{
	return ledger_choice(&w->now.contract, LEDGER_RUN_DELAY) == CHOICE_LIVE
	               ? LAG_LIVE_MS
	               : 0;
}

int run_writes_flow(struct world *w, int64_t flow, struct err *e)
{
	if (ledger_choice(&w->now.contract, LEDGER_RUN_CHANGES_ETAG) == CHOICE_KEEP)
		return 0;
	return flow_writes_note(w, flow, e);
}

/* ---------------------------------------------------------------- its length */

static int64_t length_of(const struct world *w, const struct plan *p,
                         const struct run_row *row)
{
	uint64_t key = hash_text(hash_text(w->seed, "life"), p->flow.id);

	key = hash_with(key, (uint64_t)row->scheduled_at);
	if (row->demanded)
		key = hash_with(key, (uint64_t)row->serial);
	return life_length_ms(&p->life, key);
}

static bool is_immediate(const struct world *w, const struct plan *p,
                         const struct run_row *row)
{
	return p->life.kind == LIFE_IMMEDIATE ||
	       (p->life.kind == LIFE_AFTER && !length_of(w, p, row));
}

/* What is left to do of a run that has just begun, or started. */
static int put_job(struct world *w, const struct plan *p, const struct run_row *row,
                   struct err *e)
{
	struct job job = { row->serial, p->flow.seq, p->flow.id, VTIME_NEVER,
		           p->life.polls };
	int64_t length;

	if (p->life.kind == LIFE_AFTER) {
		length = length_of(w, p, row);
		job.due_at = row->created_at +
		             (row->status == RUN_QUEUED ? life_wait_ms(length) : length);
		job.reads = 0;
	}
	return job_put(&w->store, &job, e);
}

/* ---------------------------------------------------------------- beginning */

static void begin_row(struct runner *r, vtime scheduled_at)
{
	const struct plan *p = r->plan;
	vtime now = clock_now(&r->w->clock);

	r->row.scheduled_at = scheduled_at;
	r->row.created_at = r->row.updated_at = now;
	r->row.started_at = r->row.completed_at = VTIME_NEVER;
	r->row.status = RUN_QUEUED;
	r->row.version = 1;
	r->row.plan = p->serial;
	r->row.flow_seq = p->flow.seq;
	r->row.tenant = p->flow.tenant;
	r->row.flow = p->flow.id;
	r->row.org = p->flow.org;
	r->row.sandbox = p->flow.sandbox;
	r->row.spec = p->flow.spec;
	r->row.source = p->flow.source;
	r->row.target = p->flow.target;
}

/* What strikes the run. */
static int judge(struct runner *r, struct err *e)
{
	AUTO(run_subject_release) struct run_subject s;

	run_subject_init(&s, r->w, r->plan, r->row.serial, r->row.scheduled_at);
	return run_faults_judge(&s, &r->faults, e);
}

/* Begins a run of the plan; its row is whole when this returns. */
static int begin(struct runner *r, struct plan *p, vtime scheduled_at, struct err *e)
{
	struct world *w = r->w;
	bool at_once;

	r->plan = p;
	if (plan_keep(w, p, e) < 0 || run_next_serial(&w->store, &r->row.serial, e) < 0)
		return -1;
	begin_row(r, scheduled_at);
	if (faults_watch(&w->faults, FAULT_POINT_RUN) && judge(r, e) < 0)
		return -1;
	at_once = is_immediate(w, p, &r->row);
	if (at_once && runner_export(r, e) < 0)
		return -1;
	if (run_put(&w->store, &r->row, e) < 0)
		return -1;
	if (run_writes_flow(w, p->flow.seq, e) < 0 ||
	    (!at_once && put_job(w, p, &r->row, e) < 0))
		return -1;
	notify(w, &r->row, RUN_BEGINS | (at_once ? RUN_ENDS : 0));
	return 0;
}

static vtime next_tick(const struct flow_row *f, vtime last)
{
	const struct schedule s = schedule_stored(f->start_at, f->step_ms, f->end_at);

	return schedule_next(&s, last);
}

int run_tick(struct world *w, const struct due *tick, struct ticked *out, struct err *e)
{
	AUTO(runner_release) struct runner r = { .w = w };
	struct flow_tick moved = { .flow = tick->id,
		                   .ticked_at = tick->tick_at,
		                   .active = true };
	struct plan *p;

	*out = (struct ticked){ 0 };
	if (plans_find(w, tick->id, &p, e) < 0)
		return -1;
	out->next_at = moved.next_at = next_tick(&p->flow, tick->tick_at);
	if (tick->active)
		return flow_missed(&w->store, tick->id, out->next_at, tick->tick_at, e);
	if (begin(&r, p, tick->tick_at, e) < 0)
		return -1;
	out->run = moved.run = r.row.serial;
	out->ended = run_has_ended(r.row.status);
	return out->ended ? 0 : flow_ticked(&w->store, &moved, e);
}

int run_demand(struct world *w, struct plan *p, const char *sent, struct run_row *out,
               struct err *e)
{
	AUTO(runner_release) struct runner r = { .w = w };

	r.row.demanded = true;
	r.row.sent = sent;
	if (begin(&r, p, clock_now(&w->clock), e) < 0 ||
	    flow_ran(&w->store, p->flow.seq, r.row.serial, e) < 0)
		return -1;
	*out = r.row;
	out->detail = NULL;
	return 0;
}

/* ---------------------------------------------------------------- going on */

/* The one run for the ticks that fell due while another was active. */
static int catch_up(struct world *w, int64_t flow, vtime missed_at, struct err *e)
{
	AUTO(runner_release) struct runner r = { .w = w };
	struct plan *p;

	if (plans_find(w, flow, &p, e) < 0 || begin(&r, p, missed_at, e) < 0)
		return -1;
	return flow_began(&w->store, flow, r.row.serial,
	                  run_has_ended(r.row.status) ? AT_REST : ACTIVE, e);
}

int run_is_over(struct world *w, const struct run_row *row, struct err *e)
{
	int64_t flow = row->flow_seq; /* the row may be gone when the next run begins */
	vtime missed_at;

	if (job_drop(&w->store, row->serial, e) < 0 ||
	    flow_ended(&w->store, flow, row->serial, &missed_at, e) < 0)
		return -1;
	return missed_at == VTIME_NEVER ? 0 : catch_up(w, flow, missed_at, e);
}

static int start(struct runner *r, struct err *e)
{
	struct world *w = r->w;

	r->row.status = RUN_IN_PROGRESS;
	r->row.started_at = r->row.updated_at = clock_now(&w->clock);
	if (run_change(&w->store, &r->row, e) < 0 ||
	    run_writes_flow(w, r->row.flow_seq, e) < 0)
		return -1;
	if (r->plan->life.kind == LIFE_AFTER && put_job(w, r->plan, &r->row, e) < 0)
		return -1;
	notify(w, &r->row, RUN_GOES_ON);
	return 0;
}

static int end(struct runner *r, struct err *e)
{
	struct world *w = r->w;

	if (runner_export(r, e) < 0 || run_change(&w->store, &r->row, e) < 0 ||
	    run_writes_flow(w, r->row.flow_seq, e) < 0)
		return -1;
	notify(w, &r->row, RUN_ENDS);
	return run_is_over(w, &r->row, e);
}

/* From waiting to progress, from progress to the end. */
static int go_on(struct world *w, struct run_row *row, bool to_the_end, struct err *e)
{
	AUTO(runner_release) struct runner r = { .w = w };
	AUTO(plan_release) struct plan p = { 0 };

	if (plan_of_run(w, row, &p, e) < 0)
		return -1;
	r.plan = &p;
	r.row = *row;
	r.row.version++;
	if (faults_watch(&w->faults, FAULT_POINT_RUN) &&
	    run_faults_load(w, row->serial, &r.faults, e) < 0)
		return -1;
	if (row->status == RUN_QUEUED && !to_the_end)
		return start(&r, e);
	return end(&r, e);
}

int run_go_on(struct world *w, int64_t serial, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct run_row row;

	if (run_begin(&w->store, serial, &q, &row, e) < 0)
		return -1;
	return go_on(w, &row, false, e);
}

int run_was_read(struct world *w, int64_t serial, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct run_row row;
	int64_t left;

	if (job_read(&w->store, serial, &left, e) < 0)
		return -1;
	if (left < 0)
		return 0;
	if (run_begin(&w->store, serial, &q, &row, e) < 0)
		return -1;
	if (left && row.status != RUN_QUEUED)
		return 0;
	return go_on(w, &row, !left, e);
}
