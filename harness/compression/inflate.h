/*
 * inflate.h - gzip streams back into bytes, by zlib
 *
 * Owns: nothing; the caller's buffer grows.
 * Errors: ERR_INVALID for bytes that are no such stream, or too many of them.
 */
#ifndef HARNESS_COMPRESSION_INFLATE_H
#define HARNESS_COMPRESSION_INFLATE_H

#include "harness/compression/compression.h"

/* Unpacks the gzip member (or zlib stream) at the start of the bytes. */
compression_fn inflate_member;

/* The CRC-32 that gzip and Parquet carry. */
uint32_t inflate_crc32(const void *bytes, size_t n);

#endif
