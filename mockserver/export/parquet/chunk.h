/*
 * chunk.h - one leaf's part of a row group
 *
 * Rows are added slice by slice; a page is finished when it is large enough, and
 * kept, compressed, until the row group ends, because a dictionary stands before
 * the pages that use it.
 *
 * A chunk starts with a dictionary.  When that does not pay (most values are
 * distinct) or grows past its bound, the current page and those after it are
 * PLAIN; the dictionary is written only if a finished page uses it.
 *
 *	ColumnMetaData { 1 type, 2 encodings, 3 path, 4 codec, 5 number of entries,
 *	                 6 size, 7 size as stored, 9 offset of the first data page,
 *	                 11 offset of the dictionary page, 12 Statistics }
 *
 * Owns: its pages and dictionary.  Borrows: the leaf and the compressor.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_CHUNK_H
#define MOCKSERVER_EXPORT_PARQUET_CHUNK_H

#include "mockserver/export/parquet/dict.h"
#include "mockserver/export/parquet/page.h"
#include "mockserver/export/parquet/plain.h"

struct chunk_bounds {
	size_t page_bytes; /* a page ends at the slice that brings it to this */
	size_t dict_bytes;
};

struct chunk {
	const struct parquet_leaf *leaf;
	struct compressor *compressor;
	struct chunk_bounds bounds;
	bool uses_dict; /* new values are numbers in the dictionary */
	struct dict dict;
	struct stats stats;
	uint64_t value_count;
	/* the current page */
	struct levels levels;
	uint16_t *number; /* uses_dict */
	size_t number_count, number_room;
	struct plain plain; /* else */
	/* the finished ones */
	struct buf pages;
	struct page_sizes sizes;
	uint64_t entries;
	bool has_dict_pages, has_plain_pages;
};

/* An empty chunk, ready for the first row group. */
void chunk_init(struct chunk *c, const struct parquet_leaf *leaf,
                struct compressor *compressor, struct chunk_bounds bounds);
void chunk_release(struct chunk *c);

/* Adds rows [from, to) of a batch. */
void chunk_add(struct chunk *c, const struct column *rows, size_t from, size_t to);

/* Here a page may end, and does if it is large enough. */
void chunk_end_slice(struct chunk *c);

/* About how many bytes the chunk would take now. */
size_t chunk_size(const struct chunk *c);

/*
 * Ends the chunk: appends it to the file, and its ColumnMetaData's fields to
 * *t; *sizes grows by its own.  Then it is empty, for the next row group.
 */
int chunk_end(struct chunk *c, struct newfile *to, struct thrift *t,
              struct page_sizes *sizes, struct err *e) MUST_USE;

#endif
