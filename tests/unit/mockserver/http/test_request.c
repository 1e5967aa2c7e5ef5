/*
 * test_request.c - mockserver/http/request.c
 */
#include "tests/unit/unit.h"

#include "mockserver/http/request.h"

static void a_method_has_its_name_in_capitals(void **state UNUSED)
{
	assert_int_equal(request_method("DELETE"), DELETE);
	assert_int_equal(request_method("delete"), METHOD_OTHER);
	assert_int_equal(request_method(""), METHOD_OTHER);
	assert_string_equal(request_method_name(PATCH), "PATCH");
}

static void a_header_is_found_in_any_case_and_the_first_counts(void **state UNUSED)
{
	const struct request rq = {
		.headers = { { "X-Api-Key", "one" }, { "x-api-key", "two" } },
		.header_count = 2,
	};

	assert_string_equal(request_header(&rq, "x-API-key"), "one");
	assert_null(request_header(&rq, "x-api"));
}

static void a_parameter_without_a_value_is_passed_over(void **state UNUSED)
{
	static const struct query_param params[] = { { "limit", "" }, { "limit", "5" } };
	const struct request rq = { .params = params, .param_count = 2 };

	assert_string_equal(request_param(&rq, "limit"), "5");
	assert_null(request_param(&rq, "count"));
}

/* One Content-Length, or chunks, and not more than is read and dropped. */
static void a_body_is_refused_unread_where_its_length_says_so(void **state UNUSED)
{
	static const struct {
		struct request_header headers[2];
		size_t count;
		enum error refused;
	} cases[] = {
		{ { { "", "" } }, 0, E_NONE },
		{ { { "Content-Length", "67108864" } }, 1, E_NONE },
		{ { { "Content-Length", "67108865" } }, 1, E_BODY_TOO_LARGE },
		{ { { "Content-Length", "x" } }, 1, E_BODY_TOO_LARGE },
		{ { { "Content-Length", "4194304" }, { "Expect", "100-continue" } },
		  2,
		  E_NONE },
		{ { { "Content-Length", "4194305" }, { "Expect", "100-continue" } },
		  2,
		  E_BODY_TOO_LARGE },
		{ { { "Transfer-Encoding", "Chunked" } }, 1, E_NONE },
		{ { { "transfer-encoding", "gzip, chunked" } },
		  1,
		  E_BODY_LENGTH_UNCLEAR },
		{ { { "Content-Length", "5" }, { "content-length", "5" } },
		  2,
		  E_BODY_LENGTH_UNCLEAR },
		{ { { "Transfer-Encoding", "chunked" }, { "Content-Length", "5" } },
		  2,
		  E_BODY_LENGTH_UNCLEAR },
	};

	for_each_row(i, cases) {
		struct request rq = { .header_count = cases[i].count };

		memcpy(rq.headers, cases[i].headers, sizeof(cases[i].headers));
		assert_int_equal(request_refused_unread(&rq), cases[i].refused);
	}
}

static void links_name_the_host_that_was_asked(void **state UNUSED)
{
	struct request rq = { .headers = { { "Host", "mock:8085" } }, .header_count = 1 };

	assert_string_equal(request_origin(&rq), "http://mock:8085");
	rq.header_count = 0;
	assert_string_equal(request_origin(&rq), "http://localhost");
	request_release(&rq);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_method_has_its_name_in_capitals),
		cmocka_unit_test(a_header_is_found_in_any_case_and_the_first_counts),
		cmocka_unit_test(a_parameter_without_a_value_is_passed_over),
		cmocka_unit_test(a_body_is_refused_unread_where_its_length_says_so),
		cmocka_unit_test(links_name_the_host_that_was_asked),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
