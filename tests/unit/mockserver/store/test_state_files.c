/*
 * test_state_files.c - mockserver/store: state_files.c, as a store uses it
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/mem.h"
#include "mockserver/store/store.h"
#include "tests/support/scratch.h"

static void open_store(const char *path, struct store *s)
{
	struct err e = { 0 };

	if (store_open(path, s, &e) < 0)
		fail_msg("%s", e.text);
}

/* One transaction: 0, or -1 with ERR_UNAVAILABLE. */
static int write_once(struct store *s, int64_t value)
{
	struct err e = { 0 };

	if (store_begin(s, &e) == 0 && store_meta_put(s, "n", value, &e) == 0 &&
	    store_commit(s, &e) == 0)
		return 0;
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(e.text, "was deleted or replaced"));
	store_rollback(s);
	return -1;
}

static void put_bytes(const char *path, const char *bytes, bool cut)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | (cut ? O_TRUNC : 0));

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	assert_int_equal(close(fd), 0);
}

static void remove_it(const char *path)
{
	assert_int_equal(unlink(path), 0);
}

static void replace_it(const char *path)
{
	remove_it(path);
	close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
}

static void empty_it(const char *path)
{
	put_bytes(path, "", true);
}

static void overwrite_it(const char *path)
{
	put_bytes(path, "SQLite format 3", false);
	put_bytes(path, "another program's", false);
}

static void cut_it(const char *path)
{
	assert_int_equal(truncate(path, 4096), 0);
}

static void remove_its_log(const char *path)
{
	AUTO(mem_free) char *wal = mem_printf("%s-wal", path);

	remove_it(wal);
}

static void a_state_that_is_not_the_one_that_was_opened_takes_no_write(void **state)
{
	static void (*const harms[])(const char *path) = {
		remove_it, replace_it, empty_it, overwrite_it, cut_it, remove_its_log,
	};

	for_each_row(i, harms) {
		AUTO(mem_free) char *name = mem_printf("%zu.db", i);
		AUTO(mem_free) char *path = scratch_path(state, name);
		struct store s;

		open_store(path, &s);
		/* the database itself is written: the log alone holds it else */
		assert_int_equal(write_once(&s, 1), 0);
		assert_int_equal(sqlite3_wal_checkpoint_v2(s.db, NULL,
		                                           SQLITE_CHECKPOINT_PASSIVE,
		                                           NULL, NULL),
		                 SQLITE_OK);
		assert_int_equal(store_meta_put(&s, "m", 1, &(struct err){ 0 }), 0);
		assert_int_equal(write_once(&s, 2), 0);
		harms[i](path);
		if (write_once(&s, 3) == 0)
			fail_msg("harm %zu was not noticed", i);
		assert_int_equal(write_once(&s, 4), -1); /* and from then on */
		store_close(&s);
	}
}

/* So much that the log is copied into the database many times. */
static void its_own_writes_are_no_harm(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "s.db");
	struct err e = { 0 };
	struct store s;

	open_store(path, &s);
	for (int64_t i = 0; i < 3000; i++) {
		AUTO(mem_free) char *name = mem_printf("%s %d", "name", (int)i);

		if (i % 3 == 0)
			assert_int_equal(store_meta_put(&s, name, i, &e), 0);
		if (i % 5 == 0) {
			assert_int_equal(store_begin(&s, &e), 0);
			assert_int_equal(store_meta_put(&s, name, i, &e), 0);
			store_rollback(&s);
		}
		assert_int_equal(write_once(&s, i), 0);
	}
	store_close(&s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_state_that_is_not_the_one_that_was_opened_takes_no_write),
		TEST(its_own_writes_are_no_harm),
	};

	return cmocka_run_group_tests_name("state_files", tests, NULL, NULL);
}
