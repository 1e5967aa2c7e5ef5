/*
 * read.h - a Parquet file's rows, as JSON
 *
 * A reader that shares no code with the mock's writer.  It knows data pages of
 * both versions, PLAIN and dictionary encoding, UNCOMPRESSED and GZIP, nested
 * groups, lists and maps (which become arrays and objects); page CRCs are checked
 * where they are.  A member that is null is left out, as in the JSON files; an
 * element that is null stays.
 *
 * Borrows: the file's bytes, which are not trusted: every length is checked
 * against them, and columns of more than `values_max` entries are refused.
 * Errors: ERR_INVALID, saying what is wrong with the file.
 */
#ifndef HARNESS_PARQUET_READ_H
#define HARNESS_PARQUET_READ_H

#include "harness/parquet/column.h"
#include "lib/json/json.h"

/* Is given each row in order, and takes it; -1 stops the reading. */
typedef int parquet_row_fn(void *ctx, cJSON *row, struct err *e);

enum { PARQUET_NO_CODEC = -1, PARQUET_CODECS_DIFFER = -2 };

struct parquet_about {
	size_t row_groups;
	int64_t codec; /* the number of all column chunks'; no chunks: PARQUET_NO_CODEC */
};

/* Reads all row groups; *about says how they are stored. */
int parquet_read(const struct parquet_file *file, parquet_row_fn *row, void *ctx,
                 struct parquet_about *about, struct err *e) MUST_USE;

#endif
