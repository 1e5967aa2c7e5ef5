/*
 * test_fault.c - rows of armed faults, their keys, marks and receipts
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "mockserver/store/fault.h"

static struct store store;
static struct err err;

static int setup(UNUSED void **state)
{
	err = (struct err){ 0 };
	assert_int_equal(store_open(NULL, &store, &err), 0);
	return store_begin(&store, &err);
}

static int teardown(UNUSED void **state)
{
	store_close(&store);
	return 0;
}

static int64_t arm(const char *name)
{
	const struct fault_row row = { .name = name,
		                       .body = JSON({"p":0.10}),
		                                    .at_start = *name == 's' };
	int64_t seq;

	assert_int_equal(fault_row_put(&store, &row, &seq, &err), 0);
	return seq;
}

static int64_t receive(int64_t fault, int64_t request)
{
	const struct receipt_row row = { .fault = fault,
		                         .key = "flow:1",
		                         .ordinal = 4,
		                         .request = request,
		                         .at = 99,
		                         .operation = "D33",
		                         .action = 1,
		                         .value = 250,
		                         .done = "delayed" };
	int64_t serial;

	assert_int_equal(fault_receipt_put(&store, &row, &serial, &err), 0);
	return serial;
}

/* How many rows the statement of a fault has. */
static size_t count_rows(enum sql sql, int64_t fault)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&store.sql, sql);
	size_t n = 0;
	int got;

	stmt_put_int(q, fault);
	if (sql == SQL_RECEIPT_ALL) {
		stmt_put_int(q, 0);
		stmt_put_int(q, 1000);
	}
	while ((got = stmt_step(q, &err)) > 0)
		n++;
	assert_int_equal(got, 0);
	return n;
}

static void faults_come_in_the_order_of_their_declaration_with_their_counts(
	UNUSED void **state)
{
	const struct fault_counts counts = { 9, 4, 3, 2 };
	int64_t late = arm("slow"), start = arm("at start");
	struct stmt *q;
	struct fault_row row;

	assert_int_equal(fault_row_count(&store, start, &counts, &err), 0);
	q = stmt_begin(&store.sql, SQL_FAULT_ALL);
	assert_int_equal(fault_row_next(q, &row, &err), 1);
	assert_int_equal(row.seq, late);
	assert_string_equal(row.name, "slow");
	assert_string_equal(row.body, JSON({"p":0.10}));
	assert_true(row.at_start);
	assert_int_equal(row.counts.matched, 0);
	assert_int_equal(fault_row_next(q, &row, &err), 1);
	assert_int_equal(row.seq, start);
	assert_false(row.at_start);
	assert_memory_equal(&row.counts, &counts, sizeof(counts));
	assert_int_equal(fault_row_next(q, &row, &err), 0);
	stmt_end(q);
}

static void a_number_of_a_dropped_fault_is_not_given_again(UNUSED void **state)
{
	int64_t first = arm("a"), receipt = receive(first, 1), again, other;

	assert_int_equal(fault_row_drop(&store, first, &err), 0);
	again = arm("a");
	assert_true(again > first);
	other = receive(again, 2);
	assert_true(other > receipt);
}

static void dropping_a_fault_takes_all_that_is_its_own_and_nothing_else(
	UNUSED void **state)
{
	static const enum sql kinds[] = { SQL_FAULT_KEYS, SQL_FAULT_MARKS,
		                          SQL_RECEIPT_ALL };
	const struct fault_key_row key = { .key = "", .matched = 2, .fired = 1 };
	const struct fault_mark_row mark = { .name = "token" };
	int64_t faults[2] = { arm("a"), arm("b") };

	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(fault_key_put(&store, faults[i], &key, &err), 0);
		assert_int_equal(fault_mark_put(&store, faults[i], &mark, &err), 0);
		receive(faults[i], (int64_t)i);
	}
	assert_int_equal(fault_row_drop(&store, faults[0], &err), 0);
	for_each_row(i, kinds) {
		row_int_equal(i, count_rows(kinds[i], faults[0]), 0);
		row_int_equal(i, count_rows(kinds[i], faults[1]), 1);
	}
}

