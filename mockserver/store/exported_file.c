/*
 * exported_file.c - files that were exported, and when they go
 */
#include "mockserver/store/exported_file.h"

int exported_file_expire(struct store *s, int64_t serial, vtime at, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FILE_EXPIRES);

	s->jobs++;
	stmt_put_int(q, at);
	stmt_put_int(q, serial);
	return stmt_run(q, e);
}

int exported_file_begin(struct store *s, int64_t serial, struct stmt **q,
                        const char **path, struct err *e)
{
	AUTO(stmt_end) struct stmt *row = stmt_begin(&s->sql, SQL_FILE_PATH);

	stmt_put_int(row, serial);
	if (stmt_one(row, e) < 0)
		return -1;
	*path = stmt_get_text(row);
	*q = TAKE(row);
	return 0;
}

int exported_file_forget(struct store *s, int64_t serial, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FILE_DROP);

	s->jobs++;
	stmt_put_int(q, serial);
	return stmt_run(q, e);
}
