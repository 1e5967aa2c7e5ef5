/*
 * test_datasets.c - batches that are posted, or lie in a dataset's folder
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/mem.h"
#include "mockserver/data/bad_files.h"
#include "mockserver/runs/datasets.h"
#include "mockserver/store/batch.h"
#include "mockserver/world_state.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define ZERO     (INT64_C(1767225600) * MS_PER_SECOND)
#define DATASET  "5ef3e3259ad2a1191ab7dd01"
#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03" /* a shipped one */
#define AIRPORT                                                        \
	"{'record':{'iata':'AAA','icao':'AAAA','name':'A','city':'B'," \
	"'country':'DE','location':{'latitude':1,'longitude':2}}}\n"

static struct world world;

static void put(void **state, const char *name, const char *text)
{
	AUTO(mem_free) char *json = quoted(text);

	scratch_write(state, name, json);
}

/* A dataset on disk without records; the state is kept. */
static void open_world(void **state)
{
	AUTO(mem_free) char *folder = scratch_path(state, "d");
	AUTO(mem_free) char *exports = scratch_path(state, "exports");
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	const char *const folders[] = { folder, NULL };
	const struct world_options o = {
		.state = db,
		.export_root = exports,
		.datasets = folders,
		.seed = 1,
		.now = ZERO,
		.files = FILES_OFF,
		.workers = 1,
	};
	struct err e = { 0 };

	if (world_open(&o, &world, &e) < 0)
		fail_msg("%s", e.text);
}

static int setup(void **state)
{
	if (scratch_open(state) < 0)
		return -1;
	put(state, "d/dataset.json",
	    "{'entry':{'id':'" DATASET "','name':'D'},'behavior':'record','records':"
	    "'records.jsonl'}");
	put(state, "d/schema.json",
	    "{'type':'object','meta:xdmType':'object','properties':{'n':{'type':"
	    "'integer','meta:xdmType':'long'}}}");
	put(state, "d/records.jsonl", "{'arrivedAt':'-PT1H','record':{'n':0}}\n");
	open_world(state);
	return 0;
}

static int teardown(void **state)
{
	world_close(&world);
	return scratch_close(state);
}

static void reopen(void **state)
{
	world_close(&world);
	open_world(state);
}

static const struct dataset *dataset(void)
{
	return catalogue_find(world.datasets, DATASET);
}

/* How many records arrive before so many hours, with the dataset's own one. */
static uint64_t arrived(int64_t hours)
{
	return dataset_arrived(dataset(), world.zero, ZERO + hours * MS_PER_HOUR + 1);
}

static int64_t batches(void)
{
	struct err e = { 0 };
	int64_t n = -1;

	assert_int_equal(batch_count(&world.store, DATASET, &n, &e), 0);
	return n;
}

static void scan(void)
{
	struct err e = { 0 };

	if (datasets_scan(&world, &e) < 0)
		fail_msg("%s", e.text);
}

/* ---------------------------------------------------------------- posted */

static int post(const char *id, const char *text, struct taken *out, struct refusal *rf)
{
	AUTO(buf_release) struct buf lines = { 0 };
	AUTO(mem_free) char *json = quoted(text);

	buf_add_str(&lines, json);
	return datasets_post(&world, id, &lines, out, rf);
}

#define LINE(at, n) "{'arrivedAt':'" at "','record':{'n':" n "}}\n"

static void a_batch_is_taken_and_its_records_arrive_in_their_order(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct taken t;

	assert_int_equal(post(DATASET, LINE("+PT3H", "1") "{'record':{'n':2}}\n", &t,
	                      &rf),
	                 0);
	assert_int_equal(t.records, 2);
	assert_int_equal(t.first_at, ZERO);
	assert_int_equal(t.last_at, ZERO + 3 * MS_PER_HOUR);
	assert_int_equal(strspn(t.id, "0123456789abcdef"), 24);
	assert_int_equal(arrived(-1), 1);
	assert_int_equal(arrived(0), 2);
	assert_int_equal(arrived(3), 3);
	assert_int_equal(batches(), 1);
}

static void each_batch_has_an_id_of_its_own(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct taken a, b;

	assert_int_equal(post(DATASET, "{'record':{'n':2}}\n", &a, &rf), 0);
	assert_int_equal(post(DATASET, "{'record':{'n':2}}\n", &b, &rf), 0);
	assert_string_not_equal(a.id, b.id);
}

static void lines_that_are_bad_or_too_old_are_refused_all_of_them(void **state UNUSED)
{
	static const char *const texts[] = {
		LINE("+PT1H", "1") LINE("+PT1H", "'x'"),
		LINE("-PT1S", "1"),
		LINE("+PT1H", "1") "{",
		"",
		"[]",
		LINE("soon", "1"),
	};

	for_each_row(i, texts) {
		AUTO(refusal_release) struct refusal rf = { 0 };
		struct taken t;

		assert_int_equal(post(DATASET, texts[i], &t, &rf), -1);
		assert_int_equal(rf.error, E_ADMIN_INVALID);
		assert_int_equal(arrived(9), 1);
		assert_int_equal(batches(), 0);
	}
}

static void a_dataset_that_is_not_there_is_unknown(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct taken t;

	assert_int_equal(post("nobody", "{'record':{'n':2}}\n", &t, &rf), -1);
	assert_int_equal(rf.error, E_ADMIN_UNKNOWN);
	assert_non_null(strstr(rf.text, "'nobody'"));
}

