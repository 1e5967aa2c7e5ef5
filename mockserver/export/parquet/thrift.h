/*
 * thrift.h - writes Thrift's compact protocol
 *
 * What Parquet's page headers and footer are made of.  Field ids rise within a
 * struct.  The whole of the format that we need:
 *
 *	varint     7 bits a byte, the lowest first, high bit = more follow
 *	zigzag     0, -1, 1, -2 … as 0, 1, 2, 3 …, so that small is short
 *	field      one byte (id - id before) << 4 | type when the difference is 1
 *	           to 15, else the type's byte and the id as zigzag varint
 *	bool       the field's type says it: 1 true, 2 false; no value follows
 *	i32, i64   (types 5, 6) zigzag varint
 *	binary     (8) length as varint, then the bytes
 *	list       (9) one byte size << 4 | element type for up to 14 elements,
 *	           else 0xf0 | type and the size as varint; then the elements
 *	struct     (12) its fields, then a zero byte
 *
 * Owns: nothing.  Borrows: the buffer written to.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_THRIFT_H
#define MOCKSERVER_EXPORT_PARQUET_THRIFT_H

#include "lib/buf.h"

#define THRIFT_DEPTH 8

enum thrift_type {
	THRIFT_TRUE = 1,
	THRIFT_FALSE = 2,
	THRIFT_I32 = 5,
	THRIFT_I64 = 6,
	THRIFT_BINARY = 8,
	THRIFT_LIST = 9,
	THRIFT_STRUCT = 12,
};

/* All zero but for `out` is ready to write the fields of the outermost struct. */
struct thrift {
	struct buf *out;
	int last[THRIFT_DEPTH]; /* the id before, of each open struct */
	int depth;
};

/* Fields of the innermost open struct. */
void thrift_bool(struct thrift *t, int id, bool v);
void thrift_i32(struct thrift *t, int id, int32_t v);
void thrift_i64(struct thrift *t, int id, int64_t v);
void thrift_binary(struct thrift *t, int id, const void *bytes, size_t n);
void thrift_text(struct thrift *t, int id, const char *text);

/* Opens a struct as a field; thrift_end() closes it (and, last, the outermost). */
void thrift_struct(struct thrift *t, int id);
void thrift_end(struct thrift *t);

/* Starts a list of n elements, which follow by the functions below. */
void thrift_list(struct thrift *t, int id, enum thrift_type type, size_t n);
void thrift_element_i32(struct thrift *t, int32_t v);
void thrift_element_text(struct thrift *t, const char *text);
/* Opens a struct as an element; thrift_end() closes it. */
void thrift_element_struct(struct thrift *t);

/* Appends an unsigned varint: Parquet's run lengths are written so too. */
void thrift_varint(struct buf *out, uint64_t v);

#endif
