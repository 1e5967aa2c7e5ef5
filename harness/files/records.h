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
#ifndef HARNESS_FILES_RECORDS_H
#define HARNESS_FILES_RECORDS_H

#include "lib/json/json.h"

struct records_form {
	const char *extension;
	const char *format, *compression; /* "json" or "parquet"; "none" or "gzip" */
};

/* The form a file's name promises; NULL when it is no data file. */
const struct records_form *records_form_of(const char *name);

/* Is given each record in order, borrowed; -1 stops the reading. */
typedef int record_fn(void *ctx, const cJSON *record, struct err *e);

/* Where records go, and how many went. */
struct records_sink {
	record_fn *record;
	void *ctx;
	uint64_t rows;
};

/*
 * Reads the whole file, which must hold what its name promises; *crc is the
 * file's CRC: two files that differ, differ there.
 */
int records_read(const char *path, const struct records_form *form,
                 struct records_sink *sink, uint32_t *crc, struct err *e) MUST_USE;

/* The same of bytes in memory. */
int records_parse(const char *bytes, size_t size, const struct records_form *form,
                  struct records_sink *sink, struct err *e) MUST_USE;

#endif
