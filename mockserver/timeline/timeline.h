/*
 * timeline.h - past and coming runs of each flow, as drawn in a picture
 *
 * Gathered from the store alone, for a window of time [from, until).  A flow's ticks are
 * start + k * step, as its schedule is now; a tick since the flow was made at which no
 * run was due is a gap: the flow was disabled, a run was still going on, the mock stood
 * still.  Runs that a client asked for fill no gap.  The window is cut into cells of
 * equal length, in which runs, gaps and coming ticks are counted; their number does not
 * change the size of a picture.
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
#include "mockserver/timeline/picture.h"

/* "coming", "success", "on demand", "queued", "in progress", "gap", … */
const char *timeline_mark_name(enum timeline_mark mark);

/* The gravest that it holds; MARK_COUNT if empty. */
enum timeline_mark timeline_cell_mark(const struct timeline_cell *cell);

int timeline_gather(struct store *s, const struct timeline_view *view,
                    struct timeline *out, struct err *e) MUST_USE;
void timeline_release(struct timeline *t);
AUTO_DEFINE_STRUCT(struct timeline, timeline_release);

/* The cell of a point in the window, and where a cell begins (cell_count: the end). */
size_t timeline_cell_at(const struct timeline *t, vtime at);
vtime timeline_cell_begin(const struct timeline *t, size_t i);

/* The tick after `last` that is to come; VTIME_NEVER for none. */
vtime timeline_next(const struct timeline_flow *f, vtime last);

#endif
