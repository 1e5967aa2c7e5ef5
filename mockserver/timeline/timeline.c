/*
 * timeline.c - past and coming runs of each flow, as a picture is drawn from
 */
#include "mockserver/timeline/timeline.h"

#include "lib/mem.h"
#include "mockserver/sim/schedule.h"
#include "mockserver/store/timeline.h"
#include "mockserver/timeline/window.h"

static const char *const names[] = {
	[MARK_COMING] = "coming",       [MARK_SUCCESS] = "success",
	[MARK_DEMANDED] = "on demand",  [MARK_QUEUED] = "queued",
	[MARK_RUNNING] = "in progress", [MARK_GAP] = "gap",
	[MARK_PARTIAL] = "partial",     [MARK_FAILED] = "failed",
};
static_assert(ARRAY_LEN(names) == MARK_COUNT, "every mark has a name");

static const enum timeline_mark marks[] = {
	[RUN_SUCCESS] = MARK_SUCCESS,     [RUN_FAILED] = MARK_FAILED,
	[RUN_PARTIAL] = MARK_PARTIAL,     [RUN_QUEUED] = MARK_QUEUED,
	[RUN_IN_PROGRESS] = MARK_RUNNING,
};
static_assert(ARRAY_LEN(marks) == RUN_STATUS_COUNT, "every status has a mark");

const char *timeline_mark_name(enum timeline_mark mark)
{
	return names[mark];
}

enum timeline_mark timeline_cell_mark(const struct timeline_cell *cell)
{
	for (int m = MARK_COUNT - 1; m >= 0; m--) {
		if (cell->counts[m])
			return (enum timeline_mark)m;
	}
	return MARK_COUNT;
}

/* ---------------------------------------------------------------- cells */

size_t timeline_cell_at(const struct timeline *t, vtime at)
{
	return (size_t)((at - t->from_at) * (int64_t)t->cell_count /
	                (t->until_at - t->from_at));
}

vtime timeline_cell_begin(const struct timeline *t, size_t i)
{
	int64_t n = (int64_t)t->cell_count, span = t->until_at - t->from_at;

	assert(n > 0);
	return t->from_at + ((int64_t)i * span + n - 1) / n;
}

static bool in_window(const struct timeline *t, vtime at)
{
	return at >= t->from_at && at < t->until_at;
}

/* Counts `count` of that mark, from first_at to last_at, in one cell. */
static void count_in(struct timeline_flow *f, size_t cell, enum timeline_mark mark,
                     const struct timeline_gap *some)
{
	struct timeline_cell *c = &f->cells[cell];

	c->counts[mark] += some->count;
	f->counts[mark] += some->count;
	if (c->first_at == VTIME_NEVER || some->first_at < c->first_at)
		c->first_at = some->first_at;
	if (c->last_at == VTIME_NEVER || some->last_at > c->last_at)
		c->last_at = some->last_at;
}

static void count_one(const struct timeline *t, struct timeline_flow *f,
                      enum timeline_mark mark, vtime at)
{
	const struct timeline_gap one = { at, at, 1 };

	if (in_window(t, at))
		count_in(f, timeline_cell_at(t, at), mark, &one);
}

/* ---------------------------------------------------------------- ticks */

/* How many ticks lie before `at`, the schedule's end not looked at. */
static int64_t ticks_before(const struct timeline_flow *f, vtime at)
{
	if (at <= f->start_at)
		return 0;
	return f->step_ms ? (at - f->start_at - 1) / f->step_ms + 1 : 1;
}

/* The ticks in [from, until). */
static struct timeline_gap ticks_in(const struct timeline_flow *f, vtime from,
                                    vtime until)
{
	int64_t first = ticks_before(f, from), end = ticks_before(f, until);

	if (until <= from || end <= first)
		return (struct timeline_gap){ 0 };
	return (struct timeline_gap){
		.first_at = f->start_at + first * f->step_ms,
		.last_at = f->start_at + (end - 1) * f->step_ms,
		.count = end - first,
	};
}

/* Counts the ticks in [from, until), which lies in the window, in their cells. */
static void count_ticks(const struct timeline *t, struct timeline_flow *f,
                        enum timeline_mark mark, vtime from, vtime until)
{
	while (from < until) {
		size_t cell = timeline_cell_at(t, from);
		vtime end = timeline_cell_begin(t, cell + 1);
		struct timeline_gap some = ticks_in(f, from, end < until ? end : until);

		if (some.count)
			count_in(f, cell, mark, &some);
		from = end;
	}
}

vtime timeline_next(const struct timeline_flow *f, vtime last)
{
	const struct schedule s = schedule_stored(f->start_at, f->step_ms, f->end_at);

	return schedule_next(&s, last);
}

