/*
 * export.h - rows into files: JSON lines or Parquet, plain or gzipped
 *
 * The writers stream: memory is bounded by a batch, a row group and the
 * compressor, whatever the number of rows.  The same rows and options give the
 * same bytes.  A file appears whole (lib/file/file.h).
 *
 *	datasetFileType  compression  extension   content
 *	JSON             NONE         .json       one object a line
 *	JSON             GZIP         .json.gz    the same in gzip members, mtime 0
 *	PARQUET          NONE         .parquet    uncompressed pages
 *	PARQUET          GZIP         .gz.parquet pages compressed with GZIP
 *
 * (05 §3, §4.)  A null member of a JSON object is left out, as Spark's
 * writer does; ours, no source says.
 *
 * Owns: nothing between calls.  Borrows: the row source, for the call.
 * Errors: ERR_IO (disk), and what the row source raises.
 */
#ifndef MOCKSERVER_EXPORT_EXPORT_H
#define MOCKSERVER_EXPORT_EXPORT_H

#include "lib/column.h"
#include "lib/file/file.h"
#include "mockserver/contract/format.h"

/* What a written file holds. */
struct export_stats {
	uint64_t rows, bytes;
};

struct export_options {
	enum export_format format;
	enum export_codec codec;
	enum file_sync sync;
	enum export_members members;
};

/* Writes all rows of the source to a file that is not visible yet. */
int export_write(struct newfile *to, const struct export_options *options,
                 struct row_source *rows, struct export_stats *out, struct err *e)
	MUST_USE;

/* Writes all rows of the source to one file at `path`, folders included. */
int export_file(const char *path, const struct export_options *options,
                struct row_source *rows, struct export_stats *out, struct err *e)
	MUST_USE;

#endif
