/*
 * test_origin.c - which web pages may ask the mock's own paths
 */
#include "tests/unit/unit.h"

#include "mockserver/gateway/guard.h"
#include "mockserver/gateway/origin.h"

struct origin_case {
	const char *host, *origin;
	bool ours;
};

static bool passes(const struct origin_case *c, char *listens)
{
	const struct guard guard = { .host = listens };
	struct request rq = { .method = GET, .guard = &guard };
	bool is;

	if (c->host)
		rq.headers[rq.header_count++] =
			(struct request_header){ "Host", c->host };
	if (c->origin)
		rq.headers[rq.header_count++] =
			(struct request_header){ "origin", c->origin };
	is = origin_check(&rq) == 0;
	assert_int_equal(rq.refusal.error, is ? E_NONE : E_ADMIN_PAGE);
	request_release(&rq);
	return is;
}

static void expect_all(const struct origin_case *cases, size_t count, char *listens)
{
	for (size_t i = 0; i < count; i++) {
		if (passes(&cases[i], listens) != cases[i].ours)
			fail_msg("Origin %s at Host %s, listening on %s", cases[i].origin,
			         cases[i].host, listens);
	}
}

static void a_page_of_the_address_that_was_asked_may_ask(void **state UNUSED)
{
	static const struct origin_case cases[] = {
		{ "localhost:8085", NULL, true },
		{ "evil.example:8085", NULL, true }, /* a program: it is not asked */
		{ NULL, NULL, true },
		{ "localhost:8085", "http://localhost:8085", true },
		{ "LOCALHOST:8085", "HTTP://localhost:8085", true },
		{ "mock.localhost:8085", "http://mock.localhost:8085", true },
		{ "127.0.0.1:8085", " http://127.0.0.1:8085 ", true },
		{ "127.1.2.3:8085", "http://127.1.2.3:8085", true },
		{ "[::1]:8085", "http://[::1]:8085", true },
		{ "[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]", true },
		{ "localhost", "http://localhost", true },
		{ "localhost:80", "http://localhost", true },
		{ "localhost", "http://localhost:80", true },
	};
	char listens[] = "127.0.0.1";

	expect_all(cases, ARRAY_LEN(cases), listens);
}

static void every_other_page_may_not(void **state UNUSED)
{
	static const struct origin_case cases[] = {
		{ "localhost:8085", "http://evil.example", false },
		{ "localhost:8085", "http://evil.example:8085", false },
		{ "localhost:8085", "null", false },
		{ "localhost:8085", "", false },
		{ "localhost:8085", "http://", false },
		{ "localhost:8085", "localhost:8085", false },
		{ "localhost:8085", "https://localhost:8085", false },
		{ "localhost:8085", "file://localhost:8085", false },
		{ "localhost:8085", "http://localhost:3000", false },
		{ "localhost:8085", "http://localhost", false },
		{ "localhost:8085", "http://127.0.0.1:8085", false },
		{ "localhost:8085", "http://localhost:8085/", false },
		{ "localhost:8085", "http://localhost:8085 http://evil.example", false },
		{ "localhost:8085", "http://user@localhost:8085", false },
		{ "localhost:8085", "http://localhost:80850", false },
		/* a name that is made to lead here */
		{ "evil.example:8085", "http://evil.example:8085", false },
		{ "127.0.0.1.evil.example:8085", "http://127.0.0.1.evil.example:8085",
		  false },
		{ "localhost.evil.example", "http://localhost.evil.example", false },
		{ "xlocalhost", "http://xlocalhost", false },
		{ ".localhost", "http://.localhost", false },
		{ "10.0.0.1:8085", "http://10.0.0.1:8085", false },
		{ "[::2]:8085", "http://[::2]:8085", false },
		{ "128.0.0.1", "http://128.0.0.1", false },
		{ "0127.0.0.1", "http://0127.0.0.1", false },
		{ NULL, "http://localhost:8085", false },
		{ "", "http://", false },
		{ "[", "http://[", false },
		{ "[::1", "http://[::1", true }, /* no browser writes that */
	};
	char listens[] = "127.0.0.1";

	expect_all(cases, ARRAY_LEN(cases), listens);
}

