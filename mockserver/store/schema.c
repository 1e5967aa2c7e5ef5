/*
 * schema.c - the tables of a state: made, checked, carried over from earlier releases
 */
#include "mockserver/store/schema.h"

#include "lib/asset.h"
#include "lib/hash.h"
#include "mockserver/store/sql.h"

#define APPLICATION_ID 0x466c6f77 /* "Flow", in the file's header */

/*
 * The schemas that were released, the oldest first.  A state of an older one becomes one
 * of today by `before`, then schema.sql, which creates what is missing, then `after`.
 */
static const struct release {
	int64_t number; /* user_version */
	int major, minor, patch;
	const char *before, *after; /* NULL: today's */
} releases[] = {
	{ 651419909, 0, 1, 0,
	  .before = "alter table entity add column by_service integer not null default 0;"
	            "drop index entity_created; drop index entity_state;"
	            "drop index entity_name; drop index entity_spec;"
	            "create table old_flow as select * from flow; drop table flow;"
	            "create table old_file as select * from file; drop table file;"
	            "create table old_spec as select * from spec; drop table spec;",
	  .after = "insert into flow select * from old_flow; drop table old_flow;"
	           "insert into file(serial, run, path, bytes, records, expires_at)"
	           " select * from old_file; drop table old_file;"
	           /* each organisation saw what one had written */
	           "insert into spec(org, kind, id, body) select distinct org, o.kind,"
	           " o.id, o.body from old_spec o join (select org from tenant union"
	           " select json_extract(body, '$.imsOrgId') from old_spec)"
	           " where org is not null order by o.seq, org; drop table old_spec;"
	           "insert or ignore into meta(name, value) values ('starts', 1);"
	           "insert or replace into meta(name, value) select 'entity',"
	           " coalesce(max(seq), 0) from (select seq from entity"
	           " union all select seq from flow) order by 1;"
	           "update entity set base = (select c.base from entity c where c.kind ="
	           " iif(entity.is_destination = 'true', 2, 1) and c.id ="
	           " iif(entity.is_destination = 'true', entity.target, entity.source))"
	           " where kind = 3" },
	{ SCHEMA_NUMBER, 0, 2, 0 },
};

static const struct release *const current = &releases[ARRAY_LEN(releases) - 1];

static const struct release *find_release(int64_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(releases); i++) {
		if (releases[i].number == number)
			return &releases[i];
	}
	return NULL;
}

/* ---------------------------------------------------------------- what it is */

/*
 * 0.1.0 made its tables one after the other, `meta` first, and filled them last: are
 * there only its tables, and is `meta` empty?
 */
static int look_for_unfinished(sqlite3 *db, bool *out, struct err *e)
{
	int64_t others, rows = 0;

	*out = false;
	if (sql_number(db,
	               "select count(*) + not exists (select 1 from sqlite_schema"
	               " where name = 'meta' and sql like 'CREATE TABLE meta(%strict,"
	               " without rowid') from sqlite_schema where type = 'table' and name"
	               " not in ('meta', 'setting', 'tenant', 'entity', 'spec', 'flow',"
	               " 'exported', 'plan', 'run', 'late', 'job', 'file', 'batch')",
	               &others, e) < 0)
		return -1;
	if (others)
		return 0;
	if (sql_number(db, "select count(*) from meta", &rows, e) < 0)
		return -1;
	*out = rows == 0;
	return 0;
}

static const struct asset *schema_text(void)
{
	const struct asset *schema = asset_find("mockserver/store/schema.sql");

	assert(schema);
	return schema;
}

const struct asset *schema_empty(void)
{
	const struct asset *empty = asset_find("mockserver/store/empty.db");

	assert(empty);
	return empty;
}

/* Tells apart the schemas between two releases, which share a number. */
static int64_t schema_hash(void)
{
	const struct asset *schema = schema_text();

	return (int64_t)(hash_bytes(0, schema->data, schema->size) >> 1);
}

