/*
 * test_world_state.c - opening a world, opening it again, and beginning anew
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/mem.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world/settings.h"
#include "mockserver/world/transaction.h"
#include "mockserver/world_state.h"
#include "tests/support/scratch.h"

#define ZERO (INT64_C(1767225600) * MS_PER_SECOND)

/* Begins at ZERO, in a folder of the test's; what a test changes is in `options`. */
static struct world_options options;
static struct world world;

static int setup(void **state)
{
	options = (struct world_options){ .seed = 1, .now = ZERO, .workers = 1 };
	return scratch_open(state);
}

static int teardown(void **state)
{
	return scratch_close(state);
}

static int open_at(void **state, const char *root, struct world *w, struct err *e)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	AUTO(mem_free) char *exports = scratch_path(state, root);

	options.state = db;
	options.export_root = exports;
	return world_open(&options, w, e);
}

static void open_world(void **state)
{
	struct err e = { 0 };

	if (open_at(state, "exports", &world, &e) < 0)
		fail_msg("%s", e.text);
}

static void expect_refused(void **state, enum err_code code, const char *text)
{
	struct err e = { 0 };

	assert_int_equal(open_at(state, "exports", &world, &e), -1);
	assert_int_equal(e.code, code);
	if (!strstr(e.text, text))
		fail_msg("%s", e.text);
	assert_null(world.store.db); /* nothing is left open */
	assert_null(world.export_root);
}

/* ---------------------------------------------------------------- a start */

static void a_first_start_begins_at_its_time_and_a_second_goes_on(void **state)
{
	struct err e = { 0 };

	open_world(state);
	assert_int_equal(clock_now(&world.clock), ZERO);
	assert_int_equal(world.zero, ZERO);
	assert_int_equal(world.starts, 1);
	assert_false(world.resumed);
	world.clock.at = ZERO + 5;
	assert_int_equal(store_meta_put(&world.store, "now", ZERO + 5, &e), 0);
	world_close(&world);
	options.now = ZERO + MS_PER_DAY; /* counts for a first start alone */
	open_world(state);
	assert_int_equal(clock_now(&world.clock), ZERO + 5);
	assert_int_equal(world.zero, ZERO);
	assert_int_equal(world.starts, 2);
	assert_true(world.resumed);
	world_close(&world);
}

static void a_scaled_clock_has_gone_on_meanwhile(void **state)
{
	struct err e = { 0 };
	vtime anchor;

	options.clock = (struct clock){ .mode = CLOCK_IS_SCALED, .factor = 60 };
	open_world(state);
	anchor = world.clock.anchor;
	assert_int_equal(world.clock.at, ZERO);
	world_close(&world);
	open_world(state);
	assert_int_equal(world.clock.at, ZERO);
	assert_int_equal(world.clock.anchor, anchor);
	/* One that was further already does not go back. */
	assert_int_equal(store_meta_put(&world.store, "now", ZERO + 9 * MS_PER_DAY, &e),
	                 0);
	world_close(&world);
	open_world(state);
	assert_true(clock_now(&world.clock) >= ZERO + 9 * MS_PER_DAY);
	world_close(&world);
}

static void a_state_of_another_seed_is_refused(void **state)
{
	options.seed = UINT64_MAX;
	open_world(state);
	world_close(&world);
	open_world(state); /* all 64 bits are kept */
	world_close(&world);
	options.seed = 2;
	expect_refused(state, ERR_INVALID, "--seed 18446744073709551615, not 2");
}

static void workers_are_the_cores_where_nobody_says(void **state)
{
	options.workers = 0;
	open_world(state);
	assert_true(world.workers >= 1);
	world_close(&world);
}

/* ---------------------------------------------------------------- the export root */