static void count_coming(const struct timeline *t, struct timeline_flow *f)
{
	vtime from = f->next_at + 1, until = t->until_at;

	if (f->next_at == VTIME_NEVER)
		return;
	count_one(t, f, MARK_COMING, f->next_at);
	if (from < t->from_at)
		from = t->from_at;
	if (until > f->end_at)
		until = f->end_at;
	if (f->step_ms)
		count_ticks(t, f, MARK_COMING, from, until);
}

/* ---------------------------------------------------------------- runs and gaps */

static void add_run(const struct timeline *t, struct timeline_flow *f,
                    const struct timeline_run_row *row)
{
	enum timeline_mark mark = marks[row->status];

	if (f->run_count == f->run_room) {
		f->run_room = f->run_room * 2 + 16;
		f->runs = mem_grow(f->runs, f->run_room, sizeof(*f->runs));
	}
	f->runs[f->run_count++] = (struct timeline_run){
		.serial = row->serial,
		.at = row->scheduled_at,
		.status = row->status,
		.demanded = row->demanded,
	};
	if (mark == MARK_SUCCESS && row->demanded)
		mark = MARK_DEMANDED;
	count_one(t, f, mark, row->scheduled_at);
}

/* The ticks in [from, until) have no run. */
static void add_gap(const struct timeline *t, struct timeline_flow *f, vtime from,
                    vtime until)
{
	struct timeline_gap gap = ticks_in(f, from, until);

	if (!gap.count)
		return;
	if (f->gap_count == f->gap_room) {
		f->gap_room = f->gap_room * 2 + 16;
		f->gaps = mem_grow(f->gaps, f->gap_room, sizeof(*f->gaps));
	}
	f->gaps[f->gap_count++] = gap;
	count_ticks(t, f, MARK_GAP, from, until);
}

/* Up to where a tick without a run is a gap: not what is due, nor what is to come. */
static vtime gaps_end(const struct timeline *t, const struct timeline_flow *f)
{
	vtime until = f->next_at != VTIME_NEVER ? f->next_at : t->now + 1;

	if (until > f->end_at)
		until = f->end_at;
	return until < t->until_at ? until : t->until_at;
}

/* The flow's ticks up to now that no run was for. */
static void add_gaps(const struct timeline *t, struct timeline_flow *f)
{
	vtime at = timeline_begin(f), end = gaps_end(t, f);

	if (at < t->from_at)
		at = t->from_at;
	if (f->start_at == VTIME_NEVER)
		end = at;
	for (size_t i = 0; i < f->run_count; i++) {
		const struct timeline_run *r = &f->runs[i];

		if (r->demanded || r->at < at)
			continue;
		add_gap(t, f, at, r->at < end ? r->at : end);
		at = r->at + 1;
	}
	add_gap(t, f, at, end);
}

/* ---------------------------------------------------------------- flows */

static vtime within_calendar(vtime at)
{
	if (at == VTIME_NEVER)
		return at;
	return at < VTIME_MIN ? VTIME_MIN : at > VTIME_MAX ? VTIME_MAX : at;
}

static void add_flow(struct timeline *t, const struct timeline_flow_row *row)
{
	if (t->flow_count == t->flow_room) {
		t->flow_room = t->flow_room * 2 + 16;
		t->flows = mem_grow(t->flows, t->flow_room, sizeof(*t->flows));
	}
	t->flows[t->flow_count++] = (struct timeline_flow){
		.seq = row->seq,
		.id = mem_strdup(row->id),
		.name = mem_strdup(row->name ? row->name : ""),
		.state = mem_strdup(row->state),
		.created_at = row->created_at,
		.start_at = within_calendar(row->start_at),
		.step_ms = row->step_ms < 0           ? 0
		           : row->step_ms > VTIME_MAX ? VTIME_MAX
		                                      : row->step_ms,
		.end_at = within_calendar(row->end_at),
		.next_at = within_calendar(row->next_at),
		.first_at = row->first_at,
		.newest_at = row->newest_at,
	};
}

/* The live flows of the view; *known becomes the latest time that one knows of. */
static int load_flows(struct store *s, const struct timeline_view *view,
                      struct timeline *t, vtime *known, struct err *e)
{
	int64_t last = 0;

	for (;;) {
		AUTO(stmt_end) struct stmt *q = NULL;
		struct timeline_flow_row row;
		struct err why = { 0 };

		if (timeline_flow_after(s, last, &q, &row, &why) < 0)
			return why.code == ERR_NOT_FOUND ? 0 : err_pass(e, &why);
		last = row.seq;
		if (!view->flow || !strcmp(view->flow, row.id))
			add_flow(t, &row);
		if (row.updated_at > *known)
			*known = row.updated_at;
		if (row.newest_at != VTIME_NEVER && row.newest_at > *known)
			*known = row.newest_at;
	}
}

