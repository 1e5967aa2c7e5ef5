/*
 * test_schema.c - mockserver/store: schema.c, and what store_open() makes of a file
 *
 * tests/states/ holds a state of each earlier release.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/store/entity.h"
#include "mockserver/store/sql.h"
#include "mockserver/store/store.h"
#include "tests/support/scratch.h"

static int64_t ask(struct store *s, const char *sql)
{
	struct err e = { 0 };
	int64_t value;

	assert_int_equal(sql_number(s->db, sql, &value, &e), 0);
	return value;
}

/* A database of its own making at `path`. */
static void make(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* A copy of tests/states/NAME at `path`. */
static void copy_state(const char *name, const char *path)
{
	AUTO(mem_free) char *from = mem_printf("tests/states/%s", name);
	AUTO(buf_release) struct buf bytes = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_read(from, SIZE_MAX, &bytes, &e), 0);
	assert_int_equal(file_write(path, bytes.data, bytes.size, &e), 0);
}

static void holds_what_0_1_0_wrote(struct store *s)
{
	assert_int_equal(ask(s, "pragma user_version"), 2);
	assert_int_equal(ask(s, "select count(*) from pragma_foreign_key_check"), 0);
	assert_int_equal(ask(s, "select count(*) from pragma_integrity_check where"
	                        " integrity_check <> 'ok'"),
	                 0);
	assert_int_equal(ask(s, "select count(*) from entity"), 8);
	assert_int_equal(ask(s, "select count(*) from flow"), 2);
	assert_int_equal(ask(s, "select count(*) from run"), 7);
	assert_int_equal(ask(s, "select count(*) from file"), 7);
	assert_int_equal(ask(s, "select count(*) from spec"
	                        " where org = 'FLOWCHECK@AdobeOrg'"),
	                 1);
	assert_int_equal(ask(s, "select count(*) from batch"), 1);
	/* the next start is not the first: request ids are drawn anew */
	assert_int_equal(ask(s, "select value from meta where name = 'starts'"), 1);
	assert_int_equal(ask(s, "select count(*) from sqlite_schema"
	                        " where name like 'old_%'"),
	                 0);
}

static void a_state_of_an_earlier_release_is_carried_over(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	struct err e = { 0 };
	struct store s;

	copy_state("0.1.0.db", path);
	for (int start = 0; start < 2; start++) {
		assert_int_equal(store_open(path, &s, &e), 0);
		holds_what_0_1_0_wrote(&s);
		store_close(&s);
	}
}

