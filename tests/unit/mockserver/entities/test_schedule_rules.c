/*
 * test_schedule_rules.c - mockserver/entities/schedule_rules.c
 */
#include "tests/unit/unit.h"

#include "mockserver/entities/schedule_rules.h"
#include "tests/support/quoted.h"

static const struct schedule_case new_in_lenient = {
	.contract = &(const struct contract){ .mode = CONTRACT_LENIENT },
	.default_end = VTIME_NEVER,
};
static const struct schedule_case new_in_strict = {
	.contract = &(const struct contract){ .mode = CONTRACT_STRICT },
	.default_end = VTIME_NEVER,
};

/* Those that are not about a missing member; they come after those that are. */
static size_t count_forbidden(const struct violations *v, const char **first)
{
	size_t count = 0;

	for (size_t i = 0; i < v->count; i++) {
		if (!strcmp(v->all[i].keyword, "required"))
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
		{ JSON({"timeUnit":"hour","interval":12}),                                0, NULL },
		{ JSON({"timeUnit":"hour","interval":24}),                                1, "interval" },
		{ JSON({"timeUnit":"day","interval":24}),                                 0, NULL },
		{ JSON({"frequency":"hour","interval":"24"}),                           1, "interval" },
		{ JSON({"timeUnit":"day","frequency":"hour","interval":24}),          0, NULL },
		{ JSON({"interval":0}),                                                       1, "interval" },
		{ JSON({"interval":"0","exportMode":"DAILY_FULL_EXPORT"}),              0, NULL },
		{ JSON({"timeUnit":"day","interval":1,"exportMode":"DAILY_FULL_EXPORT"}), 1, "exportMode" },
		{ JSON({"timeUnit":"hour","interval":3,"exportMode":"DAILY_FULL_EXPORT"}), 1, "exportMode" },
		{ JSON({"startTime":10,"endTime":11}),                                      0, NULL },
		{ JSON({"startTime":10,"endTime":10}),                                      1, "endTime" },
		{ JSON({"startTime":"10","endTime":9}),                                   1, "endTime" },
		{ JSON({"endTime":1}),                                                        0, NULL },
		{ JSON({"timeUnit":"hour","interval":24,"exportMode":"DAILY_FULL_EXPORT","startTime":2,"endTime":1}), 3, "interval" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(violations_release) struct violations lenient = { 0 };
		AUTO(violations_release) struct violations strict = { 0 };
		AUTO(cJSON_Delete) cJSON *params = NULL;
		const char *first = NULL;
		struct err e = { 0 };

		assert_int_equal(json_parse(cases[i].params, strlen(cases[i].params),
		                            &params, &e),
		                 0);
		schedule_rules_check(&new_in_lenient, params, &lenient);
		schedule_rules_check(&new_in_strict, params, &strict);
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

		schedule_rules_check(&new_in_strict, params, &strict);
		row_int_equal(missing, strict.count, missing);
		for (size_t i = 0; i < strict.count; i++)
			row_string_equal(missing, strict.all[i].keyword, "required");
		if (missing)
			json_set(params, names[missing - 1],
			         missing == 3 ? json_new_str("day") : json_new_int(1));
	}
}

static void a_default_end_is_not_judged_and_a_sent_one_is(void **state UNUSED)
{
	static const struct {
		bool changes;
		const char *params;
		size_t count;
	} cases[] = {
		/* clang-format off */
		{ true, JSON({"startTime":200,"endTime":100,"interval":1}), 0 },
		{ true, JSON({"startTime":200,"endTime":"100","interval":1}), 0 },
		{ true, JSON({"startTime":200,"endTime":99,"interval":1}), 1 },
		{ false, JSON({"startTime":200,"endTime":100,"interval":1}), 1 },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		const struct schedule_case c = {
			.contract = &(const struct contract){ .mode = CONTRACT_STRICT },
			.changes = cases[i].changes,
			.default_end =
				cases[i].changes ? 100 * MS_PER_SECOND : VTIME_NEVER,
		};
		AUTO(violations_release) struct violations v = { 0 };
		AUTO(cJSON_Delete) cJSON *params = parsed(cases[i].params);
		const char *first;

		schedule_rules_check(&c, params, &v);
		assert_int_equal(count_forbidden(&v, &first), cases[i].count);
	}
}

static void what_no_tick_can_be_made_of_is_refused_with_the_reason(void **state UNUSED)
{
	static const struct {
		const char *params, *pointer, *says;
	} cases[] = {
		/* clang-format off */
		{ JSON({"startTime":1767225600000}),          "/scheduleParams/startTime", "try 1767225600" },
		{ JSON({"startTime":"1767225600000"}),    "/scheduleParams/startTime", "try 1767225600" },
		{ JSON({"endTime":1767225600999}),            "/scheduleParams/endTime",   "try 1767225600" },
		{ JSON({"startTime":100000000000}),           "/scheduleParams/startTime", "try 100000000" },
		{ JSON({"startTime":1e30}),                   "/scheduleParams/startTime", "at most" },
		{ JSON({"endTime":9223372036854775807}),      "/scheduleParams/endTime",   "at most" },
		{ JSON({"interval":-1}),                      "/scheduleParams/interval",  "0 or more" },
		{ JSON({"interval":1e30}),                    "/scheduleParams/interval",  "0 or more" },
		{ JSON({"interval":"three"}),             "/scheduleParams/interval",  "0 or more" },
		{ JSON({"timeUnit":"month"}),             "/scheduleParams/timeUnit",  "units" },
		{ JSON({"frequency":"month"}),            "/scheduleParams/frequency", "units" },
		{ JSON({"timeUnit":"day","frequency":"?"}), NULL,          NULL },
		{ JSON({"startTime":99999999999}),            NULL,                        NULL },
		{ JSON({"startTime":0,"endTime":0,"interval":"3","frequency":"week"}), NULL, NULL },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		for (int ingests = 0; ingests < 2; ingests++) {
			const struct schedule_case c = {
				.contract = &(const struct contract){ 0 },
				.ingests = ingests,
				.default_end = VTIME_NEVER,
			};
			AUTO(violations_release) struct violations v = { 0 };
			AUTO(cJSON_Delete) cJSON *params = parsed(cases[i].params);

			schedule_rules_check(&c, params, &v);
			assert_int_equal(v.count, cases[i].pointer != NULL);
			if (!v.count)
				continue;
			assert_string_equal(v.all[0].pointer, cases[i].pointer);
			assert_non_null(strstr(v.all[0].message, cases[i].says));
		}
	}
}

static void what_the_schema_has_seen_is_said_once_in_the_better_words(void **state UNUSED)
{
	AUTO(violations_release) struct violations v = { 0 };
	AUTO(cJSON_Delete) cJSON *params = parsed(JSON({"startTime":1767225600000}));

	violations_add(&v, "/scheduleParams/startTime", "maximum", "is too much");
	schedule_rules_check(&new_in_lenient, params, &v);
	assert_int_equal(v.count, 1);
	assert_non_null(strstr(v.all[0].message, "milliseconds"));
}

static void a_member_is_missing_once_and_never_when_it_is_there(void **state UNUSED)
{
	const struct schedule_case changed = {
		.contract = &(const struct contract){ .mode = CONTRACT_STRICT },
		.changes = true
	};
	const struct schedule_case *const cases[] = { &new_in_strict, &changed };

	for_each_row(i, cases) {
		AUTO(violations_release) struct violations v = { 0 };
		AUTO(cJSON_Delete) cJSON *params = NULL;

		params =
			parsed(JSON({"interval":"3.5","exportMode":"DAILY_FULL_EXPORT"}));
		violations_add(&v, "/scheduleParams/startTime", "required",
		               "the schema has seen it");
		violations_add(&v, "/scheduleParams/interval", "pattern", "so it has");
		schedule_rules_check(cases[i], params, &v);
		violations_settle(&v);
		assert_int_equal(v.count, 3);
		assert_string_equal(v.all[2].pointer, "/scheduleParams/timeUnit");
		assert_string_equal(v.all[2].keyword, "required");
	}
}

static void a_changed_schedule_is_whole_in_strict(void **state UNUSED)
{
	const struct schedule_case strict = {
		.contract = &(const struct contract){ .mode = CONTRACT_STRICT },
		.changes = true
	};
	const struct schedule_case lenient = { .contract = &(const struct contract){ 0 },
		                               .changes = true };
	const struct schedule_case ingests = {
		.contract = &(const struct contract){ .mode = CONTRACT_STRICT },
		.changes = true,
		.ingests = true
	};
	AUTO(violations_release) struct violations stern = { 0 };
	AUTO(violations_release) struct violations mild = { 0 };
	AUTO(cJSON_Delete) cJSON *params = parsed(JSON({"startTime":1}));

	schedule_rules_check(&strict, params, &stern);
	assert_int_equal(stern.count, 2);
	assert_string_equal(stern.all[0].pointer, "/scheduleParams/interval");
	assert_string_equal(stern.all[1].pointer, "/scheduleParams/timeUnit");
	schedule_rules_check(&lenient, params, &mild);
	schedule_rules_check(&ingests, params, &mild);
	assert_int_equal(mild.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_default_end_is_not_judged_and_a_sent_one_is),
		cmocka_unit_test(what_no_tick_can_be_made_of_is_refused_with_the_reason),
		cmocka_unit_test(
			what_the_schema_has_seen_is_said_once_in_the_better_words),
		cmocka_unit_test(a_member_is_missing_once_and_never_when_it_is_there),
		cmocka_unit_test(a_changed_schedule_is_whole_in_strict),
		cmocka_unit_test(strict_asks_for_start_interval_and_unit),
		cmocka_unit_test(strict_refuses_what_the_guide_does_not_let_go_together),
	};

	return cmocka_run_group_tests_name("schedule_rules", tests, NULL, NULL);
}
