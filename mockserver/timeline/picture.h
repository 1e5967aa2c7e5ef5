/*
 * picture.h - the parts of a timeline: cells, runs and gaps of each flow
 *
 * Owns: see timeline.h.
 */
#ifndef MOCKSERVER_TIMELINE_PICTURE_H
#define MOCKSERVER_TIMELINE_PICTURE_H

#include "mockserver/store/run.h"

/* What a cell can hold, the gravest last. */
enum timeline_mark {
	MARK_COMING,   /* a tick to come */
	MARK_SUCCESS,  /* a run that a tick began, */
	MARK_DEMANDED, /* and one that a client asked for */
	MARK_GAP, /* a tick without a run; does not hide the run that was the cause */
	MARK_QUEUED,
	MARK_RUNNING,
	MARK_PARTIAL,
	MARK_FAILED,
	MARK_COUNT
};

struct timeline_cell {
	int64_t counts[MARK_COUNT];
	vtime first_at, last_at; /* of what is counted; VTIME_NEVER where nothing is */
	int64_t faults;          /* that struck its runs and ticks */
	const char *fault;       /* the first one's name; NULL: none */
};

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

/* What a fault did to a run or file, or to a tick that has no run. */
struct timeline_fault {
	int64_t run; /* its serial; 0: none */
	vtime at;    /* the run was scheduled for */
	char *name, *done;
};

struct timeline_flow {
	int64_t seq;
	char *id, *name, *state;
	bool shares_name; /* with another flow: its id is shown */
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
	struct timeline_fault *faults;
	size_t fault_count, fault_room;
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
	const char *flow;        /* the id of the one that is shown; NULL: all */
};

/* When the flow began to tick: at its start, or when it was made, if that was later. */
static inline vtime timeline_begin(const struct timeline_flow *f)
{
	return f->start_at > f->created_at ? f->start_at : f->created_at;
}

#endif
