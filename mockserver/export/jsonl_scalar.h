/*
 * jsonl_scalar.h - a number, time or word of a column as JSON text
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_EXPORT_JSONL_SCALAR_H
#define MOCKSERVER_EXPORT_JSONL_SCALAR_H

#include "lib/column.h"

#define JSONL_SCALAR_TEXT 64 /* bytes: room for any of them */

/*
 * Value i of c, which is neither null nor a string, list, map or struct: dates and
 * timestamps in ISO 8601 (as plain numbers outside its range of years), decimals
 * with `scale` digits after the point, doubles as json_format_double() writes them
 * or, where JSON has no number, as "NaN", "Infinity" and "-Infinity".  Answers the
 * end of the text; at most JSONL_SCALAR_TEXT bytes.
 */
char *jsonl_scalar(char *at, const struct column *c, enum column_type type, int scale,
                   size_t i);

#endif
