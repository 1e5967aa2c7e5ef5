/*
 * matrix.h - a scenario that is played once for each combination of values
 *
 *	matrix: { destination: [s3, sftp], format: [JSON, PARQUET] }
 *
 * Each combination is a cell; cell 0 has the first value of each, cell 1 the second of
 *the last key.  Its values are variables of the scenario, and its name is those values in
 * small letters: "s3,json".
 *
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_SCENARIO_MATRIX_H
#define HARNESS_SCENARIO_MATRIX_H

#include "harness/scenario/node.h"

/* Sets out->cells, and of that cell out->values and out->cell; nothing without a matrix.
 */
int matrix_read(const struct yaml *y, size_t cell, struct scenario *out, struct err *e)
	MUST_USE;

#endif
