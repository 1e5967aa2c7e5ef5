/*
 * page.h - pages: a header, then bytes that may be compressed
 *
 *	PageHeader           { 1 type, 2 size, 3 size as stored, 4 CRC-32 of the bytes as
 *	                       stored, 5 DataPageHeader or 7 DictionaryPageHeader }
 *	DataPageHeader       { 1 number of entries, 2 encoding of the values,
 *	                       3 of definition and 4 of repetition levels }
 *	DictionaryPageHeader { 1 number of values, 2 their encoding }
 *
 * A data page (version 1) holds, where the leaf has such levels at all,
 *
 *	4 bytes, length r, then r bytes   repetition levels, hybrid
 *	4 bytes, length d, then d bytes   definition levels, hybrid
 *
 * and then the values that are not null:
 *
 *	RLE_DICTIONARY   1 byte bit width, then their numbers in the dictionary, hybrid
 *	PLAIN            one after the other; booleans as bits, the lowest first
 *
 * A dictionary page holds its values as PLAIN.
 *
 * Owns: the compressor owns its packer and buffers.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_PAGE_H
#define MOCKSERVER_EXPORT_PARQUET_PAGE_H

#include "lib/file/file.h"
#include "mockserver/export/codec/packer.h"
#include "mockserver/export/parquet/levels.h"

/* Parquet's numbers for encodings. */
enum parquet_encoding {
	PARQUET_PLAIN = 0,
	PARQUET_RLE = 3,
	PARQUET_RLE_DICTIONARY = 8,
};

/* What compresses all pages of a file, one at a time. */
struct compressor {
	struct packer packer;
	struct buf raw, packed; /* the current page */
};

/* A compressor for one file. */
void compressor_init(struct compressor *p, enum export_codec codec);
void compressor_release(struct compressor *p);

/* What a page adds to its chunk, headers included. */
struct page_sizes {
	uint64_t raw, stored;
};

/* The levels of a page; numbers of a dictionary may follow in p->raw. */
void page_begin(struct compressor *p, const struct parquet_leaf *leaf,
                const struct levels *l);
/* Appends the page of p->raw, whose values are numbers in the dictionary, to `out`. */
void page_end_numbers(struct compressor *p, size_t entries, struct buf *out,
                      struct page_sizes *sizes);
/* Appends the page of p->raw and, behind it, PLAIN values to `out`. */
void page_end_plain(struct compressor *p, size_t entries, const struct buf *values,
                    struct buf *out, struct page_sizes *sizes);
/* Appends a dictionary page of `count` PLAIN values to `out`. */
void page_put_dictionary(struct compressor *p, const struct buf *plain, size_t count,
                         struct buf *out, struct page_sizes *sizes);

#endif
