/*
 * sql.h - SQL that runs once, when a state is opened
 *
 * All other statements are rows of sql.def (store/stmt.h).
 *
 * Owns: nothing.
 * Errors: ERR_IO, with SQLite's own text.
 */
#ifndef MOCKSERVER_STORE_SQL_H
#define MOCKSERVER_STORE_SQL_H

#include <sqlite3.h>

#include "lib/err.h"

/* Runs statements that return no rows. */
int sql_run(sqlite3 *db, const char *sql, struct err *e) MUST_USE;

/* The first number that the statement returns; 0 when it returns no row. */
int sql_number(sqlite3 *db, const char *sql, int64_t *out, struct err *e) MUST_USE;

#endif
