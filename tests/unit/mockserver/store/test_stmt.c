/*
 * test_stmt.c - mockserver/store/stmt.c
 */
#include "tests/unit/mockserver/store/opened.h"

#include "lib/mem.h"

/* In memory they are prepared when they are first used; a wrong one aborts. */
static void every_row_of_sql_def_fits_the_tables_and_is_prepared_once(void **state UNUSED)
{
	for (int i = 0; i < SQL_COUNT; i++) {
		struct stmt *q = stmt_begin(&store.sql, (enum sql)i);
		sqlite3_stmt *prepared = q->s;

		assert_non_null(prepared);
		stmt_end(q);
		q = stmt_begin(&store.sql, (enum sql)i);
		assert_ptr_equal(q->s, prepared);
		stmt_end(q);
	}
}

/* Does SQLite read all rows of a table, kind or tenant, or sort what it finds? */
static bool reads_much(const char *statement)
{
	static const char *const steps[] = { "SCAN ", "TEMP B-TREE", "(kind=?)",
		                             "(tenant=?)", "(tenant=? AND kind=?)" };
	AUTO_MEM char *sql = mem_printf("explain query plan %s", statement);
	sqlite3_stmt *plan = NULL;
	bool much = false;

	assert_int_equal(sqlite3_prepare_v2(store.db, sql, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(plan, 3);

		for (size_t i = 0; i < ARRAY_LEN(steps) && !much; i++)
			much = strstr(step, steps[i]) && !strstr(step, "CONSTANT ROW");
	}
	sqlite3_finalize(plan);
	return much;
}

/* As many rows as there are can be a hundred thousand, and everybody waits. */
static void no_statement_but_these_reads_more_than_it_needs(void **state UNUSED)
{
	static const enum sql reads[] = {
		SQL_FLOW_DUE,    /* all that is due: once a move of the clock */
		SQL_FLOW_OF_END, /* a deletion, by choice of the ledger */
		SQL_JOB_IS_READ, /* runs in progress: the first that is read ends it */
		SQL_LATE_LOAD,   /* a row a time */
		SQL_TIMELINE_FAULTS, /* once a picture */
		SQL_FILE_ALL,        /* once a reset */
		SQL_FAULT_ALL,       /* once a start */
		SQL_RECEIPT_RUNS,    /* once a list of all runs */
		SQL_STORE_IS_EMPTY,  /* the first row of each table ends it */
		SQL_WIPE_META,       /* once a reset */
	};
	size_t next = 0;

	for (size_t i = 0; i < SQL_COUNT; i++) {
		struct stmt *q = stmt_begin(&store.sql, (enum sql)i);
		bool known = next < ARRAY_LEN(reads) && reads[next] == (enum sql)i;

		next += known;
		if (reads_much(sqlite3_sql(q->s)) != known)
			fail_msg("%s", sqlite3_sql(q->s));
		stmt_end(q);
	}
	assert_int_equal(next, ARRAY_LEN(reads));
}

static void all_can_be_prepared_at_once(void **state UNUSED)
{
	struct stmts set;

	assert_int_equal(stmts_open(&set, store.db, &err), 0);
	for (size_t i = 0; i < SQL_COUNT; i++)
		row_int_equal(i, set.all[i].s != NULL, true);
	stmts_close(&set);
}

static void a_database_without_the_tables_is_refused_as_a_whole(void **state UNUSED)
{
	struct stmts set;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(stmts_open(&set, db, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.text, "no such table"));
	for (size_t i = 0; i < SQL_COUNT; i++)
		row_int_equal(i, set.all[i].s == NULL, true);
	sqlite3_close(db);
}

static void a_row_is_read_or_is_not_there(void **state UNUSED)
{
	struct stmt *q;

	assert_int_equal(stmt_begin_made(&store.sql, store.db,
	                                 "select ?1, null, ?2 where ?1 > 0", &q, &err),
	                 0);
	stmt_put_int(q, 7);
	stmt_put_text(q, "seven");
	assert_int_equal(stmt_one(q, &err), 0);
	assert_int_equal(stmt_get_int(q), 7);
	assert_true(stmt_next_is_null(q));
	assert_true(stmt_get_time(q) == VTIME_NEVER);
	assert_string_equal(stmt_get_text(q), "seven");
	stmt_end(q);

	assert_int_equal(stmt_begin_made(&store.sql, store.db,
	                                 "select ?1, null, ?2 where ?1 > 0", &q, &err),
	                 0);
	stmt_put_int(q, 0);
	stmt_put_text(q, NULL);
	assert_int_equal(stmt_one(q, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	stmt_end(q);
}

/* Asks for `select N`; what SQLite has prepared for it. */
static sqlite3_stmt *made(int n)
{
	AUTO_MEM char *text = mem_printf("select %d", n);
	struct stmt *q;
	sqlite3_stmt *prepared;

	assert_int_equal(stmt_begin_made(&store.sql, store.db, text, &q, &err), 0);
	assert_int_equal(stmt_one(q, &err), 0);
	assert_int_equal(stmt_get_int(q), n);
	prepared = q->s;
	stmt_end(q);
	return prepared;
}

static void a_made_one_is_kept_until_others_were_used_more_recently(void **state UNUSED)
{
	sqlite3_stmt *first = made(0);

	for (int i = 1; i < STMTS_MADE; i++)
		(void)made(i);
	assert_ptr_equal(made(0), first);
	for (int i = 0; i < STMTS_MADE - 1; i++)
		(void)made(100 + i);
	assert_ptr_equal(made(0), first); /* the others were evicted */
	assert_string_equal(sqlite3_sql(first), "select 0");
}

static void a_made_one_that_is_wrong_says_so_and_leaves_its_slot(void **state UNUSED)
{
	struct stmt *q;

	assert_int_equal(stmt_begin_made(&store.sql, store.db, "selekt 1", &q, &err), -1);
	assert_non_null(strstr(err.text, "selekt 1: "));
	for (int i = 0; i < 2 * STMTS_MADE; i++)
		(void)made(i);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, opened_begin, opened_end)
	const struct CMUnitTest tests[] = {
		TEST(every_row_of_sql_def_fits_the_tables_and_is_prepared_once),
		TEST(no_statement_but_these_reads_more_than_it_needs),
		TEST(all_can_be_prepared_at_once),
		TEST(a_database_without_the_tables_is_refused_as_a_whole),
		TEST(a_row_is_read_or_is_not_there),
		TEST(a_made_one_is_kept_until_others_were_used_more_recently),
		TEST(a_made_one_that_is_wrong_says_so_and_leaves_its_slot),
	};
#undef TEST

	return cmocka_run_group_tests_name("stmt", tests, NULL, NULL);
}
