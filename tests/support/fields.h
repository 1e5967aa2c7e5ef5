/*
 * fields.h - which field of an exported file a byte belongs to
 *
 * For tests that change bytes and must say which ones nobody can judge.  Reads the file
 * by itself, from the descriptions of the formats.
 *
 *	gzip     "FLG", "MTIME", "XFL", "OS" of the first member, "stream"
 *	Parquet  "pages", or the path of field numbers in FileMetaData: "4.1.3.12.6" is
 *	         a smallest value; list elements have no number
 */
#ifndef TESTS_SUPPORT_FIELDS_H
#define TESTS_SUPPORT_FIELDS_H

#include "lib/buf.h"

#define FIELDS_PATH 64

/* The head of a field counts as part of what encloses it. */
void fields_of_parquet(const struct buf *file, size_t at, char path[FIELDS_PATH]);
void fields_of_gzip(const struct buf *file, size_t at, char path[FIELDS_PATH]);

#endif
