/*
 * gzip_stream.h - a stream of bytes into one gzip member of a file
 *
 * The member's header holds no time (mtime 0), no name, and "unknown" for the
 * system that wrote it, so that equal bytes in are equal bytes out.
 *
 * Owns: the compressor's state and a bounded buffer.  Borrows: the file.
 * Errors: ERR_IO.
 */
#ifndef MOCKSERVER_EXPORT_CODEC_GZIP_STREAM_H
#define MOCKSERVER_EXPORT_CODEC_GZIP_STREAM_H

#include "lib/file.h"

struct gzip;

/* Starts a member in the file, where it stands. */
struct gzip *gzip_begin(struct newfile *to) MUST_USE;
int gzip_add(struct gzip *g, const void *bytes, size_t n, struct err *e) MUST_USE;
/* Writes what is left and the member's end; gzip_free() is still due. */
int gzip_end(struct gzip *g, struct err *e) MUST_USE;
void gzip_free(struct gzip *g);
AUTO_DEFINE(struct gzip *, gzip_free);

#endif
