/*
 * test_index.c - /__admin/: what is answered here, for programs and for browsers
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/operation.h"
#include "mockserver/contract/version.h"
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

static size_t count_admin(void)
{
	const cJSON *one;
	size_t count = 0;

	cJSON_ArrayForEach(one, json_get(mock.body, "operations"))
		count += str_starts(json_str(one, "path"), "/__admin");
	return count;
}

static void it_lists_every_operation_with_its_whole_path(void **state UNUSED)
{
	routed_expect(&mock, "GET /__admin/", NULL, 200);
	routed_has(&mock, "name", "'flowmock'");
	routed_has(&mock, "version", "'" FLOWMOCK_VERSION "'");
	routed_has(&mock, "basePath", "'/data/foundation/flowservice'");
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "operations")),
	                 OPERATION_COUNT);
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);
		AUTO_MEM char *at = mem_printf("operations[%d].path", i);
		const char *path = json_str(mock.body, at);

		row_int_equal(i, str_ends(path, row->path), true);
		row_int_equal(i, str_starts(path, "/data/foundation/flowservice/"),
		              !strcmp(row->gate, "SERVICE"));
	}
	assert_true(count_admin() > 10);
}

static void headers_are_what_this_mock_asks_for(void **state UNUSED)
{
	struct guard *g = &mock.chain.app.guard;

	routed_expect(&mock, "GET /__admin/", NULL, 200);
	routed_has(&mock, "headers.Authorization", "'Bearer any'");
	routed_has(&mock, "headers.x-api-key", "'any'");
	g->auth = AUTH_STRICT;
	routed_expect(&mock, "GET /__admin/", NULL, 200);
	routed_has(&mock, "headers.x-api-key", "'flowmock'");
	assert_string_equal(json_str(json_get(mock.body, "headers"), "x-gw-ims-org-id"),
	                    "FLOWMOCK@AdobeOrg");
	assert_null(strstr(routed_text(&mock), "flowmock-secret"));
}

static void a_browser_gets_a_page_with_the_same(void **state UNUSED)
{
	static const char *const parts[] = {
		"<h1>flowmock " FLOWMOCK_VERSION "</h1>",
		"<table>\n<tr><th>Authorization</th><td>Bearer any</td></tr>\n",
		"</table><h2>Operations</h2><table>\n<tr><th>",
		"<tr><th>GET</th><td>/__admin/health</td></tr>\n",
	};

	routed_header(&mock, "Accept", "text/html,application/xhtml+xml");
	routed_expect(&mock, "GET /__admin/", NULL, 200);
	assert_string_equal(mock.rq.reply.content_type, "text/html; charset=utf-8");
	for_each_row(i, parts)
		assert_non_null(strstr(routed_text(&mock), parts[i]));
	assert_true(str_ends(routed_text(&mock), "</td></tr>\n</table></html>\n"));
	routed_header(&mock, "Accept", "application/json");
	routed_expect(&mock, "GET /__admin/", NULL, 200);
	assert_string_equal(mock.rq.reply.content_type, "application/json");
}

/* A client's id is text from outside. */
static void what_stands_on_the_page_is_escaped(void **state UNUSED)
{
	struct guard *g = &mock.chain.app.guard;

	g->auth = AUTH_STRICT;
	free(g->clients.all[0].id);
	g->clients.all[0].id = mem_strdup("<b>&\"'");
	routed_header(&mock, "Accept", "text/html");
	routed_expect(&mock, "GET /__admin/", NULL, 200);
	assert_null(strstr(routed_text(&mock), "<b>"));
	assert_non_null(
		strstr(routed_text(&mock), "<td>&#60;b&#62;&#38;&#34;&#39;</td>"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_lists_every_operation_with_its_whole_path),
		TEST(headers_are_what_this_mock_asks_for),
		TEST(a_browser_gets_a_page_with_the_same),
		TEST(what_stands_on_the_page_is_escaped),
	};

	return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
