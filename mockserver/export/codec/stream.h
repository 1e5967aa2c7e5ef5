/*
 * stream.h - bytes on their way into a file, compressed or not
 *
 * Owns: what its codec needs.  Borrows: the file.
 * Errors: ERR_IO.
 */
#ifndef MOCKSERVER_EXPORT_CODEC_STREAM_H
#define MOCKSERVER_EXPORT_CODEC_STREAM_H

#include "mockserver/export/codec/packer.h"

struct stream {
	struct newfile *to;
	const struct codec_stream *methods; /* NULL: bytes stay as they are */
	void *state;
};

/* Begins at the file's end. */
void stream_begin(struct stream *s, struct newfile *to, enum export_codec codec);
int stream_add(struct stream *s, const void *bytes, size_t n, struct err *e) MUST_USE;
/* Writes what is left; stream_release() is still due. */
int stream_end(struct stream *s, struct err *e) MUST_USE;
void stream_release(struct stream *s);
AUTO_DEFINE_STRUCT(struct stream, stream_release);

#endif
