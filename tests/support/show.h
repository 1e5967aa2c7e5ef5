/*
 * show.h - definitions and values of columns as text, for tests to compare
 *
 * Definitions read as in tests/support/rows.h: "{id int64!, tags [string]}".
 * Values read as JSON with every null said; dates, timestamps and decimals are
 * their units: {"id":1,"tags":["a",null]}.
 *
 * Owns: nothing.
 */
#ifndef TESTS_SUPPORT_SHOW_H
#define TESTS_SUPPORT_SHOW_H

#include "lib/buf.h"
#include "lib/column.h"

/* Appends the type, "!" where it is never null. */
void show_def(const struct column_def *d, struct buf *out);

/* Appends value i. */
void show_value(const struct column *c, size_t i, struct buf *out);

/* Appends all rows left in the source, one a line; how many they were. */
uint64_t show_rows(struct row_source *source, struct buf *out);

/* Appends all values, one a line. */
void show_column(const struct column *c, struct buf *out);

#endif
