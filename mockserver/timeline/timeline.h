/*
 * timeline.h - past and coming runs of each flow, as a picture is drawn from
 *
 * Gathered from the store alone, for a window of time [from, until).  A flow's ticks are
 * start + k * step, as its schedule is now; a tick since the flow was made at which no
 * run was due is a gap: the flow was disabled, a run was still going on, the mock stood
 * still.  Runs that a client asked for fill no gap.  The window is cut into cells of
 * equal length, in which runs, gaps and coming ticks are counted; how many there are
 * makes no difference to the size of a picture.
 *
 * Without a window: twenty steps of the slowest flow before and after now (or the last
 * that happened, where that is longer ago and nothing is to come), or less where nothing
 * is, to whole minutes, hours or days.
 *
 * Owns: struct timeline owns all; timeline_release() frees it.
 * Errors: ERR_INVALID, a window that ends before it begins.
 */
#ifndef MOCKSERVER_TIMELINE_TIMELINE_H
#define MOCKSERVER_TIMELINE_TIMELINE_H

#include "lib/buf.h"
#include "lib/json/json.h"
#include "mockserver/store/run.h"

/* What can be in a cell, the gravest last. */
enum timeline_mark {
	MARK_COMING,   /* a tick to come */
	MARK_SUCCESS,  /* a run that a tick began, */
	MARK_DEMANDED, /* and one that a client asked for */
	MARK_QUEUED,
	MARK_RUNNING,
	MARK_GAP, /* a tick without a run */
	MARK_PARTIAL,
	MARK_FAILED,
	MARK_COUNT
};

/* "coming", "success", "on demand", "queued", "in progress", "gap", … */
const char *mark_name(enum timeline_mark mark);

struct timeline_cell {
	int64_t counts[MARK_COUNT];
	vtime first_at, last_at; /* of what is counted; VTIME_NEVER where nothing is */
};

/* The gravest that it holds; MARK_COUNT for nothing. */
enum timeline_mark cell_mark(const struct timeline_cell *cell);

struct timeline_run {
	int64_t serial;
	vtime at;
	enum run_status status;
	bool demanded;
};

/* Ticks in a row without a run: the first, the last, how many. */
struct timeline_gap {
	vtime first_at, last_at;
	int64_t count;
};

struct timeline_flow {
	int64_t seq;
	char *id, *name, *state;
	vtime created_at;
	vtime start_at; /* VTIME_NEVER: no schedule */
	int64_t step_ms;
	vtime end_at, next_at;
	vtime first_at, newest_at; /* its oldest and newest run; VTIME_NEVER for none */
	/* in the window */
	int64_t counts[MARK_COUNT];
	struct timeline_cell *cells;
	struct timeline_run *runs;
	size_t run_count, run_room;
	struct timeline_gap *gaps;
	size_t gap_count, gap_room;
};

struct timeline {
	vtime now, from_at, until_at;
	size_t cell_count;
	struct timeline_flow *flows; /* in the order of their creation */
	size_t flow_count, flow_room;
	uint64_t seed; /* of the runs' ids */
};

struct timeline_view {
	vtime now;               /* VTIME_NEVER: the latest that the state knows of */
	vtime from_at, until_at; /* VTIME_NEVER: see above */
	size_t cell_count;       /* at least 1 */
};

int timeline_gather(struct store *s, const struct timeline_view *view,
                    struct timeline *out, struct err *e) MUST_USE;
void timeline_release(struct timeline *t);
AUTO_DEFINE_STRUCT(struct timeline, timeline_release);

/* The cell of a point in the window, and where a cell begins (cell_count: the end). */
size_t timeline_cell_at(const struct timeline *t, vtime at);
vtime timeline_cell_begin(const struct timeline *t, size_t i);

/* When the flow began to tick: at its start, or when it was made, if that was later. */
static inline vtime timeline_begin(const struct timeline_flow *f)
{
	return f->start_at > f->created_at ? f->start_at : f->created_at;
}

/* The tick after `last` that is to come; VTIME_NEVER for none. */
vtime timeline_next(const struct timeline_flow *f, vtime last);

#endif
