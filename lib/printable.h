/*
 * printable.h - texts of others, as they may be printed
 *
 * A control character could move a terminal's cursor, colour it, or begin a line that
 * looks like one of ours.  Control characters are those of ASCII, DEL, and U+0080 to
 * U+009F.
 *
 * Owns: nothing.
 */
#ifndef LIB_PRINTABLE_H
#define LIB_PRINTABLE_H

#include "lib/buf.h"
#include "lib/str.h"

/* Appends the text with "?" for each control character but tabs and line ends. */
void printable_text(struct str text, struct buf *out);

/*
 * Appends the text as one line: blanks, tabs and line ends in a row become one blank, or
 * nothing at its ends; other control characters become "?".
 */
void printable_line(struct str text, struct buf *out);

#endif
