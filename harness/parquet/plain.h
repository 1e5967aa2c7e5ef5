/*
 * plain.h - values as PLAIN encodes them
 *
 * Borrows: the file's bytes, which values point into and which are not trusted.
 */
#ifndef HARNESS_PARQUET_PLAIN_H
#define HARNESS_PARQUET_PLAIN_H

#include "harness/parquet/footer.h"

union parquet_value {
	int64_t i; /* BOOLEAN, INT32, INT64 */
	double d;  /* FLOAT, DOUBLE */
	struct {
		const uint8_t *at;
		uint32_t size;
	} b; /* BYTE_ARRAY, FIXED, INT96 */
};

/* Reads `count` PLAIN values, starting at *at; -1 when the bytes end too early. */
int parquet_plain_read(const struct parquet_node *node, const uint8_t **at,
                       const uint8_t *end, size_t count, union parquet_value *out)
	MUST_USE;

#endif
