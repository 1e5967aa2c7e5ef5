/*
 * test_transaction.c - mockserver/world: transaction.c, and what a start recovers
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/store/run.h"
#include "mockserver/world/transaction.h"
#include "mockserver/world_state.h"
#include "tests/support/scratch.h"

static struct world world;

static void open_world_at(void **state, const char *root)
{
	AUTO(mem_free) char *exports = scratch_path(state, root);
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	const struct world_options o = { .state = db,
		                         .export_root = exports,
		                         .seed = 1,
		                         .clock = { .mode = CLOCK_IS_VIRTUAL } };
	struct err e = { 0 };

	if (world_open(&o, &world, &e) < 0)
		fail_msg("%s", e.text);
}

static void open_world(void **state)
{
	open_world_at(state, "exports");
}

static int setup(void **state)
{
	if (scratch_open(state) < 0)
		return -1;
	open_world(state);
	return 0;
}

static int teardown(void **state)
{
	world_close(&world);
	return scratch_close(state);
}

/* Names the file and writes it. */
static void write_file(void *const *state, const char *path)
{
	AUTO(mem_free) char *below = mem_printf("exports/%s", path);
	struct err e = { 0 };

	transaction_name(&world, path);
	assert_int_equal(transaction_named(&world, &e), 0);
	scratch_write(state, below, "{}\n");
}

static void put_row(const char *path)
{
	struct err e = { 0 };

	assert_int_equal(exported_file_put(&world.store, 1, path, 3, 1, &e), 0);
}

/* Runs the deeds as one transaction, which fails where they say so. */
typedef int deeds_fn(void *const *state);

struct play {
	deeds_fn *run;
	void *const *state;
};

static int play(struct world *w UNUSED, void *ctx, struct err *e)
{
	const struct play *p = ctx;

	return p->run(p->state) < 0 ? err_set(e, ERR_STALE, "as asked") : 0;
}

static void run(deeds_fn *deeds, void *const *state, int expected)
{
	struct play p = { deeds, state };
	struct err e = { 0 };

	assert_int_equal(transaction_run(&world, play, &p, &e), expected);
}

/* The paths below the export root, each behind a blank. */
static int add_path(void *ctx, const char *relative, uint64_t size UNUSED,
                    struct err *e UNUSED)
{
	buf_printf(ctx, " %s", relative);
	return 0;
}

static void assert_files(const char *expected)
{
	AUTO(buf_release) struct buf all = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_walk(world.export_root, add_path, &all, &e), 0);
	assert_string_equal(buf_str(&all), expected);
}

static int write_two(void *const *state)
{
	write_file(state, "s3/b/kept.json");
	put_row("s3/b/kept.json");
	write_file(state, "s3/b/no-row.json");
	return 0;
}

static void a_commit_keeps_what_has_a_row(void **state)
{
	run(write_two, state, 0);
	assert_files(" s3/b/kept.json");
}

static int fail_later(void *const *state)
{
	write_file(state, "s3/new/one.json");
	put_row("s3/new/one.json");
	write_file(state, "s3/b/kept.json"); /* written again */
	return -1;
}

static void a_rollback_takes_all_with_it_and_leaves_what_was_there(void **state)
{
	AUTO(mem_free) char *folder = scratch_path(state, "exports/s3/new");

	run(write_two, state, 0);
	run(fail_later, state, -1);
	assert_files(" s3/b/kept.json");
	assert_false(file_exists(folder));
}

static int undo_the_second(void *const *state)
{
	size_t mark;

	write_file(state, "s3/b/first.json");
	mark = transaction_mark(&world);
	write_file(state, "s3/b/second.json");
	transaction_undo(&world, mark);
	put_row("s3/b/first.json");
	assert_files(" s3/b/first.json");
	return 0;
}

static void what_was_named_since_a_mark_is_undone_alone(void **state)
{
	run(undo_the_second, state, 0);
	assert_files(" s3/b/first.json");
}

