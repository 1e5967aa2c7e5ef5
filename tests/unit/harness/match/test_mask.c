/*
 * test_mask.c - harness/match/mask.c
 */
#include "tests/unit/unit.h"

#include "harness/match/mask.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static void secrets_in_json_are_masked_at_any_depth(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *value = NULL;
	AUTO(mem_free) char *masked = NULL;

	value = quoted_json("{'name':'n','auth':{'params':{"
	                    "'s3AccessKey':'AK','s3SecretKey':'x',"
	                    "'Password':'x','sshKey':1}},'list':[{"
	                    "'access_token':'x','z':null}]}");
	mask_json(value);
	masked = json_text(value);
	assert_quoted_equal(masked, "{'name':'n','auth':{'params':{"
	                            "'s3AccessKey':'AK','s3SecretKey':'***',"
	                            "'Password':'***','sshKey':'***'}},'list':[{"
	                            "'access_token':'***','z':null}]}");
}

static void expect_json(const char *text, const char *want)
{
	AUTO(cJSON_Delete) cJSON *value = quoted_json(text);
	AUTO(cJSON_Delete) cJSON *masked = quoted_json(want);

	mask_json(value);
	if (!json_equal(value, masked)) {
		AUTO(mem_free) char *shown = json_text(value);

		fail_msg("%s became %s", text, shown);
	}
}

static void names_tell_and_so_do_the_paths_of_a_patch(void **state UNUSED)
{
	static const struct {
		const char *text, *masked;
	} cases[] = {
		/* clang-format off */
		{ "{'apiToken':'s','tokenUrl':'u','continuationToken':'c'}", "{'apiToken':'***','tokenUrl':'u','continuationToken':'c'}" },
		{ "{'password':{'a':['s',1,null,true]}}", "{'password':{'a':['***','***',null,true]}}" },
		{ "[{'op':'replace','path':'/auth/params/password','value':'s'}]", "[{'op':'replace','path':'/auth/params/password','value':'***'}]" },
		{ "{'value':{'x':'s'},'op':'add','path':'/auth/params/credential/more'}", "{'value':{'x':'***'},'op':'add','path':'/auth/params/credential/more'}" },
		{ "[{'op':'add','path':'/auth/params/host','value':'h'}]", "[{'op':'add','path':'/auth/params/host','value':'h'}]" },
		{ "[{'op':'replace','path':'/auth/params','value':{'password':'s','host':'h'}}]", "[{'op':'replace','path':'/auth/params','value':{'password':'***','host':'h'}}]" },
		{ "{'path':'password','value':'v'}", "{'path':'password','value':'v'}" },
		{ "{'href':'http://h/p?client_secret=s&a=b'}", "{'href':'http://h/p?client_secret=***&a=b'}" },
		/* clang-format on */
	};

	for_each_row(i, cases)
		expect_json(cases[i].text, cases[i].masked);
}

static void a_secret_is_masked_behind_its_name_in_any_text(void **state UNUSED)
{
	static const struct {
		const char *text, *masked;
	} cases[] = {
		/* clang-format off */
		{ "POST /ims/token?client_id=i&client_secret=s&scope=o -> 200", "POST /ims/token?client_id=i&client_secret=***&scope=o -> 200" },
		{ "client_secret=s", "client_secret=***" },
		{ "'http://h/?sig=s' -H", "'http://h/?sig=***' -H" },
		{ "EndpointSuffix=e;AccountKey=s==;b=c", "EndpointSuffix=e;AccountKey=***;b=c" },
		{ "{" JSON("password":"s","a":"b"), "{" JSON("password":"***","a":"b") },
		{ JSON({"password" : "s"}), JSON({"password" : "***"}) },
		{ JSON({"password": "a\"b"}), JSON({"password": "***"}) },
		{ JSON({"password": 12, "a":1}), JSON({"password": ***, "a":1}) },
		{ "{\\\"password\\\":\\\"s\\\",\\\"a\\\":1}", "{\\\"password\\\":\\\"***\\\",\\\"a\\\":1}" },
		{ "http://user:s@h:80/p", "http://user:***@h:80/p" },
		{ "http://h:80/p", "http://h:80/p" },
		{ "mail a:b@c", "mail a:b@c" },
		{ "body.access_token: expected \"a\"", "body.access_token: expected \"a\"" },
		{ "continuationToken=c", "continuationToken=c" },
		{ "{" JSON("password":) "\"cut", "{" JSON("password":) "\"***" },
		{ JSON("password":), JSON("password":) },
		{ "=", "=" },
		{ "password=", "password=" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct buf out = { 0 };

		mask_pairs(cases[i].text, &out);
		row_string_equal(i, buf_str(&out), cases[i].masked);
		buf_release(&out);
	}
}

static void a_path_through_a_secret_hides_what_it_leads_to(void **state UNUSED)
{
	assert_true(mask_hides("body.items[0].auth.params.password"));
	assert_true(mask_hides("/auth/params/passwords/apiToken/0"));
	assert_true(mask_hides("headers.X-Api-Key"));
	assert_false(mask_hides("body.items[0].auth.params.host"));
	assert_false(mask_hides(""));
}

static void secrets_in_forms_are_masked(void **state UNUSED)
{
	static const struct {
		const char *form, *masked;
	} cases[] = {
		{ "client_id=a&client_secret=b&scope=c",
		  "client_id=a&client_secret=***&scope=c" },
		{ "client_secret=b=c", "client_secret=***" },
		{ "no form at all", "no form at all" },
		{ "a&b=&", "a&b=&" },
	};

	for_each_row(i, cases) {
		struct buf out = { 0 };

		mask_form(cases[i].form, &out);
		row_string_equal(i, buf_str(&out), cases[i].masked);
		buf_release(&out);
	}
}

static void a_text_is_masked_wherever_it_stands(void **state UNUSED)
{
	struct buf out = { 0 };

	mask_text("token and token", "token", MASK, &out);
	assert_string_equal(buf_str(&out), "*** and ***");
	buf_clear(&out);
	mask_text("token", NULL, MASK, &out);
	mask_text("token", "", MASK, &out);
	assert_string_equal(buf_str(&out), "tokentoken");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_in_json_are_masked_at_any_depth),
		cmocka_unit_test(names_tell_and_so_do_the_paths_of_a_patch),
		cmocka_unit_test(a_secret_is_masked_behind_its_name_in_any_text),
		cmocka_unit_test(a_path_through_a_secret_hides_what_it_leads_to),
		cmocka_unit_test(secrets_in_forms_are_masked),
		cmocka_unit_test(a_text_is_masked_wherever_it_stands),
	};

	return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
