/*
 * sql.c - SQL that runs once, when a state is opened
 */
#include "mockserver/store/sql.h"

int sql_run(sqlite3 *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		return err_set(e, ERR_IO, "%s", sqlite3_errmsg(db));
	return 0;
}

int sql_number(sqlite3 *db, const char *sql, int64_t *out, struct err *e)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);

	*out = 0;
	if (!rc) {
		rc = sqlite3_step(q);
		if (rc == SQLITE_ROW)
			*out = sqlite3_column_int64(q, 0);
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		(void)err_set(e, ERR_IO, "%s", sqlite3_errmsg(db));
	sqlite3_finalize(q);
	return e->code ? -1 : 0;
}
