/*
 * test_formats.c - lib/match/formats.c
 */
#include "tests/unit/unit.h"

#include "lib/match/formats.h"

static cJSON *json(const char *text)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	assert_int_equal(json_parse(text, strlen(text), &v, &e), 0);
	return v;
}

static void each_format_knows_its_texts(void **state UNUSED)
{
	static const struct {
		const char *name, *value;
		int fits;
	} cases[] = {
		/* clang-format off */
		{ "uuid", "\"12401496-2573-4ca7-8137-fef1aeb9dd4c\"", 1 },
		{ "uuid", "\"12401496-2573-4CA7-8137-fef1aeb9dd4c\"", 0 },
		{ "uuid", "\"12401496-2573-4ca7-8137-fef1aeb9dd4c\\n\"", 0 },
		{ "uuid", "\"12401496-2573-4ca7-8137-fef1aeb9dd4\"", 0 },
		{ "uuid", "\"12401496-2573-4ca7-8137-fef1aeb9dd4cc\"", 0 },
		{ "uuid", "\"12401496-2573-4ca7-81370fef1aeb9dd4c\"", 0 },
		{ "uuid", "\"12401496-2573-4ca7-8137-fef1aeb9dd4g\"", 0 },
		{ "uuid", "\"\"", 0 },
		{ "uuid", "12401496", 0 },
		{ "etag", "\"\\\"b500a099-0000-0200-0000-62e29f270000\\\"\"", 1 },
		{ "etag", "\"b500a099-0000-0200-0000-62e29f270000\"", 0 },
		{ "etag", "\"\\\"b500a099-0000-0200-0000-62e29f270000\"", 0 },
		{ "etag", "\"\\\"b500a099-0000-0200-0000-62e29f270000\\\" \"", 0 },
		{ "etag", "\"\\\"\\\"\"", 0 },
		{ "etag", "7", 0 },
		{ "timestamp", "\"2026-01-01T00:00:00Z\"", 1 },
		{ "timestamp", "\"2026-01-01T00:00:00.123+01:00\"", 1 },
		{ "timestamp", "\"2026-02-30T00:00:00Z\"", 0 },
		{ "timestamp", "1767225600000", 0 },
		{ "date", "\"2026-01-31\"", 1 },
		{ "date", "\"2026-13-31\"", 0 },
		{ "epoch-ms", "1767225600000", 1 },
		{ "epoch-ms", "1767225600", 0 },
		{ "epoch-s", "1767225600", 1 },
		{ "epoch-s", "1767225600000", 0 },
		{ "epoch-s", "\"1767225600\"", 0 },
		{ "url", "\"http://127.0.0.1:8085/x?y\"", 1 },
		{ "url", "\"/x\"", 0 },
		{ "count", "0", 1 },
		{ "count", "-1", 0 },
		{ "count", "1.5", 0 },
		{ "uid", "\"x\"", -1 },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *value = json(cases[i].value);

		if (formats_fit(cases[i].name, value) != cases[i].fits)
			fail_msg("%s of %s", cases[i].name, cases[i].value);
	}
	assert_int_equal(formats_fit("uuid", NULL), 0);
}

static void a_pattern_that_is_none_is_an_error(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *text = json_new_str("abc");
	struct err e = { 0 };
	bool fits = true;

	assert_int_equal(formats_match("(", text, &fits, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	e = (struct err){ 0 };
	assert_int_equal(formats_match("^b", text, &fits, &e), 0);
	assert_false(fits);
	assert_int_equal(formats_match("b", text, &fits, &e), 0);
	assert_true(fits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_knows_its_texts),
		cmocka_unit_test(a_pattern_that_is_none_is_an_error),
	};

	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
