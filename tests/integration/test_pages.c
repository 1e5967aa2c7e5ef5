/*
 * test_pages.c - web pages elsewhere do not drive a mock on the developer's machine
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define EVIL "http://evil.example"

/* What a page sends that is of another site: with an Origin, or in an <img>. */
static const struct {
	char name[16], value[32], type[32];
} foreign[] = {
	{ "Origin", EVIL, "text/plain" },
	{ "Origin", "null", "application/json" },
	{ "Sec-Fetch-Site", "cross-site", "application/json" },
};

/* The status; no answer lets a page read anything, nor send what it may not. */
static int ask(struct mock *m, const char *method, const char *path,
               const struct header *headers, size_t count)
{
	AUTO(mem_free) char *url = mem_printf("%s%s", m->url, path);
	const bool body = !strcmp(method, "POST") || !strcmp(method, "PUT");
	struct exchange x = { .method = method,
		              .url = url,
		              .headers = headers,
		              .header_count = count,
		              .body = body ? "{}" : NULL,
		              .body_size = body ? 2 : 0 };
	struct err e = { 0 };
	int status;

	if (fetch_do(m->client, &x, &e) < 0)
		fail_msg("%s %s: %s", method, path, e.text);
	status = x.status;
	for (size_t i = 0; i < x.answer_header_count; i++)
		assert_false(str_starts(x.answer_headers[i].name, "access-control-") ||
		             str_starts(x.answer_headers[i].name, "Access-Control-"));
	exchange_release(&x);
	return status;
}

static void expect_refused(struct mock *m, const char *method, const char *path)
{
	char type[] = "Content-Type";

	for_each_row(i, foreign) {
		AUTO(mem_free) char *name = mem_strdup(foreign[i].name);
		AUTO(mem_free) char *value = mem_strdup(foreign[i].value);
		AUTO(mem_free) char *kind = mem_strdup(foreign[i].type);
		const struct header h[] = { { name, value }, { type, kind } };

		if (ask(m, method, path, h, 2) != 403)
			fail_msg("%s %s is answered to %s: %s", method, path, name,
			         value);
	}
}

static void nothing_below_admin_answers_a_page_elsewhere(void **state UNUSED)
{
	static const char *const more[][2] = {
		{ "OPTIONS", "/__admin/reset" },
		{ "HEAD", "/__admin/health" },
		{ "GET", "/__admin" },
		{ "GET", "/__admin/" },
		{ "POST", "/%5f_admin/reset" },
		{ "POST", "/__admi%6e/reset" },
		{ "DELETE", "/__admin/clock" },
		{ "GET", "/__admin/nothing" },
		{ "POST", "/__admin/reset?a=b" },
		{ "TRACE", "/__admin/health" },
	};
	struct mock_reply all;
	const cJSON *one;
	struct mock m;

	mock_begin(&m, NULL);
	all = mock_ask(&m, "GET", "/__admin/operations", NULL);
	cJSON_ArrayForEach(one, json_get(all.body, "operations")) {
		if (str_starts(json_str(one, "path"), "/__admin"))
			expect_refused(&m, json_str(one, "method"),
			               json_str(one, "path"));
	}
	assert_true(cJSON_GetArraySize(json_get(all.body, "operations")) > 0);
	for_each_row(i, more)
		expect_refused(&m, more[i][0], more[i][1]);
	mock_reply_release(&all);
	mock_end(&m);
}

/* Other spellings of the path are not found. */
static void no_other_spelling_of_the_path_leads_there(void **state UNUSED)
{
	static const char *const paths[] = {
		"//__admin/reset",   "/./__admin/reset",    "/x/../__admin/reset",
		"/__ADMIN/reset",    "/__admin%2freset%2f", "/__admin\\reset",
		"/%2f__admin/reset", "/;/__admin/reset",
	};
	struct header none = { 0 };
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, paths) {
		int status = ask(&m, "POST", paths[i], &none, 0);

		if (status != 404 && status != 200)
			fail_msg("%s: %d", paths[i], status);
		if (status == 200)
			expect_refused(&m, "POST", paths[i]);
	}
	mock_end(&m);
}

static void a_page_elsewhere_can_not_reset_the_mock(void **state UNUSED)
{
	AUTO(mem_free) char *connection = NULL;
	AUTO(mem_free) char *path = NULL;
	struct mock_reply r;
	struct mock m;

	mock_begin(&m, NULL);
	connection =
		mock_make(&m, "/connectionSpecs", JSON({"name":"n","providerId":"p"}));
	path = mem_printf("/connectionSpecs/%s", connection);
	expect_refused(&m, "POST", "/__admin/reset");
	r = mock_ask(&m, "GET", path, NULL);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);

	/* The mock's own page can, and so can programs. */
	r = mock_ask_also(&m, "POST", "/__admin/reset", "{}", "Origin", m.url);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	r = mock_ask(&m, "GET", path, NULL);
	assert_int_equal(r.status, 404);
	mock_reply_release(&r);
	mock_end(&m);
}

/* What a page elsewhere may send without asking first has none of these headers. */
static void a_preflight_of_the_service_allows_nothing(void **state UNUSED)
{
	static char names[][32] = { "Origin", "Access-Control-Request-Method",
		                    "Access-Control-Request-Headers" };
	static char values[][32] = { EVIL, "POST", "x-api-key,authorization" };
	static const char *const paths[] = { "/data/foundation/flowservice/flows",
		                             "/ims/token/v3", "/__admin/reset", "/" };
	struct header h[ARRAY_LEN(names)];
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, names)
		h[i] = (struct header){ names[i], values[i] };
	for_each_row(i, paths)
		assert_true(ask(&m, "OPTIONS", paths[i], h, ARRAY_LEN(h)) >= 400);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_below_admin_answers_a_page_elsewhere),
		cmocka_unit_test(no_other_spelling_of_the_path_leads_there),
		cmocka_unit_test(a_page_elsewhere_can_not_reset_the_mock),
		cmocka_unit_test(a_preflight_of_the_service_allows_nothing),
	};

	return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
