/*
 * spec.h - are the bytes the structs that parquet.thrift describes?
 *
 * The readers take what they need and pass over the rest.  Here every field is looked at:
 * its type, its place in the order of numbers, whether those that must be there are, and
 * that a union has one member.  A changed byte that turns a field into another one, which
 * readers would pass over, is found so.
 *
 * Field numbers and types are those of parquet.thrift 2.11.
 *
 * Borrows: the bytes, which are not trusted.
 */
#ifndef HARNESS_PARQUET_SPEC_H
#define HARNESS_PARQUET_SPEC_H

#include "lib/base.h"

enum parquet_spec {
	SPEC_ANY, /* what is not looked into */
	SPEC_EMPTY,
	SPEC_FILE,
	SPEC_ELEMENT,
	SPEC_LOGICAL,
	SPEC_DECIMAL,
	SPEC_TIME, /* and a timestamp */
	SPEC_UNIT,
	SPEC_INTEGER,
	SPEC_GROUP,
	SPEC_CHUNK,
	SPEC_CHUNK_META,
	SPEC_STATISTICS,
	SPEC_ENCODING_STATS,
	SPEC_SORTING,
	SPEC_KEY_VALUE,
	SPEC_ORDER,
	SPEC_PAGE,
	SPEC_DATA_PAGE,
	SPEC_DICTIONARY_PAGE,
	SPEC_DATA_PAGE_V2,
	SPEC_COUNT
};

/* Moves *at past the struct; -1 where it is not such a one. */
int parquet_spec_check(enum parquet_spec spec, const uint8_t **at, const uint8_t *end)
	MUST_USE;

#endif