static void an_export_root_is_of_one_mock_and_free_again_when_it_is_closed(void **state)
{
	AUTO(mem_free) char *exports = scratch_path(state, "exports");
	struct world_options other = options;
	struct world second;
	struct err e = { 0 };

	open_world(state);
	other.export_root = exports;
	assert_int_equal(world_open(&other, &second, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_non_null(strstr(e.text, "is used by another flowmock"));
	other.files = FILES_OFF;
	e = (struct err){ 0 };
	assert_int_equal(world_open(&other, &second, &e), 0); /* it writes nothing */
	world_close(&second);
	world_close(&world);
	other.files = FILES_ON;
	assert_int_equal(world_open(&other, &second, &e), 0);
	world_close(&second);
}

static void a_root_that_cannot_be_a_folder_is_refused(void **state)
{
	scratch_write(state, "exports", "a file");
	expect_refused(state, ERR_IO, "exports");
}

static void a_dataset_that_cannot_be_read_is_refused(void **state)
{
	AUTO(mem_free) char *folder = scratch_path(state, "d");
	const char *const folders[] = { folder, NULL };

	scratch_write(state, "d/dataset.json", "{");
	options.datasets = folders;
	expect_refused(state, ERR_INVALID, "d/dataset.json:1");
}

/* ---------------------------------------------------------------- a reset */

static void put_file(void **state, const char *path)
{
	AUTO(mem_free) char *below = mem_printf("exports/%s", path);
	struct err e = { 0 };

	scratch_write(state, below, "{}\n");
	assert_int_equal(exported_file_put(&world.store, 1, path, 3, 1, &e), 0);
}

static void a_reset_begins_anew_and_removes_what_was_exported(void **state)
{
	AUTO(mem_free) char *mine = scratch_path(state, "exports/s3/b/mine.json");
	AUTO(mem_free) char *theirs = scratch_path(state, "exports/s3/b/theirs.json");
	const struct life slow = { .kind = LIFE_POLLS, .polls = 3 };
	struct err e = { 0 };
	bool empty = false;

	open_world(state);
	put_file(state, "s3/b/mine.json");
	scratch_write(state, "exports/s3/b/theirs.json", "{}\n");
	assert_int_equal(settings_set_life(&world, &slow, &e), 0);
	world.clock.at += MS_PER_DAY;
	world.requests = 7;
	assert_int_equal(world_reset(&world, &e), 0);
	assert_int_equal(clock_now(&world.clock), ZERO);
	assert_int_equal(world.now.life.kind, LIFE_IMMEDIATE);
	assert_int_equal(world.resets, 1);
	assert_int_equal(world.requests, 0);
	assert_int_equal(world.starts, 1);
	assert_int_equal(access(mine, F_OK), -1);
	assert_int_equal(access(theirs, F_OK), 0);
	assert_int_equal(store_is_empty(&world.store, &empty, &e), 0);
	assert_true(empty);
	world_close(&world);
	open_world(state); /* the state is the one of a first start */
	assert_int_equal(clock_now(&world.clock), ZERO);
	assert_int_equal(world.now.life.kind, LIFE_IMMEDIATE);
	world_close(&world);
}

static void a_reset_that_fails_leaves_all_as_it_was(void **state)
{
	AUTO(mem_free) char *mine = scratch_path(state, "exports/s3/b/mine.json");
	struct err e = { 0 };

	open_world(state);
	put_file(state, "s3/b/mine.json");
	world.clock.at += MS_PER_DAY;
	assert_int_equal(sqlite3_exec(world.store.db, "PRAGMA query_only=1", NULL, NULL,
	                              NULL),
	                 0);
	assert_int_equal(world_reset(&world, &e), -1);
	assert_int_equal(sqlite3_exec(world.store.db, "PRAGMA query_only=0", NULL, NULL,
	                              NULL),
	                 0);
	assert_int_equal(clock_now(&world.clock), ZERO + MS_PER_DAY);
	assert_int_equal(world.resets, 0);
	assert_int_equal(access(mine, F_OK), 0);
	assert_int_equal(world_reset(&world, &(struct err){ 0 }), 0);
	world_close(&world);
}

/* A world that was killed when it had named a file, and written half of it. */
static void be_killed_in_a_file(void **state)
{
	struct err e = { 0 };

	open_world(state);
	assert_int_equal(store_begin(&world.store, &e), 0);
	transaction_name(&world, "s3/b/cut.json");
	assert_int_equal(transaction_named(&world, &e), 0);
	scratch_write(state, "exports/s3/b/cut.json", "{");
	world.store.intents.logged = 1; /* as if killed: closing takes nothing away */
	world_close(&world);
}

/* Where they lie is in the state: they are removed there, whatever the root is. */
static void a_file_that_was_cut_is_removed_at_the_next_start(void **state)
{
	AUTO(mem_free) char *cut = scratch_path(state, "exports/s3/b/cut.json");
	struct err e = { 0 };

	be_killed_in_a_file(state);
	assert_int_equal(access(cut, F_OK), 0);
	assert_int_equal(open_at(state, "elsewhere", &world, &e), 0);
	assert_int_equal(access(cut, F_OK), -1);
	world_close(&world);
}

static void a_file_that_was_cut_is_found_in_a_root_that_was_moved(void **state)
{
	AUTO(mem_free) char *exports = scratch_path(state, "exports");
	AUTO(mem_free) char *moved = scratch_path(state, "moved");
	AUTO(mem_free) char *cut = scratch_path(state, "moved/s3/b/cut.json");
	struct err e = { 0 };

	be_killed_in_a_file(state);
	assert_int_equal(rename(exports, moved), 0);
	assert_int_equal(access(cut, F_OK), 0);
	assert_int_equal(open_at(state, "moved", &world, &e), 0);
	assert_int_equal(access(cut, F_OK), -1);
	world_close(&world);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_first_start_begins_at_its_time_and_a_second_goes_on),
		TEST(a_scaled_clock_has_gone_on_meanwhile),
		TEST(a_state_of_another_seed_is_refused),
		TEST(workers_are_the_cores_where_nobody_says),
		TEST(an_export_root_is_of_one_mock_and_free_again_when_it_is_closed),
		TEST(a_root_that_cannot_be_a_folder_is_refused),
		TEST(a_dataset_that_cannot_be_read_is_refused),
		TEST(a_reset_begins_anew_and_removes_what_was_exported),
		TEST(a_reset_that_fails_leaves_all_as_it_was),
		TEST(a_file_that_was_cut_is_removed_at_the_next_start),
		TEST(a_file_that_was_cut_is_found_in_a_root_that_was_moved),
	};

	return cmocka_run_group_tests_name("world_state", tests, NULL, NULL);
}
