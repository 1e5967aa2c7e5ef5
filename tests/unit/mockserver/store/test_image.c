/*
 * test_image.c - mockserver/store: image.c, and stores opened as a copy
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/store/image.h"
#include "mockserver/store/store.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define SEED 0x7135u

static void put(struct store *s, const char *name, int64_t value)
{
	struct err e = { 0 };

	assert_int_equal(store_meta_put(s, name, value, &e), 0);
}

static int64_t get(struct store *s, const char *name)
{
	struct err e = { 0 };
	int64_t value = -1;

	if (store_meta_load(s, name, &value, &e) < 0)
		assert_int_equal(e.code, ERR_NOT_FOUND);
	return value;
}

static void run(struct store *s, const char *sql)
{
	assert_int_equal(sqlite3_exec(s->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void a_copy_holds_what_is_committed_and_no_more(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	struct err e = { 0 };
	struct store s, copy;

	assert_int_equal(store_open(path, &s, &e), 0);
	put(&s, "committed", 1);
	assert_int_equal(store_begin(&s, &e), 0);
	put(&s, "committed", 2);
	put(&s, "open", 3);
	assert_int_equal(store_open_copy(path, &copy, &e), 0);
	assert_int_equal(get(&copy, "committed"), 1);
	assert_int_equal(get(&copy, "open"), -1);
	store_close(&copy);
	store_rollback(&s);
	store_close(&s);
}

static void a_copy_can_not_be_written(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	struct err e = { 0 };
	struct store s, copy;

	assert_int_equal(store_open(path, &s, &e), 0);
	store_close(&s);
	assert_int_equal(store_open_copy(path, &copy, &e), 0);
	assert_int_equal(store_meta_put(&copy, "n", 1, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	store_close(&copy);
}

static void a_copy_makes_and_changes_no_file(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	AUTO(buf_release) struct buf before = { 0 };
	AUTO(buf_release) struct buf after = { 0 };
	struct err e = { 0 };
	struct store s, copy;

	assert_int_equal(store_open(path, &s, &e), 0);
	store_close(&s);
	scratch_read(path, &before);
	assert_int_equal(scratch_files(state), 1);
	assert_int_equal(store_open_copy(path, &copy, &e), 0);
	assert_int_equal(scratch_files(state), 1);
	store_close(&copy);
	scratch_read(path, &after);
	assert_int_equal(scratch_files(state), 1);
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, before.size);
}

/* Writes, checkpoints of all kinds and vacuums: the log grows, ends, begins anew. */
static void step(struct store *s, int64_t i, uint64_t h)
{
	static const char *const others[] = {
		"pragma wal_checkpoint(passive)",
		"pragma wal_checkpoint(full)",
		"pragma wal_checkpoint(restart)",
		"pragma wal_checkpoint(truncate)",
		"vacuum",
		"delete from meta where name like 'x%'",
	};
	char name[32];

	put(s, "newest", i);
	for (uint64_t n = hash_below(h, 40); n; n--) {
		snprintf(name, sizeof(name), "x%llu",
		         (unsigned long long)hash_below(hash_with(h, n), 10000));
		put(s, name, i);
	}
	if (hash_below(hash_with(h, 99), 4) == 0)
		run(s, others[hash_below(hash_with(h, 98), ARRAY_LEN(others))]);
}

static int64_t count_of(struct store *s)
{
	sqlite3_stmt *q;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(s->db, "select count(*) from meta", -1, &q,
	                                    NULL),
	                 SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

static void a_copy_is_right_wherever_the_log_stands(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	struct err e = { 0 };
	struct store s;

	print_message("# seed %u\n", SEED);
	assert_int_equal(store_open(path, &s, &e), 0);
	for (int64_t i = 0; i < 200; i++) {
		struct store copy;

		step(&s, i, hash_with(SEED, (uint64_t)i));
		assert_int_equal(store_open_copy(path, &copy, &e), 0);
		assert_int_equal(get(&copy, "newest"), i);
		assert_int_equal(count_of(&copy), count_of(&s));
		store_close(&copy);
	}
	store_close(&s);
}

/* However much of a log reached the disk: what it had committed by then. */
static void a_torn_log_counts_up_to_its_last_commit(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	AUTO(mem_free) char *wal = scratch_path(state, "s.db-wal");
	AUTO(buf_release) struct buf database = { 0 };
	AUTO(buf_release) struct buf log = { 0 };
	struct err e = { 0 };
	struct store s;
	int64_t last = -1;

	assert_int_equal(store_open(path, &s, &e), 0);
	run(&s, "pragma wal_checkpoint(truncate)");
	for (int64_t i = 0; i < 5; i++)
		put(&s, "n", i);
	scratch_read(path, &database);
	scratch_read(wal, &log);
	for (size_t n = 0; n <= log.size; n += 1 + log.size / 300) {
		AUTO(mem_free) char *torn = scratch_path(state, "t.db");
		AUTO(mem_free) char *torn_wal = scratch_path(state, "t.db-wal");
		struct store copy;
		int64_t now;

		assert_int_equal(file_write(torn, database.data, database.size, &e), 0);
		assert_int_equal(file_write(torn_wal, log.data, n, &e), 0);
		assert_int_equal(store_open_copy(torn, &copy, &e), 0);
		now = get(&copy, "n");
		assert_true(now == last || now == last + 1);
		last = now;
		store_close(&copy);
	}
	assert_true(last >= 3);
	store_close(&s);
}

static void write_database(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void what_is_no_state_is_refused_with_its_name_and_the_reason(void **state)
{
	static const struct {
		const char *name, *bytes, *sql;
		enum err_code code;
		const char *reason;
	} cases[] = {
		/* clang-format off */
		{ "none.db",  NULL, NULL, ERR_NOT_FOUND, "No such file" },
		{ "empty.db", "",   NULL, ERR_INVALID,   "no database" },
		{ "text.db",  JSON({"this": "is no database, though it is longer than a header: 123456789 123456789 123456789 123456789"}),
		              NULL, ERR_INVALID, "no database" },
		{ "other.db", NULL, "create table t(a)", ERR_INVALID, "another program" },
		{ "new.db",   NULL, "pragma user_version = 1", ERR_INVALID, "nothing in it" },
		{ "old.db",   NULL, "pragma application_id = 0x466c6f77; pragma user_version = 1;"
		                    "create table t(a)", ERR_INVALID, "between two releases" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(mem_free) char *path = scratch_path(state, cases[i].name);
		struct err e = { 0 }, none = { 0 };
		struct store copy;

		if (cases[i].bytes)
			assert_int_equal(file_write(path, cases[i].bytes,
			                            strlen(cases[i].bytes), &none),
			                 0);
		if (cases[i].sql)
			write_database(path, cases[i].sql);
		assert_int_equal(store_open_copy(path, &copy, &e), -1);
		assert_int_equal(e.code, cases[i].code);
		assert_non_null(strstr(e.text, cases[i].name));
		assert_non_null(strstr(e.text, cases[i].reason));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_copy_holds_what_is_committed_and_no_more, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(a_copy_can_not_be_written, scratch_open,
		                                scratch_close),
		cmocka_unit_test_setup_teardown(a_copy_makes_and_changes_no_file,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(a_copy_is_right_wherever_the_log_stands,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(a_torn_log_counts_up_to_its_last_commit,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(
			what_is_no_state_is_refused_with_its_name_and_the_reason,
			scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
