/*
 * test_list.c - a list's query, or the body of a search, as the page that it asks for
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	static const char body[] = "{'name':'%c','params':{'datasets':[{'dataSetId':"
				   "'" CHAIN_DATASET "'}]}," CHAIN_LAKE "}";

	routed_open(&mock);
	for (int name = 'a'; name <= 'e'; name++) {
		AUTO_MEM char *source = mem_printf(body, name);

		chain_make(&mock.chain, KIND_SOURCE, source);
		mock.chain.world.clock.at += MS_PER_SECOND;
	}
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

/* The names of the items of the answer: "ab". */
static void expect_names(const char *expected)
{
	AUTO(buf_release) struct buf names = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(mock.body, "items"))
		buf_add_str(&names, json_str(one, "name"));
	if (strcmp(buf_str(&names), expected) != 0)
		fail_msg("%s, not %s, in %s", buf_str(&names), expected,
		         routed_text(&mock));
}

static void list(const char *query, const char *names)
{
	AUTO_MEM char *what = mem_printf("GET /sourceConnections?%s", query);

	routed_expect(&mock, what, NULL, 200);
	expect_names(names);
}

static void refuse_list(const char *query, const char *refusal)
{
	AUTO_MEM char *what = mem_printf("GET /sourceConnections?%s", query);

	routed_expect(&mock, what, NULL, 400);
	assert_string_equal(routed_refused(&mock), refusal);
}

/* ---------------------------------------------------------------- questions */

static void a_query_filters_orders_and_limits(void **state UNUSED)
{
	list("orderby=name", "abcde");
	list("orderby=-name&limit=2", "ed");
	list("property=name==c", "c");
	list("property=name>b&orderby=name", "cde");
	list("property=name>b&property=name<e&orderby=name", "cd");
	list("property=", "edcba");
	list("limit=", "edcba");
}

/* A published query has a second filter behind "& ", which clients encode or not. */
static void a_second_filter_may_stand_behind_an_ampersand(void **state UNUSED)
{
	list("property=name>b%26%20name<e&orderby=name", "cd");
	list("property=name>b%26name<e&orderby=name", "cd");
	list("property=name==a%26b", ""); /* part of a value */
	list("property=name>c&%20inheritedAttributes.x==y&orderby=name", "");
}

static void a_count_is_alone_or_stands_on_the_page(void **state UNUSED)
{
	static const char *const counted[] = { "count=true", "count=TRUE", "count=1" };
	static const char *const plain[] = { "count=false", "count=0", "count=" };

	for_each_row(i, counted) {
		AUTO_MEM char *what = mem_printf("GET /sourceConnections?%s", counted[i]);

		routed_expect(&mock, what, NULL, 200);
		assert_quoted_equal(routed_text(&mock), "{'count':5}");
	}
	for_each_row(i, plain)
		list(plain[i], "edcba");
	routed_expect(&mock, "GET /sourceConnections?count=true&property=name==c", NULL,
	              200);
	routed_has(&mock, "count", "1");
	list("count=true&limit=2", "ed");
	chain_choose(&mock.chain, "count-with-limit=refuse");
	refuse_list("count=true&limit=2", "COUNT_AND_LIMIT");
	refuse_list("count=perhaps", "PARAM_VALUE");
}

static void what_cannot_be_asked_is_refused(void **state UNUSED)
{
	refuse_list("limit=0", "PARAM_VALUE");
	refuse_list("limit=x", "PARAM_VALUE");
	refuse_list("property=name", "FILTER_FIELD");
	refuse_list("property=name!=c", "FILTER_OPERATOR");
	refuse_list("orderby=-", "ORDER_FIELD");
	refuse_list("continuationToken=nonsense", "PARAM_VALUE");
}

static void an_unknown_member_finds_nothing_or_is_refused(void **state UNUSED)
{
	list("property=nam==c", "");
	chain_choose(&mock.chain, "filter-unknown-field=refuse");
	refuse_list("property=nam==c", "FILTER_FIELD");
	routed_expect(&mock, "GET /connectionSpecs?property=nam==c", NULL, 400);
	assert_string_equal(routed_refused(&mock), "SPEC_FILTER_FIELD");
}

