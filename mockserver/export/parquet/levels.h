/*
 * levels.h - rows of nested values as repetition and definition levels
 *
 * For one leaf, every row gives one entry or more (S. Melnik et al., "Dremel",
 * 2010).  The definition level says how many of the nullable and repeated steps on
 * the way are there; it is the leaf's largest where there is a value.  The
 * repetition level says at which repeated step this entry goes on: 0 starts a row.
 *
 *	leaf tags.list.element, all nullable     rep def
 *	row null                                  0   0
 *	row []                                    0   1
 *	row [null]                                0   2
 *	row ["a", "b"]                            0   3   "a"
 *	                                          1   3   "b"
 *
 * A null where the schema allows none is written as the column's placeholder.
 *
 * Owns: the arrays.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_LEVELS_H
#define MOCKSERVER_EXPORT_PARQUET_LEVELS_H

#include "mockserver/export/parquet/schema.h"

struct levels {
	uint16_t *rep, *def; /* grow from call to call, until cleared; not set where
	                        the leaf's largest is 0 */
	size_t count, room;
	/* of the last call: where the values stand in the leaf's column */
	bool in_a_row; /* from `first` on, without a gap; else `at` says it */
	size_t first;
	uint32_t *at;
	size_t at_count;
	struct level_place *way; /* to the leaf, during a call */
};

/* Adds the entries of rows [from, to); returns the leaf's column, with the values. */
const struct column *levels_add(struct levels *l, const struct parquet_leaf *leaf,
                                const struct column *rows, size_t from, size_t to);
/* Where value i of the last call stands in the leaf's column. */
static inline size_t levels_at(const struct levels *l, size_t i)
{
	return l->in_a_row ? l->first + i : l->at[i];
}

/* No entries, memory kept. */
void levels_clear(struct levels *l);
void levels_release(struct levels *l);

#endif
