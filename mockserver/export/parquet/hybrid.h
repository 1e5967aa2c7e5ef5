/*
 * hybrid.h - Parquet's hybrid of run lengths and bit packing
 *
 * How levels and dictionary indexes are written.  Values of `width` bits are cut
 * into runs, each behind a varint header:
 *
 *	n << 1       one value, n times: the value follows in (width + 7) / 8
 *	             bytes, little endian
 *	n << 1 | 1   8 * n values, packed without gaps from the lowest bit of the
 *	             first byte up; only the last such run may be padded (zeros)
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_HYBRID_H
#define MOCKSERVER_EXPORT_PARQUET_HYBRID_H

#include "lib/buf.h"

/* Appends n values, each below 1 << width; width from 1 to 16. */
void hybrid_put(struct buf *out, const uint16_t *v, size_t n, int width);

/* How many bits the values up to `max` take; 0 for 0. */
int hybrid_width(uint32_t max);

#endif
