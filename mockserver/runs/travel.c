/*
 * travel.c - a clock on its way, with all that falls due
 */
#include "mockserver/runs/travel.h"

#include "mockserver/runs/datasets.h"
#include "mockserver/runs/due_queue.h"
#include "mockserver/runs/staging.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world/transaction.h"

#define NS_PER_MS     (INT64_C(1000) * 1000)
#define STEP_NS       (12 * NS_PER_MS)
#define STEP_MOST_NS  (40 * NS_PER_MS)
#define STEP_ALONE_NS (120 * NS_PER_MS) /* nobody waits for an answer */
#define GLANCE        16 /* work done between two looks at the machine's clock */

static void notice(void *ctx, const struct run_row *row, unsigned changes)
{
	struct travel *t = ctx;
	const struct travel_goal *g = &t->goal;

	if (changes & RUN_BEGINS && !row->demanded) {
		t->began++;
		t->last = row->serial;
	}
	if (g->given && (!g->flow || !strcmp(g->flow, row->flow)) &&
	    (g->status < 0 ? (changes & RUN_ENDS) != 0
	                   : (enum run_status)g->status == row->status))
		t->reached = true;
}

/* A file whose time is over goes when its row is gone for good. */
static int expire(struct world *w, int64_t serial, struct err *e)
{
	struct stmt *q;
	const char *path;

	if (exported_file_begin(&w->store, serial, &q, &path, e) < 0)
		return -1;
	transaction_name(w, path);
	stmt_end(q);
	if (transaction_named(w, e) < 0)
		return -1;
	return exported_file_forget(&w->store, serial, e);
}

static int tick(struct world *w, struct due_queue *d, const struct due *due,
                struct err *e)
{
	struct ticked ticked;

	if (run_tick(w, due, &ticked, e) < 0)
		return -1;
	if (!ticked.ended)
		return due_queue_take(d, due->id, e);
	due_queue_ticked(d, due, ticked.next_at, ticked.run);
	return 0;
}

static int go_on(struct world *w, struct due_queue *d, const struct due *due,
                 struct err *e)
{
	if (due_queue_yield(d, due->flow_seq, e) < 0 || run_go_on(w, due->id, e) < 0)
		return -1;
	return due_queue_take(d, due->flow_seq, e);
}

static int work(struct world *w, struct due_queue *d, const struct due *due,
                struct err *e)
{
	if (w->clock.mode == CLOCK_IS_VIRTUAL && w->clock.at < due->at)
		w->clock.at = due->at;
	switch (due->what) {
	case DUE_STAGED:
		return staging_appear(w, due->id, e);
	case DUE_FILE:
		return expire(w, due->id, e);
	case DUE_RUN:
		return go_on(w, d, due, e);
	case DUE_TICK:
		return tick(w, d, due, e);
	case DUE_NOTHING:
		break;
	}
	return 0;
}

int travel_begin(struct world *w, vtime until, const struct travel_goal *goal,
                 struct travel *out, struct err *e)
{
	int64_t next;

	if (datasets_scan(w, e) < 0 || run_next_serial(&w->store, &next, e) < 0)
		return -1;
	*out = (struct travel){
		.w = w,
		.until = until,
		.after = next - 1,
		.last = next - 1,
		.resets = w->resets,
	};
	if (goal)
		out->goal = *goal;
	return 0;
}

static bool somebody_waits(const struct audience *a)
{
	return !a->waits || a->waits(a->ctx);
}

/*
 * A step ends between two instants, so that others see none of an instant or all of it;
 * one at which very much is due is cut all the same, between two runs.  While nobody
 * waits for an answer it goes on: what is written at its end, once for each flow that has
 * run, costs as much as several runs.
 */
static bool is_over(const struct world *w, int64_t began, vtime last, vtime next)
{
	int64_t gone = vtime_monotonic_ns() - began;

	if (gone < (next > last ? STEP_NS : STEP_MOST_NS))
		return false;
	return gone >= STEP_ALONE_NS || somebody_waits(&w->audience);
}

static vtime later(vtime a, vtime b)
{
	return a > b ? a : b;
}

/* Does what is due, the first at least, until the time for a step is over: 1 when there
 * may be more. */
static int work_for_a_while(struct travel *t, struct due_queue *d, struct err *e)
{
	int64_t began = vtime_monotonic_ns();
	vtime last = VTIME_NEVER;

	for (int n = 0;; n++) {
		struct due due;

		if (due_queue_next(d, &due, e) < 0)
			return -1;
		if (due.what == DUE_NOTHING || due.at > t->until)
			return 0;
		if (n && (due.at > last || n % GLANCE == 0) &&
		    is_over(t->w, began, last, due.at))
			return 1;
		if (work(t->w, d, &due, e) < 0)
			return -1;
		if (t->reached) /* work that was late has not turned the clock back */
			t->until = later(due.at, clock_now(&t->w->clock));
		last = due.at;
	}
}

/* One transaction; what it changed in memory is put back by the caller. */
static int step(struct world *w, void *ctx, struct err *e)
{
	struct travel *t = ctx;
	struct due_queue d;
	int more;

	if (t->flow)
		due_queue_begin_flow(&d, &w->store, t->until, run_lag_ms(w), t->flow);
	else
		due_queue_begin(&d, &w->store, t->until, run_lag_ms(w));
	more = work_for_a_while(t, &d, e);
	if (more == 0 && w->clock.mode == CLOCK_IS_VIRTUAL)
		w->clock.at = t->until;
	if (more < 0 || due_queue_put_back(&d, e) < 0 ||
	    store_meta_put(&w->store, "now", clock_now(&w->clock), e) < 0)
		more = -1;
	due_queue_end(&d);
	return more;
}

int travel_step(struct travel *t, struct err *e)
{
	struct world *w = t->w;
	const struct run_watch watch = { notice, t };
	const struct travel was = *t;
	vtime at = w->clock.at;
	int more;

	if (t->resets != w->resets)
		return err_set(e, ERR_STALE, "the mock was reset meanwhile");
	w->watch = &watch;
	more = transaction_run(w, step, t, e);
	w->watch = NULL;
	if (more < 0) {
		*t = was;
		w->clock.at = at;
	}
	return more;
}
