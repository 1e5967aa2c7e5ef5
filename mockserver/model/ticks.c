/*
 * ticks.c - runs that fall due, in order
 */
#include "mockserver/model/ticks.h"

#include "mockserver/model/runner.h"
#include "mockserver/sim/schedule.h"
#include "mockserver/store/flow.h"

static vtime next_tick(const struct flow_row *f)
{
	const struct schedule s = {
		.ticks = f->start_at != VTIME_NEVER,
		.start_at = f->start_at,
		.step_ms = f->step_ms,
		.end_at = f->end_at,
	};

	return schedule_next(&s, f->next_at);
}

static int run_one(struct world *w, int64_t seq, struct runner *r, struct err *e)
{
	struct flow_row *flow = &r->plan.flow;

	if (runner_begin(r, w, seq, e) < 0)
		return -1;
	if (w->clock.mode == CLOCK_IS_VIRTUAL && w->clock.at < flow->next_at)
		w->clock.at = flow->next_at;
	if (runner_export(r, flow->next_at, e) < 0)
		return -1;
	return flow_move(&w->store, seq, next_tick(flow), r->row.serial, e);
}

/* One tick, whole or not at all. */
static int tick(struct world *w, int64_t seq, fired_fn *fired, void *ctx, struct err *e)
{
	AUTO(runner_end) struct runner r = { 0 };

	if (store_begin(&w->store, e) < 0)
		return -1;
	if (run_one(w, seq, &r, e) < 0 ||
	    meta_put(&w->store, "now", w->clock.at, e) < 0 ||
	    store_commit(&w->store, e) < 0) {
		store_rollback(&w->store);
		return -1;
	}
	log_event(&w->log, LOG_INFO, "run.done",
	          "flow=%s status=%s records=%lld files=%lld bytes=%lld", r.row.flow,
	          run_status_name(r.row.status), (long long)r.row.records,
	          (long long)r.row.files, (long long)r.row.bytes);
	if (fired)
		fired(ctx, &r.row);
	return 0;
}

int ticks_run(struct world *w, vtime until, fired_fn *fired, void *ctx, struct err *e)
{
	struct err none = { 0 };
	int64_t seq;

	while (flow_due(&w->store, until, &seq, &none) == 0) {
		if (tick(w, seq, fired, ctx, e) < 0)
			return -1;
	}
	if (none.code != ERR_NOT_FOUND)
		return err_set(e, none.code, "%s", none.text);
	if (w->clock.mode == CLOCK_IS_REAL)
		return 0;
	w->clock.at = until;
	return meta_put(&w->store, "now", until, e);
}

int ticks_next_at(struct world *w, vtime *out, struct err *e)
{
	return flow_next_at(&w->store, out, e);
}
