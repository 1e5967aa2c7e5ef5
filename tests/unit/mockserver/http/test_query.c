/*
 * test_query.c - mockserver/http/query.c
 */
#include "tests/unit/unit.h"

#include "mockserver/http/query.h"

static void cuts_and_decodes_pairs(void **state UNUSED)
{
	static const struct {
		const char *query, *name, *value; /* value NULL: no such parameter */
	} cases[] = {
		{ "property=flowId==abc", "property", "flowId==abc" },
		{ "property=flowId%3D%3Dabc", "property", "flowId==abc" },
		{ "a=1&b=2", "b", "2" },
		{ "a=one+two", "a", "one two" },
		{ "a=one%20two%2B", "a", "one two+" },
		{ "a=%zz%", "a", "%zz%" },
		{ "a=%C3%A9", "a", "\xc3\xa9" },
		{ "limit=&limit=5", "limit", "5" },
		{ "limit=", "limit", NULL },
		{ "limit", "limit", NULL },
		{ "a=%00b", "a", NULL },
		{ "a=%ff", "a", NULL },
		{ "&&a=1&&", "a", "1" },
		{ "", "a", NULL },
	};

	for_each_row(i, cases) {
		struct request rq = { .query = cases[i].query };
		const char *value;

		query_parse(&rq);
		value = request_param(&rq, cases[i].name);
		if (cases[i].value)
			assert_string_equal(value, cases[i].value);
		else
			assert_null(value);
		request_release(&rq);
	}
}

static void a_plus_in_a_path_stays_a_plus(void **state UNUSED)
{
	struct arena a = { 0 };

	assert_string_equal(query_percent_decode(&a, "/a+b%2Fc", 8, PLUS_STAYS),
	                    "/a+b/c");
	arena_release(&a);
}

static void a_target_is_a_path_or_a_whole_url(void **state UNUSED)
{
	static const struct {
		const char *target, *path, *query;
	} cases[] = {
		{ "/flows?limit=1", "/flows", "limit=1" },
		{ "/a%2Fb+c", "/a/b+c", "" },
		{ "http://platform.adobe.io/flows?a=http://x/", "/flows", "a=http://x/" },
		{ "HTTPS://[::1]:443/flows", "/flows", "" },
		{ "http://platform.adobe.io", "", "" },
		{ "http://platform.adobe.io?a", "", "a" },
		{ "ftp://x/flows", "ftp://x/flows", "" },
		{ "/http://x/flows", "/http://x/flows", "" },
		{ "/a%00b?c", "", "c" },
		{ "", "", "" },
	};

	for_each_row(i, cases) {
		struct request rq = { 0 };

		query_take_target(&rq, cases[i].target);
		assert_string_equal(rq.path, cases[i].path);
		assert_string_equal(rq.query, cases[i].query);
		request_release(&rq);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_and_decodes_pairs),
		cmocka_unit_test(a_plus_in_a_path_stays_a_plus),
		cmocka_unit_test(a_target_is_a_path_or_a_whole_url),
	};

	return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
