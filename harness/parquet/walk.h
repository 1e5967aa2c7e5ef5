/*
 * walk.h - the rows of a Parquet file, value by value
 *
 * A reader that shares no code with the mock's writer.  It knows data pages of both
 * versions, PLAIN and dictionary encoding, UNCOMPRESSED and GZIP, nested groups, lists
 * and maps (which become arrays and objects); page CRCs are checked where they are.  A
 * member that is null is left out, as in the JSON files; an element that is null, and
 * the value of a map that is, is reported as null.
 *
 * A row group is in memory at a time, its columns unpacked.
 *
 * Borrows: the file's bytes, which are not trusted: every length is checked
 * against them, and columns of more than `values_max` entries are refused.
 * Errors: ERR_INVALID, saying what is wrong with the file.
 */
#ifndef HARNESS_PARQUET_WALK_H
#define HARNESS_PARQUET_WALK_H

#include "harness/parquet/column.h"

#define PARQUET_SHAPES_DEEP 100 /* more objects and arrays never lie in each other */

enum parquet_shape { PARQUET_OBJECT, PARQUET_ARRAY };

/* What is called for a row: begin … end around members and elements, name before a
 * member's value. */
struct parquet_events {
	void (*begin)(void *ctx, enum parquet_shape shape);
	void (*end)(void *ctx);
	void (*name)(void *ctx, const char *at, size_t n);
	/* value NULL: null. */
	int (*value)(void *ctx, const struct parquet_node *leaf,
	             const union parquet_value *value, struct err *e);
	/* A row has ended. */
	int (*row)(void *ctx, struct err *e);
};

enum { PQ_NO_CODEC = -1, PQ_CODECS_DIFFER = -2 };

struct parquet_about {
	size_t row_groups;
	int64_t codec; /* the number of all column chunks'; no chunks: PQ_NO_CODEC */
	int64_t rows;
	uint64_t pages, without_crc; /* how many were read, and had no CRC */
};

/* Reads all row groups; *about says how they are stored.  `to` NULL: only judges them. */
int parquet_walk(const struct parquet_file *file, const struct parquet_events *to,
                 void *ctx, struct parquet_about *about, struct err *e) MUST_USE;

/* Reads the footer, all page headers and CRCs; unpacks nothing. */
int parquet_skim(const struct parquet_file *file, struct parquet_about *about,
                 struct err *e) MUST_USE;

#endif