static void make_cells(const struct timeline *t, struct timeline_flow *f)
{
	f->cells = mem_alloc(t->cell_count * sizeof(*f->cells));
	for (size_t i = 0; i < t->cell_count; i++)
		f->cells[i].first_at = f->cells[i].last_at = VTIME_NEVER;
}

static int by_seq(const void *key, const void *flow)
{
	int64_t seq = *(const int64_t *)key,
		its = ((const struct timeline_flow *)flow)->seq;

	return (seq > its) - (seq < its);
}

static struct timeline_flow *find_flow(const struct timeline *t, int64_t seq)
{
	return bsearch(&seq, t->flows, t->flow_count, sizeof(*t->flows), by_seq);
}

static int load_runs(struct store *s, struct timeline *t, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct timeline_run_row row;
	int got;

	if (timeline_runs_begin(s, t->from_at, t->until_at, &q, e) < 0)
		return -1;
	while ((got = timeline_run_next(q, &row, e)) > 0) {
		struct timeline_flow *f = find_flow(t, row.flow);

		if (f)
			add_run(t, f, &row);
	}
	return got;
}

static void add_fault(const struct timeline *t, struct timeline_flow *f,
                      const struct timeline_fault_row *row)
{
	struct timeline_cell *c = &f->cells[timeline_cell_at(t, row->scheduled_at)];

	if (f->fault_count == f->fault_room) {
		f->fault_room = f->fault_room * 2 + 16;
		f->faults = mem_grow(f->faults, f->fault_room, sizeof(*f->faults));
	}
	f->faults[f->fault_count++] = (struct timeline_fault){
		.run = row->run > 0 ? row->run : 0,
		.at = row->scheduled_at,
		.name = mem_strdup(row->name),
		.done = mem_strdup(row->done),
	};
	if (!c->faults++)
		c->fault = f->faults[f->fault_count - 1].name;
}

static int load_faults(struct store *s, struct timeline *t, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct timeline_fault_row row;
	int got;

	q = timeline_faults_begin(s, t->from_at, t->until_at);
	while ((got = timeline_fault_next(q, &row, e)) > 0) {
		struct timeline_flow *f = find_flow(t, row.flow);

		if (f)
			add_fault(t, f, &row);
	}
	return got;
}

static int by_name(const void *a, const void *b)
{
	const struct timeline_flow *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static void find_shared_names(struct timeline *t)
{
	AUTO(mem_free) struct timeline_flow **flows = NULL;

	flows = mem_alloc(t->flow_count * sizeof(*flows) + 1);
	for (size_t i = 0; i < t->flow_count; i++)
		flows[i] = &t->flows[i];
	qsort(flows, t->flow_count, sizeof(*flows), by_name);
	for (size_t i = 1; i < t->flow_count; i++) {
		bool same = *flows[i]->name && !by_name(&flows[i - 1], &flows[i]);

		flows[i]->shares_name = same;
		flows[i - 1]->shares_name |= same;
	}
}

static int gather(struct store *s, const struct timeline_view *view, struct timeline *t,
                  struct err *e)
{
	int64_t seed;
	vtime known;

	if (store_meta_load(s, "seed", &seed, e) < 0 ||
	    store_meta_load(s, "now", &known, e) < 0 ||
	    load_flows(s, view, t, &known, e) < 0)
		return -1;
	t->seed = (uint64_t)seed;
	t->now = view->now == VTIME_NEVER ? known : view->now;
	if (timeline_window(t, view, e) < 0)
		return -1;
	for (size_t i = 0; i < t->flow_count; i++)
		make_cells(t, &t->flows[i]);
	if (t->flow_count && (load_runs(s, t, e) < 0 || load_faults(s, t, e) < 0))
		return -1;
	find_shared_names(t);
	for (size_t i = 0; i < t->flow_count; i++) {
		add_gaps(t, &t->flows[i]);
		count_coming(t, &t->flows[i]);
	}
	return 0;
}

int timeline_gather(struct store *s, const struct timeline_view *view,
                    struct timeline *out, struct err *e)
{
	*out = (struct timeline){ .cell_count = view->cell_count };
	if (gather(s, view, out, e) == 0)
		return 0;
	timeline_release(out);
	return -1;
}

void timeline_release(struct timeline *t)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		struct timeline_flow *f = &t->flows[i];

		free(f->id);
		free(f->name);
		free(f->state);
		free(f->cells);
		free(f->runs);
		free(f->gaps);
		for (size_t k = 0; k < f->fault_count; k++) {
			free(f->faults[k].name);
			free(f->faults[k].done);
		}
		free(f->faults);
	}
	free(t->flows);
	*t = (struct timeline){ 0 };
}
