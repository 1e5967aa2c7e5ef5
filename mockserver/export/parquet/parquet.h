/*
 * parquet.h - rows as a Parquet file
 *
 * A writer of our own, streaming: rows are cut into row groups, which are written
 * as they fill; what grows with the number of rows is only the footer, by some
 * hundred bytes for each leaf of a row group.  Where row groups and pages end
 * depends on the rows alone, not on how the source cuts its batches.  What the
 * file holds byte by byte is specified in parquet.c (file and footer), schema.c and
 * schema.h (types), levels.h (nesting), page.h, chunk.h and hybrid.h.
 *
 * Owns: bounded buffers, during the call.  Borrows: the row source and the file.
 * Errors: ERR_IO, ERR_INVALID (a schema that Parquet cannot hold), and what the
 * row source raises.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_PARQUET_H
#define MOCKSERVER_EXPORT_PARQUET_PARQUET_H

#include "lib/column.h"
#include "lib/file/file.h"
#include "mockserver/contract/format.h"

/* Each bound is looked at every PARQUET_SLICE rows, and so passed by at most those. */
#define PARQUET_SLICE 256

struct parquet_bounds {
	size_t group_rows, group_bytes;
	size_t page_bytes; /* before compression */
	size_t dict_bytes;
};

/* Writes all rows of the source; *count says how many. */
int parquet_write(struct newfile *to, struct export_coding coding,
                  struct row_source *rows, uint64_t *count, struct err *e) MUST_USE;

/* The same with bounds other than the usual ones. */
int parquet_write_bounded(struct newfile *to, enum export_codec codec,
                          const struct parquet_bounds *bounds, struct row_source *rows,
                          uint64_t *count, struct err *e) MUST_USE;

#endif
