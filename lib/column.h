/*
 * column.h - rows of nested, typed values, held by column
 *
 * What a dataset hands to the file writers: a schema (a tree of definitions) and
 * batches of rows laid out as in Apache Arrow.  A column has `count` values.
 * valid[i] is 1 or 0 (null); a null has a zero or empty placeholder in the other
 * arrays, so that value i always stands at index i.  Strings, lists and maps
 * have count + 1 offsets: value i spans offsets[i] to offsets[i + 1], in bytes or
 * in values of the child.  A struct's children have as many values as itself.  A
 * list has one child; a map has two, its keys (never null) and its values.
 *
 * Owns: a definition owns its name and children; a column owns its arrays and
 * borrows its definition.
 */
#ifndef LIB_COLUMN_H
#define LIB_COLUMN_H

#include "lib/base.h"
#include "lib/err.h"

enum column_type {
	COLUMN_BOOL,      /* bools */
	COLUMN_INT32,     /* i32 */
	COLUMN_INT64,     /* i64 */
	COLUMN_DOUBLE,    /* f64 */
	COLUMN_STRING,    /* offsets into bytes; UTF-8 */
	COLUMN_TIMESTAMP, /* i64: milliseconds since 1970, UTC */
	COLUMN_DATE,      /* i32: days since 1970 */
	COLUMN_DECIMAL,   /* i64: value times 10^scale; precision at most 18 */
	COLUMN_STRUCT,    /* child_count children */
	COLUMN_LIST,      /* one child: "element" */
	COLUMN_MAP,       /* two children: "key" (a string), "value" */
	COLUMN_TYPE_COUNT
};

struct column_def {
	char *name;
	enum column_type type;
	bool nullable;
	int precision, scale; /* COLUMN_DECIMAL */
	struct column_def *child;
	size_t child_count;
};

/* Frees what the definition owns, not the struct itself. */
void column_def_release(struct column_def *d);

/* "int64", "struct", …; never NULL. */
const char *column_type_name(enum column_type type);

struct column {
	const struct column_def *def;
	size_t count, room; /* values held, values allocated */
	uint8_t *valid;
	union {
		uint8_t *bools;
		int32_t *i32;
		int64_t *i64;
		double *f64;
		uint32_t *offsets;
	};
	char *bytes; /* COLUMN_STRING */
	size_t bytes_size, bytes_room;
	struct column *child; /* def->child_count of them */
};

/* Empty columns for a definition and all below it. */
void column_init(struct column *c, const struct column_def *def);
void column_release(struct column *c);
/* No values, memory kept. */
void column_clear(struct column *c);

/*
 * Append one value.  column_add_null() adds placeholders below a struct too.
 * column_add_struct() counts the struct as there: the caller adds one value to
 * each child.  column_add_list() closes a list or map over the values that its
 * children gained since the list before: add the elements first.
 */
void column_add_null(struct column *c);
void column_add_bool(struct column *c, bool v);
void column_add_i32(struct column *c, int32_t v); /* INT32, DATE */
void column_add_i64(struct column *c, int64_t v); /* INT64, TIMESTAMP, DECIMAL */
void column_add_double(struct column *c, double v);
void column_add_str(struct column *c, const char *s, size_t n);
void column_add_struct(struct column *c);
void column_add_list(struct column *c);

/*
 * Where rows come from.  next() answers 1 with *batch set to a struct column of
 * one or more rows, borrowed until the next call; 0 at the end; -1 on error.
 */
struct row_source {
	const struct column_def *schema; /* a struct */
	int (*next)(void *ctx, const struct column **batch, struct err *e);
	void *ctx;
};

#endif
