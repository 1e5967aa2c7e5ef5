/*
 * stmt.c - prepared SQL, by name
 */
#include "mockserver/store/stmt.h"

static const char *const texts[] = {
#define SQL(name, text) [SQL_##name] = text,
#include "mockserver/store/sql.def"
#undef SQL
};
static_assert(ARRAY_LEN(texts) == SQL_COUNT, "every statement has a text");

static int db_error(sqlite3_stmt *s, struct err *e)
{
	return err_set(e, ERR_IO, "%s", sqlite3_errmsg(sqlite3_db_handle(s)));
}

int stmts_open(struct stmts *set, sqlite3 *db, struct err *e)
{
	*set = (struct stmts){ 0 };
	for (int i = 0; i < SQL_COUNT; i++) {
		if (sqlite3_prepare_v3(db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
		                       &set->all[i].s, NULL)) {
			stmts_close(set);
			return err_set(e, ERR_IO, "%s: %s", texts[i], sqlite3_errmsg(db));
		}
	}
	return 0;
}

void stmts_close(struct stmts *set)
{
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(set->all[i].s);
	*set = (struct stmts){ 0 };
}

struct stmt *stmt_begin(struct stmts *set, enum sql which)
{
	struct stmt *q = &set->all[which];

	assert(!sqlite3_stmt_busy(q->s));
	q->bound = q->column = 0;
	return q;
}

void stmt_end(struct stmt *q)
{
	sqlite3_reset(q->s);
	sqlite3_clear_bindings(q->s);
}

void stmt_put_int(struct stmt *q, int64_t v)
{
	int rc = sqlite3_bind_int64(q->s, ++q->bound, v);

	assert(rc == SQLITE_OK);
	(void)rc;
}

void stmt_put_text(struct stmt *q, const char *v)
{
	int rc = sqlite3_bind_text(q->s, ++q->bound, v, -1, SQLITE_STATIC);

	assert(rc == SQLITE_OK);
	(void)rc;
}

void stmt_put_null(struct stmt *q)
{
	int rc = sqlite3_bind_null(q->s, ++q->bound);

	assert(rc == SQLITE_OK);
	(void)rc;
}

int stmt_step(struct stmt *q, struct err *e)
{
	q->column = 0;
	switch (sqlite3_step(q->s)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return db_error(q->s, e);
	}
}

int stmt_one(struct stmt *q, struct err *e)
{
	switch (stmt_step(q, e)) {
	case 1:
		return 0;
	case 0:
		return err_set(e, ERR_NOT_FOUND, "no such row");
	default:
		return -1;
	}
}

int64_t stmt_get_int(struct stmt *q)
{
	return sqlite3_column_int64(q->s, q->column++);
}

const char *stmt_get_text(struct stmt *q)
{
	return (const char *)sqlite3_column_text(q->s, q->column++);
}

bool stmt_next_is_null(const struct stmt *q)
{
	return sqlite3_column_type(q->s, q->column) == SQLITE_NULL;
}
