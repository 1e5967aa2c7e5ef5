/*
 * test_exit_status.c - harness/exit_status.c
 */
#include "tests/unit/unit.h"

#include "harness/command.h"
#include "harness/exit_status.h"

/* As DESIGN has them: 70, 4, 3, 1, 5, and 0 only where something passed. */
static void the_worst_verdict_decides(void **state UNUSED)
{
	static const struct {
		enum verdict worst;
		bool unclean;
		int status;
	} cases[] = {
		/* clang-format off */
		{ VERDICT_INTERNAL,    false, 70 },
		{ VERDICT_UNREACHABLE, false, 4 },
		{ VERDICT_UNREACHABLE, true,  4 },
		{ VERDICT_BAD,         false, 3 },
		{ VERDICT_FAILED,      false, 1 },
		{ VERDICT_UNTOLD,      false, 1 },
		{ VERDICT_FLAKY,       false, 1 },
		{ VERDICT_PASSED,      false, 0 },
		{ VERDICT_PASSED,      true,  1 },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct totals totals = { 0 };

		/* What is worse than all before it, with all that is not so bad. */
		for (size_t k = i; k < ARRAY_LEN(cases); k++)
			totals.of[cases[k].worst] = 1;
		row_int_equal(i, exit_status(&totals, cases[i].unclean), cases[i].status);
	}
}

static void what_did_not_run_is_no_success(void **state UNUSED)
{
	static const struct totals none, skipped = { 1, { [VERDICT_SKIPPED] = 1 } };

	assert_int_equal(exit_status(&none, false), EXIT_NOTHING_RAN);
	assert_int_equal(exit_status(&none, true), EXIT_FAILED);
	assert_int_equal(exit_status(&skipped, false), EXIT_NOTHING_RAN);
}

/* A misused option is no fault of flowcheck. */
static void a_target_that_was_not_used_has_a_reason(void **state UNUSED)
{
	static const struct {
		int status;
		enum verdict verdict;
	} cases[] = {
		{ 2, VERDICT_REFUSED },     { 3, VERDICT_REFUSED },
		{ 4, VERDICT_UNREACHABLE }, { 70, VERDICT_INTERNAL },
		{ 124, VERDICT_STOPPED },   { 130, VERDICT_STOPPED },
	};

	for_each_row(i, cases)
		row_int_equal(i, exit_status_refusal(cases[i].status), cases[i].verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_verdict_decides),
		cmocka_unit_test(what_did_not_run_is_no_success),
		cmocka_unit_test(a_target_that_was_not_used_has_a_reason),
	};

	return cmocka_run_group_tests_name("exit_status", tests, NULL, NULL);
}
