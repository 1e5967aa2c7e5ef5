/*
 * jsonl.h - rows as JSON lines
 *
 * One object a row, each ended by "\n" (05 §4).  Compressed, a block is whole lines: the
 * one that makes a MiB or more ends it, however the source cuts its batches.  What the
 * sources leave open is ours, close to what Spark writes:
 *
 *	null               a null member of an object is left out; a null element
 *	                   of a list or value of a map is null
 *	struct             an object; {} when all its members are null
 *	map                an object, its entries in their order
 *	timestamp          "2026-01-01T00:00:00.000Z"
 *	date               "2026-01-01"
 *	decimal            a number with as many decimals as its scale: 12.50
 *	int64              all its digits
 *	NaN, infinities    "NaN", "Infinity", "-Infinity"
 *
 * A timestamp or date outside the years 0001 to 9999 has no such text and is
 * written as its number.
 *
 * Owns: a bounded buffer, during the call.  Borrows: the row source and the file.
 * Errors: ERR_IO, and what the row source raises.
 */
#ifndef MOCKSERVER_EXPORT_JSONL_H
#define MOCKSERVER_EXPORT_JSONL_H

#include "lib/column.h"
#include "lib/file/file.h"
#include "mockserver/contract/format.h"

/* Writes all rows of the source; *count says how many. */
int jsonl_write(struct newfile *to, struct export_coding coding, struct row_source *rows,
                uint64_t *count, struct err *e) MUST_USE;

#endif
