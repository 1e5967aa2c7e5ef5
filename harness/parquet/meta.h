/*
 * meta.h - what a Parquet file says about itself: footer and page headers
 *
 *	"PAR1"  pages of all columns  FileMetaData (Thrift)  its length (4, LE)  "PAR1"
 *
 * The schema is a tree, written depth first.  A node's maximum definition level
 * counts the optional and repeated nodes from the root down to it, itself
 * included; its maximum repetition level the repeated ones.  Leaves are columns.
 *
 * Owns: the metadata owns its arrays.  Borrows: names, from the file's bytes.
 * Errors: ERR_INVALID, saying what is wrong with the file.
 */
#ifndef HARNESS_PARQUET_META_H
#define HARNESS_PARQUET_META_H

#include "harness/parquet/thrift.h"
#include "lib/err.h"

enum parquet_type {
	PARQUET_BOOLEAN,
	PARQUET_INT32,
	PARQUET_INT64,
	PARQUET_INT96,
	PARQUET_FLOAT,
	PARQUET_DOUBLE,
	PARQUET_BYTE_ARRAY,
	PARQUET_FIXED,
	PARQUET_TYPE_COUNT
};

enum parquet_repetition { PARQUET_REQUIRED, PARQUET_OPTIONAL, PARQUET_REPEATED };

/* What the bytes of a type mean; from the logical type, else the converted one. */
enum parquet_logical {
	PARQUET_PLAIN, /* nothing beyond the physical type */
	PARQUET_STRING,
	PARQUET_LIST,
	PARQUET_MAP,
	PARQUET_DECIMAL,
	PARQUET_DATE,
	PARQUET_TIME,
	PARQUET_TIMESTAMP_MS,
	PARQUET_TIMESTAMP_US,
	PARQUET_TIMESTAMP_NS,
	PARQUET_UNSIGNED,
	PARQUET_UUID,
};

enum parquet_codec { PARQUET_UNCOMPRESSED = 0, PARQUET_GZIP = 2 };

struct parquet_node {
	struct bytes name;
	enum parquet_type type; /* of a leaf */
	int type_length;        /* of PARQUET_FIXED */
	enum parquet_repetition repetition;
	enum parquet_logical logical;
	int scale;
	size_t child_count;
	size_t end; /* index after the last node below it */
	uint8_t def, rep;
	size_t leaf, leaf_end; /* the columns below it: [leaf, leaf_end) */
};

struct parquet_chunk {
	enum parquet_codec codec;
	int64_t values; /* nulls included */
	int64_t first_page, compressed_bytes;
	int64_t dictionary_page; /* 0 for none */
};

struct parquet_group {
	int64_t rows;
	struct parquet_chunk *chunks; /* one a leaf */
};

struct parquet_meta {
	int64_t rows;
	struct parquet_node *nodes; /* [0] is the root */
	size_t node_count, leaf_count;
	struct parquet_group *groups;
	size_t group_count;
};

/* Reads the footer of a whole file. */
int parquet_meta_read(const uint8_t *file, size_t size, struct parquet_meta *out,
                      struct err *e) MUST_USE;
/* Frees the arrays; also of one that is all zero. */
void parquet_meta_release(struct parquet_meta *m);

enum parquet_page_type {
	PARQUET_DATA = 0,
	PARQUET_INDEX = 1,
	PARQUET_DICTIONARY = 2,
	PARQUET_DATA_V2 = 3
};

enum parquet_encoding {
	PARQUET_ENC_PLAIN = 0,
	PARQUET_ENC_PLAIN_DICTIONARY = 2,
	PARQUET_ENC_RLE = 3,
	PARQUET_ENC_RLE_DICTIONARY = 8,
};

struct parquet_page {
	int64_t type, uncompressed_bytes, compressed_bytes;
	bool has_crc;
	uint32_t crc;
	int64_t values, encoding, def_encoding, rep_encoding;
	int64_t def_bytes, rep_bytes; /* v2 */
	bool stored;                  /* v2: the values are not compressed */
};

/* Reads a page's header and moves *at behind it; -1 when it is none. */
int parquet_page_read(const uint8_t **at, const uint8_t *end, struct parquet_page *out)
	MUST_USE;

#endif
