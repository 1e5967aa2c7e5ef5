/*
 * read.h - a Parquet file's rows, as JSON
 *
 * The rows of walk.h, each as a tree.
 *
 * Borrows: the file's bytes, which are not trusted.
 * Errors: ERR_INVALID, saying what is wrong with the file.
 */
#ifndef HARNESS_PARQUET_READ_H
#define HARNESS_PARQUET_READ_H

#include "harness/parquet/walk.h"
#include "lib/json/json.h"
#include "lib/str.h"

/* Is given each row in order, and takes it; -1 stops the reading. */
typedef int parquet_row_fn(void *ctx, cJSON *row, struct err *e);

/* Where rows go. */
struct parquet_rows {
	parquet_row_fn *row;
	void *ctx;
	struct str only; /* the one member they are to have; at NULL: all */
};

/* Reads all row groups; *about says how they are stored. */
int parquet_read(const struct parquet_file *file, const struct parquet_rows *rows,
                 struct parquet_about *about, struct err *e) MUST_USE;

/* The same, but makes no trees: *rows counts the rows before the first that can't be
 * read. */
int parquet_judge(const struct parquet_file *file, uint64_t *rows,
                  struct parquet_about *about, struct err *e) MUST_USE;

#endif
