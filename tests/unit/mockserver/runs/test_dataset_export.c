/*
 * test_dataset_export.c - one dataset in a run: which records, in which files, all or
 * none
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/runs/dataset_export.h"
#include "mockserver/runs/plan.h"
#include "mockserver/store/exported_file.h"
#include "tests/support/chain_runs.h"
#include "tests/support/scratch.h"

#define AT_START 1000 /* the dataset's records before time 0 */
#define FOLDER   "s3/bucket/p/" CHAIN_DATASET "/exportTime="

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open_with_files(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

/* An export, and what became of it. */
struct play {
	int64_t hour, since; /* its time; hours up to which it was exported, -1: never */
	int64_t attempt;
	bool by_hand, full, manifest, nothing;
	uint64_t skipped, files_most;
	uint64_t count; /* of the window's records, whatever there are; 0: these */
	enum export_codec codec;
	enum export_format format;
	/* what became of it */
	struct dataset_export s;
	uint64_t planned;  /* files */
	size_t noted;      /* files of the run */
	char *first, *why; /* the first one's path; NULL for none */
};

static void play_release(struct play *p)
{
	free(p->first);
	free(p->why);
}

AUTO_DEFINE_STRUCT(struct play, play_release);

#define AUTO_PLAY AUTO(play_release)

static int plan_for(struct world *w, const struct play *p, struct plan *plan,
                    struct err *e)
{
	AUTO(flow_release) struct flow_row row = { 0 };

	if (flow_find(&w->store, chain.made[KIND_FLOW].id, &row, e) < 0 ||
	    plan_load(w, row.seq, plan, e) < 0)
		return -1;
	plan->full = p->full;
	plan->manifest = p->manifest;
	plan->codec = p->codec ? p->codec : EXPORT_NONE;
	plan->format = p->format ? p->format : EXPORT_JSON;
	return p->since < 0 ? 0
	                    : flow_put_exported(&w->store, row.seq, CHAIN_DATASET,
	                                        CHAIN_ZERO + p->since * MS_PER_HOUR, e);
}

static int export_it(struct world *w, void *ctx, struct refusal *rf)
{
	AUTO(run_files_release) struct run_files files = { 0 };
	AUTO(plan_release) struct plan plan = { 0 };
	struct play *p = ctx;
	struct run_output run = { .w = w, .plan = &plan, .run = 1, .files = &files };
	struct err why = { 0 };

	if (plan_for(w, p, &plan, &rf->err) < 0)
		return -1;
	run.scheduled_at = CHAIN_ZERO + p->hour * MS_PER_HOUR;
	run.attempt = p->attempt;
	run.by_hand = p->by_hand;
	p->s = (struct dataset_export){ .id = CHAIN_DATASET, .skipped = p->skipped };
	p->s.dataset = catalogue_find(w->datasets, CHAIN_DATASET);
	p->s.files_most = p->files_most;
	if (dataset_export_window(&run, &p->s, &rf->err) < 0)
		return -1;
	if (p->count)
		p->s.window.count = p->count;
	p->planned = dataset_export_files(&run, &p->s);
	if ((p->nothing ? dataset_export_nothing(&run, &p->s, &rf->err, &why)
	                : dataset_export_write(&run, &p->s, &rf->err, &why)) < 0)
		return -1;
	p->noted = files.count;
	p->first = files.count ? mem_strdup(files.all[0].path) : NULL;
	p->why = why.code ? mem_strdup(why.text) : NULL;
	return 0;
}

static void play(struct play *p)
{
	AUTO(refusal_release) struct refusal rf = { 0 };

	if (chain_do(&chain, export_it, p, &rf) < 0)
		fail_msg("%s", rf.err.text);
}

static size_t files(void)
{
	return scratch_files((void *const *)&chain.folder);
}

/* ---------------------------------------------------------------- which records */

static void an_export_holds_what_arrived_since_the_last_one_before_its_time(
	void **state UNUSED)
{
	static const struct {
		int64_t hour, since;
		bool full;
		uint64_t records;
	} cases[] = {
		{ 0, -1, false, AT_START },
		{ 3, -1, false, AT_START + 120 },
		{ 3, 0, false, 120 },
		{ 3, 2, false, 40 },
		{ 3, 3, false, 0 },
		{ 2, 3, false, 0 },
		{ 4, 3, true, AT_START + 4 * 40 },
	};

	for_each_row(i, cases) {
		AUTO_PLAY struct play p = { .hour = cases[i].hour,
			                    .since = cases[i].since,
			                    .full = cases[i].full };

		teardown(NULL);
		setup(NULL);
		play(&p);
		assert_int_equal(p.s.window.count, cases[i].records);
		assert_int_equal(p.s.stats.rows, cases[i].records);
		assert_int_equal(p.s.files, cases[i].records ? 1 : 0);
		assert_int_equal(files(), cases[i].records ? 1 : 0);
	}
}

static void read_file(const char *path, struct buf *out)
{
	AUTO(mem_free) char *whole = mem_printf("%s/exports/%s", chain.folder, path);

	scratch_read(whole, out);
}

static void the_first_records_may_be_skipped(void **state UNUSED)
{
	AUTO_PLAY struct play whole = { .hour = 3, .since = 0 };
	AUTO_PLAY struct play some = {
		.hour = 3, .since = 0, .skipped = 50, .attempt = 1
	};
	AUTO(buf_release) struct buf all = { 0 };
	AUTO(buf_release) struct buf rest = { 0 };
	const char *at;

	play(&whole);
	read_file(whole.first, &all);
	play(&some);
	read_file(some.first, &rest);
	assert_int_equal(some.s.stats.rows, 70);
	at = buf_str(&all);
	for (int i = 0; i < 50; i++)
		at = strchr(at, '\n') + 1;
	assert_string_equal(buf_str(&rest), at);
}

static void an_export_whose_records_are_all_skipped_writes_no_file(void **state UNUSED)
{
	AUTO_PLAY struct play all = { .hour = 3, .since = 0, .skipped = 120 };

	play(&all);
	assert_int_equal(all.s.files, 0);
	assert_int_equal(all.planned, 0);
	assert_int_equal(files(), 0);
}

/* ---------------------------------------------------------------- which files */

static void records_go_to_as_many_parts_as_was_set(void **state UNUSED)
{
	AUTO_PLAY struct play p = { .hour = 3, .since = 0 };
	AUTO_PLAY struct play first = { .hour = 6, .since = 3, .files_most = 2 };

	chain.world.now.partitions = 5;
	play(&p);
	assert_int_equal(p.planned, 5);
	assert_int_equal(p.s.files, 5);
	assert_int_equal(p.noted, 5);
	assert_int_equal(p.s.stats.rows, 120);
	assert_int_equal(files(), 5);
	play(&first);
	assert_int_equal(first.planned, 5);
	assert_int_equal(first.s.files, 2);
	assert_int_equal(first.s.stats.rows, 48); /* of 120 in fifths */
	assert_int_equal(files(), 7);
}

static void names_are_of_seed_flow_dataset_and_time_and_of_the_attempt(
	void **state UNUSED)
{
	AUTO_PLAY struct play a = { .hour = 3, .since = 0 };
	AUTO_PLAY struct play again = { .hour = 3, .since = 0, .full = true };
	AUTO_PLAY struct play other = { .hour = 3, .since = 0, .attempt = 7 };
	AUTO_PLAY struct play of_another_flow = { .hour = 3, .since = 0 };

	play(&a);
	assert_true(str_starts(a.first, FOLDER "202601010300/part-00000-"));
	play(&again);
	assert_string_equal(again.first, a.first);
	play(&other);
	assert_string_not_equal(other.first, a.first);
	assert_int_equal(files(), 2);
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]); /* to the same place */
	play(&of_another_flow);
	assert_true(str_starts(of_another_flow.first, FOLDER "202601010300/part-00000-"));
	assert_string_not_equal(of_another_flow.first, a.first);
	assert_int_equal(files(), 3);
}

