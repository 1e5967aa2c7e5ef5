/*
 * test_faults_save.c - counts and receipts are stored with what they are about
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/faults.h"
#include "tests/support/quoted.h"

static struct store store;
static struct faults faults;

static void arm(const char *text)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(text);
	AUTO(fault_batch_release) struct fault_batch b = { 0 };
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };

	if (faults_read(&faults, json, &b, &r) < 0 || store_begin(&store, &e) < 0 ||
	    faults_put(&faults, &b, &e) < 0 || store_commit(&store, &e) < 0)
		fail_msg("%s", e.text);
	faults_take(&faults, &b);
}

static int setup(void **state UNUSED)
{
	struct err e = { 0 };

	if (store_open(NULL, &store, &e) < 0 || faults_load(&faults, &store, 1, &e) < 0)
		return -1;
	arm("{'fault':'f','on':'run','nth':2,'do':{'fail':{}}}");
	return 0;
}

static int teardown(void **state UNUSED)
{
	faults_release(&faults);
	store_close(&store);
	return 0;
}

static const cJSON *no_part(void *ctx UNUSED, enum fault_part part UNUSED)
{
	return NULL;
}

static const cJSON *about(void *ctx)
{
	return ctx;
}

/* A run of the flow f1, in a transaction that is committed or not. */
static void judge(bool commit)
{
	struct arena a = { 0 };
	AUTO(cJSON_Delete) cJSON *which = quoted_json("{'flow':'f1'}");
	const struct fault_subject s = { .point = FAULT_POINT_RUN,
		                         .flow = "f1",
		                         .part = no_part,
		                         .about = about,
		                         .run = 9,
		                         .ctx = which };
	struct fault_strike strike;
	struct err e = { 0 };

	assert_int_equal(store_begin(&store, &e), 0);
	faults_judge(&faults, &s, &a, &strike);
	assert_true(faults_unsaved(&faults));
	assert_int_equal(faults_save(&faults, &strike, &e), 0);
	for (size_t i = 0; i < strike.count; i++)
		assert_int_equal(faults_save_effect(&faults, strike.hits[i].receipt,
		                                    "done", NULL, &e),
		                 0);
	assert_int_equal(faults_flush(&faults, &e), 0);
	if (commit)
		assert_int_equal(store_commit(&store, &e), 0);
	else
		store_rollback(&store);
	faults_flushed(&faults);
	arena_release(&a);
	if (!commit)
		assert_int_equal(faults_load(&faults, &store, 1, &e), 0);
}

static void expect_counts(int64_t matched, int64_t fired, int64_t effective)
{
	const struct fault *f = faults_find(&faults, "f");

	assert_non_null(f);
	assert_int_equal(f->counts.matched, matched);
	assert_int_equal(f->counts.fired, fired);
	assert_int_equal(f->counts.effective, effective);
}

static void counts_are_what_was_committed_also_when_they_are_read_again(
	void **state UNUSED)
{
	struct err e = { 0 };

	judge(true);
	expect_counts(1, 0, 0);
	judge(false);
	expect_counts(1, 0, 0);
	judge(true);
	expect_counts(2, 1, 1);
	assert_int_equal(faults_load(&faults, &store, 1, &e), 0);
	expect_counts(2, 1, 1);
	assert_int_equal(fault_key_of(faults_find(&faults, "f"), "f1")->matched, 2);
}

static void a_receipt_says_which_run_it_is_about(void **state UNUSED)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct receipt_row row;
	struct err e = { 0 };

	judge(true);
	judge(true);
	q = stmt_begin(&store.sql, SQL_RECEIPT_ALL);
	stmt_put_int(q, faults_find(&faults, "f")->seq);
	stmt_put_int(q, 0);
	stmt_put_int(q, -1);
	assert_int_equal(fault_receipt_next(q, &row, &e), 1);
	assert_int_equal(row.run, 9);
	assert_int_equal(row.request, 0);
	assert_int_equal(row.ordinal, 2);
	assert_string_equal(row.key, "f1");
	assert_string_equal(row.about, JSON({"flow":"f1"}));
	assert_string_equal(row.done, "done");
	assert_int_equal(fault_receipt_next(q, &row, &e), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			counts_are_what_was_committed_also_when_they_are_read_again,
			setup, teardown),
		cmocka_unit_test_setup_teardown(a_receipt_says_which_run_it_is_about,
		                                setup, teardown),
	};

	return cmocka_run_group_tests_name("faults_save", tests, NULL, NULL);
}
