/*
 * inflate.h - gzip streams back into bytes, by zlib
 *
 * Owns: nothing; the caller's buffer grows.
 * Errors: ERR_INVALID for bytes that are no such stream, or too many of them.
 */
#ifndef HARNESS_COMPRESSION_INFLATE_H
#define HARNESS_COMPRESSION_INFLATE_H

#include "lib/buf.h"
#include "lib/err.h"

/*
 * Appends what one gzip member (or zlib stream) of exactly n bytes holds: bytes
 * behind it are an error, and so is more than `cap` bytes of content.
 */
int inflate_bytes(const void *bytes, size_t n, size_t cap, struct buf *out, struct err *e)
	MUST_USE;

/* The CRC-32 that gzip and Parquet carry. */
uint32_t inflate_crc32(const void *bytes, size_t n);

#endif
