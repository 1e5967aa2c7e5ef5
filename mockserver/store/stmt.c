/*
 * stmt.c - prepared SQL, by name
 */
#include "mockserver/store/stmt.h"

#include "lib/mem.h"

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

static int prepare(struct stmts *set, enum sql which, struct err *e)
{
	if (sqlite3_prepare_v3(set->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
	                       &set->all[which].s, NULL))
		return err_set(e, ERR_IO, "%s: %s", texts[which],
		               sqlite3_errmsg(set->db));
	return 0;
}

void stmts_begin(struct stmts *set, sqlite3 *db)
{
	*set = (struct stmts){ .db = db };
}

int stmts_open(struct stmts *set, sqlite3 *db, struct err *e)
{
	stmts_begin(set, db);
	for (int i = 0; i < SQL_COUNT; i++) {
		if (prepare(set, (enum sql)i, e) < 0) {
			stmts_close(set);
			return -1;
		}
	}
	return 0;
}

void stmts_close(struct stmts *set)
{
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(set->all[i].s);
	for (size_t i = 0; i < STMTS_MADE; i++) {
		sqlite3_finalize(set->made[i].q.s);
		free(set->made[i].text);
	}
	*set = (struct stmts){ 0 };
}

struct stmt *stmt_begin(struct stmts *set, enum sql which)
{
	struct stmt *q = &set->all[which];
	struct err e = { 0 };

	if (!q->s && prepare(set, which, &e) < 0) {
		fprintf(stderr, "%s\n", e.text); /* a row of sql.def is wrong */
		abort();
	}
	assert(!sqlite3_stmt_busy(q->s));
	q->bound = q->column = 0;
	return q;
}

/* The slot that holds the text, else the one to give up for it. */
static struct stmt_made *find_slot(struct stmts *set, const char *text)
{
	struct stmt_made *oldest = &set->made[0];

	for (size_t i = 0; i < STMTS_MADE; i++) {
		struct stmt_made *m = &set->made[i];

		if (m->text && !strcmp(m->text, text))
			return m;
		if (m->used < oldest->used)
			oldest = m;
	}
	return oldest;
}

int stmt_begin_made(struct stmts *set, sqlite3 *db, const char *text, struct stmt **out,
                    struct err *e)
{
	struct stmt_made *m = find_slot(set, text);

	assert(!m->q.s || !sqlite3_stmt_busy(m->q.s));
	if (!m->text || strcmp(m->text, text) != 0) {
		sqlite3_finalize(m->q.s);
		free(m->text);
		*m = (struct stmt_made){ 0 };
		if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &m->q.s,
		                       NULL))
			return err_set(e, ERR_IO, "%s: %s", text, sqlite3_errmsg(db));
		m->text = mem_strdup(text);
	}
	m->used = ++set->uses;
	m->q.bound = m->q.column = 0;
	*out = &m->q;
	return 0;
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
	int rc;

	if (!v) {
		stmt_put_null(q);
		return;
	}
	rc = sqlite3_bind_text(q->s, ++q->bound, v, -1, SQLITE_STATIC);
	assert(rc == SQLITE_OK);
	(void)rc;
}

/* What nothing is bound to is null; stmt_step() sees whether there is one too many. */
void stmt_put_null(struct stmt *q)
{
	q->bound++;
}

void stmt_put_time(struct stmt *q, vtime at)
{
	if (at == VTIME_NEVER)
		stmt_put_null(q);
	else
		stmt_put_int(q, at);
}

int stmt_step(struct stmt *q, struct err *e)
{
	q->column = q->columns = 0;
	assert(q->bound == sqlite3_bind_parameter_count(q->s));
	switch (sqlite3_step(q->s)) {
	case SQLITE_ROW:
		q->columns = sqlite3_data_count(q->s);
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

int stmt_run(struct stmt *q, struct err *e)
{
	int got = stmt_step(q, e);

	assert(got <= 0);
	stmt_end(q);
	return got;
}

/* The next column of the row; SQLite answers 0 and NULL for one that is not there. */
static int take_column(struct stmt *q)
{
	assert(q->column < q->columns);
	return q->column++;
}

int64_t stmt_get_int(struct stmt *q)
{
	return sqlite3_column_int64(q->s, take_column(q));
}

const char *stmt_get_text(struct stmt *q)
{
	return (const char *)sqlite3_column_text(q->s, take_column(q));
}

struct str stmt_get_str(struct stmt *q)
{
	const int column = take_column(q);
	const unsigned char *text = sqlite3_column_text(q->s, column);

	assert(text);
	return (struct str){ (const char *)text,
		             (size_t)sqlite3_column_bytes(q->s, column) };
}

bool stmt_next_is_null(const struct stmt *q)
{
	assert(q->column < q->columns);
	return sqlite3_column_type(q->s, q->column) == SQLITE_NULL;
}

vtime stmt_get_time(struct stmt *q)
{
	const int column = q->column;
	const vtime at = stmt_get_int(q);

	/* SQLite answers 0 for a NULL */
	return at == 0 && sqlite3_column_type(q->s, column) == SQLITE_NULL ? VTIME_NEVER
	                                                                   : at;
}
