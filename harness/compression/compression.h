/*
 * compression.h - how exported files may be compressed
 *
 * A row of compression.def each.  A compressed file is one or more pieces, one behind the
 * other, each of which unpacks alone: gzip's members.
 *
 * Owns: nothing; the caller's buffer grows.
 * Errors: ERR_INVALID for bytes that are not such a piece, or unpack to too many.
 */
#ifndef HARNESS_COMPRESSION_COMPRESSION_H
#define HARNESS_COMPRESSION_COMPRESSION_H

#include "lib/buf.h"
#include "lib/err.h"

/*
 * Appends what the piece at the start of n bytes holds, at most `cap` bytes; *taken says
 * how long the piece is.
 */
typedef int compression_fn(const void *bytes, size_t n, size_t cap, struct buf *out,
                           size_t *taken, struct err *e);

/* Is given what a file unpacks to, piece by piece, borrowed; -1 stops it. */
typedef int unpacked_fn(void *ctx, const char *bytes, size_t n, struct err *e);

/* A file that is unpacked while it is read: opened, fed from its start on, ended. */
struct unpacking;
struct compression_stream {
	struct unpacking *(*open)(unpacked_fn *to, void *ctx);
	int (*feed)(struct unpacking *u, const char *bytes, size_t n, struct err *e);
	int (*end)(struct unpacking *u, struct err *e); /* is the last piece whole? */
	void (*close)(struct unpacking *u);
};

struct compression_codec {
	compression_fn *unpack; /* NULL: bytes are as they are */
	const char *magic;      /* what a piece starts with */
	const struct compression_stream *stream;
};

struct compression {
	const char *name, *suffix;
	int parquet;
	const struct compression_codec *codec;
};

#define COMPRESSION(name, suffix, parquet) \
	extern const struct compression_codec compression_##name;
#include "harness/compression/compression.def"
#undef COMPRESSION

/* The i-th row, NULL behind the last. */
const struct compression *compression_at(size_t i);
/* By Parquet's number; NULL if unknown. */
const struct compression *compression_in_parquet(int64_t number);

bool compression_packs(const struct compression *c);

/* Appends what exactly one piece of n bytes holds; only where it packs. */
int compression_unpack_piece(const struct compression *c, const void *bytes, size_t n,
                             size_t cap, struct buf *out, struct err *e) MUST_USE;
/* The same for a file of one piece or more. */
int compression_unpack_file(const struct compression *c, const void *bytes, size_t n,
                            size_t cap, struct buf *out, struct err *e) MUST_USE;

/* Do a file's first n bytes look like a piece's start?  Only where it packs. */
int compression_check_head(const struct compression *c, const void *bytes, size_t n,
                           struct err *e) MUST_USE;

#endif