/* The texts that the query answers, a line each. */
static char *ask_texts(struct store *s, const char *sql)
{
	struct buf out = { 0 };
	sqlite3_stmt *q = NULL;

	assert_int_equal(sqlite3_prepare_v2(s->db, sql, -1, &q, NULL), SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW)
		buf_printf(&out, "%s\n", (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	return buf_take(&out);
}

/* What the query answers of the state at `path`; NULL: of a new one in memory. */
static char *ask_state(const char *path, const char *sql)
{
	struct err e = { 0 };
	struct store s;
	char *texts;

	assert_int_equal(store_open(path, &s, &e), 0);
	texts = ask_texts(&s, sql);
	store_close(&s);
	return texts;
}

static void a_state_that_was_carried_over_has_the_indexes_of_a_new_one(void **state)
{
	static const char names[] =
		"select name from sqlite_schema where type = 'index' order by name";
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	AUTO_MEM char *old = NULL, *new = NULL;

	copy_state("0.1.0.db", path);
	old = ask_state(path, names);
	new = ask_state(NULL, names);
	assert_string_equal(old, new);
}

/* One is a copy of what the build has made, the other is made here. */
static void a_state_in_memory_has_the_tables_of_one_on_disk(void **state)
{
	static const char all[] = "select type || ' ' || name || ' ' || ifnull(sql, '')"
				  " from sqlite_schema order by type, name";
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	AUTO_MEM char *memory = ask_state(NULL, all), *disk = ask_state(path, all);

	assert_true(strlen(memory) > 1000);
	assert_string_equal(memory, disk);
}

static void a_state_in_memory_has_small_pages_and_room_to_grow(void **state UNUSED)
{
	struct err e = { 0 };
	struct store s;
	sqlite3_int64 most = -1;

	assert_int_equal(store_open(NULL, &s, &e), 0);
	assert_int_equal(ask(&s, "pragma page_size"), 2048);
	assert_int_equal(ask(&s, "pragma freelist_count"), 0);
	assert_int_equal(sqlite3_file_control(s.db, "main", SQLITE_FCNTL_SIZE_LIMIT,
	                                      &most),
	                 SQLITE_OK);
	assert_true(most > INT64_C(1) << 40);
	store_close(&s);
}

/* Its newest flow, of number 9, was deleted, and its rows stay. */
static void a_state_of_an_earlier_release_gives_out_new_numbers(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	struct entity n = { .kind = KIND_FLOW,
		            .id = "new",
		            .org = "O",
		            .sandbox = "prod",
		            .spec = "",
		            .state = "enabled",
		            .etag = "",
		            .body = "{}" };
	struct err e = { 0 };
	struct store s;
	int64_t seq;

	copy_state("0.1.0.db", path);
	assert_int_equal(store_open(path, &s, &e), 0);
	assert_int_equal(store_begin(&s, &e), 0);
	assert_int_equal(entity_put(&s, &n, &seq, &e), 0);
	assert_int_equal(seq, 10);
	store_close(&s);
}

static void a_copy_of_an_earlier_release_can_be_read(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	AUTO(buf_release) struct buf before = { 0 };
	AUTO(buf_release) struct buf after = { 0 };
	struct err e = { 0 };
	struct store s;

	copy_state("0.1.0.db", path);
	scratch_read(path, &before);
	assert_int_equal(store_open_copy(path, &s, &e), 0);
	holds_what_0_1_0_wrote(&s);
	store_close(&s);
	scratch_read(path, &after);
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, before.size);
}

/* ---------------------------------------------------------------- refused */

#define OURS "pragma application_id = 1181511543;"

static const struct refused {
	const char *sql, *why;
} refused[] = {
	{ OURS "pragma user_version = 3; create table meta(name text primary key, value);"
	       "insert into meta values ('release', 3004)",
	  "flowmock 0.3.4 made it, and this one reads those of up to 0.2.0" },
	{ OURS "pragma user_version = 2; create table meta(name text primary key, value);"
	       "insert into meta values ('release', 2000), ('schema', 1)",
	  "between two releases" },
	{ OURS "pragma user_version = 1203; create table meta(name text primary key)",
	  "between two releases" },
	{ "create table note(text)", "another program" },
	{ "create table meta(text)", "another program" },
	{ "pragma user_version = 7; create table meta(name text primary key)",
	  "another program" },
	{ "pragma application_id = 7; create table note(text)", "another program" },
};

static void what_is_no_state_of_ours_is_refused_and_left_alone(void **state)
{
	for_each_row(i, refused) {
		AUTO(mem_free) char *name = mem_printf("%zu.db", i);
		AUTO(mem_free) char *path = scratch_path(state, name);
		AUTO(buf_release) struct buf before = { 0 };
		AUTO(buf_release) struct buf after = { 0 };
		struct err e = { 0 };
		struct store s;

		make(path, refused[i].sql);
		scratch_read(path, &before);
		if (store_open(path, &s, &e) == 0)
			fail_msg("row %zu was opened", i);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, refused[i].why))
			fail_msg("row %zu: %s", i, e.text);
		scratch_read(path, &after);
		assert_int_equal(before.size, after.size);
		assert_memory_equal(before.data, after.data, before.size);
	}
}

/* ---------------------------------------------------------------- first starts */

#define META                                                               \
	"create table meta(name text primary key, value integer not null)" \
	" strict, without rowid;"

static const char *const cut_first_starts[] = {
	"",
	META,
	META "create table tenant(number integer primary key, org text not null)",
	META OURS,
};

static void a_first_start_that_was_cut_is_begun_afresh(void **state)
{
	for_each_row(i, cut_first_starts) {
		AUTO(mem_free) char *name = mem_printf("%zu.db", i);
		AUTO(mem_free) char *path = scratch_path(state, name);
		struct err e = { 0 };
		struct store s;

		make(path, cut_first_starts[i]);
		if (store_open(path, &s, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		assert_int_equal(ask(&s, "pragma user_version"), 2);
		assert_int_equal(ask(&s, "select count(*) from entity"), 0);
		store_close(&s);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_state_of_an_earlier_release_is_carried_over),
		TEST(a_state_that_was_carried_over_has_the_indexes_of_a_new_one),
		TEST(a_state_in_memory_has_the_tables_of_one_on_disk),
		TEST(a_state_in_memory_has_small_pages_and_room_to_grow),
		TEST(a_state_of_an_earlier_release_gives_out_new_numbers),
		TEST(a_copy_of_an_earlier_release_can_be_read),
		TEST(what_is_no_state_of_ours_is_refused_and_left_alone),
		TEST(a_first_start_that_was_cut_is_begun_afresh),
	};

	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
