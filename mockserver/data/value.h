/*
 * value.h - JSON values as the values of columns
 *
 * Exact or refused: a number that its column cannot hold is an error, never
 * rounded (a double takes the nearest, as JSON readers do).  Dates are
 * "2026-01-31", timestamps RFC 3339.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID with file, line and pointer.
 */
#ifndef MOCKSERVER_DATA_VALUE_H
#define MOCKSERVER_DATA_VALUE_H

#include "lib/column.h"
#include "mockserver/data/cursor.h"

/* Appends v, and all below it, to the column. */
int value_add(struct column *c, const cJSON *v, struct cursor *at, struct err *e)
	MUST_USE;

/* Appends value i of `from`, a column of the same definition. */
void value_copy(struct column *c, const struct column *from, size_t i);

/* The least integer that a column of whole units holds. */
int64_t value_least(const struct column_def *d);
/* The greatest. */
int64_t value_greatest(const struct column_def *d);

/*
 * v in the column's units: itself, days, milliseconds, 1/10^scale; for a double
 * d->scale gives the decimals that are kept, too.
 */
int value_units(const struct column_def *d, const cJSON *v, const struct cursor *at,
                int64_t *out, struct err *e) MUST_USE;

#endif
