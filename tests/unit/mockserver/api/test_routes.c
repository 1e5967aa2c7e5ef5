/*
 * test_routes.c - the way of a request to its handler: id, gate, parameters, headers,
 * body
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/world_state.h"
#include "tests/support/chain_runs.h"
#include "tests/support/routed.h"

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

/* ---------------------------------------------------------------- its id */

static void a_request_id_is_the_clients_or_32_letters_and_digits(void **state UNUSED)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	static const char *const kept[] = { "x", "my id / \xc3\xa4" };
	char longest[129 + 1];

	memset(longest, 'a', 128);
	longest[128] = '\0';
	for_each_row(i, kept) {
		routed_header(&mock, "X-Request-Id", kept[i]);
		routed_expect(&mock, "GET /flows", NULL, 200);
		assert_string_equal(mock.rq.id, kept[i]);
	}
	routed_header(&mock, "X-Request-Id", longest);
	routed_expect(&mock, "GET /flows", NULL, 200);
	assert_string_equal(mock.rq.id, longest);
	longest[128] = 'a';
	longest[129] = '\0';
	const char *const made[] = { longest, "", "\xff", NULL };

	for_each_row(i, made) {
		routed_header(&mock, "X-Request-Id", made[i]);
		routed_expect(&mock, "GET /flows", NULL, 200);
		assert_int_equal(strlen(mock.rq.id), 32);
		assert_int_equal(strspn(mock.rq.id, letters), 32);
	}
}

static void ids_are_drawn_from_the_seed_and_begin_anew_after_a_reset(void **state UNUSED)
{
	char first[33];
	struct err e = { 0 };

	routed_expect(&mock, "GET /flows", NULL, 200);
	memcpy(first, mock.rq.id, sizeof(first));
	routed_expect(&mock, "GET /flows", NULL, 200);
	assert_string_not_equal(mock.rq.id, first);
	assert_int_equal(world_reset(&mock.chain.world, &e), 0);
	routed_expect(&mock, "GET /flows", NULL, 200);
	assert_string_equal(mock.rq.id, first);
	/* A second start of a state does not give the ids of the first again. */
	mock.chain.world.requests = 0;
	mock.chain.world.starts = 2;
	routed_expect(&mock, "GET /flows", NULL, 200);
	assert_string_not_equal(mock.rq.id, first);
}

/* ---------------------------------------------------------------- the route */

static void a_path_or_method_without_a_route_is_refused(void **state UNUSED)
{
	static const struct {
		const char *what;
		int status;
		const char *refusal;
	} cases[] = {
		{ "GET /nothing", 404, "PATH_UNKNOWN" },
		{ "GET /flows/a/b/c", 404, "PATH_UNKNOWN" },
		{ "GET /data/foundation", 404, "ROUTE_UNKNOWN" },
		{ "GET /__admin/nothing", 404, "PATH_UNKNOWN" },
		{ "PUT /flows", 405, "METHOD_UNKNOWN" },
		{ "BREW /flows", 405, "METHOD_UNKNOWN" },
		{ "GET /flows/", 200, "" },
	};

	for_each_row(i, cases) {
		routed_expect(&mock, cases[i].what, NULL, cases[i].status);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
	}
}

static void an_admin_that_is_switched_off_or_foreign_is_not_served(void **state UNUSED)
{
	routed_expect(&mock, "GET /__admin/health", NULL, 200);
	routed_header(&mock, "Origin", "http://elsewhere.example");
	routed_expect(&mock, "GET /__admin/health", NULL, 403);
	routed_expect(&mock, "GET /flows", NULL, 200);
	routed_header(&mock, "Origin", NULL);
	mock.chain.app.no_admin = true;
	routed_expect(&mock, "GET /__admin/health", NULL, 404);
	assert_string_equal(routed_refused(&mock), "ROUTE_UNKNOWN");
}

static void the_gate_stands_before_all_but_open_routes(void **state UNUSED)
{
	routed_header(&mock, "Authorization", NULL);
	routed_expect(&mock, "GET /flows", NULL, 403);
	routed_expect(&mock, "GET /data/foundation/catalog/dataSets", NULL, 403);
	routed_expect(&mock, "GET /__admin/health", NULL, 200);
	routed_expect(&mock, "GET /ims/.well-known/openid-configuration", NULL, 200);
	/* Before parameters, headers and body. */
	routed_expect(&mock, "PATCH /flows/x?y=z", "{", 403);
}

/* ---------------------------------------------------------------- parameters */

static void unknown_parameters_are_refused_where_the_ledger_says_so(void **state UNUSED)
{
	routed_expect(&mock, "GET /flows?limits=1", NULL, 200);
	chain_choose(&mock.chain, "B38=refuse");
	routed_expect(&mock, "GET /flows?limits=1", NULL, 400);
	assert_string_equal(routed_refused(&mock), "PARAM_UNKNOWN");
	routed_expect(&mock, "GET /flows?limit=1&orderby=name", NULL, 200);
	routed_expect(&mock, "GET /__admin/health?x=1", NULL, 200); /* an open route */
}

