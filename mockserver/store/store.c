/*
 * store.c - the state of one mock: opening it, transactions, small numbers and texts
 */
#include "mockserver/store/store.h"

#include "lib/mem.h"
#include "mockserver/store/image.h"
#include "mockserver/store/schema.h"
#include "mockserver/store/sql.h"

/*
 * Not ":memory:": there the pages are the page cache, all of which SQLite walks through
 * whenever it has put the pages of an index into order.
 */
#define MEMORY_NAME "state"
#define MEMORY_VFS  "memdb"

/* A file that is no state of ours is left as it is. */
static int prepare_file(sqlite3 *db, struct err *e)
{
	enum schema_kind kind;

	if (schema_check(db, &kind, e) < 0)
		return -1;
	return sql_run(db,
	               "pragma locking_mode = exclusive; pragma journal_mode = wal;"
	               "pragma synchronous = normal;",
	               e);
}

/* A copy of the image, which SQLite owns and may change. */
static int give_copy(sqlite3 *db, const void *image, size_t n, struct err *e)
{
	const unsigned flags =
		SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE;
	const sqlite3_int64 size = (sqlite3_int64)n;
	unsigned char *copy = sqlite3_malloc64((sqlite3_uint64)size);

	if (!copy)
		return err_set(e, ERR_IO, "no memory for %zu bytes", n);
	memcpy(copy, image, n);
	if (sqlite3_deserialize(db, "main", copy, size, size, flags))
		return err_set(e, ERR_IO, "%s", sqlite3_errmsg(db));
	return 0;
}

/*
 * Few pages in the cache, for what they are copied from is memory too.  SQLite's own
 * limit for such a database is 1 GiB.  What is deleted is left where it lay: no file
 * has it.
 */
static int prepare_memory(sqlite3 *db, struct err *e)
{
	const struct asset *empty = schema_empty();
	sqlite3_int64 most = INT64_MAX;

	if (give_copy(db, empty->data, empty->size, e) < 0)
		return -1;
	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_SIZE_LIMIT, &most))
		return err_set(e, ERR_IO, "%s", sqlite3_errmsg(db));
	return sql_run(db,
	               "pragma cache_size = -500; pragma locking_mode = exclusive;"
	               "pragma journal_mode = memory; pragma synchronous = off;"
	               "pragma secure_delete = off",
	               e);
}

static int prepare(struct store *s, const char *path, struct err *e)
{
	if (path)
		return prepare_file(s->db, e) < 0 || schema_make(s->db, e) < 0
		               ? -1
		               : stmts_open(&s->sql, s->db, e);
	if (prepare_memory(s->db, e) < 0)
		return -1;
	stmts_begin(&s->sql, s->db);
	return 0;
}

void store_tune(void)
{
	/* Were SQLite already in use, this would be refused: nothing is lost. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int open_db(struct store *s, const char *path, struct err *e)
{
	const int flags =
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	const bool relative = path && *path != '/';
	/* Debian's SQLite takes "file:…" for a URI, and not "./file:…". */
	AUTO_MEM char *literal = relative ? mem_printf("./%s", path) : NULL;

	if (literal)
		path = literal;
	if (sqlite3_open_v2(path ? path : MEMORY_NAME, &s->db, flags,
	                    path ? NULL : MEMORY_VFS))
		return err_set(e, ERR_IO, "%s",
		               s->db ? sqlite3_errmsg(s->db) : "no memory");
	return 0;
}

#define UNOPENED "; --state names a file in a folder that is there and may be written"

/* What the system said of a read or write that failed, which SQLite's text leaves out. */
static const char *cause_of(sqlite3 *db)
{
	int cause = db && (sqlite3_errcode(db) & 0xff) == SQLITE_IOERR
	                    ? sqlite3_system_errno(db)
	                    : 0;

	return cause ? strerror(cause) : "";
}

/* Nothing is left open; names the state. */
static int give_up(struct store *s, const char *path, const struct err *why,
                   struct err *e)
{
	bool busy = path && s->db && sqlite3_errcode(s->db) == SQLITE_BUSY;
	bool unopened = s->db && sqlite3_errcode(s->db) == SQLITE_CANTOPEN;
	const char *cause = cause_of(s->db);

	store_close(s);
	if (busy)
		return err_set(e, ERR_EXISTS,
		               "state %s: another flowmock has it open; end that one, or "
		               "name another file with --state",
		               path);
	return err_set(e, why->code, "state %s: %s%s%s%s", path ? path : "in memory",
	               why->text, *cause ? ": " : "", cause,
	               path && unopened ? UNOPENED : "");
}

int store_open(const char *path, struct store *out, struct err *e)
{
	struct err why = { 0 };

	*out = (struct store){ .on_disk = path != NULL };
	if (open_db(out, path, &why) == 0 && prepare(out, path, &why) == 0 &&
	    (!path || state_files_open(path, &out->files, &why) == 0) &&
	    intents_open(path, &out->intents, &why) == 0)
		return 0;
	return give_up(out, path, &why, e);
}

static int lend_image(struct store *s, struct err *e)
{
	if (sqlite3_deserialize(s->db, "main", (unsigned char *)s->image.data,
	                        (sqlite3_int64)s->image.size,
	                        (sqlite3_int64)s->image.size,
	                        SQLITE_DESERIALIZE_READONLY))
		return err_set(e, ERR_IO, "%s", sqlite3_errmsg(s->db));
	return sql_run(s->db, "pragma mmap_size = 1099511627776", e); /* no page twice */
}