/* Nothing is in memory that is not in the state. */
static void a_batch_that_cannot_be_stored_is_not_held(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct taken t;

	assert_int_equal(sqlite3_exec(world.store.db, "PRAGMA query_only=1", NULL, NULL,
	                              NULL),
	                 0);
	assert_int_equal(post(DATASET, "{'record':{'n':2}}\n", &t, &rf), -1);
	assert_int_equal(rf.err.code, ERR_IO);
	assert_int_equal(sqlite3_exec(world.store.db, "PRAGMA query_only=0", NULL, NULL,
	                              NULL),
	                 0);
	assert_int_equal(arrived(9), 1);
	assert_int_equal(batches(), 0);
}

/* ---------------------------------------------------------------- after a restart */

static void a_restart_has_the_batches_with_their_times(void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct taken t;

	assert_int_equal(post(DATASET, LINE("+PT3H", "1") LINE("+PT5H", "1"), &t, &rf),
	                 0);
	world.clock.at += MS_PER_HOUR;
	assert_int_equal(post(DATASET, LINE("+PT3H", "1"), &t, &rf), 0);
	reopen(state);
	assert_int_equal(arrived(2), 1);
	assert_int_equal(arrived(3), 2);
	assert_int_equal(arrived(4), 3);
	assert_int_equal(arrived(5), 4);
	assert_int_equal(batches(), 2);
}

/* Those of a dataset that is not there wait for it; the others come. */
static void batches_of_a_dataset_that_is_gone_wait(void **state)
{
	uint64_t airports = dataset_arrived(catalogue_find(world.datasets, AIRPORTS),
	                                    world.zero, ZERO + 1);
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(mem_free) char *here = scratch_path(state, "d/dataset.json");
	AUTO(mem_free) char *away = scratch_path(state, "away.json");
	struct taken t;

	assert_int_equal(post(DATASET, "{'record':{'n':2}}\n", &t, &rf), 0);
	assert_int_equal(post(AIRPORTS, AIRPORT, &t, &rf), 0);
	world_close(&world);
	assert_int_equal(rename(here, away), 0);
	put(state, "d/dataset.json",
	    "{'entry':{'id':'5ef3e3259ad2a1191ab7dd02','name':'E'},'behavior':'record',"
	    "'records':'records.jsonl'}");
	open_world(state);
	assert_null(dataset());
	assert_int_equal(dataset_arrived(catalogue_find(world.datasets, AIRPORTS),
	                                 world.zero, ZERO + 1),
	                 airports + 1);
	world_close(&world);
	assert_int_equal(rename(away, here), 0);
	open_world(state);
	assert_int_equal(arrived(0), 2);
}

/* ---------------------------------------------------------------- files */

static void files_are_taken_once_in_order_and_by_name(void **state)
{
	put(state, "d/batches/b.jsonl", LINE("+PT3H", "1"));
	put(state, "d/batches/a.jsonl", LINE("-PT3H", "1"));
	put(state, "d/batches/c.jsonl.part", LINE("+PT3H", "1"));
	put(state, "d/batches/.d.jsonl", LINE("+PT3H", "1"));
	scan();
	assert_int_equal(batches(), 2);
	assert_int_equal(arrived(0), 2); /* what is past arrives now */
	assert_int_equal(arrived(3), 3);
	put(state, "d/batches/a.jsonl", LINE("+PT3H", "1") LINE("+PT3H", "1"));
	scan();
	assert_int_equal(batches(), 2);
	reopen(state);
	scan();
	assert_int_equal(batches(), 2);
	assert_int_equal(arrived(3), 3);
}

static void a_bad_file_is_left_until_it_changes(void **state)
{
	const struct bad_files *bad = dataset_bad_files(dataset());

	put(state, "d/batches/a.jsonl", "{'record':{'n':'x'}}\n");
	put(state, "d/batches/b.jsonl", "{'record':{'n':1}}\n");
	scan();
	assert_int_equal(batches(), 1);
	assert_int_equal(bad->count, 1);
	assert_string_equal(bad->all[0].name, "a.jsonl");
	assert_non_null(strstr(bad->all[0].reason, "d/batches/a.jsonl:1: /record/n"));
	scan();
	assert_int_equal(bad->count, 1);
	put(state, "d/batches/a.jsonl", "{'record':{'n':12}}\n{'record':{'n':3}}\n");
	scan();
	assert_int_equal(bad->count, 0);
	assert_int_equal(batches(), 2);
	assert_int_equal(arrived(0), 4);
}

static void a_folder_that_cannot_be_read_is_noted_until_it_can(void **state)
{
	AUTO(mem_free) char *folder = scratch_path(state, "d/batches");

	put(state, "d/batches", "a file in its place");
	scan();
	assert_non_null(strstr(dataset_unread(dataset()), "d/batches"));
	assert_int_equal(unlink(folder), 0);
	scan();
	assert_null(dataset_unread(dataset()));
	assert_int_equal(batches(), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_batch_is_taken_and_its_records_arrive_in_their_order),
		TEST(each_batch_has_an_id_of_its_own),
		TEST(lines_that_are_bad_or_too_old_are_refused_all_of_them),
		TEST(a_dataset_that_is_not_there_is_unknown),
		TEST(a_batch_that_cannot_be_stored_is_not_held),
		TEST(a_restart_has_the_batches_with_their_times),
		TEST(batches_of_a_dataset_that_is_gone_wait),
		TEST(files_are_taken_once_in_order_and_by_name),
		TEST(a_bad_file_is_left_until_it_changes),
		TEST(a_folder_that_cannot_be_read_is_noted_until_it_can),
	};

	return cmocka_run_group_tests_name("datasets", tests, NULL, NULL);
}
