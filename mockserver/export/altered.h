/*
 * altered.h - rows as a writer that is wrong gives them: some twice, or a column of
 * another name, of another type, missing, or too many
 *
 * Owns: copies of definitions and values, until altered_release().  Borrows: the row
 * sources, the alteration's text.
 * Errors: those of the row sources.
 */
#ifndef MOCKSERVER_EXPORT_ALTERED_H
#define MOCKSERVER_EXPORT_ALTERED_H

#include "lib/column.h"

enum alter {
	ALTER_NAME, /* the column has another name */
	ALTER_TYPE, /* its numbers and booleans are texts, its texts lists of one text */
	ALTER_DROP, /* it is not there */
	ALTER_ADD,  /* its values come again in one more column, the last */
	ALTER_COUNT
};

/* What is done to the column that is at that place in the schema. */
struct alteration {
	enum alter how;
	size_t at;
	const char *as; /* the other or further name; else unused */
};

struct altered {
	struct row_source source; /* the altered rows; its ctx is this struct */
	uint64_t values;          /* of that column so far, that are not null */
	/* What follows is altered.c's own. */
	struct row_source *rows, *again;
	const struct alteration *does; /* NULL: no column is altered */
	struct column_def schema;
	size_t *from; /* of each column of the schema: its place in the rows' */
	struct column_def element;  /* of lists that were texts */
	struct column batch, other; /* values of another type */
	char *name;
};

/*
 * Can that be done to the column?  Times, lists, maps and structs keep their type, and
 * the only column stays there.
 */
bool altered_can(const struct column_def *schema, enum alter how, size_t at);
/* The type that its values have then: another one for ALTER_TYPE. */
enum column_type altered_type(enum column_type was, enum alter how);

/*
 * The rows, and behind them those of `again` (NULL: none), with a column altered (NULL:
 * none), which can be.  The struct is not moved.
 */
void altered_init(struct altered *a, struct row_source *rows, struct row_source *again,
                  const struct alteration *does);
void altered_release(struct altered *a);
AUTO_DEFINE_STRUCT(struct altered, altered_release);

/* The place of that column in the schema; false for none. */
bool altered_find(const struct column_def *schema, const char *column, size_t *out);

#endif
