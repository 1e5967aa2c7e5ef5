/*
 * test_scalar.c - lib/yaml/scalar.c: the core schema
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/yaml/scalar.h"

static void gives_plain_scalars_their_types(void **state UNUSED)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "null" },
		{ "~", "null" },
		{ "null", "null" },
		{ "Null", "null" },
		{ "NULL", "null" },
		{ "nULL", "\"nULL\"" },
		{ "true", "true" },
		{ "True", "true" },
		{ "TRUE", "true" },
		{ "false", "false" },
		{ "False", "false" },
		{ "FALSE", "false" },
		{ "yes", "\"yes\"" },
		{ "on", "\"on\"" },
		{ "0", "0" },
		{ "-0", "-0" },
		{ "200", "200" },
		{ "2.50", "2.50" },
		{ "1e5", "1e5" },
		{ "1E+05", "1E+05" },
		{ "-1.5e-3", "-1.5e-3" },
		{ "9007199254740993", "9007199254740993" },
		{ "123456789012345678901234567890", "123456789012345678901234567890" },
		{ "+1", "1" },
		{ ".5", "0.5" },
		{ "-.5", "-0.5" },
		{ "+.5e3", "0.5e3" },
		{ "1.", "1.0" },
		{ "1.e5", "1.0e5" },
		{ "007", "7" },
		{ "-007", "-7" },
		{ "00", "0" },
		{ "00.5", "0.5" },
		{ "0x1F", "31" },
		{ "0xaF", "175" },
		{ "0xFa", "250" },
		{ "0xffffffffffffffff", "18446744073709551615" },
		{ "0o17", "15" },
		{ "0x", "\"0x\"" },
		{ "0xG", "\"0xG\"" },
		{ "0o8", "\"0o8\"" },
		{ "-0x1", "\"-0x1\"" },
		{ "0b1", "\"0b1\"" },
		{ "1_000", "\"1_000\"" },
		{ "1e", "\"1e\"" },
		{ "1e+", "\"1e+\"" },
		{ ".", "\".\"" },
		{ "-", "\"-\"" },
		{ "+", "\"+\"" },
		{ ".e5", "\".e5\"" },
		{ "1.2.3", "\"1.2.3\"" },
		{ "12:30", "\"12:30\"" },
		{ "2026-01-01", "\"2026-01-01\"" },
		{ " 1", "\" 1\"" },
		{ "1 ", "\"1 \"" },
		{ "0x1F ", "\"0x1F \"" },
		{ "nan", "\"nan\"" },
		{ "infinity", "\"infinity\"" },
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *v = NULL;
		AUTO(mem_free) char *json = NULL;
		struct err e = { 0 };

		if (yaml_scalar(cases[i].text, &v, &e) < 0)
			fail_msg("%s", e.text);
		json = json_text(v);
		assert_string_equal(json, cases[i].json);
	}
}

static void refuses_numbers_that_json_cannot_say(void **state UNUSED)
{
	static const char *const cases[] = {
		".inf",
		".Inf",
		".INF",
		"-.inf",
		"-.Inf",
		"-.INF",
		"+.inf",
		"+.Inf",
		"+.INF",
		".nan",
		".NaN",
		".NAN",
		"0x10000000000000000",
		"0o10000000000000000000000",
	};

	for_each_row(i, cases) {
		struct err e = { 0 };
		cJSON *v;

		assert_int_equal(yaml_scalar(cases[i], &v, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_non_null(strstr(e.text, cases[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_plain_scalars_their_types),
		cmocka_unit_test(refuses_numbers_that_json_cannot_say),
	};

	return cmocka_run_group_tests_name("yaml_scalar", tests, NULL, NULL);
}
