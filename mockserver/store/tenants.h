/*
 * tenants.h - the numbers of organisations' sandboxes
 *
 * Each list and each creation asks for one, mostly for that of the request before: the
 * last one found is remembered.  A number is never changed; it goes with the row, when
 * the store is wiped or the transaction that made it is undone.
 *
 * Owns: the names that it remembers.  Borrows: the statements of each call.
 */
#ifndef MOCKSERVER_STORE_TENANTS_H
#define MOCKSERVER_STORE_TENANTS_H

#include "mockserver/store/stmt.h"

struct tenants {
	int64_t number; /* of the last one found; 0: none is remembered */
	char *org, *sandbox;
};

/* The number of an organisation's sandbox; 0 while it has none. */
int tenants_find(struct tenants *t, struct stmts *sql, const char *org,
                 const char *sandbox, int64_t *out, struct err *e) MUST_USE;

/* The same; one that has none gets the next. */
int tenants_make(struct tenants *t, struct stmts *sql, const char *org,
                 const char *sandbox, int64_t *out, struct err *e) MUST_USE;

/* What is remembered may not be in the table: it was wiped, or a change undone. */
void tenants_forget(struct tenants *t);

#endif