static void a_run_by_hand_names_its_folder_by_the_second_it_is_written(
	void **state UNUSED)
{
	AUTO_PLAY struct play p = {
		.hour = 3, .since = 0, .attempt = 1, .by_hand = true
	};

	chain.world.clock.at = CHAIN_ZERO + 3 * MS_PER_HOUR + 61 * MS_PER_SECOND;
	play(&p);
	assert_true(str_starts(p.first, FOLDER "20260101030101/"));
}

static void without_files_only_the_records_are_counted(void **state UNUSED)
{
	AUTO_PLAY struct play p = { .hour = 3, .since = 0, .manifest = true };

	chain.world.files = FILES_OFF;
	play(&p);
	assert_int_equal(p.s.stats.rows, 120);
	assert_int_equal(p.s.files, 0);
	assert_int_equal(files(), 0);
}

/* ---------------------------------------------------------------- rows */

static void each_file_has_a_row_with_which_it_stays(void **state UNUSED)
{
	AUTO_PLAY struct play p = { .hour = 3, .since = 0 };
	struct err e = { 0 };
	bool has = false;

	play(&p);
	assert_int_equal(exported_file_has_row(&chain.world.store, p.first, &has, &e), 0);
	assert_true(has);
}

static int export_and_fail(struct world *w, void *ctx, struct refusal *rf)
{
	return export_it(w, ctx, rf) < 0 ? -1 : refuse(rf, E_FLOW_ID_MISSING);
}

