/*
 * test_refusal.c - raising rows of errors.def: arguments, the first that stands, details
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/contract/refusal.h"

/* How many arguments the row's text asks for; the test fails on a malformed {N}. */
static size_t arguments_of(const struct error_row *row)
{
	size_t most = 0;

	for (const char *at = strchr(row->text, '{'); at; at = strchr(at + 1, '{')) {
		if (at[1] < '0' || at[1] >= '0' + REFUSAL_ARGS || at[2] != '}')
			fail_msg("%s: %s", row->name, row->text);
		if ((size_t)(at[1] - '0') + 1 > most)
			most = (size_t)(at[1] - '0') + 1;
	}
	return most;
}

static void every_row_can_be_raised_with_hostile_arguments(UNUSED void **state)
{
	static const char hostile[] = "{0}%s{\"\n{9";

	for (int i = E_NONE + 1; i < E_COUNT; i++) {
		const struct error_row *row = error_row((enum error)i);
		size_t wanted = arguments_of(row), found = 0;
		AUTO(refusal_release) struct refusal rf = { 0 };

		assert_non_null(row->name);
		assert_in_range(row->status, 400, 599);
		assert_in_range(row->family, 0, FAMILY_COUNT - 1);
		assert_int_equal(refuse(&rf, (enum error)i, hostile, hostile, hostile),
		                 -1);
		assert_true(refused(&rf));
		assert_int_equal(rf.error, i);
		for (const char *at = strstr(rf.text, hostile); at;
		     at = strstr(at + sizeof(hostile) - 1, hostile))
			found++;
		if (found <
		    wanted) /* an argument is a text, and never read as a template */
			fail_msg("%s: %s", row->name, rf.text);
	}
}

static void the_first_refusal_stands(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(refusal_release) struct refusal failed = { 0 };

	assert_false(refused(&rf));
	refusal_explain(&rf, "the %s reason", "first");
	refusal_explain(&rf, "another reason");
	assert_false(refused(&rf));
	assert_int_equal(refuse(&rf, E_IMS_PARAM, "client_id"), -1);
	assert_int_equal(refuse(&rf, E_TOKEN_MISSING), -1);
	refusal_explain(&rf, "too late");
	assert_int_equal(rf.error, E_IMS_PARAM);
	assert_string_equal(rf.text, "missing client_id parameter");
	assert_string_equal(rf.why, "the first reason");
	/* So does a failure of our own. */
	assert_int_equal(err_set(&failed.err, ERR_IO, "the disk is full"), -1);
	assert_int_equal(refuse(&failed, E_TOKEN_MISSING), -1);
	assert_int_equal(failed.error, E_NONE);
	assert_string_equal(failed.err.text, "the disk is full");
}

static void details_are_all_violations_or_the_text(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO_MEM char *text = NULL, *all = NULL;

	(void)!refuse(&rf, E_TOKEN_MISSING);
	text = refusal_details(&rf);
	assert_string_equal(text, "Oauth token is missing.");
	violations_add(&rf.violations, "/params/path", "type", "must be a string");
	violations_add(&rf.violations, "", "minProperties", "must not be empty");
	all = refusal_details(&rf);
	assert_string_equal(all,
	                    "/params/path: must be a string; the body must not be empty");
}

static void a_released_refusal_can_be_raised_again(UNUSED void **state)
{
	struct refusal rf = { 0 };

	for (int i = 0; i < 3; i++) {
		assert_int_equal(refuse(&rf, E_IMS_PARAM, "a"), -1);
		violations_add(&rf.violations, "/a", "type", "must be b");
		refusal_release(&rf);
		assert_false(refused(&rf));
		assert_null(rf.text);
		assert_int_equal(rf.violations.count, 0);
	}
	refusal_release(&rf);
}

static void families_have_names_of_their_own(UNUSED void **state)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		for (int j = 0; j < i; j++)
			assert_string_not_equal(error_family_name((enum error_family)i),
			                        error_family_name((enum error_family)j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_can_be_raised_with_hostile_arguments),
		cmocka_unit_test(the_first_refusal_stands),
		cmocka_unit_test(details_are_all_violations_or_the_text),
		cmocka_unit_test(a_released_refusal_can_be_raised_again),
		cmocka_unit_test(families_have_names_of_their_own),
	};

	return cmocka_run_group_tests_name("contract/refusal", tests, NULL, NULL);
}
