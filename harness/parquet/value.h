/*
 * value.h - a stored value as JSON
 *
 * Times become RFC 3339 text with milliseconds, dates "2026-01-31", decimals exact
 * numbers, bytes that are no text "0x…", what JSON has no number for ("NaN") text.
 *
 * Errors: ERR_INVALID for a text that is no UTF-8.
 */
#ifndef HARNESS_PARQUET_VALUE_H
#define HARNESS_PARQUET_VALUE_H

#include "harness/parquet/column.h"
#include "lib/json/json.h"

/* The value of a leaf; the caller owns *out. */
int parquet_value_json(const struct parquet_node *leaf, const union parquet_value *value,
                       cJSON **out, struct err *e) MUST_USE;
/* Would the value be taken?  Makes nothing. */
int parquet_value_check(const struct parquet_node *leaf, const union parquet_value *value,
                        struct err *e) MUST_USE;

#endif
