/*
 * groups.h - what the footer says of row groups and their column chunks
 *
 * Owns: the arrays go to the metadata.
 */
#ifndef HARNESS_PARQUET_GROUPS_H
#define HARNESS_PARQUET_GROUPS_H

#include "harness/parquet/footer.h"

/* Reads the list of row groups, which stands behind the schema. */
void parquet_groups_read(struct pq_thrift *t, const struct thrift_field *f,
                         struct parquet_meta *m);

/* A chunk's path and type must be the column's in the schema. */
int parquet_groups_check(const struct parquet_meta *m, struct err *e) MUST_USE;

#endif
