/*
 * stmt.h - prepared SQL, by name
 *
 * Every statement is a row of the table in sql.def.  Those of a state on disk are
 * prepared when it opens, so that one that does not fit its tables fails at start and
 * not at three in the morning; a state in memory has the tables of schema.sql, and its
 * statements are prepared when they are first used, which saves a start 1 ms.  Bind with
 * stmt_put_*, in the order of the ?; read with stmt_get_*, in the order of the columns.
 *
 * Owns: the set owns its sqlite3_stmts.  A struct stmt is borrowed from the set
 * between stmt_begin() and stmt_end() or stmt_run(), one user at a time.
 * Errors: ERR_NOT_FOUND from stmt_one(), for callers to handle; else ERR_IO.
 */
#ifndef MOCKSERVER_STORE_STMT_H
#define MOCKSERVER_STORE_STMT_H

#include <sqlite3.h>

#include "lib/base.h"
#include "lib/err.h"
#include "lib/str.h"
#include "lib/vtime.h"

enum sql {
#define SQL(name, text) SQL_##name,
#include "mockserver/store/sql.def"
#undef SQL
	SQL_COUNT
};

struct stmt {
	sqlite3_stmt *s;
	int bound, column; /* how many so far */
	int columns;       /* of the row that it stands on; 0: it stands on none */
};

#define STMTS_MADE 32

/* A statement built at run time; the least recently used is evicted. */
struct stmt_made {
	struct stmt q;
	char *text;
	uint64_t used;
};

struct stmts {
	sqlite3 *db;
	struct stmt all[SQL_COUNT];
	struct stmt_made made[STMTS_MADE];
	uint64_t uses;
};

/* Prepares none yet: only for a database with the tables of schema.sql. */
void stmts_begin(struct stmts *set, sqlite3 *db);
/* The same, and prepares all; on -1 the set is closed again. */
int stmts_open(struct stmts *set, sqlite3 *db, struct err *e) MUST_USE;
void stmts_close(struct stmts *set);

/* Lends the statement, with nothing bound; stmt_end() gives it back. */
struct stmt *stmt_begin(struct stmts *set, enum sql which);
void stmt_end(struct stmt *q);
AUTO_DEFINE(struct stmt *, stmt_end);

/*
 * The same for SQL that the store puts together (store/select.c), prepared when it is
 * first asked for and kept for a while.
 */
int stmt_begin_made(struct stmts *set, sqlite3 *db, const char *text, struct stmt **out,
                    struct err *e) MUST_USE;

/* Bind the next ?.  A text must outlive q's use; NULL binds NULL. */
void stmt_put_int(struct stmt *q, int64_t v);
void stmt_put_text(struct stmt *q, const char *v);
void stmt_put_null(struct stmt *q);
void stmt_put_time(struct stmt *q, vtime at); /* VTIME_NEVER binds NULL */

/* 1 with a row, 0 after the last, -1 on error. */
int stmt_step(struct stmt *q, struct err *e) MUST_USE;

/* Expects a row; ERR_NOT_FOUND without one. */
int stmt_one(struct stmt *q, struct err *e) MUST_USE;

/* Runs a statement that answers no rows, and gives it back, also when it fails. */
int stmt_run(struct stmt *q, struct err *e) MUST_USE;

/* Read the next column of the row that the last step reached. */
int64_t stmt_get_int(struct stmt *q);
const char *stmt_get_text(struct stmt *q); /* borrowed until the next step or end */
struct str stmt_get_str(struct stmt *q);   /* the same, with its size; not of a NULL */
vtime stmt_get_time(struct stmt *q);       /* VTIME_NEVER for NULL */
bool stmt_next_is_null(const struct stmt *q);

#endif
