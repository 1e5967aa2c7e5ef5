/*
 * line.h - on which line of a JSON text a value stands, for errors
 *
 * Trees do not know where they came from; an error about a value is rare enough to
 * look for it in the text again.
 *
 * Owns: nothing.
 */
#ifndef LIB_JSON_LINE_H
#define LIB_JSON_LINE_H

#include "lib/base.h"

/*
 * The line, from 1, of the value that an RFC 6901 pointer leads to in a text that
 * json_parse() takes; where it leads nowhere, of the last value on its way.  A member
 * whose name is written with escapes counts as nowhere.
 */
size_t json_line(const char *text, size_t n, const char *pointer);

#endif
