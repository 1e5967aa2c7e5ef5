/*
 * test_mask.c - harness/mask.c
 */
#include "tests/unit/unit.h"

#include "harness/mask.h"
#include "lib/mem.h"

static void secrets_in_json_are_masked_at_any_depth(void **state UNUSED)
{
	static const char text[] = "{\"name\":\"n\",\"auth\":{\"params\":{"
				   "\"s3AccessKey\":\"AK\",\"s3SecretKey\":\"x\","
				   "\"Password\":\"x\",\"sshKey\":1}},\"list\":[{"
				   "\"access_token\":\"x\",\"z\":null}]}";
	AUTO(cJSON_Delete) cJSON *value = NULL;
	AUTO(mem_free) char *masked = NULL;
	struct err e = { 0 };

	assert_int_equal(json_parse(text, strlen(text), &value, &e), 0);
	mask_json(value);
	masked = json_text(value);
	assert_string_equal(masked, "{\"name\":\"n\",\"auth\":{\"params\":{"
	                            "\"s3AccessKey\":\"AK\",\"s3SecretKey\":\"***\","
	                            "\"Password\":\"***\",\"sshKey\":1}},\"list\":[{"
	                            "\"access_token\":\"***\",\"z\":null}]}");
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

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		mask_form(cases[i].form, &out);
		assert_string_equal(buf_str(&out), cases[i].masked);
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
		cmocka_unit_test(secrets_in_forms_are_masked),
		cmocka_unit_test(a_text_is_masked_wherever_it_stands),
	};

	return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
