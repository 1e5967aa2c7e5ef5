/*
 * file_rows.h - what faults do to the rows of a data file: some come again, a column is
 * not what the dataset's schema says
 *
 * The effects only note what is to be done; file_rows_write() writes the file anew from
 * the same records, once for all of them.
 *
 * Owns: nothing.
 * Errors: those of the disk and of the dataset.
 */
#ifndef MOCKSERVER_RUNS_FILE_ROWS_H
#define MOCKSERVER_RUNS_FILE_ROWS_H

#include "mockserver/runs/struck_file.h"

int file_rows_duplicate(struct struck_file *f, const struct fault_hit *hit,
                        struct err *why) MUST_USE;
int file_rows_schema(struct struck_file *f, const struct fault_hit *hit, struct err *why)
	MUST_USE;

/* Writes the staged file anew where its rows are others; nothing where they are not. */
int file_rows_write(struct struck_file *f, struct err *why) MUST_USE;

#endif