static void a_transaction_that_is_undone_leaves_no_file(void **state UNUSED)
{
	AUTO_PLAY struct play p = { .hour = 3, .since = 0 };
	AUTO(refusal_release) struct refusal rf = { 0 };

	assert_int_equal(chain_do(&chain, export_and_fail, &p, &rf), -1);
	assert_int_equal(p.s.files, 1);
	assert_int_equal(files(), 0);
}

static void what_cannot_be_written_leaves_nothing_and_says_why(void **state UNUSED)
{
	AUTO_PLAY struct play p = { .hour = 3, .since = 0 };

	scratch_write((void *const *)&chain.folder, "exports/s3/bucket", "in the way");
	chain.world.now.partitions = 3;
	play(&p);
	assert_non_null(strstr(p.why, "s3/bucket"));
	assert_int_equal(p.s.files, 0);
	assert_int_equal(p.s.stats.rows, 0);
	assert_int_equal(p.s.stats.bytes, 0);
	assert_int_equal(p.noted, 0);
	assert_int_equal(files(), 1);
}

/* ---------------------------------------------------------------- limits */

/* Records are counted alone: no file is written. */
static void documented_limits_hold_for_packed_files_and_for_parquet(void **state UNUSED)
{
	const uint64_t plain = (uint64_t)limit_row(LIMIT_EXPORT_PLAIN_PARQUET)->number,
		       packed = (uint64_t)limit_row(LIMIT_EXPORT_COMPRESSED)->number;
	const struct {
		enum export_format format;
		enum export_codec codec;
		enum limits limits;
		uint64_t count;
		bool refused;
	} cases[] = {
		{ EXPORT_PARQUET, EXPORT_NONE, LIMITS_DOCUMENTED, plain, false },
		{ EXPORT_PARQUET, EXPORT_NONE, LIMITS_DOCUMENTED, plain + 1, true },
		{ EXPORT_PARQUET, EXPORT_NONE, LIMITS_OFF, plain + 1, false },
		{ EXPORT_PARQUET, EXPORT_GZIP, LIMITS_DOCUMENTED, plain + 1, false },
		{ EXPORT_PARQUET, EXPORT_GZIP, LIMITS_DOCUMENTED, packed + 1, true },
		{ EXPORT_JSON, EXPORT_GZIP, LIMITS_DOCUMENTED, packed, false },
		{ EXPORT_JSON, EXPORT_GZIP, LIMITS_DOCUMENTED, packed + 1, true },
		{ EXPORT_JSON, EXPORT_NONE, LIMITS_DOCUMENTED, packed + 1, false },
	};

	chain.world.files = FILES_OFF;
	for_each_row(i, cases) {
		AUTO_PLAY struct play p = { .hour = 3,
			                    .since = 0,
			                    .count = cases[i].count,
			                    .codec = cases[i].codec,
			                    .format = cases[i].format };

		chain.world.limits = cases[i].limits;
		play(&p);
		assert_int_equal(p.why != NULL, cases[i].refused);
		assert_int_equal(p.s.stats.rows, cases[i].refused ? 0 : cases[i].count);
	}
}

