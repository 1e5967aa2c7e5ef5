/*
 * svg.h - a timeline as a picture: one SVG file that needs no other
 *
 * A lane a flow, a mark a cell, its tooltip in words; light or dark as the reader's
 * screen is.  The same timeline gives the same bytes.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_TIMELINE_SVG_H
#define MOCKSERVER_TIMELINE_SVG_H

#include "mockserver/timeline/timeline.h"

/* How many cells a lane has. */
#define TIMELINE_SVG_CELLS 88

/* Appends the document. */
void timeline_svg(const struct timeline *t, struct buf *out);

#endif
