/*
 * meta.h - reads what a Parquet file says about itself
 *
 *	"PAR1"  pages of all columns  FileMetaData (Thrift)  its length (4, LE)  "PAR1"
 *
 * Owns: the metadata owns its arrays.  Borrows: names, from the file's bytes where those
 * are in memory.
 * Errors: ERR_INVALID, saying what is wrong with the file.
 */
#ifndef HARNESS_PARQUET_META_H
#define HARNESS_PARQUET_META_H

#include "harness/parquet/footer.h"
#include "harness/parquet/source.h"

/* Reads the footer of a file. */
int parquet_meta_read(const struct parquet_file *file, struct parquet_meta *out,
                      struct err *e) MUST_USE;
/* Frees the arrays; all zero is fine. */
void parquet_meta_release(struct parquet_meta *m);

#endif
