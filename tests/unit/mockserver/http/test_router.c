/*
 * test_router.c - mockserver/http/router.c
 */
#include "tests/unit/unit.h"

#include "mockserver/http/router.h"

static int run(struct request *rq UNUSED)
{
	return 0;
}

static const struct route routes[] = {
	{ GET, "/flows", GATE_SERVICE, BODY_NONE, run },
	{ POST, "/flows", GATE_SERVICE, BODY_JSON, run },
	{ GET, "/flows/{id}", GATE_SERVICE, BODY_NONE, run },
	{ GET, "/a/{x}/b/{y}", GATE_SERVICE, BODY_NONE, run },
	{ GET, "/__admin/health", GATE_OPEN, BODY_NONE, run },
	{ GET, "/data/core/activation/disflowprovider/adhocrun", GATE_PLATFORM, BODY_NONE,
	  run },
};

static void finds_the_route_or_says_why_not(void **state UNUSED)
{
	static const struct {
		const char *method, *path;
		int route; /* -1: none */
		enum error error;
		const char *first; /* what {..} matched */
	} cases[] = {
		/* clang-format off */
		{ "GET",    SERVICE_BASE "/flows",         0, E_NONE, NULL },
		{ "POST",   SERVICE_BASE "/flows",         1, E_NONE, NULL },
		{ "GET",    SERVICE_BASE "/flows/",        0, E_NONE, NULL },
		{ "GET",    SERVICE_BASE "/flows/f1",      2, E_NONE, "f1" },
		{ "GET",    SERVICE_BASE "/flows/f1/",     2, E_NONE, "f1" },
		{ "GET",    SERVICE_BASE "/a/1/b/2",       3, E_NONE, "1" },
		{ "GET",    "/__admin/health",             4, E_NONE, NULL },
		{ "GET",    SERVICE_BASE "/flows//",      -1, E_PATH_UNKNOWN, NULL },
		{ "GET",    SERVICE_BASE "/flows/f1/x",   -1, E_PATH_UNKNOWN, NULL },
		{ "GET",    SERVICE_BASE "/Flows",        -1, E_PATH_NEAREST, NULL },
		{ "GET",    SERVICE_BASE "/a/1/b",        -1, E_PATH_UNKNOWN, NULL },
		{ "GET",    "/__admin/nothing",           -1, E_PATH_UNKNOWN, NULL },
		{ "GET",    "/flows",                     -1, E_ROUTE_BELOW, NULL },
		{ "GET",    SERVICE_BASE "/FLOWS",        -1, E_PATH_NEAREST, NULL },
		{ "GET",    SERVICE_BASE "/",             -1, E_PATH_NEAREST, NULL },
		{ "GET",    SERVICE_BASE,                 -1, E_ROUTE_BELOW, NULL },
		{ "GET",    "/data/core/activation/disflowprovider/adhoc-run", -1, E_ROUTE_NEAREST, NULL },
		{ "GET",    "/data/core/activation/disflowprovider", -1, E_ROUTE_UNKNOWN, NULL },
		{ "GET",    "",                           -1, E_ROUTE_UNKNOWN, NULL },
		{ "DELETE", SERVICE_BASE "/flows",        -1, E_METHOD_UNKNOWN, NULL },
		{ "HEAD",   SERVICE_BASE "/flows/f1",     -1, E_METHOD_UNKNOWN, NULL },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct request rq = {
			.path = cases[i].path,
			.method_name = cases[i].method,
			.method = request_method(cases[i].method),
		};
		const struct route *r = router_find(routes, ARRAY_LEN(routes), &rq);

		assert_ptr_equal(r, cases[i].route < 0 ? NULL : &routes[cases[i].route]);
		assert_int_equal(rq.refusal.error, cases[i].error);
		if (cases[i].first)
			assert_string_equal(rq.param[0], cases[i].first);
		request_release(&rq);
	}
}

static void a_wrong_method_names_all_that_are_allowed(void **state UNUSED)
{
	struct request rq = {
		.path = SERVICE_BASE "/flows",
		.method_name = "PUT",
		.method = PUT,
	};

	assert_null(router_find(routes, ARRAY_LEN(routes), &rq));
	assert_string_equal(rq.reply.allow, "GET, POST");
	request_release(&rq);
}

/* What the text says beyond its row: which path was meant. */
static void a_path_that_is_not_there_names_the_one_that_was_meant(void **state UNUSED)
{
	static const struct {
		const char *path;
		enum error error;
		const char *args[2];
	} rows[] = {
		/* clang-format off */
		{ SERVICE_BASE "/flow", E_PATH_NEAREST,
		  { SERVICE_BASE "/flow", SERVICE_BASE "/flows" } },
		{ SERVICE_BASE "/flow/f1", E_PATH_NEAREST,
		  { SERVICE_BASE "/flow/f1", SERVICE_BASE "/flows/{id}" } },
		{ SERVICE_BASE "/a/1/c/2", E_PATH_NEAREST,
		  { SERVICE_BASE "/a/1/c/2", SERVICE_BASE "/a/{x}/b/{y}" } },
		{ "/__admin/heath", E_PATH_NEAREST,
		  { "/__admin/heath", "/__admin/health" } },
		{ SERVICE_BASE "/__admin/heath", E_PATH_UNKNOWN,
		  { SERVICE_BASE "/__admin/heath" } },
		{ SERVICE_BASE "/flow/f1/x", E_PATH_UNKNOWN,
		  { SERVICE_BASE "/flow/f1/x" } },
		{ "/__admin/flow", E_PATH_UNKNOWN, { "/__admin/flow" } },
		{ "/flows", E_ROUTE_BELOW, { SERVICE_BASE, "/flows" } },
		{ "/flows/f1", E_ROUTE_BELOW, { SERVICE_BASE, "/flows/{id}" } },
		{ "/health", E_ROUTE_UNKNOWN, { NULL } },
		{ SERVICE_BASE "/baseConnections/b1", E_ENTITY_ID_PATH,
		  { "baseConnections/b1" } },
		{ SERVICE_BASE "/targetConection", E_PATH_MISSPELT,
		  { SERVICE_BASE "/targetConection" } },
		/* clang-format on */
	};

	for_each_row(i, rows) {
		struct request rq = { .path = rows[i].path, .method = GET };

		assert_null(router_find(routes, ARRAY_LEN(routes), &rq));
		row_int_equal(i, rq.refusal.error, rows[i].error);
		for (size_t k = 0; k < ARRAY_LEN(rows[i].args) && rows[i].args[k]; k++)
			row_string_equal(i, rq.refusal.args[k], rows[i].args[k]);
		request_release(&rq);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_route_or_says_why_not),
		cmocka_unit_test(a_wrong_method_names_all_that_are_allowed),
		cmocka_unit_test(a_path_that_is_not_there_names_the_one_that_was_meant),
	};

	return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
