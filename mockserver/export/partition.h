/*
 * partition.h - how an export's records are dealt out to its part files
 *
 * The real service splits as its data lake does (05 §5); no source says how
 * many parts that makes.  Ours: as many as asked for, or one for each
 * PARTITION_ROWS begun; never more than records, nor than PARTITION_MAX.  Each part
 * holds records that follow one another, part after part, and about as many as the
 * others.
 *
 * Owns: nothing.  Pure.
 */
#ifndef MOCKSERVER_EXPORT_PARTITION_H
#define MOCKSERVER_EXPORT_PARTITION_H

#include "lib/base.h"

#define PARTITION_ROWS 500000
#define PARTITION_MAX  512 /* each is an open file until all are written */

/* How many parts; `wanted` 0 leaves it to the number of records.  0 for no records. */
size_t partition_count(uint64_t records, uint64_t wanted);

/* "auto" as 0, or a number up to PARTITION_MAX; false for any other text. */
bool partition_parse(const char *text, unsigned *out);

/* The records [*from, *to) of part i out of `count`, counted from 0. */
void partition_range(uint64_t records, size_t count, size_t i, uint64_t *from,
                     uint64_t *to);

#endif
