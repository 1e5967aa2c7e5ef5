/*
 * altered.h - rows as a writer that is wrong gives them: some twice, or a column by
 * another name
 *
 * Owns: copies of definitions, until altered_release().  Borrows: the row sources.
 * Errors: those of the row sources.
 */
#ifndef MOCKSERVER_EXPORT_ALTERED_H
#define MOCKSERVER_EXPORT_ALTERED_H

#include "lib/column.h"

struct altered {
	struct row_source source; /* the altered rows; its ctx is this struct */
	/* What follows is altered.c's own. */
	struct row_source *rows, *again;
	struct column_def schema;
	struct column batch;
	char *name;
	size_t renamed;
};

/*
 * The rows, and behind them those of `again` (NULL: none).  The column of that name
 * (NULL: none) is called `as`, whatever else has that name.  The struct is not moved.
 */
void altered_init(struct altered *a, struct row_source *rows, struct row_source *again,
                  const char *column, const char *as);
void altered_release(struct altered *a);
AUTO_DEFINE_STRUCT(struct altered, altered_release);

/* The place of that column in the schema; false for none. */
bool altered_find(const struct column_def *schema, const char *column, size_t *out);

#endif
