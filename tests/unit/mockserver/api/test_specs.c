/*
 * test_specs.c - specs, shown and written, and the datasets that can be exported
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/store/exported_file.h"
#include "tests/support/chain_runs.h"
#include "tests/support/routed.h"

#define S3   "4fce964d-3f37-408f-9778-e597338a21ee"
#define LAKE "23598e46-f560-407b-88d5-ea6207e49db0"
#define FLOW "269ba276-16fc-47db-92b0-c1049a3c131f"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

static void a_spec_is_shown_by_its_id_in_its_own_collection(void **state UNUSED)
{
	routed_expect(&mock, "GET /connectionSpecs/" S3, NULL, 200);
	routed_has(&mock, "items[0].id", "'" S3 "'");
	routed_expect(&mock, "GET /flowSpecs/" FLOW, NULL, 200);
	routed_has(&mock, "items[0].id", "'" FLOW "'");
	routed_expect(&mock, "GET /connectionSpecs/" FLOW, NULL, 404);
	routed_expect(&mock, "GET /flowSpecs/" S3, NULL, 404);
	assert_string_equal(routed_refused(&mock), "NOT_FOUND");
}

static void specs_are_listed_and_searched(void **state UNUSED)
{
	routed_expect(&mock, "GET /connectionSpecs?property=id==" S3, NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "items")), 1);
	routed_expect(&mock, "GET /flowSpecs?property=id==" FLOW, NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "items")), 1);
	routed_expect(&mock, "POST /flowSpecs/search", "{'queryString':'id==" FLOW "'}",
	              200);
	routed_has(&mock, "items[0].id", "'" FLOW "'");
}

/* ---------------------------------------------------------------- written */

#define SPEC(name) "{'name':'" name "','version':'1.0','providerId':'p'}"

static void a_spec_that_is_made_is_answered_whole_and_is_its_organisations(
	void **state UNUSED)
{
	AUTO_MEM char *id = NULL;
	AUTO_MEM char *put = NULL;

	routed_expect(&mock, "POST /connectionSpecs", SPEC("mine"), 201);
	routed_has(&mock, "name", "'mine'");
	id = mem_strdup(json_str(mock.body, "id"));
	assert_non_null(strstr(mock.rq.reply.location, id));
	assert_int_equal(routed_askf(&mock, "GET /connectionSpecs/%s", id), 200);
	put = mem_printf("PUT /connectionSpecs/%s", id);
	routed_expect(&mock, put, SPEC("renamed"), 200);
	assert_null(mock.rq.reply.location);
	assert_int_equal(routed_askf(&mock, "GET /connectionSpecs/%s", id), 200);
	routed_has(&mock, "items[0].name", "'renamed'");
	routed_header(&mock, "x-gw-ims-org-id", "OTHER@AdobeOrg");
	assert_int_equal(routed_askf(&mock, "GET /connectionSpecs/%s", id), 404);
}

static void a_spec_that_is_refused_is_not_there(void **state UNUSED)
{
	int64_t before;

	routed_expect(&mock, "GET /connectionSpecs", NULL, 200);
	before = cJSON_GetArraySize(json_get(mock.body, "items"));
	assert_true(routed_ask(&mock, "POST /connectionSpecs", "{'name':1}") >= 400);
	assert_true(routed_ask(&mock, "PUT /connectionSpecs/nobody", SPEC("x")) >= 400);
	routed_expect(&mock, "GET /connectionSpecs", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "items")), before);
}

/* ---------------------------------------------------------------- datasets */

#define CONFIGS "GET /connectionSpecs/" LAKE "/configs"
#define QUERY   "?outputType=activationDatasets&outputField=datasets"

static void configs_are_the_datasets_page_by_page(void **state UNUSED)
{
	int64_t total = (int64_t)catalogue_count(mock.chain.world.datasets);
	AUTO_MEM char *last = mem_printf("%lld", (long long)total - 1);
	AUTO_MEM char *all = mem_printf("%lld", (long long)total);

	routed_expect(&mock, CONFIGS QUERY "&limit=2", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "items")), 2);
	routed_has(&mock, "pageInfo.start", "0");
	routed_has(&mock, "pageInfo.end", "1");
	routed_has(&mock, "pageInfo.total", all);
	routed_has(&mock, "pageInfo.hasNext", "true");
	routed_expect(&mock, CONFIGS QUERY "&limit=100&start=1", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "items")), total - 1);
	routed_has(&mock, "pageInfo.end", last);
	routed_has(&mock, "pageInfo.hasNext", "false");
	routed_expect(&mock, CONFIGS QUERY "&start=1000", NULL, 200);
	routed_has(&mock, "items", "[]");
	routed_has(&mock, "pageInfo.end", "-1");
}

static void configs_show_the_properties_that_are_asked_for_and_the_id(void **state UNUSED)
{
	routed_expect(&mock, CONFIGS QUERY "&limit=1&properties=name,nothing", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_at(mock.body, "items[0]")), 2);
	assert_non_null(json_str(mock.body, "items[0].id"));
	assert_non_null(json_str(mock.body, "items[0].name"));
}

static void configs_ask_for_their_parameters(void **state UNUSED)
{
	static const struct {
		const char *what;
		int status;
		const char *refusal;
	} cases[] = {
		{ CONFIGS, 400, "FIELD_MISSING" },
		{ CONFIGS "?outputType=activationDatasets", 400, "FIELD_MISSING" },
		{ CONFIGS "?outputType=x&outputField=datasets", 400, "PARAM_VALUE" },
		{ CONFIGS QUERY "&limit=0", 400, "PARAM_VALUE" },
		{ "GET /connectionSpecs/nobody/configs" QUERY, 404, "NOT_FOUND" },
	};

	for_each_row(i, cases) {
		routed_expect(&mock, cases[i].what, NULL, cases[i].status);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
	}
}

/* ---------------------------------------------------------------- explore */

static void the_landing_zone_is_explored_without_a_connection(void **state UNUSED)
{
	static const char dlz[] =
		"GET /connectionSpecs/10440537-2a7b-4583-ac39-ed38d4b848e8/explore";
	struct err e = { 0 };

	assert_int_equal(exported_file_put(&mock.chain.world.store, 1,
	                                   "dlz/dlz-destination/p/a.json", 1, 1, &e),
	                 0);
	assert_int_equal(exported_file_put(&mock.chain.world.store, 1, "s3/bucket/b.json",
	                                   1, 1, &e),
	                 0);
	routed_expect(&mock, dlz, NULL, 200);
	routed_has(&mock, "[0].name", "'p'");
	routed_has(&mock, "[1]", "nothing");
	assert_int_equal(routed_askf(&mock, "%s?object=/p", dlz), 200);
	routed_has(&mock, "[0].path", "'/p/a.json'");
	routed_expect(&mock, "GET /connectionSpecs/" S3 "/explore", NULL, 200);
	assert_string_equal(routed_text(&mock), "[]");
	routed_expect(&mock, "GET /connectionSpecs/nobody/explore", NULL, 404);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_spec_is_shown_by_its_id_in_its_own_collection),
		TEST(specs_are_listed_and_searched),
		TEST(a_spec_that_is_made_is_answered_whole_and_is_its_organisations),
		TEST(a_spec_that_is_refused_is_not_there),
		TEST(configs_are_the_datasets_page_by_page),
		TEST(configs_show_the_properties_that_are_asked_for_and_the_id),
		TEST(configs_ask_for_their_parameters),
		TEST(the_landing_zone_is_explored_without_a_connection),
	};

	return cmocka_run_group_tests_name("specs", tests, NULL, NULL);
}
