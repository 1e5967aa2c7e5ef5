/*
 * test_curl_options.c - harness/curl/curl_options.c
 */
#include "tests/unit/unit.h"

#include "harness/curl/curl_options.h"

static const struct curl_option *named(const char *name)
{
	return curl_options_find(name, strlen(name));
}

static void an_option_is_found_by_name_and_by_letter(void **state UNUSED)
{
	static const struct {
		const char *name;
		char letter;
		bool takes_value, is_taken;
	} cases[] = {
		{ "request", 'X', true, true },       { "header", 'H', true, true },
		{ "data", 'd', true, true },          { "get", 'G', false, true },
		{ "head", 'I', false, true },         { "location", 'L', false, true },
		{ "data-raw", 0, true, true },        { "json", 0, true, true },
		{ "max-time", 'm', true, true },      { "form", 'F', true, false },
		{ "user", 'u', true, false },         { "output", 'o', true, false },
		{ "remote-name", 'O', false, false },
	};

	for_each_row(i, cases) {
		const struct curl_option *o = named(cases[i].name);

		if (!o)
			fail_msg("row %zu is not there", i);
		row_int_equal(i, o->letter, cases[i].letter);
		row_int_equal(i, o->takes_value, cases[i].takes_value);
		row_int_equal(i, o->refused == NULL, cases[i].is_taken);
		if (cases[i].letter)
			assert_ptr_equal(curl_options_letter(cases[i].letter), o);
	}
	assert_null(named("requests"));
	assert_null(named("reques"));
	assert_null(named(""));
	assert_null(curl_options_letter('Z'));
	assert_null(curl_options_letter('\0'));
}

static void no_letter_belongs_to_two_options(void **state UNUSED)
{
	for (int c = '!'; c <= '~'; c++) {
		const struct curl_option *o = curl_options_letter((char)c);

		if (o)
			assert_ptr_equal(named(o->name), o);
	}
}

static void what_is_refused_says_why_and_has_no_effect(void **state UNUSED)
{
	for (int c = '!'; c <= '~'; c++) {
		const struct curl_option *o = curl_options_letter((char)c);

		if (o && o->refused)
			assert_true(!o->take && strchr(o->refused, ':'));
	}
}

static void a_misspelt_option_has_a_nearest(void **state UNUSED)
{
	static const struct {
		const char *name, *nearest; /* NULL: none is near */
	} cases[] = {
		{ "reqest", "request" },   { "heder", "header" },
		{ "dataraw", "data-raw" }, { "locaton", "location" },
		{ "parallel", NULL },
	};

	for_each_row(i, cases) {
		const char *found =
			curl_options_nearest(cases[i].name, strlen(cases[i].name));

		row_string_equal(i, found ? found : "none",
		                 cases[i].nearest ? cases[i].nearest : "none");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_option_is_found_by_name_and_by_letter),
		cmocka_unit_test(no_letter_belongs_to_two_options),
		cmocka_unit_test(what_is_refused_says_why_and_has_no_effect),
		cmocka_unit_test(a_misspelt_option_has_a_nearest),
	};

	return cmocka_run_group_tests_name("curl/curl_options", tests, NULL, NULL);
}
