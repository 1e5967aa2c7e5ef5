/*
 * test_schedule_rules.c - mockserver/model/schedule_rules.c
 */
#include "tests/unit/unit.h"

#include "mockserver/model/schedule_rules.h"

/* Those that are not about a missing member; they come after those that are. */
static size_t count_forbidden(const struct violations *v, const char **first)
{
	size_t count = 0;

	for (size_t i = 0; i < v->count; i++) {
		if (strcmp(v->all[i].keyword, "contract") != 0)
			continue;
		if (!count++)
			*first = strrchr(v->all[i].pointer, '/') + 1;
	}
	return count;
}

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
		const char *first = NULL;
		struct err e = { 0 };

		assert_int_equal(json_parse(cases[i].params, strlen(cases[i].params),
		                            &params, &e),
		                 0);
		schedule_rules_check(CONTRACT_LENIENT, params, &lenient);
		schedule_rules_check(CONTRACT_STRICT, params, &strict);
		assert_int_equal(lenient.count, 0);
		assert_int_equal(count_forbidden(&strict, &first), cases[i].count);
		if (cases[i].first)
			assert_string_equal(first, cases[i].first);
	}
}

static void strict_asks_for_start_interval_and_unit(void **state UNUSED)
{
	static const char *const names[] = { "startTime", "interval", "timeUnit" };
	AUTO(cJSON_Delete) cJSON *params = json_new_object();

	for (size_t missing = ARRAY_LEN(names); missing <= ARRAY_LEN(names); missing--) {
		AUTO(violations_release) struct violations strict = { 0 };

		schedule_rules_check(CONTRACT_STRICT, params, &strict);
		assert_int_equal(strict.count, missing);
		for (size_t i = 0; i < strict.count; i++)
			assert_string_equal(strict.all[i].keyword, "required");
		if (missing)
			json_set(params, names[missing - 1],
			         missing == 3 ? json_new_str("day") : json_new_int(1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_asks_for_start_interval_and_unit),
		cmocka_unit_test(strict_refuses_what_the_guide_does_not_let_go_together),
	};

	return cmocka_run_group_tests_name("schedule_rules", tests, NULL, NULL);
}
