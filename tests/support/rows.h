/*
 * rows.h - rows for tests: a schema and values, each written in a line
 *
 * A schema is "name type, name type, …"; a type is
 *
 *	bool int32 int64 double string timestamp date   as in lib/column.h
 *	decimal(12,2)                                   precision, scale
 *	{name type, …}  [type]  <type>                  struct, list, map from string
 *
 * and "!" after a type means that it is never null.  A row is a JSON object:
 * timestamps are numbers of milliseconds, dates of days, decimals unscaled; a
 * member that is missing is null; NaN and the infinities are strings.  A list
 * element or map value is null where the text says so.
 *
 * Anything malformed stops the test.
 *
 * Owns: definition and batches, until rows_release().
 */
#ifndef TESTS_SUPPORT_ROWS_H
#define TESTS_SUPPORT_ROWS_H

#include "lib/column.h"

struct rows {
	struct column_def *def;
	struct column *batch;
	size_t batch_count;
	struct row_source source; /* over the batches, `times` times */
	size_t next, times;
	int fail_at; /* the call of next() that fails; 0 for none */
};

void rows_init(struct rows *r, const char *schema);
void rows_release(struct rows *r);

/* Adds a row, or several (one a line), to the last batch. */
void rows_add(struct rows *r, const char *json);
/* Adds a row whose values are a function of the seed; every sort of value occurs. */
void rows_add_random(struct rows *r, uint64_t seed);
/* The rows that follow go to a batch of their own. */
void rows_cut(struct rows *r);

/* The source starts anew and gives all batches `times` times. */
struct row_source *rows_source(struct rows *r, size_t times);

#endif