/* `meta` says since 0.2.0 which release made it. */
static int refuse_number(sqlite3 *db, int64_t number, struct err *e)
{
	struct err none = { 0 };
	int64_t made_by = 0;

	if (number <= SCHEMA_NUMBER || number > SCHEMA_NUMBER + 1000 ||
	    sql_number(db, "select value from meta where name = 'release'", &made_by,
	               &none) < 0)
		return err_set(e, ERR_INVALID,
		               "a flowmock between two releases made it, and this one "
		               "reads those of releases up to %d.%d.%d; remove it",
		               current->major, current->minor, current->patch);
	return err_set(e, ERR_INVALID,
	               "flowmock %d.%d.%d made it, and this one reads those of up to "
	               "%d.%d.%d; use that one, or another file",
	               (int)(made_by / 1000000), (int)(made_by / 1000 % 1000),
	               (int)(made_by % 1000), current->major, current->minor,
	               current->patch);
}

static int check_number(sqlite3 *db, int64_t number, enum schema_kind *out, struct err *e)
{
	int64_t hash = 0;

	*out = SCHEMA_OLD;
	if (!find_release(number))
		return refuse_number(db, number, e);
	if (number != SCHEMA_NUMBER)
		return 0;
	*out = SCHEMA_CURRENT;
	if (sql_number(db, "select value from meta where name = 'schema'", &hash, e) < 0)
		return -1;
	return hash == schema_hash() ? 0 : refuse_number(db, number, e);
}

int schema_check(sqlite3 *db, enum schema_kind *out, struct err *e)
{
	int64_t id, number, tables;
	bool unfinished = false;

	if (sql_number(db, "pragma application_id", &id, e) < 0 ||
	    sql_number(db, "pragma user_version", &number, e) < 0 ||
	    sql_number(db, "select count(*) from sqlite_schema", &tables, e) < 0)
		return -1;
	*out = SCHEMA_NONE;
	if (id == APPLICATION_ID && number)
		return check_number(db, number, out, e);
	if (!tables)
		return 0;
	*out = SCHEMA_UNFINISHED;
	if (!number && look_for_unfinished(db, &unfinished, e) < 0)
		return -1;
	return unfinished
	               ? 0
	               : err_set(e, ERR_INVALID, "it is a database of another program");
}

/* ---------------------------------------------------------------- made */

/* Nothing in it is worth keeping: it becomes a database without tables. */
static int begin_afresh(sqlite3 *db, struct err *e)
{
	int rc;

	if (sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL))
		return err_set(e, ERR_IO, "%s", sqlite3_errmsg(db));
	rc = sql_run(db, "vacuum", e);
	sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
	return rc;
}

/* Marks it as one of today. */
static int mark(sqlite3 *db, struct err *e)
{
	char marks[256];

	snprintf(marks, sizeof(marks),
	         "pragma application_id = %d; pragma user_version = %d;"
	         "insert or replace into meta(name, value) values ('release', %d),"
	         " ('schema', %lld)",
	         APPLICATION_ID, SCHEMA_NUMBER,
	         current->major * 1000000 + current->minor * 1000 + current->patch,
	         (long long)schema_hash());
	return sql_run(db, marks, e);
}

static int fill(sqlite3 *db, struct err *e)
{
	const struct release *from;
	int64_t number;

	if (sql_number(db, "pragma user_version", &number, e) < 0)
		return -1;
	from = find_release(number); /* NULL: there is nothing yet */
	if (from && from->before && sql_run(db, from->before, e) < 0)
		return -1;
	if (sql_run(db, schema_text()->data, e) < 0)
		return -1;
	if (from && from->after && sql_run(db, from->after, e) < 0)
		return -1;
	return mark(db, e);
}

int schema_make(sqlite3 *db, struct err *e)
{
	enum schema_kind kind;

	if (schema_check(db, &kind, e) < 0)
		return -1;
	if (kind == SCHEMA_CURRENT)
		return 0;
	if (kind == SCHEMA_UNFINISHED && begin_afresh(db, e) < 0)
		return -1;
	if (sql_run(db, "begin immediate", e) < 0)
		return -1;
	if (fill(db, e) == 0 && sql_run(db, "commit", e) == 0)
		return 0;
	sqlite3_exec(db, "rollback", NULL, NULL, NULL); /* the first error counts */
	return -1;
}
