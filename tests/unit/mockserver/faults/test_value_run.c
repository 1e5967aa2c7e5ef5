/*
 * test_value_run.c - parameters of faults on runs: what they take, and what they refuse
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/fault.h"
#include "tests/support/quoted.h"

/* Reads a fault on runs that does so; NULL where it is refused, with the text in *e. */
static struct fault *read_do(const char *text, struct err *e)
{
	AUTO_MEM char *whole = mem_printf("{'fault':'f','on':'run','do':%s}", text);
	AUTO(cJSON_Delete) cJSON *body = quoted_json(whole);
	struct fault_refuse r = { .e = e };
	struct fault *f = NULL;

	return fault_read(body, &f, &r) == 0 ? f : NULL;
}

static void values_that_make_no_sense_are_refused(void **state UNUSED)
{
	static const struct {
		const char *does, *why;
	} rows[] = {
		{ "{'fail':{'shape':'empty'}}", "sparse, full or minus-one" },
		{ "{'fail':{'afterFiles':-1}}", "0 or more" },
		{ "{'skip-records':0}", "1 or more, or a share" },
		{ "{'skip-records':'0%'}", "1 or more, or a share" },
		{ "{'skip-records':'101%'}", "1 or more, or a share" },
		{ "{'skip-records':'5'}", "1 or more, or a share" },
		{ "{'skip-records':{}}", "needs 'n'" },
		{ "{'skip-records':{'n':5,'reasons':[]}}", "a list of maps" },
		{ "{'skip-records':{'n':5,'reasons':[{'codes':'A'}]}}", "a code and a" },
		{ "{'skip-records':{'n':5,'reasons':[{'count':0}]}}", "a code and a" },
		{ "{'metrics-lie':{'member':'outputBytes','by':0}}", "other than 0" },
		{ "{'metrics-lie':{'member':'outputByte','by':1}}", "'outputBytes'?" },
		{ "{'partial':[]}", "no dataset in the list" },
		{ "[{'fail':{}},{'missed':{}}]", "a run ends in one way" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err e = { 0 };
		AUTO(fault_free) struct fault *f = read_do(rows[i].does, &e);

		if (f || !strstr(e.text, rows[i].why))
			fail_msg("row %zu: '%s', not '%s'", i, e.text, rows[i].why);
	}
}

static void values_are_read_in_short_and_in_full(void **state UNUSED)
{
	static const char *const shares[] = { "{'skip-records':'12.5%'}",
		                              "{'skip-records':{'n':'12.5 %'}}" };
	struct err e = { 0 };

	for_each_row(i, shares) {
		AUTO(fault_free) struct fault *f = read_do(shares[i], &e);

		assert_non_null(f);
		assert_true(f->actions[0].amount.percent == 12.5);
	}
}

static void a_count_of_the_metrics_is_known_by_its_name_or_path(void **state UNUSED)
{
	static const char *const names[] = {
		"{'metrics-lie':{'member':'inputRecordCount','by':-3}}",
		"{'metrics-lie':{'member':'recordSummary.inputRecordCount','by':-3}}",
	};
	struct err e = { 0 };

	for_each_row(i, names) {
		AUTO(fault_free) struct fault *f = read_do(names[i], &e);

		assert_non_null(f);
		row_string_equal(i, f->actions[0].text, "recordSummary.inputRecordCount");
		row_int_equal(i, f->actions[0].count, -3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_that_make_no_sense_are_refused),
		cmocka_unit_test(values_are_read_in_short_and_in_full),
		cmocka_unit_test(a_count_of_the_metrics_is_known_by_its_name_or_path),
	};

	return cmocka_run_group_tests_name("value_run", tests, NULL, NULL);
}
