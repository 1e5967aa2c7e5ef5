/*
 * runs.h - Parquet's mix of run lengths and packed bits
 *
 *	run     a varint: even, then half of it is how often the value that follows
 *	        in ceil(width / 8) bytes repeats; odd, then half of it groups of eight
 *	        values follow, packed by `width` bits from the lowest bit on
 *
 * Borrows: the bytes.
 */
#ifndef HARNESS_PARQUET_RUNS_H
#define HARNESS_PARQUET_RUNS_H

#include "lib/base.h"

/* Bits that hold values up to `max`. */
int parquet_runs_width(uint32_t max);

/* Reads exactly `count` values; -1 when the bytes end before, or width is over 32. */
int parquet_runs_read(const uint8_t *bytes, size_t size, int width, size_t count,
                      uint32_t *out) MUST_USE;

#endif
