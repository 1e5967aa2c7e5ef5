/*
 * asset.h - the files of fixtures/ that are built into the program
 *
 * The Makefile lists them; paths are relative to fixtures/, sorted by bytes.
 *
 * Owns: nothing; the bytes live as long as the program and end with a NUL that
 * is not counted.
 */
#ifndef LIB_ASSET_H
#define LIB_ASSET_H

#include "lib/buf.h"

struct asset {
	const char *path; /* "specs/connections/amazon-s3.json" */
	const char *data;
	size_t size;
};

extern const struct asset assets[];
extern const size_t asset_count;

/* The asset at that path, or NULL. */
const struct asset *asset_find(const char *path);

/* Adds "a, b, c": what the paths with that beginning and end have in between. */
void asset_names(const char *prefix, const char *suffix, struct buf *out);

#endif
