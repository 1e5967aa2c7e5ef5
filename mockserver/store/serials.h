/*
 * serials.h - numbers that count what is made, held in memory
 *
 * Each create draws one for its id.  What was undone leaves no gap.
 *
 * Owns: nothing.  Borrows: the statements of each call, and names, for good.
 */
#ifndef MOCKSERVER_STORE_SERIALS_H
#define MOCKSERVER_STORE_SERIALS_H

#include "mockserver/store/stmt.h"

#define SERIALS_MOST 16 /* names */

struct serial {
	const char *name;
	int64_t kept; /* as of the last commit */
	int64_t last; /* with those of the open transaction */
};

/* All zero is a valid start. */
struct serials {
	struct serial of[SERIALS_MOST];
	int count;
	bool wiped;      /* in the open transaction: the table is empty */
	int wiped_count; /* names then: those that come later read an empty table */
};

/* Counts one more of the name, which is a constant: the first is 1. */
int serials_next(struct serials *n, struct stmts *sql, const char *name, int64_t *out,
                 struct err *e) MUST_USE;

/* Puts those that have changed into the table, before a commit. */
int serials_flush(const struct serials *n, struct stmts *sql, struct err *e) MUST_USE;

/* The table is emptied: they begin again. */
void serials_wipe(struct serials *n);

/* The transaction was committed; was undone. */
void serials_keep(struct serials *n);
void serials_undo(struct serials *n);

#endif
