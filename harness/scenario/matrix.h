/*
 * matrix.h - a scenario that is played once for each combination of values
 *
 *	matrix: { destination: [s3, sftp], format: [JSON, PARQUET] }
 *
 * Each combination is a cell; cell 0 has the first value of each, cell 1 the second of
 * the last key.  Its values are variables of the scenario, and its name is those values
 * in small letters: "s3,json".
 *
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_SCENARIO_MATRIX_H
#define HARNESS_SCENARIO_MATRIX_H

#include "harness/scenario/node.h"

#define MATRIX_MAX 1000 /* combinations */

struct matrix {
	size_t cells; /* combinations; 1 without a matrix */
	char *name;   /* of the cell that was asked for; NULL without a matrix */
	cJSON *cell;  /* its values by axis; NULL without a matrix */
};

void matrix_release(struct matrix *m);

/* Adds the cell's values to `values`; out is to be released. */
int matrix_read(const struct yaml *y, size_t cell, cJSON *values, struct matrix *out,
                struct err *e) MUST_USE;

#endif
