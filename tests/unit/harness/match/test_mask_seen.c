/*
 * test_mask_seen.c - harness/match/mask_seen.c
 */
#include "tests/unit/unit.h"

#include "harness/match/mask_seen.h"
#include "lib/base64.h"
#include "tests/support/quoted.h"

static void expect_text(const struct mask_seen *m, const char *text, const char *want)
{
	struct buf out = { 0 };

	mask_seen_text(m, text, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

static void what_was_sent_is_masked_wherever_it_comes_back(void **state UNUSED)
{
	struct mask_seen m = { 0 };
	AUTO(cJSON_Delete) cJSON *body = NULL;

	body = quoted_json("[{'op':'add','path':'/auth/params/password',"
	                   "'value':'from-patch'},{'apiToken':'from-json'},"
	                   "{'name':'not-secret'}]");
	mask_seen_add(&m, "a long one");
	mask_seen_add(&m, "a long one, longer");
	mask_seen_add(&m, "has \"quotes\"");
	mask_seen_add(&m, "abc");
	mask_seen_add(&m, "pa55");
	mask_seen_add_json(&m, body);
	mask_seen_add_form(&m, "client_id=client-id&client_secret=pl%2Bus-plus&x");
	expect_text(&m, "a long one, longer: a long one", "***: ***");
	expect_text(&m, JSON({"x":"has \"quotes\""}), JSON({"x":"***"}));
	expect_text(&m, "has \"quotes\"", "***");
	expect_text(&m, "abc", "abc");
	expect_text(&m, "it was pa55", "it was ***");
	expect_text(&m, "from-patch from-json not-secret", "*** *** not-secret");
	expect_text(&m, "pl%2Bus-plus pl+us-plus client-id", "*** *** client-id");
	mask_seen_release(&m);
	expect_text(&m, "from-json", "from-json");
}

static void it_is_masked_in_the_forms_that_texts_give_it(void **state UNUSED)
{
	static const char secret[] = "s3cret/with+odd?chars";
	static const char *const around[] = { "", "a", "ab", "abc" };
	struct mask_seen m = { 0 };

	mask_seen_add(&m, secret);
	expect_text(&m, "x=s3cret%2Fwith%2Bodd%3Fchars", "x=***");
	for_each_row(i, around) {
		for_each_row(k, around) {
			AUTO(buf_release) struct buf plain = { 0 };
			AUTO(buf_release) struct buf text = { 0 };
			AUTO(buf_release) struct buf masked = { 0 };

			buf_printf(&plain, "%s%s%s", around[i], secret, around[k]);
			base64_put(&text, plain.data, plain.size);
			mask_seen_text(&m, buf_str(&text), &masked);
			if (!strstr(buf_str(&masked), "***") || masked.size > 3 + 4 + 6)
				fail_msg("%s%s: %s", around[i], around[k],
				         buf_str(&masked));
		}
	}
	mask_seen_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sent_is_masked_wherever_it_comes_back),
		cmocka_unit_test(it_is_masked_in_the_forms_that_texts_give_it),
	};

	return cmocka_run_group_tests_name("mask_seen", tests, NULL, NULL);
}
