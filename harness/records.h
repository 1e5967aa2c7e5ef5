/*
 * records.h - the records of an exported file, whatever its format
 *
 *	.json        one JSON object a line, a line feed behind each
 *	.json.gz     the same in one gzip member
 *	.parquet     no column compressed
 *	.gz.parquet  every column compressed with GZIP
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, saying what is wrong with the file; ERR_IO, ERR_NOT_FOUND.
 */
#ifndef HARNESS_RECORDS_H
#define HARNESS_RECORDS_H

#include "lib/json.h"

struct records_form {
	const char *extension;
	const char *format, *compression; /* "json" or "parquet"; "none" or "gzip" */
};

/* The form a file's name promises; NULL when it is no data file. */
const struct records_form *records_form_of(const char *name);

/* Is given each record in order, borrowed; -1 stops the reading. */
typedef int record_fn(void *ctx, const cJSON *record, struct err *e);

/* What a file turned out to be. */
struct records_about {
	uint64_t rows;
	uint32_t crc; /* of the file's bytes: two that differ differ here */
};

/* Reads the whole file, which must hold what its name promises. */
int records_read(const char *path, const struct records_form *form, record_fn *record,
                 void *ctx, struct records_about *out, struct err *e) MUST_USE;

/* The same of bytes in memory. */
int records_parse(const char *bytes, size_t size, const struct records_form *form,
                  record_fn *record, void *ctx, uint64_t *rows, struct err *e) MUST_USE;

#endif
