/*
 * test_run_effects.c - how many records a fault has skipped, of which datasets
 */
#include "tests/unit/unit.h"

#include "mockserver/runs/run_effects.h"
#include "tests/support/quoted.h"

static void a_number_is_of_the_run_and_a_share_of_each_dataset(void **state UNUSED)
{
	static const struct {
		struct fault_amount amount;
		uint64_t records[3], skipped[3];
	} rows[] = {
		{ { 5, 0 }, { 10, 10, 10 }, { 5, 0, 0 } },
		{ { 15, 0 }, { 10, 10, 10 }, { 10, 5, 0 } },
		{ { 99, 0 }, { 10, 0, 10 }, { 10, 0, 10 } },
		{ { 0, 50 }, { 10, 3, 0 }, { 5, 2, 0 } },
		{ { 0, 100 }, { 10, 1, 7 }, { 10, 1, 7 } },
		{ { 0, 1 }, { 10, 49, 50 }, { 0, 0, 1 } },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct fault_action action = { .kind = FAULT_SKIP_RECORDS,
			                             .amount = rows[i].amount };
		struct fault_hit hit = { .action = &action };
		const struct run_faults rf = { .strike = { .hits = &hit, .count = 1 } };
		struct run_effects x = { .faults = &rf };

		for (size_t k = 0; k < ARRAY_LEN(rows[i].records); k++)
			row_int_equal(i, run_effects_skip(&x, rows[i].records[k]),
			              rows[i].skipped[k]);
	}
}

static void only_the_datasets_that_are_named_fail(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *named = quoted_json("['b','c']");
	const struct fault_action action = { .kind = FAULT_PARTIAL, .tree = named };
	struct fault_hit hit = { .action = &action };
	const struct run_faults rf = { .strike = { .hits = &hit, .count = 1 } };
	const struct run_faults none = { 0 };
	struct run_effects x = { .faults = &rf }, y = { .faults = &none };

	assert_null(run_effects_failing(&x, "a"));
	assert_ptr_equal(run_effects_failing(&x, "b"), &hit);
	assert_int_equal(x.datasets, 2);
	assert_int_equal(x.failed, 1);
	assert_null(run_effects_failing(&y, "b"));
	assert_int_equal(run_effects_skip(&y, 10), 0);
	assert_false(run_effects_keep_progress(&y));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_of_the_run_and_a_share_of_each_dataset),
		cmocka_unit_test(only_the_datasets_that_are_named_fail),
	};

	return cmocka_run_group_tests_name("run_effects", tests, NULL, NULL);
}
