/*
 * names.h - the characters of a flow's name: how wide they are, and which are not drawn
 *
 * A name is a client's text, well-formed UTF-8.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_TIMELINE_NAMES_H
#define MOCKSERVER_TIMELINE_NAMES_H

#include "lib/base.h"

/* The character at s and its bytes. */
uint32_t names_char(const char *s, size_t *bytes);

/*
 * Does it control what shows the text, or change the order in which the text is shown?
 * Control characters, separators of lines, and those that set a direction.
 */
bool names_is_control(uint32_t c);

/* How many columns of a terminal it takes: 0, 1 or 2; ours, roughly. */
size_t names_columns(uint32_t c);

/* How many pixels it takes at most, bold and 13 pixels high; ours, roughly. */
size_t names_pixels(uint32_t c);

#endif