/* An earlier release's tables become ours, in a copy. */
static int give_image(struct store *s, struct err *e)
{
	if (give_copy(s->db, s->image.data, s->image.size, e) < 0)
		return -1;
	buf_release(&s->image);
	return schema_make(s->db, e);
}

static int open_image(struct store *s, struct err *e)
{
	enum schema_kind kind;

	if (lend_image(s, e) < 0 || schema_check(s->db, &kind, e) < 0)
		return -1;
	if (kind == SCHEMA_OLD && give_image(s, e) < 0)
		return -1;
	if (kind == SCHEMA_NONE || kind == SCHEMA_UNFINISHED)
		return err_set(e, ERR_INVALID, "there is nothing in it yet");
	return stmts_open(&s->sql, s->db, e);
}

int store_open_copy(const char *path, struct store *out, struct err *e)
{
	struct err why = { 0 };

	*out = (struct store){ 0 };
	if (image_read(path, &out->image, &why) == 0 && open_db(out, NULL, &why) == 0 &&
	    open_image(out, &why) == 0)
		return 0;
	return give_up(out, path, &why, e);
}

void store_close(struct store *s)
{
	progress_forget(&s->progress);
	tenants_forget(&s->tenants);
	stmts_close(&s->sql);
	sqlite3_close(s->db);
	buf_release(&s->image);
	intents_close(&s->intents);
	state_files_close(&s->files);
	*s = (struct store){ 0 };
}

static int run_plain(struct store *s, enum sql which, struct err *e)
{
	return stmt_run(stmt_begin(&s->sql, which), e);
}

/* What was written since, outside a transaction, is ours; a rollback counts too. */
static int check_header(struct store *s, struct err *e)
{
	int64_t changes = store_changes(s);

	if (changes == s->noted_changes)
		return state_files_check_header(&s->files, e);
	state_files_note(&s->files);
	s->noted_changes = changes;
	return 0;
}

int store_is_empty(struct store *s, bool *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_STORE_IS_EMPTY);

	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q) != 0;
	return 0;
}

int store_begin(struct store *s, struct err *e)
{
	if (check_header(s, e) < 0)
		return -1;
	return run_plain(s, SQL_BEGIN, e);
}

int store_commit(struct store *s, struct err *e)
{
	if (state_files_check_names(&s->files, e) < 0)
		return -1;
	if (progress_flush(&s->progress, &s->sql, e) < 0)
		return -1;
	/* What is in memory only ends with the process, as these do. */
	if (s->on_disk && serials_flush(&s->serials, &s->sql, e) < 0)
		return -1;
	if (run_plain(s, SQL_COMMIT, e) < 0)
		return -1;
	serials_keep(&s->serials);
	state_files_note(&s->files);
	s->noted_changes = store_changes(s);
	return 0;
}

void store_rollback(struct store *s)
{
	struct err ignored = { 0 };

	s->writes++;
	s->jobs++;
	s->next_run = 0;
	progress_forget(&s->progress);
	late_forget(&s->late);
	tenants_forget(&s->tenants);
	serials_undo(&s->serials);
	if (!sqlite3_get_autocommit(s->db))
		(void)run_plain(s, SQL_ROLLBACK,
		                &ignored); /* the error that led here counts */
}

int64_t store_changes(const struct store *s)
{
	return sqlite3_total_changes64(s->db);
}

int store_meta_load(struct store *s, const char *name, int64_t *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_META_LOAD);

	stmt_put_text(q, name);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}

int store_meta_put(struct store *s, const char *name, int64_t value, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_META_PUT);

	stmt_put_text(q, name);
	stmt_put_int(q, value);
	return stmt_run(q, e);
}

int store_meta_count_up(struct store *s, const char *name, int64_t *out, struct err *e)
{
	struct err why = { 0 };

	*out = 0;
	if (store_meta_load(s, name, out, &why) < 0 && why.code != ERR_NOT_FOUND)
		return err_pass(e, &why);
	return store_meta_put(s, name, ++*out, e);
}

int store_draw(struct store *s, const char *name, int64_t *out, struct err *e)
{
	assert(!sqlite3_get_autocommit(s->db));
	return serials_next(&s->serials, &s->sql, name, out, e);
}

int store_setting_load(struct store *s, const char *name, char **out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_SETTING_LOAD);

	stmt_put_text(q, name);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = mem_strdup(stmt_get_text(q));
	return 0;
}

int store_setting_put(struct store *s, const char *name, const char *value, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, value ? SQL_SETTING_PUT : SQL_SETTING_DROP);

	stmt_put_text(q, name);
	if (value)
		stmt_put_text(q, value);
	return stmt_run(q, e);
}

int store_wipe(struct store *s, struct err *e)
{
	s->writes++;
	s->jobs++;
	s->next_run = 0;
	progress_forget(&s->progress);
	late_forget(&s->late);
	tenants_forget(&s->tenants);
	serials_wipe(&s->serials);
	for (enum sql which = SQL_WIPE_FILE; which <= SQL_WIPE_META; which++) {
		if (run_plain(s, which, e) < 0)
			return -1;
	}
	return 0;
}