static void values_that_a_parameter_does_not_have_are_refused_in_strict(
	void **state UNUSED)
{
	routed_expect(&mock, "GET /connections/x/explore?objectType=CAT", NULL, 404);
	chain_choose(&mock.chain, "parameter-values=refuse");
	routed_expect(&mock, "GET /connections/x/explore?objectType=CAT", NULL, 400);
	assert_string_equal(routed_refused(&mock), "PARAM_VALUE");
	routed_expect(&mock, "GET /connections/x/explore?objectType=root", NULL, 404);
	chain_choose(&mock.chain, "parameter-values=ignore");
	routed_expect(&mock, "GET /connections/x/explore?objectType=CAT", NULL, 404);
}

static void a_header_that_the_operation_demands_is_asked_for(void **state UNUSED)
{
	routed_expect(&mock, "PATCH /flows/x", "[]", 400);
	assert_string_equal(routed_refused(&mock), "IF_MATCH_MISSING");
	routed_header(&mock, "if-match", "\"x\"");
	routed_expect(&mock, "PATCH /flows/x", "[]", 404);
}

/* ---------------------------------------------------------------- the body */

static void a_body_that_is_missing_or_no_json_never_reaches_a_handler(void **state UNUSED)
{
	static const char adhoc[] = "POST /data/core/activation/disflowprovider/adhocrun";
	static const struct {
		const char *what, *body, *refusal;
	} cases[] = {
		{ "POST /connections", NULL, "BODY_EMPTY" },
		{ "POST /connections", "null", "BODY_EMPTY" },
		{ "POST /connections", "{'a':", "BODY_INVALID" },
		{ "POST /connections", "{} {}", "BODY_INVALID" },
		{ adhoc, NULL, "ADHOC_BODY" },
		{ adhoc, "null", "ADHOC_BODY" },
		{ adhoc, "{", "ADHOC_BODY" },
	};

	for_each_row(i, cases) {
		routed_expect(&mock, cases[i].what, cases[i].body, 400);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
	}
}

static void a_body_that_may_be_left_out_is_judged_where_there_is_one(void **state UNUSED)
{
	static const struct {
		const char *body;
		int status;
		const char *says;
	} cases[] = {
		{ NULL, 200, "nowMs" },
		{ "", 200, "nowMs" },
		{ "{}", 200, "nowMs" },
		{ "null", 400, "the body must be an object, is null" },
		{ "{'contract':", 400, "The body is not valid JSON: line 1" },
		{ " ", 400, "The body is not valid JSON: line 1" },
	};

	for_each_row(i, cases) {
		routed_expect(&mock, "POST /__admin/reset", cases[i].body,
		              cases[i].status);
		assert_non_null(strstr(routed_text(&mock), cases[i].says));
	}
}

/* ---------------------------------------------------------------- after the answer */

/* What an answer shows is counted when it is done, and a refusal shows nothing. */
static void runs_that_an_answer_shows_are_read_once(void **state UNUSED)
{
	chain_make_all(&mock.chain);
	chain_live(&mock.chain, "polls:2");
	chain_travel(&mock.chain, CHAIN_ZERO);
	routed_expect(&mock, "GET /runs?limit=x", NULL, 400);
	chain_expect_statuses(&mock.chain, "queued");
	routed_expect(&mock, "GET /runs", NULL, 200);
	routed_has(&mock, "items[0].metrics.statusSummary.status", "'queued'");
	chain_expect_statuses(&mock.chain, "inProgress");
	routed_expect(&mock, "GET /runs", NULL, 200);
	chain_expect_statuses(&mock.chain, "success");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_id_is_the_clients_or_32_letters_and_digits),
		TEST(ids_are_drawn_from_the_seed_and_begin_anew_after_a_reset),
		TEST(a_path_or_method_without_a_route_is_refused),
		TEST(an_admin_that_is_switched_off_or_foreign_is_not_served),
		TEST(the_gate_stands_before_all_but_open_routes),
		TEST(unknown_parameters_are_refused_where_the_ledger_says_so),
		TEST(values_that_a_parameter_does_not_have_are_refused_in_strict),
		TEST(a_header_that_the_operation_demands_is_asked_for),
		TEST(a_body_that_is_missing_or_no_json_never_reaches_a_handler),
		TEST(a_body_that_may_be_left_out_is_judged_where_there_is_one),
		TEST(runs_that_an_answer_shows_are_read_once),
	};

	return cmocka_run_group_tests_name("routes", tests, NULL, NULL);
}
