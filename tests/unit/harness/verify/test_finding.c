/*
 * test_finding.c - harness/verify/finding.c
 */
#include "tests/unit/unit.h"

#include "harness/verify/finding.h"

static void findings_are_sorted_by_path_then_record_then_kind(void **state UNUSED)
{
	static const struct {
		enum finding_kind kind;
		const char *path;
		unsigned record;
	} added[] = {
		{ FINDING_TWICE, "b", 2 },  { FINDING_BROKEN, "b", 0 },
		{ FINDING_NO_KEY, "b", 2 }, { FINDING_STRAY, "a", 0 },
		{ FINDING_EMPTY, "b", 0 },
	};
	static const char *const order[] = { "stray-file", "empty-file", "broken",
		                             "no-key", "not-unique" };
	AUTO(findings_release) struct findings f = { 0 };

	for_each_row(i, added)
		finding_add(&f, added[i].kind, added[i].path, added[i].record, "x");
	findings_sort(&f);
	assert_int_equal(f.count, ARRAY_LEN(order));
	for_each_row(i, order)
		assert_string_equal(finding_id(f.all[i].kind), order[i]);
}

static void of_a_kind_and_file_ten_are_kept_and_the_rest_counted(void **state UNUSED)
{
	AUTO(findings_release) struct findings f = { 0 };

	for (unsigned i = 1; i <= 1000; i++) {
		finding_add(&f, FINDING_TWICE, "a", i, "record %u", i);
		finding_add(&f, FINDING_NO_KEY, "a", i, "record %u", i);
	}
	finding_add(&f, FINDING_TWICE, "b", 1, "x");
	assert_int_equal(f.count, 2 * FINDINGS_OF_A_FILE + 1);
	assert_int_equal(findings_total(&f), 2001);
}

static void what_was_not_checked_is_counted_by_its_reason(void **state UNUSED)
{
	AUTO(findings_release) struct findings f = { 0 };

	finding_unchecked(&f, "two");
	finding_unchecked(&f, "one");
	finding_unchecked(&f, "two");
	findings_sort(&f);
	assert_int_equal(f.unchecked_count, 2);
	assert_string_equal(f.unchecked[0].text, "one");
	assert_int_equal(f.unchecked[1].files, 2);
	assert_int_equal(findings_total(&f), 0);
}

static void each_kind_says_what_to_do(void **state UNUSED)
{
	for (size_t i = 0; i < FINDING_COUNT; i++) {
		row_int_equal(i, *finding_id((enum finding_kind)i) != '\0', true);
		row_int_equal(i, strlen(finding_todo((enum finding_kind)i)) > 10, true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_are_sorted_by_path_then_record_then_kind),
		cmocka_unit_test(of_a_kind_and_file_ten_are_kept_and_the_rest_counted),
		cmocka_unit_test(what_was_not_checked_is_counted_by_its_reason),
		cmocka_unit_test(each_kind_says_what_to_do),
	};

	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
