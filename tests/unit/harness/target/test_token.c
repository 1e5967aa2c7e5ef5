/*
 * test_token.c - harness/target/token.c, against an IMS that answers from a script
 */
#include "tests/unit/unit.h"

#include "harness/target/token.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scripted.h"

static const struct identity me = {
	.client_id = "me&co",
	.client_secret = "hu sh+%",
	.scopes = "openid,read_organizations",
};

/* Asks the IMS of the row; *e says why there is no token. */
static int fetch(const struct scripted_row *row, struct access_token *out, struct err *e)
{
	AUTO_MEM char *body = row->body ? quoted(row->body) : NULL;
	const struct scripted_row rows[] = { {
		.asked = "POST /ims/token/v3 HTTP/1.1\r\n",
		.status = row->status,
		.body = body,
		.headers = row->headers,
	} };
	AUTO(fetch_free) struct fetch *f = fetch_new();
	struct scripted ims;
	int rc;

	scripted_begin(&ims, rows);
	rc = access_token_fetch(ims.url, &me, f, out, e);
	scripted_end(&ims);
	return rc;
}

static void the_secret_goes_in_the_body_as_a_form(void **state UNUSED)
{
	const struct scripted_row rows[] = {
		{ .asked = "POST /ims/token/v3 HTTP/1.1\r\n",
		  .status = 200,
		  .body = "{'access_token':'T','expires_in':60}" },
	};
	AUTO(access_token_release) struct access_token token = { 0 };
	AUTO(fetch_free) struct fetch *f = fetch_new();
	struct scripted ims;
	struct err e = { 0 };
	const char *request;

	scripted_begin(&ims, rows);
	assert_int_equal(access_token_fetch(ims.url, &me, f, &token, &e), 0);
	request = scripted_request(&ims, 0);
	assert_non_null(
		strstr(request,
	               "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(request, "\r\nAccept: application/json\r\n"));
	assert_string_equal(strstr(request, "\r\n\r\n") + 4,
	                    "grant_type=client_credentials&client_id=me%26co"
	                    "&client_secret=hu%20sh%2B%25"
	                    "&scope=openid%2Cread_organizations");
	scripted_end(&ims);
}

static void a_token_has_its_lifetime_in_milliseconds(void **state UNUSED)
{
	static const struct {
		const char *body;
		int64_t lifetime_ms;
	} cases[] = {
		{ "{'access_token':'T','expires_in':86399,'token_type':'bearer'}",
		  86399000 },
		{ "{'access_token':'T','expires_in':0}", 0 },
		{ "{'access_token':'T','expires_in':9223372036854775}",
		  INT64_C(9223372036854775000) },
	};

	for_each_row(i, cases) {
		AUTO(access_token_release) struct access_token token = { 0 };
		struct scripted_row row = { .status = 200, .body = cases[i].body };
		struct err e = { 0 };

		assert_int_equal(fetch(&row, &token, &e), 0);
		assert_string_equal(token.text, "T");
		assert_int_equal(token.lifetime_ms, cases[i].lifetime_ms);
		assert_int_equal(token.busy, 0);
	}
}

/* Each text holds the URL and the client's id, and never the secret. */
static void an_answer_without_a_token_says_why(void **state UNUSED)
{
	static const struct {
		int status;
		const char *body;
		enum err_code code;
		const char *says;
	} cases[] = {
		{ 400, "{'error':'invalid_client','error_description':'no such id'}",
		  ERR_INVALID,
		  "client 'me&co' no token: 400 invalid_client, no such id" },
		{ 401, "{'error_description':'hu sh+% is wrong'}", ERR_INVALID,
		  "no token: 401 ***" },
		{ 401, "{'error':'a'}", ERR_INVALID, "no token: 401 a" },
		{ 403, "<html>hu sh+%</html>", ERR_INVALID, "no token: 403" },
		{ 404, NULL, ERR_INVALID, "no token: 404" },
		{ 302, NULL, ERR_INVALID, "no token: 302" },
		{ 429, "{'error':'slow'}", ERR_UNAVAILABLE, "no token: 429 slow" },
		{ 500, "x", ERR_UNAVAILABLE, "no token: 500" },
		{ 503, NULL, ERR_UNAVAILABLE, "no token: 503" },
		{ 200, "{}", ERR_INVALID, "answers 200 without an access_token" },
		{ 200, "no JSON", ERR_INVALID, "answers 200 without an access_token" },
		{ 200, "{'access_token':''}", ERR_INVALID, "without an access_token" },
		{ 200, "{'access_token':7,'expires_in':1}", ERR_INVALID,
		  "without an access_token" },
		{ 200, "{'access_token':'T-1\\r\\nX-Evil: 1','expires_in':1}",
		  ERR_INVALID, "an access_token that no header can hold" },
		{ 200, "{'access_token':'T-1 b','expires_in':1}", ERR_INVALID,
		  "an access_token that no header can hold" },
		{ 200, "{'access_token':'T-1'}", ERR_INVALID,
		  "answers a token without its expires_in" },
		{ 200, "{'access_token':'T-1','expires_in':-1}", ERR_INVALID,
		  "without its expires_in" },
		{ 200, "{'access_token':'T-1','expires_in':9223372036854776}",
		  ERR_INVALID, "without its expires_in" },
		{ 200, "{'access_token':'T-1','expires_in':'60'}", ERR_INVALID,
		  "without its expires_in" },
		{ 0, NULL, ERR_UNAVAILABLE, "/ims/token/v3" },
	};

	for_each_row(i, cases) {
		AUTO(access_token_release) struct access_token token = { 0 };
		struct scripted_row row = { .status = cases[i].status,
			                    .body = cases[i].body };
		struct err e = { 0 };

		assert_int_equal(fetch(&row, &token, &e), -1);
		assert_int_equal(e.code, cases[i].code);
		assert_null(token.text);
		if (!strstr(e.text, cases[i].says) || strstr(e.text, "hu sh") ||
		    strstr(e.text, "T-1"))
			fail_msg("'%s'", e.text);
	}
}

static void a_busy_ims_says_when_to_come_back(void **state UNUSED)
{
	static const struct {
		int status;
		const char *headers;
		int busy;
		int64_t busy_ms;
	} cases[] = {
		{ 429, "Retry-After: 7\r\n", 429, 7000 },
		{ 503, "Retry-After: 0\r\n", 503, 0 },
		{ 503, NULL, 503, 1000 },
		{ 500, "Retry-After: 7\r\n", 0, 0 },
		{ 400, "Retry-After: 7\r\n", 0, 0 },
	};

	for_each_row(i, cases) {
		struct scripted_row row = { .status = cases[i].status,
			                    .headers = cases[i].headers };
		struct access_token token = { .busy = 1, .busy_ms = 2 };
		struct err e = { 0 };

		assert_int_equal(fetch(&row, &token, &e), -1);
		assert_int_equal(token.busy, cases[i].busy);
		if (token.busy)
			assert_int_equal(token.busy_ms, cases[i].busy_ms);
	}
}

static void a_released_token_is_none(void **state UNUSED)
{
	struct access_token token = { .text = mem_strdup("T"), .lifetime_ms = 5 };

	access_token_release(&token);
	assert_null(token.text);
	assert_int_equal(token.lifetime_ms, 0);
	access_token_release(&token);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_secret_goes_in_the_body_as_a_form),
		cmocka_unit_test(a_token_has_its_lifetime_in_milliseconds),
		cmocka_unit_test(an_answer_without_a_token_says_why),
		cmocka_unit_test(a_busy_ims_says_when_to_come_back),
		cmocka_unit_test(a_released_token_is_none),
	};

	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