static int lose_the_transaction(void *const *state)
{
	write_file(state, "s3/b/lost.json");
	store_rollback(&world.store); /* so that there is nothing to commit */
	return 0;
}

static void a_commit_that_fails_fails_it_and_takes_its_files(void **state)
{
	run(lose_the_transaction, state, -1);
	assert_files("");
	assert_int_equal(transaction_mark(&world), 0); /* no name is left */
}

static int name_what_nobody_could_write(void *const *state UNUSED)
{
	transaction_name(&world, "s3/b/kept.json/x.json"); /* that is no folder */
	transaction_name(&world, "../outside.json");
	return 0;
}

static void a_name_of_no_file_is_settled(void **state)
{
	AUTO_MEM char *outside = scratch_path(state, "outside.json");

	scratch_write(state, "outside.json", "{}");
	run(write_two, state, 0);
	run(name_what_nobody_could_write, state, 0);
	assert_int_equal(transaction_kept(&world), 0);
	assert_int_equal(transaction_mark(&world), 0);
	assert_files(" s3/b/kept.json");
	assert_true(file_exists(outside));
}

/* ---------------------------------------------------------------- killed */

/* The program is killed in the middle: nothing is settled. */
static void kill_world(void)
{
	world.store.intents.logged = 1; /* so that closing takes nothing away */
	world_close(&world);
}

static void name(const char *path)
{
	struct err e = { 0 };

	transaction_name(&world, path);
	assert_int_equal(transaction_named(&world, &e), 0);
}

static void begin(void)
{
	struct err e = { 0 };

	assert_int_equal(store_begin(&world.store, &e), 0);
}

static void a_start_removes_what_a_killed_program_did_not_commit(void **state)
{
	run(write_two, state, 0);
	begin();
	write_file(state, "s3/b/cut.json");
	put_row("s3/b/cut.json");
	name("s3/deep/down/never.json");
	scratch_write(state, "exports/s3/deep/down/" FILE_TEMP_PREFIX "never.json-0",
	              "{");
	kill_world();
	open_world(state);
	assert_files(" s3/b/kept.json");
}

/*
 * The files are looked for where they were written, even if the next start has another
 * root.
 */
static void what_was_cut_is_removed_below_the_root_that_it_had(void **state)
{
	begin();
	write_file(state, "s3/b/cut.json");
	kill_world();
	open_world_at(state, "elsewhere");
	world_close(&world);
	open_world(state);
	assert_files("");
}

static void a_reset_that_was_cut_is_finished_by_the_next_start(void **state)
{
	struct err e = { 0 };

	run(write_two, state, 0);
	/* Its state is committed, and the program killed before the first file went. */
	begin();
	name("s3/b/kept.json");
	assert_int_equal(store_wipe(&world.store, &e), 0);
	assert_int_equal(store_commit(&world.store, &e), 0);
	kill_world();
	open_world(state);
	assert_files("");
}

static int name_a_folder(void *const *state)
{
	name("s3/b/folder");
	scratch_write(state, "exports/s3/b/folder/note.txt", "the user's");
	return 0;
}

static void what_is_no_file_of_ours_stays(void **state)
{
	run(name_a_folder, state, 0);
	assert_files(" s3/b/folder/note.txt");
	assert_int_equal(transaction_kept(&world), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_commit_keeps_what_has_a_row),
		TEST(a_rollback_takes_all_with_it_and_leaves_what_was_there),
		TEST(what_was_named_since_a_mark_is_undone_alone),
		TEST(a_commit_that_fails_fails_it_and_takes_its_files),
		TEST(a_name_of_no_file_is_settled),
		TEST(a_start_removes_what_a_killed_program_did_not_commit),
		TEST(what_was_cut_is_removed_below_the_root_that_it_had),
		TEST(a_reset_that_was_cut_is_finished_by_the_next_start),
		TEST(what_is_no_file_of_ours_stays),
	};

	return cmocka_run_group_tests_name("transaction", tests, NULL, NULL);
}
