/*
 * text.h - a timeline as lines of text
 *
 * Two lines and more a flow: its name and its cells, a glyph each, the gravest mark of
 * the cell; below, a glyph where faults have struck, else, where a cell holds more than
 * one of that mark, how many (+ for ten and more); then the flow in words.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_TIMELINE_TEXT_H
#define MOCKSERVER_TIMELINE_TEXT_H

#include "mockserver/timeline/timeline.h"

enum charset { CHARSET_ASCII, CHARSET_UTF8 };
enum colours { COLOURS_OFF, COLOURS_ON };

#define TIMELINE_WIDTH     80 /* columns, where nobody says */
#define TIMELINE_WIDTH_MIN 40
#define TIMELINE_WIDTH_MAX 1000

/* How many cells a flow has in lines of that width, whatever its name. */
size_t timeline_text_cells(size_t width);

/* Appends the picture. */
void timeline_text(const struct timeline *t, enum charset charset, enum colours colours,
                   struct buf *out);

#endif