/* ---------------------------------------------------------------- manifests */

static size_t manifests(void)
{
	AUTO(mem_free) char *all = chain_files(&chain);
	size_t count = 0;

	for (const char *at = all; (at = strstr(at, "/manifest-")); at++)
		count++;
	return count;
}

static void a_manifest_lies_beside_the_files_where_the_target_asks_for_it(
	void **state UNUSED)
{
	AUTO_PLAY struct play with = { .hour = 3, .since = 0, .manifest = true };
	AUTO_PLAY struct play without = { .hour = 6, .since = 3 };

	play(&with);
	assert_int_equal(with.s.files, 1); /* it counts in no metric */
	assert_int_equal(files(), 2);
	assert_int_equal(manifests(), 1);
	play(&without);
	assert_int_equal(files(), 3);
	assert_int_equal(manifests(), 1);
}

static void a_run_that_exports_nothing_has_a_manifest_alone(void **state UNUSED)
{
	AUTO_PLAY struct play p = {
		.hour = 3, .since = 3, .manifest = true, .nothing = true
	};
	AUTO_PLAY struct play without = { .hour = 4, .since = 4, .nothing = true };

	play(&p);
	assert_int_equal(files(), 1);
	assert_int_equal(manifests(), 1);
	play(&without);
	assert_int_equal(files(), 1);
	teardown(NULL);
	setup(NULL);
	chain.world.files = FILES_OFF;
	play(&p);
	assert_int_equal(files(), 0);
}

static void a_manifest_that_cannot_be_written_is_the_reason(void **state UNUSED)
{
	AUTO_PLAY struct play p = {
		.hour = 3, .since = 3, .manifest = true, .nothing = true
	};

	scratch_write((void *const *)&chain.folder, "exports/s3/bucket", "in the way");
	play(&p);
	assert_non_null(p.why);
	assert_int_equal(files(), 1);
}

/* The path of the only manifest, below the export root. */
static char *manifest_path(void)
{
	AUTO(mem_free) char *all = chain_files(&chain);
	char *at = strstr(all, "/manifest-"), *begin = at;

	assert_non_null(at);
	while (begin > all && begin[-1] != '\n')
		begin--;
	return mem_printf("%.*s", (int)strcspn(begin, "\n"), begin);
}

static void without_its_manifest_no_file_of_the_dataset_stays(void **state UNUSED)
{
	AUTO_PLAY struct play with = { .hour = 3, .since = 0, .manifest = true };
	AUTO_PLAY struct play again = { .hour = 3, .since = 0, .manifest = true };
	AUTO(mem_free) char *path = NULL, *inside = NULL;

	play(&with);
	path = manifest_path();
	teardown(NULL);
	setup(NULL);
	inside = mem_printf("exports/%s/in-the-way", path);
	scratch_write((void *const *)&chain.folder, inside, "");
	play(&again);
	assert_non_null(strstr(again.why, "/manifest-"));
	assert_int_equal(again.noted, 0);
	assert_int_equal(again.s.files, 0);
	assert_int_equal(files(), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_export_holds_what_arrived_since_the_last_one_before_its_time),
		TEST(the_first_records_may_be_skipped),
		TEST(an_export_whose_records_are_all_skipped_writes_no_file),
		TEST(records_go_to_as_many_parts_as_was_set),
		TEST(names_are_of_seed_flow_dataset_and_time_and_of_the_attempt),
		TEST(a_run_by_hand_names_its_folder_by_the_second_it_is_written),
		TEST(without_files_only_the_records_are_counted),
		TEST(each_file_has_a_row_with_which_it_stays),
		TEST(a_transaction_that_is_undone_leaves_no_file),
		TEST(what_cannot_be_written_leaves_nothing_and_says_why),
		TEST(documented_limits_hold_for_packed_files_and_for_parquet),
		TEST(a_manifest_lies_beside_the_files_where_the_target_asks_for_it),
		TEST(a_run_that_exports_nothing_has_a_manifest_alone),
		TEST(a_manifest_that_cannot_be_written_is_the_reason),
		TEST(without_its_manifest_no_file_of_the_dataset_stays),
	};

	return cmocka_run_group_tests_name("dataset_export", tests, NULL, NULL);
}
