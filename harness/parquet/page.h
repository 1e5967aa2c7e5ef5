/*
 * page.h - the header in front of each page of a column
 *
 * Borrows: the file's bytes, which are not trusted.
 */
#ifndef HARNESS_PARQUET_PAGE_H
#define HARNESS_PARQUET_PAGE_H

#include "lib/base.h"

enum pq_page_type { PQ_DATA = 0, PQ_INDEX = 1, PQ_DICTIONARY = 2, PQ_DATA_V2 = 3 };

enum pq_encoding {
	PQ_ENC_PLAIN = 0,
	PQ_ENC_PLAIN_DICTIONARY = 2,
	PQ_ENC_RLE = 3,
	PQ_ENC_BIT_PACKED = 4,
	PQ_ENC_RLE_DICTIONARY = 8,
};

struct parquet_page {
	int64_t type, uncompressed_bytes, compressed_bytes;
	bool has_crc;
	uint32_t crc;
	int64_t values, encoding, def_encoding, rep_encoding;
	int64_t def_bytes, rep_bytes; /* v2 */
	bool stored;                  /* v2: the values are not compressed */
	int part;                     /* of the header, which says the rest; 0: none */
};

/* Reads a page's header and moves *at past it; -1 when it is invalid. */
int parquet_page_read(const uint8_t **at, const uint8_t *end, struct parquet_page *out)
	MUST_USE;

#endif
