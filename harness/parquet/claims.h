/*
 * claims.h - what a footer says of a column chunk and a row group, compared with their
 * pages
 *
 * A footer repeats what the pages hold: sizes, encodings, where the pages begin, how many
 * values are null, the smallest and the largest.  Readers rely on some of it to leave out
 * whole row groups, and so it has to be right.  What a writer left out is not missed.
 *
 * A bound of text may be cut (parquet.thrift: is_min_value_exact): then it is shorter
 * than the value, and equal to its beginning, the last byte of a largest one raised by
 * one.  The sign of a bound that is zero is not compared: writers differ.
 *
 * Errors: ERR_INVALID, saying what is not so.
 */
#ifndef HARNESS_PARQUET_CLAIMS_H
#define HARNESS_PARQUET_CLAIMS_H

#include "harness/parquet/column.h"

/* Once all pages of the chunk were read. */
int parquet_claims_check(const struct parquet_chunk *chunk,
                         const struct parquet_column *c, struct err *e) MUST_USE;

/* What the footer says of types and of row groups; no page is read for it. */
int parquet_claims_check_footer(const struct parquet_meta *m, struct err *e) MUST_USE;

#endif
