/*
 * test_schedule_rules.c - mockserver/model/schedule_rules.c
 */
#include "tests/unit/unit.h"

#include "mockserver/model/schedule_rules.h"

static void strict_refuses_what_the_guide_does_not_let_go_together(void **state UNUSED)
{
	static const struct {
		const char *params;
		size_t count;
		const char *first; /* the pointer's last name */
	} cases[] = {
		/* clang-format off */
		{ "{}",                                                                     0, NULL },
		{ "{\"timeUnit\":\"hour\",\"interval\":12}",                                0, NULL },
		{ "{\"timeUnit\":\"hour\",\"interval\":24}",                                1, "interval" },
		{ "{\"timeUnit\":\"day\",\"interval\":24}",                                 0, NULL },
		{ "{\"frequency\":\"hour\",\"interval\":\"24\"}",                           1, "interval" },
		{ "{\"timeUnit\":\"day\",\"frequency\":\"hour\",\"interval\":24}",          0, NULL },
		{ "{\"interval\":0}",                                                       1, "interval" },
		{ "{\"interval\":\"0\",\"exportMode\":\"DAILY_FULL_EXPORT\"}",              0, NULL },
		{ "{\"timeUnit\":\"day\",\"interval\":1,\"exportMode\":\"DAILY_FULL_EXPORT\"}", 1, "exportMode" },
		{ "{\"timeUnit\":\"hour\",\"interval\":3,\"exportMode\":\"DAILY_FULL_EXPORT\"}", 1, "exportMode" },
		{ "{\"startTime\":10,\"endTime\":11}",                                      0, NULL },
		{ "{\"startTime\":10,\"endTime\":10}",                                      1, "endTime" },
		{ "{\"startTime\":\"10\",\"endTime\":9}",                                   1, "endTime" },
		{ "{\"endTime\":1}",                                                        0, NULL },
		{ "{\"timeUnit\":\"hour\",\"interval\":24,\"exportMode\":\"DAILY_FULL_EXPORT\",\"startTime\":2,\"endTime\":1}", 3, "interval" },
		/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(violations_release) struct violations lenient = { 0 };
		AUTO(violations_release) struct violations strict = { 0 };
		AUTO(cJSON_Delete) cJSON *params = NULL;
		struct err e = { 0 };

		assert_int_equal(json_parse(cases[i].params, strlen(cases[i].params),
		                            &params, &e),
		                 0);
		schedule_rules_check(CONTRACT_LENIENT, params, &lenient);
		schedule_rules_check(CONTRACT_STRICT, params, &strict);
		assert_int_equal(lenient.count, 0);
		assert_int_equal(strict.count, cases[i].count);
		if (cases[i].first)
			assert_string_equal(strrchr(strict.all[0].pointer, '/') + 1,
			                    cases[i].first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_refuses_what_the_guide_does_not_let_go_together),
	};

	return cmocka_run_group_tests_name("schedule_rules", tests, NULL, NULL);
}
