/*
 * formats.h - compares the JSON and the Parquet export of one dataset and time
 *
 * Exports of a dataset are pairs where both have the same exportTime; their records must
 * be the same, in whatever order.  The sums of their records' digests are compared; where
 * they differ, both are read again to name a record.
 *
 * Owns: its arrays.  Borrows: the inventory.
 */
#ifndef HARNESS_VERIFY_FORMATS_H
#define HARNESS_VERIFY_FORMATS_H

#include "harness/verify/inventory.h"

struct formats {
	const struct inventory *inventory;
	/* Exports in folders that say dataset and time, by dataset, time and path. */
	const struct inventory_export **all;
	size_t count;
	bool *wanted; /* for each export of the inventory */
};

/* Finds the datasets that are there in two formats. */
void formats_init(struct formats *p, const struct inventory *v);
void formats_release(struct formats *p);
AUTO_DEFINE_STRUCT(struct formats, formats_release);

/* Are the digests of the file's records needed? */
bool formats_wants(const struct formats *p, const struct inventory_file *file);

/* Compares what was read. */
void formats_check(const struct formats *p, const struct export_tree *t,
                   struct findings *f);

#endif
