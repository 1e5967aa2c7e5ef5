/*
 * words.h - what the pictures of a timeline say in words
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_TIMELINE_WORDS_H
#define MOCKSERVER_TIMELINE_WORDS_H

#include "mockserver/timeline/timeline.h"

/* Appends a length of time: "3h", "1d 12h", "7d 3h 25m". */
void words_length(int64_t ms, struct buf *out);

/* Appends "enabled, every 3h: 35 runs, 2 failed, 12 gaps; next …; ends …". */
void words_flow(const struct timeline_flow *f, struct buf *out);

/* Appends "2 failed, 6 success" of a cell, and when: "; 2026-…Z to 2026-…Z; fault f". */
void words_cell(const struct timeline_cell *cell, struct buf *out);

/* How far apart the labels of an axis are on which `cells` make `span` milliseconds. */
int64_t timeline_axis_step(int64_t span, size_t cells);
/* The first label at or after a point. */
vtime timeline_axis_first(vtime from, int64_t step);

#define AXIS_TEXT 16

/* "2026-01-05", or within a day "03:00", at midnight "01-05". */
const char *timeline_axis_label(vtime at, int64_t step, char text[AXIS_TEXT]);

#endif
