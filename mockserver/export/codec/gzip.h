/*
 * gzip.h - the checksum of gzip, which Parquet's pages carry too
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_EXPORT_CODEC_GZIP_H
#define MOCKSERVER_EXPORT_CODEC_GZIP_H

#include "lib/base.h"

/* The CRC-32 of bytes behind those that gave `crc`; 0 to begin with. */
uint32_t gzip_crc32(uint32_t crc, const void *bytes, size_t n);

#endif
