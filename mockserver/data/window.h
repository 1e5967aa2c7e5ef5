/*
 * window.h - where in a window its records stand
 *
 * A window's part (dataset.h) is the records that arrived in its time.  The first
 * `doubtful` of them may be too old; `kept` of those are not, and the rest is kept.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_DATA_WINDOW_H
#define MOCKSERVER_DATA_WINDOW_H

#include "mockserver/data/walk.h"

/* Where in its part record i < count of the window stands. */
uint64_t window_position(const struct dataset *d, struct dataset_view view,
                         const struct dataset_window *w, uint64_t i);

#endif
