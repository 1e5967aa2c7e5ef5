/*
 * source.h - where a Parquet file's bytes come from: memory, or a file read in pieces
 *
 * Borrows: the bytes, or what `load` reads.
 * Errors: ERR_INVALID for a range outside the file; what `load` says.
 */
#ifndef HARNESS_PARQUET_SOURCE_H
#define HARNESS_PARQUET_SOURCE_H

#include "lib/base.h"
#include "lib/err.h"

/* Reads exactly n bytes from an offset on. */
typedef int parquet_load_fn(void *ctx, uint64_t at, void *out, size_t n, struct err *e);

struct parquet_file {
	const uint8_t *bytes; /* all of it; NULL: `load` reads them */
	size_t size;
	int64_t values_max; /* most entries of a column: a bound on memory */
	size_t bytes_max;   /* most bytes a page unpacks to; 0 for no bound */
	bool strict; /* all is compared with parquet.thrift, and what is said twice */
	parquet_load_fn *load;
	void *ctx;
};

/*
 * The n bytes from an offset on, in the file's memory or in *own, which the caller frees;
 * NULL when they can't be had.
 */
const uint8_t *parquet_file_range(const struct parquet_file *file, uint64_t at, size_t n,
                                  uint8_t **own, struct err *e) MUST_USE;

#endif
