/*
 * test_call.c - harness/target/call.c
 */
#include "tests/unit/unit.h"

#include "harness/target/call.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static struct call a_call(const struct identity *who)
{
	AUTO(mem_free) char *bearer = mem_printf("Bearer %s", who->token);
	struct call c = { .method = "POST", .url = mem_strdup("http://h/it's") };

	call_header(&c, "Authorization", bearer);
	call_header(&c, "x-api-key", who->key);
	call_header(&c, "x-sandbox-name", "prod");
	c.body = mem_strdup(JSON({"password":"hush","name":"it's"}));
	c.body_size = strlen(c.body);
	return c;
}

static void headers_are_replaced_and_dropped_in_any_case(void **state UNUSED)
{
	struct call c = { 0 };

	call_header(&c, "X-One", "1");
	call_header(&c, "X-Two", "2");
	call_header(&c, "x-one", "3");
	assert_int_equal(c.header_count, 2);
	assert_string_equal(call_header_value(&c, "X-ONE"), "3");
	call_header(&c, "x-two", NULL);
	call_header(&c, "x-none", NULL);
	assert_int_equal(c.header_count, 1);
	assert_null(call_header_value(&c, "X-Two"));
	call_release(&c);
}

static void curl_takes_given_secrets_from_the_environment(void **state UNUSED)
{
	const struct identity who = {
		.token = "t0p", .key = "k3y", .token_given = true, .key_given = true
	};
	struct call c = a_call(&who);
	struct buf out = { 0 };

	call_print_curl(&c, &who, &out);
	assert_string_equal(
		buf_str(&out),
		"curl -i -X POST 'http://h/it'\\''s'"
		" -H \"Authorization: Bearer $FLOWCHECK_ACCESS_TOKEN\""
		" -H \"x-api-key: $FLOWCHECK_API_KEY\" -H 'x-sandbox-name: prod'"
		" --data-raw '" JSON({"password":"***","name":"it'\''s"}) "'");
	buf_release(&out);
	call_release(&c);
}

static void curl_works_with_the_defaults_as_it_is_printed(void **state UNUSED)
{
	const struct identity who = { .token = "any", .key = "key" };
	struct call c = a_call(&who);
	struct buf out = { 0 };

	call_print_curl(&c, &who, &out);
	assert_non_null(
		strstr(buf_str(&out),
	               "\"Authorization: Bearer ${FLOWCHECK_ACCESS_TOKEN:-any}\""));
	assert_non_null(strstr(buf_str(&out), "'x-api-key: key'"));
	buf_release(&out);
	call_release(&c);
}

static void an_exchange_is_printed_without_secrets(void **state UNUSED)
{
#define SENT JSON({"password":"***","name":"it's"})
#define GOT  JSON({"echo":"***","access_token":"***"})
	const struct identity who = { .token = "t0p", .key = "key", .token_given = true };
	struct call c = a_call(&who);
	struct buf out = { 0 };

	call_header(&c, "Authorization", "Bearer another");
	c.x.status = 200;
	buf_add_str(&c.x.answer, JSON({"echo":"t0p","access_token":"x"}));
	call_print(&c, &who, &out);
	assert_string_equal(buf_str(&out), "> POST http://h/it's\n"
	                                   "> x-api-key: key\n"
	                                   "> x-sandbox-name: prod\n"
	                                   "> Authorization: ***\n"
	                                   "> " SENT "\n"
	                                   "< 200\n"
	                                   "< " GOT "\n");
	buf_release(&out);
	call_release(&c);
}

static void secrets_of_both_sides_are_noted(void **state UNUSED)
{
	const struct identity who = { .token = "our-default", .key = "our-default-key" };
	static char name[] = "X-Auth-Token", secret[] = "from-a-header";
	struct header answered = { name, secret };
	struct call c = { .method = "POST",
		          .url = mem_strdup("http://h/?client_secret=from-a-query") };
	struct mask_seen seen = { 0 };
	struct buf out = { 0 };

	call_header(&c, "Authorization", "Bearer our-default");
	call_header(&c, "Cookie", "from-a-cookie");
	call_body(&c, mem_strdup(JSON({"password":"from-a-body"})), "application/json");
	assert_string_equal(call_header_value(&c, "content-type"), "application/json");
	c.json = quoted_json("{'apiToken':'from-an-answer'}");
	c.x.answer_headers = &answered;
	c.x.answer_header_count = 1;
	call_note_request(&c, &who, &seen);
	call_note_answer(&c, &who, &seen);
	mask_seen_text(&seen,
	               "from-a-query from-a-cookie from-a-body from-an-answer "
	               "from-a-header our-default",
	               &out);
	assert_string_equal(buf_str(&out), "*** *** *** *** *** our-default");
	c.x.answer_headers = NULL;
	c.x.answer_header_count = 0;
	mask_seen_release(&seen);
	buf_release(&out);
	call_release(&c);
}

static void long_bodies_are_cut(void **state UNUSED)
{
	const struct identity who = { .token = "t", .key = "k" };
	struct call c = { .method = "GET", .url = mem_strdup("http://h/") };
	struct buf out = { 0 };

	c.x.status = 200;
	for (int i = 0; i < 1000; i++)
		buf_add_str(&c.x.answer, "0123456789");
	call_print(&c, &who, &out);
	assert_true(out.size < 5000);
	assert_non_null(strstr(buf_str(&out), "< ... (10000 bytes in all)\n"));
	buf_release(&out);
	call_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_replaced_and_dropped_in_any_case),
		cmocka_unit_test(curl_takes_given_secrets_from_the_environment),
		cmocka_unit_test(curl_works_with_the_defaults_as_it_is_printed),
		cmocka_unit_test(an_exchange_is_printed_without_secrets),
		cmocka_unit_test(secrets_of_both_sides_are_noted),
		cmocka_unit_test(long_bodies_are_cut),
	};

	return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
