/*
 * records.h - the records of an exported file, whatever its format
 *
 *	.json        one JSON object a line, a line feed behind each
 *	.json.gz     the same in gzip members, one or more
 *	.parquet     no column compressed
 *	.gz.parquet  every column compressed with GZIP
 *
 * The types are rows of records.def, the compressions those of compression.def.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, saying what is wrong with the file; ERR_IO, ERR_NOT_FOUND.
 */
#ifndef HARNESS_FILES_RECORDS_H
#define HARNESS_FILES_RECORDS_H

#include "harness/compression/compression.h"
#include "lib/json/json.h"
#include "lib/str.h"

#define RECORDS_BYTES_MAX ((size_t)4 << 30) /* of a file, and of what it unpacks to */

/* Is given each record in order, borrowed; -1 stops the reading. */
typedef int record_fn(void *ctx, const cJSON *record, struct err *e);

/* Where records go, and how many there were.  Without `record` they are only judged. */
struct records_sink {
	record_fn *record;
	void *ctx;
	uint64_t rows;
	struct str only; /* the one member that records need; at NULL: all are needed */
};

/* Reads a whole file, which must be compressed so. */
typedef int records_fn(struct records_sink *sink, const struct compression *how,
                       const char *bytes, size_t size, struct err *e);

#define RECORDS(name, where) records_fn records_##name;
#include "harness/files/records.def"
#undef RECORDS

struct records_type;

/* What a file's name promises. */
struct records_form {
	const struct records_type *type; /* NULL: it is not a data file's name */
	const struct compression *compression;
};

struct records_form records_form_of(const char *name);

/* The name of the i-th type, NULL behind the last. */
const char *records_type_at(size_t i);
const char *records_type_name(const struct records_type *type);

/*
 * Reads the whole file, which must hold what its name promises; *crc is the
 * file's CRC: two files that differ, differ there.
 */
int records_read(const char *path, struct records_form form, struct records_sink *sink,
                 uint32_t *crc, struct err *e) MUST_USE;

/* The same of bytes in memory. */
int records_parse(const char *bytes, size_t size, struct records_form form,
                  struct records_sink *sink, struct err *e) MUST_USE;

#endif
