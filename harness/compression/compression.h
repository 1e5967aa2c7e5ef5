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

struct compression {
	const char *name, *suffix;
	int parquet;
	compression_fn *const *unpack; /* at NULL: bytes are as they are */
};

#define COMPRESSION(name, suffix, parquet) \
	extern compression_fn *const compression_##name;
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

#endif
