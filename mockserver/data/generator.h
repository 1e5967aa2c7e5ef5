/*
 * generator.h - records that are a pure function of seed, dataset id and index
 *
 * Fills columns field by field: every value is a hash of (seed, dataset id, path
 * of the field, index), drawn through the field's rule by whole-number
 * arithmetic, so that any record can be made again, alone or in any range.
 * Elements of lists and maps have a key of their own, made from their owner's.
 *
 * Owns: a generator owns its rules.  Borrows: the schema.
 * Errors: ERR_INVALID with file and pointer.
 */
#ifndef MOCKSERVER_DATA_GENERATOR_H
#define MOCKSERVER_DATA_GENERATOR_H

#include "lib/column.h"
#include "mockserver/data/arrival.h"
#include "mockserver/data/cursor.h"
#include "mockserver/data/lag.h"

struct generator;

/* From the member `generator` of dataset.json. */
int generator_new(const cJSON *settings, const struct column_def *schema,
                  struct cursor *at, struct generator **out, struct err *e) MUST_USE;
/* Frees it; NULL is nothing. */
void generator_free(struct generator *g);

/* When its records arrive. */
const struct arrival *generator_arrival(const struct generator *g);

/* Appends records [from, from + n) to the rows; seed stands for the dataset, too. */
void generator_fill(const struct generator *g, uint64_t seed, vtime zero, uint64_t from,
                    size_t n, struct column *rows);

/* Records [from, from + count), drawn by that seed, of a dataset that began at zero. */
struct generated {
	uint64_t seed;
	vtime zero;
	uint64_t from;
	size_t count;
};

/* The same of one child of the schema alone. */
void generator_fill_child(const struct generator *g, const struct generated *of,
                          size_t child, struct column *out);

/* How long after the timestamp in that child its records arrive. */
struct lag generator_lag(const struct generator *g, size_t child);

#endif
