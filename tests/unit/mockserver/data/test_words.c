/*
 * test_words.c - lists of words for generated text
 */
#include "tests/unit/unit.h"

#include "lib/str.h"
#include "mockserver/data/words.h"

static const char *const names[] = { "first",  "last", "city",    "country",
	                             "domain", "word", "product", "browser" };

static const struct words *find(const char *name)
{
	return words_find(name, strlen(name));
}

static void a_list_is_found_by_its_whole_name(UNUSED void **state)
{
	static const char *const unknown[] = { "",     "cit",   "citys",
		                               "City", "place", "first " };

	for_each_row(i, names) {
		const struct words *list = find(names[i]);

		assert_non_null(list);
		row_string_equal(i, list->name, names[i]);
	}
	for_each_row(i, unknown)
		assert_null(find(unknown[i]));
	assert_non_null(
		words_find("city|rest of a pattern", 4)); /* n bytes, no end needed */
}

static void words_can_stand_in_any_text(UNUSED void **state)
{
	for_each_row(i, names) {
		const struct words *list = find(names[i]);

		assert_in_range(list->count, 2, 1000);
		for (size_t j = 0; j < list->count; j++) {
			const char *word = list->all[j];

			if (!*word || !str_is_utf8(word, strlen(word)) ||
			    strpbrk(word, "\"\\\n\t,"))
				fail_msg("%s: '%s'", names[i], word);
		}
	}
}

static void words_of_one_stream_share_a_number(UNUSED void **state)
{
	for_each_row(i, names) {
		for (size_t j = 0; j < i; j++) {
			const struct words *a = find(names[i]), *b = find(names[j]);

			if (a->stream && b->stream && !strcmp(a->stream, b->stream))
				assert_int_equal(a->count, b->count);
		}
	}
	/* A city and the code that belongs to it stand in one row. */
	for (size_t i = 0; i < find("city")->count; i++) {
		if (!strcmp(find("city")->all[i], "Berlin"))
			assert_string_equal(find("country")->all[i], "DE");
		if (!strcmp(find("city")->all[i], "Tokyo"))
			assert_string_equal(find("country")->all[i], "JP");
	}
}

static void no_mail_reaches_anyone(UNUSED void **state)
{
	const struct words *domains = find("domain");

	for (size_t i = 0; i < domains->count; i++) { /* RFC 2606 */
		const char *d = domains->all[i];

		if (!str_ends(d, ".example") && strncmp(d, "example.", 8) != 0)
			fail_msg("%s", d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_found_by_its_whole_name),
		cmocka_unit_test(words_can_stand_in_any_text),
		cmocka_unit_test(words_of_one_stream_share_a_number),
		cmocka_unit_test(no_mail_reaches_anyone),
	};

	return cmocka_run_group_tests_name("data/words", tests, NULL, NULL);
}
