/*
 * codec.h - what each codec of exported files can do
 *
 * A codec compresses blocks, each whole: a page of Parquet, a MiB of JSON lines.  Blocks
 * one behind the other can be unpacked as one file.  A codec may also compress a file as
 * one stream.  packer.h and stream.h are how the rest of the mock uses it.
 *
 * Owns: the state that a method begins, until its free.
 * Errors: ERR_IO.
 */
#ifndef MOCKSERVER_EXPORT_CODEC_CODEC_H
#define MOCKSERVER_EXPORT_CODEC_CODEC_H

#include "lib/buf.h"
#include "lib/file/file.h"

/* The bytes added, in whatever pieces, become one compressed stream in a file. */
struct codec_stream {
	void *(*begin)(struct newfile *to);
	int (*add)(void *state, const void *bytes, size_t n, struct err *e);
	int (*end)(void *state, struct err *e);
	void (*free)(void *state);
};

struct codec_methods {
	void *(*begin)(void); /* NULL: `pack` needs no state */
	/* Appends the n bytes, compressed, to `out`; NULL: bytes stay as they are. */
	void (*pack)(void *state, const void *bytes, size_t n, struct buf *out);
	void (*free)(void *state);
	const struct codec_stream *stream; /* NULL: it has none */
};

/* The methods that contract/codec.def names; each stands in the file with that name. */
#define CODEC(name, suffix, parquet, methods) \
	extern const struct codec_methods codec_##methods;
#include "mockserver/contract/codec.def"
#undef CODEC

#endif
