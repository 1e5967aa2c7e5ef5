/*
 * stream.h - bytes on their way into a file, compressed or not
 *
 * What is added at once becomes a block that is compressed whole, so that the caller
 * decides where blocks end; or all that is added becomes one stream, where the codec has
 * such streams.
 *
 * Owns: what its codec needs, and a block's compressed bytes.  Borrows: the file.
 * Errors: ERR_IO.
 */
#ifndef MOCKSERVER_EXPORT_CODEC_STREAM_H
#define MOCKSERVER_EXPORT_CODEC_STREAM_H

#include "mockserver/export/codec/packer.h"

/* A good length of a block: libdeflate's ratio hardly grows beyond it. */
#define STREAM_BLOCK ((size_t)1024 * 1024)

struct stream {
	struct newfile *to;
	struct packer packer;
	struct buf packed;
	bool has_blocks;
	const struct codec_stream *single; /* NULL: blocks, or bytes as they are */
	void *state;
};

/* Begins at the file's end. */
void stream_begin(struct stream *s, struct newfile *to, enum export_codec codec,
                  enum export_members members);
int stream_add(struct stream *s, const void *bytes, size_t n, struct err *e) MUST_USE;
/* Writes what is left; stream_release() is still due. */
int stream_end(struct stream *s, struct err *e) MUST_USE;
void stream_release(struct stream *s);
AUTO_DEFINE_STRUCT(struct stream, stream_release);

#endif
