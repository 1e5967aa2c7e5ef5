/*
 * test_connections.c - the operations that connections have of their own
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/store/exported_file.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	chain_make_all(&mock.chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

static const char *base(void)
{
	return mock.chain.made[KIND_CONNECTION].id;
}

static void expect_test(const char *result)
{
	assert_int_equal(routed_askf(&mock, "GET /connections/%s/test", base()), 200);
	routed_has(&mock, "result", result);
}

static void a_test_passes_for_an_enabled_connection(void **state UNUSED)
{
	expect_test("true");
	chain_make(&mock.chain, KIND_CONNECTION, chain_ingestion[KIND_CONNECTION]);
	expect_test("true");
}

static void a_test_fails_for_a_draft(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };

	assert_int_equal(chain_try(&mock.chain, KIND_CONNECTION, CREATE_DRAFT,
	                           chain_ingestion[KIND_CONNECTION], &rf),
	                 0);
	expect_test("false");
}

static void a_test_fails_for_credentials_that_do_not_fit(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(entity_note_soundness(&mock.chain.world.store, base(), UNSOUND,
	                                       &e),
	                 0);
	expect_test("false");
}

static void a_test_fails_while_a_fault_keeps_runs_from_the_storage(void **state UNUSED)
{
	chain_arm(&mock.chain,
	          "{'fault':'f','on':'run','nth':1,'do':{'bucket-gone':{}}}");
	chain_travel(&mock.chain, CHAIN_ZERO);
	expect_test("false");
	chain_travel(&mock.chain, CHAIN_ZERO + 3 * MS_PER_HOUR);
	expect_test("true");
}

static void a_connection_that_is_not_there_is_404_everywhere(void **state UNUSED)
{
	static const char *const whats[] = {
		"GET /connections/nobody",
		"GET /connections/nobody/test",
		"GET /connections/nobody/explore",
		"GET /connections/nobody/configs",
		"DELETE /connections/nobody",
		"POST /connections/nobody/action?op=enable",
		"GET /sourceConnections/nobody",
		"DELETE /sourceConnections/nobody",
		"GET /targetConnections/nobody",
		"DELETE /targetConnections/nobody",
	};

	for_each_row(i, whats) {
		routed_expect(&mock, whats[i], NULL, 404);
		assert_string_equal(routed_refused(&mock), "NOT_FOUND");
	}
}

static void what_went_through_it_is_explored_without_an_envelope(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(routed_askf(&mock, "GET /connections/%s/explore", base()), 200);
	assert_string_equal(routed_text(&mock), "[]");
	assert_int_equal(exported_file_put(&mock.chain.world.store, 1,
	                                   "s3/bucket/p/a.json", 1, 1, &e),
	                 0);
	assert_int_equal(routed_askf(&mock, "GET /connections/%s/explore?object=/p",
	                             base()),
	                 200);
	routed_has(&mock, "[0].name", "'a.json'");
	routed_has(&mock, "[1]", "nothing");
}

static void its_configs_are_an_empty_list_in_an_envelope(void **state UNUSED)
{
	assert_int_equal(routed_askf(&mock, "GET /connections/%s/configs", base()), 200);
	assert_quoted_equal(routed_text(&mock), "{'items':[]}");
}

/* Each collection has what is its own, and nothing of the others. */
static void each_collection_lists_its_own(void **state UNUSED)
{
	static const struct {
		const char *what;
		enum kind kind;
	} cases[] = {
		{ "GET /connections?property=name==base", KIND_CONNECTION },
		{ "GET /sourceConnections", KIND_SOURCE },
		{ "GET /targetConnections", KIND_TARGET },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *id = mem_printf("'%s'", mock.chain.made[cases[i].kind].id);

		routed_expect(&mock, cases[i].what, NULL, 200);
		routed_has(&mock, "items[0].id", id);
		routed_has(&mock, "items[1]", "nothing");
	}
	routed_expect(&mock, "POST /connections/search", "{'queryString':'name==base'}",
	              200);
	routed_has(&mock, "items[0].name", "'base'");
	routed_has(&mock, "items[1]", "nothing");
}

static void what_is_made_in_a_collection_is_of_its_kind(void **state UNUSED)
{
	AUTO_MEM char *target = NULL;
	static const char *const collections[] = { "sourceConnections",
		                                   "targetConnections" };
	const char *bodies[] = { chain_bodies[KIND_SOURCE], NULL };

	target =
		mem_printf("{'name':'t','baseConnectionId':'%s','params':{'mode':"
	                   "'Server-to-server','bucketName':'bucket','path':'p',"
	                   "'compression':'NONE','datasetFileType':'JSON'}," CHAIN_S3 "}",
	                   base());
	bodies[1] = target;
	for_each_row(i, collections) {
		AUTO_MEM char *what = mem_printf("POST /%s", collections[i]);
		AUTO_MEM char *id = NULL;

		routed_expect(&mock, what, bodies[i], 201);
		id = mem_strdup(json_str(mock.body, "id"));
		assert_int_equal(routed_askf(&mock, "GET /%s/%s", collections[i], id),
		                 200);
		assert_int_equal(routed_askf(&mock, "GET /%s/%s", collections[!i], id),
		                 404);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_test_passes_for_an_enabled_connection),
		TEST(a_test_fails_for_a_draft),
		TEST(a_test_fails_for_credentials_that_do_not_fit),
		TEST(a_test_fails_while_a_fault_keeps_runs_from_the_storage),
		TEST(a_connection_that_is_not_there_is_404_everywhere),
		TEST(what_went_through_it_is_explored_without_an_envelope),
		TEST(its_configs_are_an_empty_list_in_an_envelope),
		TEST(each_collection_lists_its_own),
		TEST(what_is_made_in_a_collection_is_of_its_kind),
	};

	return cmocka_run_group_tests_name("connections", tests, NULL, NULL);
}
