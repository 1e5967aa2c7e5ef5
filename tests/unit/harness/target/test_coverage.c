/*
 * test_coverage.c - harness/target/coverage.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/target/coverage.h"

static const char operations[] = JSON({"operations":[
	{"method":"GET","path":"/flows/{id}","gate":"SERVICE","status":200,
	 "operations":["D16","F19"]},
	{"method":"POST","path":"/flows/search","gate":"SERVICE","status":200,
	 "operations":["F22"]},
	{"method":"GET","path":"/__admin/health","gate":"OPEN","status":200,
	 "operations":[]}
]});

static struct coverage *coverage_of(const char *text)
{
	AUTO(cJSON_Delete) cJSON *table = NULL;
	struct coverage *c = NULL;
	struct err e = { 0 };

	assert_int_equal(json_parse(text, strlen(text), &table, &e), 0);
	assert_int_equal(coverage_new(table, "/base", &c, &e), 0);
	return c;
}

/* What is printed of the table after the call has the text. */
static void expect(const char *method, const char *path, int status, const char *text)
{
	AUTO(coverage_free) struct coverage *c = coverage_of(operations);
	AUTO(buf_release) struct buf out = { 0 };

	coverage_note(c, method, path, status);
	coverage_print(c, &out);
	if (!strstr(buf_str(&out), text))
		fail_msg("'%s' is not in:\n%s", text, buf_str(&out));
}

static void only_success_shows_an_operation(void **state UNUSED)
{
	expect("GET", "/base/flows/f1", 200, "2 of 3 documented operations");
	expect("GET", "/base/flows/f1", 404, "0 of 3 documented operations");
	expect("POST", "/base/flows/search", 200, "1 of 3 documented operations");
	expect("GET", "/__admin/health", 200, "0 of 3 documented operations");
}

static void every_row_tells_its_calls_and_statuses(void **state UNUSED)
{
	AUTO(coverage_free) struct coverage *c = coverage_of(operations);
	AUTO(buf_release) struct buf out = { 0 };

	coverage_note(c, "GET", "/base/flows/f1", 404);
	coverage_note(c, "GET", "/base/flows/f2", 200);
	coverage_note(c, "GET", "/base/flows/f2", 200);
	coverage_print(c, &out);
	assert_non_null(
		strstr(buf_str(&out), "shown     D16 F19  GET    /base/flows/{id}"));
	assert_non_null(strstr(buf_str(&out), "3 calls  200 404\n"));
	assert_non_null(strstr(buf_str(&out), "NOT SHOWN F22      POST"));
}

static void a_query_and_a_slash_at_the_end_are_no_part_of_the_path(void **state UNUSED)
{
	expect("GET", "/base/flows/f1/", 200, "2 of 3");
	expect("GET", "/base/flows/f1?a=b/c", 200, "2 of 3");
	expect("GET", "/base/flows/f1/?a=b", 200, "2 of 3");
	expect("GET", "/base/flows/f1/runs", 200, "0 of 3");
	expect("GET", "/base/flows/", 200, "0 of 3");
	expect("GET", "/flows/f1", 200, "0 of 3");
}

static void a_table_that_is_none_is_refused(void **state UNUSED)
{
	static const char *const bad[] = {
		"{}", JSON({"operations":[]}), JSON({"operations":[{"method":"GET"}]}) };

	for_each_row(i, bad) {
		AUTO(cJSON_Delete) cJSON *table = NULL;
		struct coverage *c = NULL;
		struct err e = { 0 };

		row_int_equal(i, json_parse(bad[i], strlen(bad[i]), &table, &e), 0);
		row_int_equal(i, coverage_new(table, "/base", &c, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_success_shows_an_operation),
		cmocka_unit_test(every_row_tells_its_calls_and_statuses),
		cmocka_unit_test(a_query_and_a_slash_at_the_end_are_no_part_of_the_path),
		cmocka_unit_test(a_table_that_is_none_is_refused),
	};

	return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