/* ---------------------------------------------------------------- pages */

/* The path of the next page, with the continuation token of this one. */
static char *next_page(void)
{
	const char *href = json_str(mock.body, "_links.next.href");
	const char *at = href ? strchr(href, '?') : NULL;

	if (!at)
		return NULL;
	return mem_printf("GET /sourceConnections%s", at);
}

static void a_token_goes_on_with_the_same_question(void **state UNUSED)
{
	AUTO_MEM char *second = NULL;
	AUTO_MEM char *third = NULL;
	AUTO_MEM char *larger = NULL;

	list("orderby=name&limit=2", "ab");
	second = next_page();
	assert_non_null(second);
	routed_expect(&mock, second, NULL, 200);
	expect_names("cd");
	third = next_page();
	routed_expect(&mock, third, NULL, 200);
	expect_names("e");
	assert_null(next_page());
	larger = mem_printf("%s&limit=3", second);
	routed_expect(&mock, larger, NULL, 200);
	assert_int_equal(*json_str(mock.body, "items[0].name"), 'c');
}

static void specs_are_on_one_page(void **state UNUSED)
{
	routed_expect(&mock, "GET /connectionSpecs", NULL, 200);
	assert_true(cJSON_GetArraySize(json_get(mock.body, "items")) > 20);
	assert_null(json_str(mock.body, "_links.next.href"));
	routed_expect(&mock, "GET /connectionSpecs?limit=2", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "items")), 2);
}

/* ---------------------------------------------------------------- searches */

/* Of connections: a source makes one of its own. */
static void a_search_asks_the_same_in_a_body(void **state UNUSED)
{
	static const char connection[] =
		"{'name':'%s','auth':{'specName':'Access Key','params':{'s3AccessKey':"
		"'ABCDEFGHIJKLMNOPQ234','s3SecretKey':"
		"'0123456789abcdefghij/+ABCDEFGHIJKLMNOPQR'}}," CHAIN_S3 "}";
	static const char *const names[] = { "x", "y", "z" };
	static const struct {
		const char *body, *names;
	} cases[] = {
		{ "{'queryString':'name==x'}", "x" },
		{ "{'queryString':'property=name==x'}", "x" },
		{ "{'queryString':'connectionSpec.id==4fce964d-3f37-408f-9778-"
		  "e597338a21ee&property=name>x','orderby':'name'}",
		  "yz" },
		{ "{'queryString':'connectionSpec.id==4fce964d-3f37-408f-9778-"
		  "e597338a21ee&','orderby':'-name','limit':2}",
		  "zy" },
		{ "{'queryString':'name==x','limit':null,'count':null}", "x" },
	};

	for_each_row(i, names) {
		AUTO_MEM char *body = mem_printf(connection, names[i]);

		chain_make(&mock.chain, KIND_CONNECTION, body);
	}
	for_each_row(i, cases) {
		routed_expect(&mock, "POST /connections/search", cases[i].body, 200);
		expect_names(cases[i].names);
	}
	routed_expect(&mock, "POST /connections/search?limit=1&property=name==y",
	              "{'queryString':'name==x'}", 200); /* the query is not looked at */
	expect_names("x");
	routed_expect(&mock, "POST /connections/search",
	              "{'queryString':'name==x','count':true}", 200);
	routed_has(&mock, "count", "1");
}

static void a_search_of_another_shape_is_refused(void **state UNUSED)
{
	static const char *const bodies[] = { "{'queryString':1}", "[]",
		                              "{'limit':'many'}" };

	for_each_row(i, bodies)
		routed_expect(&mock, "POST /connections/search", bodies[i], 400);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_query_filters_orders_and_limits),
		TEST(a_second_filter_may_stand_behind_an_ampersand),
		TEST(a_count_is_alone_or_stands_on_the_page),
		TEST(what_cannot_be_asked_is_refused),
		TEST(an_unknown_member_finds_nothing_or_is_refused),
		TEST(a_token_goes_on_with_the_same_question),
		TEST(specs_are_on_one_page),
		TEST(a_search_asks_the_same_in_a_body),
		TEST(a_search_of_another_shape_is_refused),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
