/*
 * test_timeline.c - what a timeline reads of faults: effects on runs that were due then
 */
#include "tests/unit/unit.h"

#include "lib/buf.h"
#include "mockserver/store/fault.h"
#include "mockserver/store/timeline.h"

static struct store store;

static int setup(void **state UNUSED)
{
	struct err e = { 0 };

	return store_open(NULL, &store, &e);
}

static int teardown(void **state UNUSED)
{
	store_close(&store);
	return 0;
}

static void put_receipt(int64_t fault, int64_t run, vtime at, const char *done)
{
	const struct receipt_row row = {
		.fault = fault,
		.key = "",
		.operation = "run",
		.done = done,
		.effective = *done != '\0',
		.run = run,
		.flow = 7,
		.scheduled_at = at,
	};
	int64_t serial;
	struct err e = { 0 };

	assert_int_equal(fault_receipt_put(&store, &row, &serial, &e), 0);
}

static void effects_on_runs_of_the_window_are_read_in_their_order(void **state UNUSED)
{
	const struct fault_row fault = { .name = "f", .body = "{}" };
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(buf_release) struct buf found = { 0 };
	struct timeline_fault_row row;
	struct err e = { 0 };
	int64_t seq;

	assert_int_equal(store_begin(&store, &e), 0);
	assert_int_equal(fault_row_put(&store, &fault, &seq, &e), 0);
	put_receipt(seq, 1, 99, "before the window");
	put_receipt(seq, 2, 100, "first");
	put_receipt(seq, 3, 150, ""); /* it had no effect yet */
	put_receipt(seq, 0, 199, "last");
	put_receipt(seq, 4, 200, "after the window");
	assert_int_equal(store_commit(&store, &e), 0);

	q = timeline_faults_begin(&store, 100, 200);
	while (timeline_fault_next(q, &row, &e) > 0)
		buf_printf(&found, "%s %s: run %lld of flow %lld at %lld\n", row.name,
		           row.done, (long long)row.run, (long long)row.flow,
		           (long long)row.scheduled_at);
	assert_string_equal(buf_str(&found), "f first: run 2 of flow 7 at 100\n"
	                                     "f last: run 0 of flow 7 at 199\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects_on_runs_of_the_window_are_read_in_their_order),
	};

	return cmocka_run_group_tests_name("timeline of faults", tests, setup, teardown);
}
