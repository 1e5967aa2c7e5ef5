/*
 * test_effect.c - harness/target/impact.c
 */
#include "tests/unit/unit.h"

#include "harness/target/impact.h"

static void a_method_and_a_path_say_what_a_request_would_do(void **state UNUSED)
{
	static const struct {
		const char *method, *path;
		enum impact_kind kind;
		const char *resource, *id;
	} cases[] = {
		/* clang-format off */
		{ "GET", "/flows/f", IMPACT_READ, "flows", "" },
		{ "HEAD", "/anything", IMPACT_READ, NULL, NULL },
		{ "OPTIONS", "/flows", IMPACT_READ, "flows", "" },
		{ "GET", "/connectionSpecs?property=name==A", IMPACT_READ, "connectionSpecs", "" },
		{ "GET", "/data/foundation/flowservice/flows?limit=1", IMPACT_READ, "flows", "" },
		{ "GET", "/data/foundation/catalog/dataSets", IMPACT_READ, NULL, NULL },
		{ "GET", "/__admin/health", IMPACT_ADMIN, NULL, NULL },
		{ "POST", "/__admin/reset", IMPACT_ADMIN, NULL, NULL },
		{ "POST", "/ims/token/v3", IMPACT_READ, NULL, NULL },
		{ "DELETE", "/ims/token/v3", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "/ims/../data/foundation/flowservice/flows", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "/flows", IMPACT_CREATE, "flows", "" },
		{ "POST", "/flows/", IMPACT_CREATE, "flows", "" },
		{ "POST", "/flows?mode=draft", IMPACT_CREATE, "flows", "" },
		{ "POST", "/data/foundation/flowservice/flows", IMPACT_CREATE, "flows", "" },
		{ "POST", "/data/foundation/flowservice/flows/search", IMPACT_READ, "flows", "" },
		{ "POST", "/connections/search?x=1", IMPACT_READ, "connections", "" },
		{ "POST", "/runs", IMPACT_CREATE, "runs", "" },
		{ "POST", "/flows/f/action?op=enable", IMPACT_CHANGE, "flows", "f" },
		{ "POST", "/flows/f/other", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "/flows/f", IMPACT_UNKNOWN, NULL, NULL },
		{ "PATCH", "/targetConnections/t/", IMPACT_CHANGE, "targetConnections", "t" },
		{ "PUT", "/connectionSpecs/s", IMPACT_CHANGE, "connectionSpecs", "s" },
		{ "DELETE", "/sourceConnections/s?x=y", IMPACT_DELETE, "sourceConnections", "s" },
		{ "DELETE", "/flows", IMPACT_UNKNOWN, NULL, NULL },
		{ "DELETE", "/flows/", IMPACT_UNKNOWN, NULL, NULL },
		{ "DELETE", "/flows/a/b", IMPACT_UNKNOWN, NULL, NULL },
		{ "DELETE", "/flows/a/b/c/d", IMPACT_UNKNOWN, NULL, NULL },
		{ "DELETE", "/flows/..", IMPACT_UNKNOWN, NULL, NULL },
		{ "DELETE", "//flows/f", IMPACT_UNKNOWN, NULL, NULL },
		{ "DELETE", "/flows/%66", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "/%66lows", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "/unknown", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "/", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "flows", IMPACT_UNKNOWN, NULL, NULL },
		{ "BREW", "/flows", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "https://elsewhere/flows", IMPACT_UNKNOWN, NULL, NULL },
		{ "POST", "/data/core/activation/disflowprovider/adhocrun", IMPACT_START, NULL, NULL },
		{ "POST", "/data/foundation/connectors/landingzone/credentials?action=refresh", IMPACT_UNKNOWN, NULL, NULL },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct impact f = impact_of(cases[i].method, cases[i].path);

		row_int_equal(i, f.kind, cases[i].kind);
		row_int_equal(i, f.resource != NULL, cases[i].resource != NULL);
		if (!f.resource)
			continue;
		row_string_equal(i, f.resource->name, cases[i].resource);
		row_int_equal(i, f.id.size, strlen(cases[i].id));
		row_int_equal(i,
		              strncmp(cases[i].id, f.id.size ? f.id.at : "", f.id.size),
		              0);
	}
}

static void what_refers_to_others_is_deleted_before_them(void **state UNUSED)
{
	static const char *const order[] = { "flows", "targetConnections",
		                             "sourceConnections", "connections" };

	for_each_row(i, order) {
		row_string_equal(i, resources[i].name, order[i]);
		row_int_equal(i, resources[i].remains != NULL, 0);
	}
	for (size_t i = ARRAY_LEN(order); i < RESOURCE_COUNT; i++)
		row_int_equal(i, resources[i].remains != NULL, 1);
}

static void looks_are_no_writes(void **state UNUSED)
{
	static const struct {
		enum impact_kind kind;
		bool writes;
	} cases[] = {
		{ IMPACT_READ, false },   { IMPACT_ADMIN, false },
		{ IMPACT_CREATE, true },  { IMPACT_CHANGE, true },
		{ IMPACT_DELETE, true },  { IMPACT_START, true },
		{ IMPACT_UNKNOWN, true },
	};

	for_each_row(i, cases)
		row_int_equal(i, impact_writes(&(struct impact){ .kind = cases[i].kind }),
		              cases[i].writes);
}

static void an_id_is_a_segment_of_a_path_and_nothing_else(void **state UNUSED)
{
	static const struct {
		const char *id;
		bool is;
	} cases[] = {
		{ "5f0c53fb-6d3b-4b1a-8a6e-c41a6e1a9d0e", true },
		{ "a.b", true },
		{ "...", true },
		{ "", false },
		{ ".", false },
		{ "..", false },
		{ "a/b", false },
		{ "../flows/x", false },
		{ "a?b", false },
		{ "a#b", false },
		{ "%2e", false },
		{ "a b", false },
		{ "a\r\nX: y", false },
		{ "\x7f", false },
		{ "\xc3\xa4", false },
	};

	for_each_row(i, cases)
		row_int_equal(i, impact_is_id(str_of(cases[i].id)), cases[i].is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_method_and_a_path_say_what_a_request_would_do),
		cmocka_unit_test(what_refers_to_others_is_deleted_before_them),
		cmocka_unit_test(looks_are_no_writes),
		cmocka_unit_test(an_id_is_a_segment_of_a_path_and_nothing_else),
	};

	return cmocka_run_group_tests_name("impact", tests, NULL, NULL);
}
