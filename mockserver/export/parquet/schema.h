/*
 * schema.h - a schema as Parquet sees it: a tree of elements, and its leaves
 *
 * Parquet stores leaves only; lists and maps are encoded in levels.  Walking from the
 * root to a leaf, each nullable step and each repeated one adds 1 to the largest
 * definition level, each repeated one 1 to the largest repetition level.  A
 * required group adds nothing.
 *
 *	struct   optional|required group NAME { its children }
 *	list     optional|required group NAME (LIST) {
 *	           repeated group list { optional|required … element } }
 *	map      optional|required group NAME (MAP) {
 *	           repeated group key_value { required … key; optional|required … value }
 *	         }
 *
 *	bool      BOOLEAN                   date      INT32 (DATE)
 *	int32     INT32                     timestamp INT64 (TIMESTAMP, ms, UTC)
 *	int64     INT64                     string    BYTE_ARRAY (STRING)
 *	double    DOUBLE                    decimal   INT32 up to 9 digits, else INT64
 *
 * Owns: the leaves and their paths.  Borrows: the definition.
 * Errors: ERR_INVALID for what Parquet cannot hold: a struct without members,
 * a decimal of more than 18 digits, more than LEVEL_MAX levels.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_SCHEMA_H
#define MOCKSERVER_EXPORT_PARQUET_SCHEMA_H

#include "lib/column.h"
#include "mockserver/export/parquet/thrift.h"

#define PARQUET_LEVEL_MAX 255

/* Parquet's numbers for how values are stored. */
enum parquet_type {
	PARQUET_BOOLEAN = 0,
	PARQUET_INT32 = 1,
	PARQUET_INT64 = 2,
	PARQUET_DOUBLE = 5,
	PARQUET_BYTE_ARRAY = 6,
};

/* From a column to the one below it on the way to a leaf. */
struct parquet_step {
	size_t child; /* which of the parent's children this column is */
	bool nullable;
	bool repeats;   /* a list or map: the next step is once for each element */
	uint16_t level; /* if so, its repetition level */
};

struct parquet_leaf {
	const struct column_def *def;
	enum parquet_type type;
	struct parquet_step *step; /* the last one is the leaf itself */
	size_t step_count;
	char **path; /* names from the root's child to the leaf, "list" included */
	size_t path_count;
	uint16_t max_def, max_rep;
};

struct parquet_schema {
	const struct column_def *root;
	struct parquet_leaf *leaf;
	size_t leaf_count;
	size_t element_count; /* of the tree, the root included */
};

/* Works out the leaves; the definition must outlive the schema. */
int parquet_schema_init(struct parquet_schema *s, const struct column_def *root,
                        struct err *e) MUST_USE;
void parquet_schema_release(struct parquet_schema *s);

/* Writes the tree, as the list of SchemaElement that is field `id` of the footer. */
void parquet_schema_put(const struct parquet_schema *s, struct thrift *t, int id);

#endif
