/*
 * gzip_stream.h - a stream of bytes as one gzip member in a file
 *
 * The member's header holds no time (mtime 0), no name, and "unknown" for the
 * system that wrote it, so that equal bytes in are equal bytes out.
 *
 * Owns: the compressor's state and a bounded buffer.  Borrows: the file.
 * Errors: ERR_IO.
 */
#ifndef MOCKSERVER_EXPORT_CODEC_GZIP_STREAM_H
#define MOCKSERVER_EXPORT_CODEC_GZIP_STREAM_H

#include "mockserver/export/codec/codec.h"

extern const struct codec_stream gzip_stream;

#endif
