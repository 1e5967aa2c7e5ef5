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

/* Is given each row in order, and takes it; -1 stops the reading. */
typedef int parquet_row_fn(void *ctx, cJSON *row, struct err *e);

/* Reads all row groups; *about says how they are stored. */
int parquet_read(const struct parquet_file *file, parquet_row_fn *row, void *ctx,
                 struct parquet_about *about, struct err *e) MUST_USE;

#endif
