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

/* What has become of a run that was to begin. */
enum run_begun { RUN_BEGUN, RUN_DELAYED, RUN_MISSED };

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

/* When a run that lives by the clock starts, or ends; one that began late not before. */
static vtime due_of(const struct world *w, const struct plan *p,
                    const struct run_row *row)
{
	const int64_t length = length_of(w, p, row), wait = life_wait_ms(length);
	vtime due = row->created_at + length;

	if (row->status == RUN_QUEUED)
		return row->created_at + wait;
	return due > row->started_at ? due : row->started_at + length - wait;
}

/* Has the run held by a fault; its job is due when the fault lets it go. */
static int hold(struct runner *r, const struct fault_hit *hit, vtime since,
                struct job *job, struct err *e)
{
	const char *status = run_status_name(r->row.status);
	char until[VTIME_TEXT];

	job->reads = 0;
	job->due_at = hit->action->ms ? since + hit->action->ms : VTIME_NEVER;
	if (!hit->action->ms)
		return run_faults_did(r->w, hit, e,
		                      "kept the run %s until it is released", status);
	return run_faults_did(r->w, hit, e, "kept the run %s until %s", status,
	                      vtime_format(job->due_at, until));
}

/* What is left to do of a run that has just begun, or started. */
static int put_job(struct runner *r, struct err *e)
{
	const struct plan *p = r->plan;
	const struct run_row *row = &r->row;
	const bool waits = row->status == RUN_QUEUED;
	const struct fault_hit *hit =
		run_faults_find(&r->faults, waits ? FAULT_QUEUED : FAULT_STUCK);
	struct job job = { row->serial, p->flow.seq, p->flow.id, VTIME_NEVER,
		           p->life.polls };

	if (p->life.kind == LIFE_AFTER) {
		job.due_at = due_of(r->w, p, row);
		job.reads = 0;
	}
	if (hit && hold(r, hit, waits ? row->created_at : row->started_at, &job, e) < 0)
		return -1;
	return job_put(&r->w->store, &job, e);
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

/* The row of a run of the plan, which is not stored yet. */
static int prepare(struct runner *r, struct plan *p, vtime scheduled_at, struct err *e)
{
	r->plan = p;
	if (plan_keep(r->w, p, e) < 0 ||
	    run_next_serial(&r->w->store, &r->row.serial, e) < 0)
		return -1;
	begin_row(r, scheduled_at);
	return 0;
}

/* Begins a run whose row is prepared; the row is whole when this returns. */
static int live(struct runner *r, struct err *e)
{
	struct world *w = r->w;
	const bool queued = run_faults_find(&r->faults, FAULT_QUEUED) != NULL;
	const bool stuck = run_faults_find(&r->faults, FAULT_STUCK) != NULL;
	const bool immediate = is_immediate(w, r->plan, &r->row);
	const bool at_once = immediate && !queued && !stuck;

	if (at_once && runner_export(r, e) < 0)
		return -1;
	if (immediate && stuck && !queued) {
		r->row.status = RUN_IN_PROGRESS;
		r->row.started_at = r->row.created_at;
	}
	if (run_put(&w->store, &r->row, e) < 0)
		return -1;
	if (run_writes_flow(w, r->plan->flow.seq, e) < 0 ||
	    (!at_once && put_job(r, e) < 0))
		return -1;
	notify(w, &r->row, RUN_BEGINS | (at_once ? RUN_ENDS : 0));
	return 0;
}

/*
 * Where a fault says so, a run that has just ended is followed by another one, which ends
 * at once: nothing comes between the two, so that it exports the same records.
 */
static int repeat(const struct runner *first, struct plan *p, int64_t *newest,
                  struct err *e)
{
	struct world *w = first->w;
	AUTO(runner_release) struct runner r = { .w = w };

	*newest = first->row.serial;
	if (!run_faults_find(&first->faults, FAULT_RUN_TWICE))
		return 0;
	r.row.demanded = first->row.demanded;
	if (prepare(&r, p, first->row.scheduled_at, e) < 0 || runner_export(&r, e) < 0 ||
	    run_put(&w->store, &r.row, e) < 0 || run_writes_flow(w, p->flow.seq, e) < 0)
		return -1;
	notify(w, &r.row, RUN_BEGINS | RUN_ENDS);
	*newest = r.row.serial;
	return 0;
}

/* Begins the run; of two that are over at once, the row has the second's serial. */
static int live_once_or_twice(struct runner *r, struct plan *p, struct err *e)
{
	if (live(r, e) < 0)
		return -1;
	return run_has_ended(r->row.status) ? repeat(r, p, &r->row.serial, e) : 0;
}

/* What strikes the run. */
static int judge(struct runner *r, struct err *e)
{
	AUTO(run_subject_release) struct run_subject s;

	run_subject_init(&s, r->w, r->plan, r->row.serial, r->row.scheduled_at);
	s.seen.demanded = r->row.demanded;
	return run_faults_judge(&s, &r->faults, e);
}

/* There will be no run, or a later one: the receipts of this one are the flow's. */
static int leave(struct runner *r, enum run_begun how, struct err *e)
{
	const int64_t flow = r->plan->flow.seq;
	const struct fault_hit *hit;
	struct job job = { -flow, flow, r->plan->flow.id, VTIME_NEVER, 0 };

	if (how == RUN_MISSED) {
		hit = run_faults_find(&r->faults, FAULT_MISSED);
		return fault_receipts_move(&r->w->store, r->row.serial, 0, e) < 0
		               ? -1
		               : run_faults_did(r->w, hit, e, "made no run");
	}
	hit = run_faults_find(&r->faults, FAULT_RUN_LATE);
	job.due_at = clock_now(&r->w->clock) + hit->action->ms;
	return fault_receipts_move(&r->w->store, r->row.serial, -flow, e) < 0
	               ? -1
	               : job_put(&r->w->store, &job, e);
}

/* Begins a run of the plan, if no fault has it begin later or not at all. */
static int begin(struct runner *r, struct plan *p, vtime scheduled_at,
                 enum run_begun *how, struct err *e)
{
	*how = RUN_BEGUN;
	if (prepare(r, p, scheduled_at, e) < 0)
		return -1;
	if (faults_watch(&r->w->faults, FAULT_POINT_RUN)) {
		if (judge(r, e) < 0)
			return -1;
		if (run_faults_find(&r->faults, FAULT_MISSED))
			*how = RUN_MISSED;
		else if (run_faults_find(&r->faults, FAULT_RUN_LATE))
			*how = RUN_DELAYED;
	}
	return *how == RUN_BEGUN ? live_once_or_twice(r, p, e) : leave(r, *how, e);
}

static vtime next_tick(const struct flow_row *f, vtime last)
{
	const struct schedule s = schedule_stored(f->start_at, f->step_ms, f->end_at);

	return schedule_next(&s, last);
}

/* As if a run were active that ends when the late one is to begin. */
static int delay_tick(struct world *w, const struct due *tick, vtime next_at,
                      struct err *e)
{
	if (flow_missed(&w->store, tick->id, next_at, tick->tick_at, e) < 0)
		return -1;
	return flow_delayed(&w->store, tick->id, tick->tick_at, e);
}

int run_tick(struct world *w, const struct due *tick, struct ticked *out, struct err *e)
{
	AUTO(runner_release) struct runner r = { .w = w };
	struct flow_tick moved = { .flow = tick->id,
		                   .ticked_at = tick->tick_at,
		                   .active = true };
	enum run_begun how;
	struct plan *p;

	*out = (struct ticked){ 0 };
	if (plans_find(w, tick->id, &p, e) < 0)
		return -1;
	out->next_at = moved.next_at = next_tick(&p->flow, tick->tick_at);
	if (tick->active)
		return flow_missed(&w->store, tick->id, out->next_at, tick->tick_at, e);
	if (begin(&r, p, tick->tick_at, &how, e) < 0)
		return -1;
	if (how == RUN_DELAYED)
		return delay_tick(w, tick, out->next_at, e);
	out->ended = true;
	if (how == RUN_MISSED)
		return 0;
	out->run = moved.run = r.row.serial;
	out->ended = run_has_ended(r.row.status);
	return out->ended ? 0 : flow_ticked(&w->store, &moved, e);
}

int run_demand(struct world *w, struct plan *p, const char *sent, struct run_row *out,
               struct err *e)
{
	AUTO(runner_release) struct runner r = { .w = w };
	enum run_begun how;

	r.row.demanded = true;
	r.row.sent = sent;
	if (begin(&r, p, clock_now(&w->clock), &how, e) < 0 ||
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
	enum run_begun how;
	struct plan *p;

	if (plans_find(w, flow, &p, e) < 0 || begin(&r, p, missed_at, &how, e) < 0)
		return -1;
	if (how != RUN_BEGUN)
		return how == RUN_MISSED ? 0
		                         : flow_delayed(&w->store, flow, missed_at, e);
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

/* Begins the run of a tick that a fault has delayed; of several ticks, the last's. */
static int begin_late(struct world *w, int64_t flow, struct err *e)
{
	AUTO(runner_release) struct runner r = { .w = w };
	const struct fault_hit *hit;
	vtime tick_at;
	struct plan *p;

	if (job_drop(&w->store, -flow, e) < 0 ||
	    flow_ended(&w->store, flow, DELAYED_RUN, &tick_at, e) < 0)
		return -1;
	if (tick_at == VTIME_NEVER) /* the flow was disabled or deleted meanwhile */
		return fault_receipts_move(&w->store, -flow, 0, e);
	if (plans_find(w, flow, &p, e) < 0 || prepare(&r, p, tick_at, e) < 0 ||
	    run_faults_load(w, -flow, &r.faults, e) < 0 ||
	    fault_receipts_move(&w->store, -flow, r.row.serial, e) < 0)
		return -1;
	hit = run_faults_find(&r.faults, FAULT_RUN_LATE);
	if (hit && run_faults_did(w, hit, e, "began the run %lld ms after its tick",
	                          (long long)(r.row.created_at - tick_at)) < 0)
		return -1;
	if (live_once_or_twice(&r, p, e) < 0)
		return -1;
	return flow_began(&w->store, flow, r.row.serial,
	                  run_has_ended(r.row.status) ? AT_REST : ACTIVE, e);
}

static int start(struct runner *r, bool by_time, struct err *e)
{
	struct world *w = r->w;

	r->row.status = RUN_IN_PROGRESS;
	r->row.started_at = r->row.updated_at = clock_now(&w->clock);
	if (run_change(&w->store, &r->row, e) < 0 ||
	    run_writes_flow(w, r->row.flow_seq, e) < 0)
		return -1;
	if ((by_time || run_faults_find(&r->faults, FAULT_STUCK)) && put_job(r, e) < 0)
		return -1;
	notify(w, &r->row, RUN_GOES_ON);
	return 0;
}

static int end(struct runner *r, struct plan *p, struct err *e)
{
	struct world *w = r->w;
	int64_t newest;

	if (runner_export(r, e) < 0 || run_change(&w->store, &r->row, e) < 0 ||
	    run_writes_flow(w, r->row.flow_seq, e) < 0)
		return -1;
	notify(w, &r->row, RUN_ENDS);
	if (repeat(r, p, &newest, e) < 0 ||
	    (newest != r->row.serial && flow_ran(&w->store, p->flow.seq, newest, e) < 0))
		return -1;
	return run_is_over(w, &r->row, e);
}

/* How a run goes on: because it is due, or because it was read, at last or not. */
enum going { BY_TIME, BY_A_READ, BY_THE_LAST_READ };

/* Does a run that waits start, or end at once? */
static bool starts(const struct runner *r, enum going how)
{
	if (r->row.status != RUN_QUEUED)
		return false;
	if (run_faults_find(&r->faults, FAULT_STUCK))
		return true;
	return how != BY_THE_LAST_READ && !is_immediate(r->w, r->plan, &r->row);
}

/* From waiting to progress, from progress to the end. */
static int go_on(struct world *w, struct run_row *row, enum going how, struct err *e)
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
	return starts(&r, how) ? start(&r, how == BY_TIME, e) : end(&r, &p, e);
}

int run_go_on(struct world *w, int64_t serial, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct run_row row;

	if (serial < 0)
		return begin_late(w, -serial, e);
	if (run_begin(&w->store, serial, &q, &row, e) < 0)
		return -1;
	return go_on(w, &row, BY_TIME, e);
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
	return go_on(w, &row, left ? BY_A_READ : BY_THE_LAST_READ, e);
}
