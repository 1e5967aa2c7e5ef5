/*
 * test_intents.c - mockserver/store: intents.c
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/store/intents.h"
#include "tests/support/scratch.h"

/* The names from byte `at` on, each behind a blank. */
static void assert_names(const struct intents *n, size_t at, const char *expected)
{
	AUTO(buf_release) struct buf all = { 0 };
	const char *name;

	while ((name = intents_next(n, &at)))
		buf_printf(&all, " %s", name);
	assert_string_equal(buf_str(&all), expected);
}

static void open_log(const char *state, struct intents *out)
{
	struct err e = { 0 };

	assert_int_equal(intents_open(state, out, &e), 0);
}

static void sync_names(struct intents *n)
{
	struct err e = { 0 };

	assert_int_equal(intents_sync(n, &e), 0);
}

/* What a program leaves that is killed now: its descriptor goes, and no more happens. */
static void kill_it(struct intents *n)
{
	n->logged = 1; /* so that closing takes nothing away */
	intents_close(n);
}

static void what_was_synced_outlives_the_program(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	struct intents n;

	open_log(db, &n);
	assert_names(&n, 0, "");
	intents_add(&n, "s3/b/one.json");
	intents_add(&n, "s3/b/two words.json");
	sync_names(&n);
	intents_add(&n, "s3/b/three.json");
	sync_names(&n);
	intents_add(&n, "s3/b/never-written.json");
	kill_it(&n);

	open_log(db, &n);
	assert_names(&n, 0, " s3/b/one.json s3/b/two words.json s3/b/three.json");
	intents_close(&n);
}

static void what_is_settled_is_gone_at_the_next_start(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	struct intents n;

	open_log(db, &n);
	intents_add(&n, "a");
	sync_names(&n);
	kill_it(&n);
	open_log(db, &n);
	intents_cut(&n, 0); /* of a killed program's */
	intents_add(&n, "b");
	sync_names(&n);
	intents_cut(&n, 0); /* and of its own */
	intents_add(&n, "c");
	sync_names(&n);
	kill_it(&n);
	open_log(db, &n);
	assert_names(&n, 0, " c");
	intents_cut(&n, 0);
	intents_close(&n);
	assert_int_equal(scratch_files(state), 0);
}

static void names_behind_a_mark_can_be_forgotten_alone(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	struct intents n;
	size_t mark;

	open_log(db, &n);
	intents_add(&n, "a");
	mark = n.names.size;
	intents_add(&n, "b");
	sync_names(&n);
	assert_names(&n, mark, " b");
	intents_cut(&n, mark);
	assert_names(&n, 0, " a");
	intents_add(&n, "c");
	sync_names(&n);
	assert_names(&n, 0, " a c");
	intents_cut(&n, 0);
	intents_close(&n);
}

/* Each prefix of a log, as a kill or a full disk leaves it. */
static void a_line_that_was_cut_short_is_nothing(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	AUTO(mem_free) char *log = scratch_path(state, "s.db-intents");
	AUTO(buf_release) struct buf whole = { 0 };
	struct intents n;

	open_log(db, &n);
	intents_add(&n, "s3/b/one.json");
	intents_add(&n, "s3/b/one.json.gz");
	sync_names(&n);
	kill_it(&n);
	scratch_read(log, &whole);
	for (size_t size = 0; size <= whole.size; size++) {
		struct err e = { 0 };
		size_t first = 1 + 17 + strlen("s3/b/one.json");
		size_t both = whole.size - 1;

		assert_int_equal(file_write(log, whole.data, size, &e), 0);
		open_log(db, &n);
		assert_names(&n, 0,
		             size < first  ? ""
		             : size < both ? " s3/b/one.json"
		                           : " s3/b/one.json s3/b/one.json.gz");
		intents_add(&n, "later.json");
		sync_names(&n);
		kill_it(&n);
		open_log(db, &n);
		assert_non_null(n.names.data);
		assert_string_equal(n.names.data + n.names.size - sizeof("later.json"),
		                    "later.json");
		kill_it(&n);
	}
}

static void a_state_in_memory_has_no_log(void **state)
{
	struct intents n;

	open_log(NULL, &n);
	intents_add(&n, "a");
	sync_names(&n);
	assert_names(&n, 0, " a");
	intents_cut(&n, 0);
	assert_names(&n, 0, "");
	intents_close(&n);
	assert_int_equal(scratch_files(state), 0);
}

static void a_log_that_can_not_be_written_is_named(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "missing/s.db");
	struct err e = { 0 };
	struct intents n;

	open_log(db, &n);
	intents_add(&n, "a");
	assert_int_equal(intents_sync(&n, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.text, "s.db-intents"));
	intents_close(&n);
}

/* Opening a pipe would wait for a writer for ever. */
static void what_is_no_file_in_its_place_is_refused(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	AUTO(mem_free) char *log = scratch_path(state, "s.db-intents");

	for (int i = 0; i < 3; i++) {
		struct err e = { 0 };
		struct intents n;

		if (i == 0)
			assert_int_equal(mkfifo(log, 0666), 0);
		else if (i == 1)
			assert_int_equal(mkdir(log, 0777), 0);
		else
			assert_int_equal(symlink("nowhere", log), 0);
		assert_int_equal(intents_open(db, &n, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_non_null(strstr(e.text, "s.db-intents"));
		intents_close(&n);
		assert_int_equal(remove(log), 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_synced_outlives_the_program),
		TEST(what_is_settled_is_gone_at_the_next_start),
		TEST(names_behind_a_mark_can_be_forgotten_alone),
		TEST(a_line_that_was_cut_short_is_nothing),
		TEST(a_state_in_memory_has_no_log),
		TEST(what_is_no_file_in_its_place_is_refused),
		TEST(a_log_that_can_not_be_written_is_named),
	};

	return cmocka_run_group_tests_name("intents", tests, NULL, NULL);
}
