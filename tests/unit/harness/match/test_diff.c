/*
 * test_diff.c - harness/match/diff.c
 */
#include "tests/unit/unit.h"

#include "harness/match/diff.h"
#include "lib/mem.h"
#include "lib/str.h"

static void long_values_are_cut_between_characters(void **state UNUSED)
{
	for (size_t n = 230; n < 250; n++) {
		AUTO(mem_free) char *text = mem_alloc(2 * n + 1);
		AUTO(cJSON_Delete) cJSON *value = NULL;
		AUTO(mem_free) char *shown = NULL;

		text[0] = 'a';
		for (size_t i = 0; i < n - 1; i++)
			memcpy(text + 1 + 2 * i, "\xc3\xa9", 3);
		value = json_new_str(text);
		shown = diff_text(value);
		assert_true(strlen(shown) <= 240);
		assert_true(str_is_utf8(shown, strlen(shown)));
		assert_true(str_ends(shown, "..."));
	}
}

static void short_values_are_shown_whole(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *value = json_new_int(INT64_MAX);
	AUTO(mem_free) char *shown = diff_text(value);
	AUTO(mem_free) char *nothing = diff_text(NULL);

	assert_string_equal(shown, "9223372036854775807");
	assert_string_equal(nothing, "nothing");
}

static void only_the_first_are_printed_and_the_rest_counted(void **state UNUSED)
{
	AUTO(diffs_release) struct diffs d = { 0 };
	struct buf out = { 0 };

	for (int i = 0; i < 20; i++)
		diffs_add(&d, "path", "this", "that");
	assert_int_equal(d.count, 20);
	diffs_print(&d, 2, &out);
	assert_string_equal(buf_str(&out), "  path: expected this, got that\n"
	                                   "  path: expected this, got that\n"
	                                   "  ... and 18 more differences\n");
	buf_release(&out);
}

static void nobody_need_listen(void **state UNUSED)
{
	diffs_add(NULL, "path", "this", "that");
	diffs_add_value(NULL, "path", "this", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_values_are_cut_between_characters),
		cmocka_unit_test(short_values_are_shown_whole),
		cmocka_unit_test(only_the_first_are_printed_and_the_rest_counted),
		cmocka_unit_test(nobody_need_listen),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
