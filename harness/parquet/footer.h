/*
 * footer.h - what a Parquet file's footer says: its schema and where its columns lie
 *
 * The schema is a tree, written depth first.  A node's maximum definition level
 * counts the optional and repeated nodes from the root down to it, itself
 * included; its maximum repetition level the repeated ones.  Leaves are columns.
 *
 * Owns: the metadata owns its arrays (meta.h frees them).
 */
#ifndef HARNESS_PARQUET_FOOTER_H
#define HARNESS_PARQUET_FOOTER_H

#include "harness/parquet/thrift.h"
#include "lib/err.h"

enum pq_type {
	PQ_BOOLEAN,
	PQ_INT32,
	PQ_INT64,
	PQ_INT96,
	PQ_FLOAT,
	PQ_DOUBLE,
	PQ_BYTE_ARRAY,
	PQ_FIXED,
	PQ_TYPE_COUNT
};

enum pq_repetition { PQ_REQUIRED, PQ_OPTIONAL, PQ_REPEATED };

/* What the bytes of a type mean; from the logical type, else the converted one. */
enum pq_logical {
	PQ_PLAIN, /* nothing but the physical type */
	PQ_STRING,
	PQ_LIST,
	PQ_MAP,
	PQ_DECIMAL,
	PQ_DATE,
	PQ_TIME,
	PQ_TIMESTAMP_MS,
	PQ_TIMESTAMP_US,
	PQ_TIMESTAMP_NS,
	PQ_UNSIGNED,
	PQ_UUID,
};

struct parquet_node {
	struct thrift_bytes name;
	enum pq_type type; /* of a leaf */
	int type_length;   /* of PQ_FIXED */
	enum pq_repetition repetition;
	enum pq_logical logical;
	enum pq_logical converted; /* what the older annotation says */
	bool has_converted, has_logical;
	int converted_number, logical_number; /* as they are stored; -1, 0: not said */
	int scale;
	int64_t precision;
	size_t child_count;
	size_t end; /* index after the last node below it */
	uint8_t def, rep;
	size_t leaf, leaf_end; /* the columns below it: [leaf, leaf_end) */
};

struct parquet_chunk {
	int64_t codec; /* a number of compression.def, if we know it */
	/* What else is said of the column; -1 and 0 where it is not. */
	int64_t type;      /* the leaf's, again */
	int64_t raw_bytes; /* the pages, unpacked, with their headers */
	int64_t nulls, distinct;
	uint32_t encodings;           /* 1 << number; those that are listed */
	bool listed_twice;            /* one of them is */
	struct thrift_bytes min, max; /* as PLAIN stores them; at NULL: not said */
	int64_t copy_at;              /* of the column's metadata; 0: nowhere */
	size_t steps;                 /* names in its path */
	bool other_steps;             /* one of them is not the schema's */
	int64_t values;               /* nulls included */
	int64_t first_page, compressed_bytes;
	int64_t dictionary_page; /* 0 for none */
};

struct parquet_group {
	int64_t rows;
	/* What else is said of it; -1 where it is not. */
	int64_t raw_bytes, stored_bytes, start, ordinal;
	struct parquet_chunk *chunks; /* one a leaf */
};

struct parquet_meta {
	int64_t version, rows;
	struct parquet_node *nodes; /* [0] is the root */
	size_t node_count, leaf_count;
	struct parquet_group *groups;
	size_t group_count;
	uint8_t *own; /* the footer, where it was read for this */
};

/* The node of the i-th column. */
static inline const struct parquet_node *parquet_footer_leaf(const struct parquet_meta *m,
                                                             size_t i)
{
	size_t at = 0;

	while (m->nodes[at].child_count || m->nodes[at].leaf != i)
		at++;
	return &m->nodes[at];
}

#endif