static void a_key_or_mark_is_there_once_as_it_was_put_last(UNUSED void **state)
{
	const struct fault_key_row keys[] = { { "b", 1, 0 },
		                              { "a", 5, 5 },
		                              { "b", 2, 1 } };
	const struct fault_mark_row marks[] = { { "m", 7, 1, NULL },
		                                { "m", 8, 2, JSON({"answer":1}) } };
	int64_t fault = arm("a");
	struct fault_key_row key;
	struct fault_mark_row mark;
	struct stmt *q;

	for_each_row(i, keys)
		assert_int_equal(fault_key_put(&store, fault, &keys[i], &err), 0);
	q = stmt_begin(&store.sql, SQL_FAULT_KEYS);
	stmt_put_int(q, fault);
	assert_int_equal(fault_key_next(q, &key, &err), 1);
	assert_string_equal(key.key, "a");
	assert_int_equal(fault_key_next(q, &key, &err), 1);
	assert_string_equal(key.key, "b");
	assert_int_equal(key.matched, 2);
	assert_int_equal(key.fired, 1);
	assert_int_equal(fault_key_next(q, &key, &err), 0);
	stmt_end(q);
	for_each_row(i, marks)
		assert_int_equal(fault_mark_put(&store, fault, &marks[i], &err), 0);
	q = stmt_begin(&store.sql, SQL_FAULT_MARKS);
	stmt_put_int(q, fault);
	assert_int_equal(fault_mark_next(q, &mark, &err), 1);
	assert_int_equal(mark.at, 8);
	assert_int_equal(mark.reads, 2);
	assert_string_equal(mark.body, JSON({"answer":1}));
	assert_int_equal(fault_mark_next(q, &mark, &err), 0);
	stmt_end(q);
	assert_int_equal(fault_mark_drop(&store, fault, "other", &err), 0);
	assert_int_equal(count_rows(SQL_FAULT_MARKS, fault), 1);
	assert_int_equal(fault_mark_drop(&store, fault, "m", &err), 0);
	assert_int_equal(count_rows(SQL_FAULT_MARKS, fault), 0);
}

static void a_receipt_says_what_was_done_once_it_was(UNUSED void **state)
{
	int64_t fault = arm("a"), serial = receive(fault, 17), last;
	struct receipt_row row;
	struct stmt *q;

	assert_int_equal(fault_receipt_load(&store, serial, &row, &err), 0);
	assert_int_equal(row.fault, fault);
	assert_int_equal(row.action, 1);
	assert_false(row.effective);
	assert_int_equal(fault_receipt_done(&store, serial, "held for 250 ms",
	                                    JSON({"run":1}), &err), 0);
	q = stmt_begin(&store.sql, SQL_RECEIPT_ALL);
	stmt_put_int(q, fault);
	stmt_put_int(q, serial - 1);
	stmt_put_int(q, 10);
	assert_int_equal(fault_receipt_next(q, &row, &err), 1);
	assert_int_equal(row.serial, serial);
	assert_string_equal(row.key, "flow:1");
	assert_int_equal(row.ordinal, 4);
	assert_int_equal(row.request, 17);
	assert_int_equal(row.at, 99);
	assert_string_equal(row.operation, "D33");
	assert_int_equal(row.value, 250);
	assert_string_equal(row.done, "held for 250 ms");
	assert_string_equal(row.about, JSON({"run":1}));
	assert_true(row.effective);
	assert_int_equal(fault_receipt_next(q, &row, &err), 0);
	stmt_end(q);
	assert_int_equal(fault_receipt_load(&store, serial + 1, &row, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	err = (struct err){ 0 };
	assert_int_equal(fault_receipt_last_request(&store, &last, &err), 0);
	assert_int_equal(last, 17);
}

static void two_faults_of_one_name_are_refused_and_none_has_seen_a_request(
	UNUSED void **state)
{
	const struct fault_row row = { .name = "a", .body = "{}" };
	int64_t seq, last;

	assert_int_equal(fault_receipt_last_request(&store, &last, &err), 0);
	assert_int_equal(last, 0);
	arm("a");
	assert_int_equal(fault_row_put(&store, &row, &seq, &err), -1);
	assert_int_equal(err.code, ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			faults_come_in_the_order_of_their_declaration_with_their_counts,
			setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_number_of_a_dropped_fault_is_not_given_again, setup, teardown),
		cmocka_unit_test_setup_teardown(
			dropping_a_fault_takes_all_that_is_its_own_and_nothing_else,
			setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_key_or_mark_is_there_once_as_it_was_put_last, setup, teardown),
		cmocka_unit_test_setup_teardown(a_receipt_says_what_was_done_once_it_was,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(
			two_faults_of_one_name_are_refused_and_none_has_seen_a_request,
			setup, teardown),
	};

	return cmocka_run_group_tests_name("store/fault", tests, NULL, NULL);
}
