/*
 * column.h - the values of one column of one row group
 *
 * Levels and values as they are stored: entry i has a definition and a repetition
 * level, and a value only where its definition level is the column's highest.
 *
 * Owns: a column owns its arrays and the unpacked pages its values point into.
 * Borrows: the file's bytes.
 * Errors: ERR_INVALID, saying what is wrong with the file.
 */
#ifndef HARNESS_PARQUET_COLUMN_H
#define HARNESS_PARQUET_COLUMN_H

#include "harness/parquet/plain.h"
#include "harness/parquet/source.h"

struct parquet_column {
	const struct parquet_node *node;
	uint8_t *def, *rep;
	size_t entry_count, entry; /* how many, and the next one to take */
	union parquet_value *values;
	size_t value_count, value;
	union parquet_value *dictionary;
	size_t dictionary_count;
	uint8_t *own; /* the chunk, where it was read for this */
	char **pages; /* unpacked ones */
	size_t page_count;
	size_t pages_read, without_crc;
	int64_t raw_bytes; /* of the pages read, unpacked, with their headers */
	size_t bytes_max;  /* of a page, once unpacked */
	bool strict;       /* the file is read so (source.h) */
	struct parquet_used {
		uint32_t by_values, by_others; /* 1 << number; dictionaries, levels */
		bool differ;            /* two for levels, where no level is stored */
	} used;                         /* the encodings that its pages have */
	int64_t data_at, dictionary_at; /* the first of these pages, in the file */
};

/* Reads all pages of a column chunk. */
int parquet_column_read(const struct parquet_file *file, const struct parquet_node *node,
                        const struct parquet_chunk *chunk, struct parquet_column *out,
                        struct err *e) MUST_USE;
/* Reads the chunk's page headers and CRCs, and no value. */
int parquet_column_skim(const struct parquet_file *file,
                        const struct parquet_chunk *chunk, struct parquet_column *out,
                        struct err *e) MUST_USE;
/* Frees its arrays; also of one that is all zero. */
void parquet_column_release(struct parquet_column *c);

#endif
