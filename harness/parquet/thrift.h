/*
 * thrift.h - Thrift's compact protocol, as Parquet's metadata is written in it
 *
 *	field   a byte: high nibble the id's distance from the field before (0: the id
 *	        follows as a zigzag varint), low nibble the type; 0 ends the struct
 *	int     zigzag varint            bool   in the field's type: 1 true, 2 false
 *	binary  varint length, bytes     list   a byte: high nibble the count (15: a
 *	                                        varint follows), low nibble the type
 *
 * The bytes are not trusted: reading past the end, or a type where another is
 * expected, sets `bad` for good, and everything reads as zero from then on.
 *
 * Borrows: the bytes.
 */
#ifndef HARNESS_PARQUET_THRIFT_H
#define HARNESS_PARQUET_THRIFT_H

#include "lib/base.h"

enum pq_thrift_type {
	THRIFT_STOP,
	THRIFT_TRUE,
	THRIFT_FALSE,
	THRIFT_BYTE,
	THRIFT_I16,
	THRIFT_I32,
	THRIFT_I64,
	THRIFT_DOUBLE,
	THRIFT_BINARY,
	THRIFT_LIST,
	THRIFT_SET,
	THRIFT_MAP,
	THRIFT_STRUCT,
};

struct pq_thrift {
	const uint8_t *at, *end;
	bool bad;
	int depth;
};

struct thrift_field {
	int id;
	enum pq_thrift_type type;
};

struct thrift_bytes {
	const uint8_t *at;
	size_t size;
};

/*
 * Reads a struct: calls `field` for each; one that answers false is skipped, one
 * that answers true has read the field's value.
 */
typedef bool thrift_field_fn(struct pq_thrift *t, const struct thrift_field *f,
                             void *ctx);
void thrift_read_struct(struct pq_thrift *t, thrift_field_fn *field, void *ctx);

/* The value of a field of that type: any whole number; a bool; bytes. */
int64_t thrift_read_int(struct pq_thrift *t, const struct thrift_field *f);
bool thrift_read_bool(struct pq_thrift *t, const struct thrift_field *f);
struct thrift_bytes thrift_read_bytes(struct pq_thrift *t, const struct thrift_field *f);

/* A number that must lie in [0, below); else the bytes are bad, and it is 0. */
int64_t thrift_read_below(struct pq_thrift *t, const struct thrift_field *f,
                          int64_t below);
/*
 * For the fields that a struct's reader does not need: false, which skips them.  One that
 * is above the highest that parquet.thrift has is bad: it may say what the others mean,
 * or be one of them in a file that was changed.
 */
bool thrift_skip_known(struct pq_thrift *t, const struct thrift_field *f, int highest);

/* A list's head: its length, never more than there are bytes left. */
size_t thrift_read_list(struct pq_thrift *t, const struct thrift_field *f,
                        enum pq_thrift_type of);

#endif
