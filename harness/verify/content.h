/*
 * content.h - reads an exported file from its first byte to its last, and judges it
 *
 * JSON lines come through in pieces, Parquet a row group at a time: memory does not grow
 * with the file.  Every gzip member's check sum is compared, and every page CRC.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID: what is wrong with the file; others: it could not be read.
 */
#ifndef HARNESS_VERIFY_CONTENT_H
#define HARNESS_VERIFY_CONTENT_H

#include "harness/digest/digest.h"
#include "harness/files/records.h"
#include "harness/verify/tree.h"

/* Is given each record's digest; -1 stops. */
typedef int content_fn(void *ctx, const struct digest *record, struct err *e);

struct content_reading {
	content_fn *record; /* NULL: records are only judged */
	void *ctx;
	bool whole; /* digests stand for whole records, and not for a key alone */
	const struct digest_path *path; /* of the key that digests shall have, or NULL */
	/* The result: */
	uint64_t rows;
	uint64_t record_failed; /* the number of the one that is wrong, or 0 */
	uint64_t pages_without_crc;
};

/* Reads the whole file. */
int content_read(const struct tree_file *file, struct records_form form,
                 struct content_reading *r, struct err *e) MUST_USE;

/* Reads what says how it is built: the footer and the pages' CRCs, a stream's start. */
int content_skim(const struct tree_file *file, struct records_form form,
                 struct content_reading *r, struct err *e) MUST_USE;

/* A type of file: how it is read, and how it is skimmed. */
struct content_type {
	int (*read)(const struct tree_file *file, const struct compression *how,
	            struct content_reading *r, struct err *e);
	int (*skim)(const struct tree_file *file, const struct compression *how,
	            struct content_reading *r, struct err *e);
};
#define RECORDS(name, where) extern const struct content_type content_##name;
#include "harness/files/records.def"
#undef RECORDS

#endif
