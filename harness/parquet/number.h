/*
 * number.h - whole numbers as a Parquet file stores them: the lowest byte first
 *
 * Borrows: the bytes.
 */
#ifndef HARNESS_PARQUET_NUMBER_H
#define HARNESS_PARQUET_NUMBER_H

#include "lib/base.h"

/* The number in n bytes, of which there are 8 at most. */
static inline uint64_t parquet_number(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

#endif