static void the_address_that_is_listened_on_is_its_own(void **state UNUSED)
{
	static const struct origin_case one[] = {
		{ "10.0.0.1:8085", "http://10.0.0.1:8085", true },
		{ "10.0.0.2:8085", "http://10.0.0.2:8085", false },
		{ "localhost:8085", "http://localhost:8085", true },
		{ "mock.example:8085", "http://mock.example:8085", false },
	};
	static const struct origin_case any[] = {
		{ "10.0.0.1:8085", "http://10.0.0.1:8085", true },
		{ "[fe80::1]:8085", "http://[fe80::1]:8085", true },
		{ "mock.example:8085", "http://mock.example:8085", false },
	};
	char ten[] = "10.0.0.1", every[] = "0.0.0.0", every6[] = "::";

	expect_all(one, ARRAY_LEN(one), ten);
	expect_all(any, ARRAY_LEN(any), every);
	expect_all(any, ARRAY_LEN(any), every6);
}

static enum error check(enum method method, const char *body,
                        const struct request_header *headers, size_t count)
{
	struct request rq = { .method = method };
	enum error error;
	int rc;

	for (size_t i = 0; i < count; i++)
		rq.headers[rq.header_count++] = headers[i];
	if (body)
		buf_add_str(&rq.raw, body);
	rc = origin_check(&rq);
	error = rq.refusal.error;
	assert_int_equal(rc, error ? -1 : 0);
	request_release(&rq);
	return error;
}

static void what_the_browser_calls_cross_site_is_refused(void **state UNUSED)
{
	static const struct {
		const char *site;
		enum error error;
	} cases[] = {
		{ "cross-site", E_ADMIN_PAGE },
		{ " Cross-Site ", E_ADMIN_PAGE },
		{ "same-origin", E_NONE },
		{ "same-site", E_NONE },
		{ "none", E_NONE },
	};
	static const enum method methods[] = { GET, POST, DELETE, METHOD_OTHER };

	for_each_row(i, cases) {
		const struct request_header h = { "Sec-Fetch-Site", cases[i].site };

		for_each_row(m, methods)
			assert_int_equal(check(methods[m], NULL, &h, 1), cases[i].error);
	}
}

#define HOST                             \
	{                                \
		"Host", "localhost:8085" \
	}
#define SAME                                      \
	{                                         \
		"Origin", "http://localhost:8085" \
	}

static void a_page_sends_json(void **state UNUSED)
{
	static const struct request_header none[] = { HOST, SAME };
	static const struct request_header text[] = { HOST,
		                                      SAME,
		                                      { "content-type", "text/plain" } };
	static const struct request_header json[] = {
		HOST, SAME, { "content-type", "application/json; charset=utf-8" }
	};
	static const struct request_header program[] = {
		HOST, { "content-type", "text/plain" }
	};

	assert_int_equal(check(GET, NULL, none, 2), E_NONE);
	assert_int_equal(check(DELETE, NULL, none, 2), E_NONE);
	assert_int_equal(check(DELETE, "{}", none, 2), E_ADMIN_PAGE);
	assert_int_equal(check(POST, NULL, none, 2), E_ADMIN_PAGE);
	assert_int_equal(check(POST, "{}", text, 3), E_ADMIN_PAGE);
	assert_int_equal(check(POST, "{}", json, 3), E_NONE);
	assert_int_equal(check(POST, "{}", program, 2), E_NONE);
}

static void of_several_origins_each_must_be_its_own(void **state UNUSED)
{
	static const struct request_header h[] = { HOST,
		                                   SAME,
		                                   { "ORIGIN", "http://evil.example" } };

	assert_int_equal(check(GET, NULL, h, 3), E_ADMIN_PAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_of_the_address_that_was_asked_may_ask),
		cmocka_unit_test(every_other_page_may_not),
		cmocka_unit_test(the_address_that_is_listened_on_is_its_own),
		cmocka_unit_test(what_the_browser_calls_cross_site_is_refused),
		cmocka_unit_test(a_page_sends_json),
		cmocka_unit_test(of_several_origins_each_must_be_its_own),
	};

	return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
