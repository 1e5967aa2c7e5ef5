/*
 * exported_file.c - a row for each file that a run wrote: when it appears, when it goes
 */
#include "mockserver/store/exported_file.h"

int exported_file_put(struct store *s, int64_t run, const char *path, int64_t bytes,
                      int64_t records, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FILE_PUT);

	stmt_put_int(q, run);
	stmt_put_text(q, path);
	stmt_put_int(q, bytes);
	stmt_put_int(q, records);
	return stmt_run(q, e);
}

int exported_file_stage(struct store *s, const struct staged_file *f, int64_t *serial,
                        struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FILE_PUT_STAGED);

	s->jobs++;
	stmt_put_int(q, f->run);
	stmt_put_text(q, f->path);
	stmt_put_int(q, f->bytes);
	stmt_put_int(q, f->records);
	stmt_put_text(q, f->place);
	stmt_put_int(q, f->appears_at);
	if (stmt_run(q, e) < 0)
		return -1;
	*serial = sqlite3_last_insert_rowid(s->db);
	return 0;
}

int exported_file_staged(struct store *s, int64_t serial, struct stmt **q,
                         struct staged_file *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *row = stmt_begin(&s->sql, SQL_FILE_STAGED);

	stmt_put_int(row, serial);
	if (stmt_one(row, e) < 0)
		return -1;
	*out = (struct staged_file){ .path = stmt_get_text(row) };
	out->place = stmt_get_text(row);
	*q = TAKE(row);
	return 0;
}

int exported_file_appeared(struct store *s, int64_t serial, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FILE_APPEARED);

	s->jobs++;
	stmt_put_int(q, serial);
	return stmt_run(q, e);
}

int exported_file_put_off(struct store *s, int64_t serial, vtime at, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FILE_PUT_OFF);

	s->jobs++;
	stmt_put_int(q, at);
	stmt_put_int(q, serial);
	return stmt_run(q, e);
}

int exported_file_has_row(struct store *s, const char *path, bool *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FILE_HAS_ROW);
	int got;

	stmt_put_text(q, path);
	got = stmt_step(q, e);
	*out = got != 0;
	return got < 0 ? -1 : 0;
}

int exported_file_expire(struct store *s, int64_t run, vtime now, int64_t keeps_ms,
                         struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_FILE_EXPIRES);

	s->jobs++;
	stmt_put_int(q, now);
	stmt_put_int(q, keeps_ms);
	stmt_put_int(q, run);
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
