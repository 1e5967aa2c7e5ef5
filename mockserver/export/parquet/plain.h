/*
 * plain.h - the values of a slice as PLAIN, all at once
 *
 * Most values of a table are numbers that stand in a row in their column, just as
 * PLAIN has them: those are copied whole.  What the values do to the statistics is
 * done here too, while they are at hand.
 *
 * Owns: the bytes.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_PLAIN_H
#define MOCKSERVER_EXPORT_PARQUET_PLAIN_H

#include "mockserver/export/parquet/levels.h"
#include "mockserver/export/parquet/stats.h"

struct plain {
	struct buf bytes;
	size_t bit_count; /* booleans: the lowest bit first */
};

/* Appends the values of the last levels_add(), from number `from` on. */
void plain_add(struct plain *p, struct stats *stats, const struct column *column,
               const struct levels *l, size_t from);

/* Empty, memory kept. */
void plain_clear(struct plain *p);

#endif
