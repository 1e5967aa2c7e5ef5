/*
 * test_kind.c - the rows of kinds.def, as data
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/kind.h"
#include "mockserver/faults/param.h"
#include "tests/support/quoted.h"

static void a_kind_is_found_by_its_word_and_no_two_share_one(UNUSED void **state)
{
	enum fault_kind found = FAULT_KIND_COUNT;

	for (int i = 0; i < FAULT_KIND_COUNT; i++) {
		assert_true(fault_kind_find(fault_kind_row((enum fault_kind)i)->word,
		                            &found));
		assert_int_equal(found, i);
	}
	assert_false(fault_kind_find("", &found));
	assert_false(fault_kind_find("Status", &found));
	assert_int_equal(found, FAULT_KIND_COUNT - 1); /* left as it was */
}

static void every_row_says_what_it_does_and_what_curl_sees(UNUSED void **state)
{
	for (int i = 0; i < FAULT_KIND_COUNT; i++) {
		const struct fault_kind_row *row = fault_kind_row((enum fault_kind)i);
		const struct fault_param *p;
		bool has_bare = !row->bare;

		assert_true(*row->what && *row->seen && row->times >= 0);
		assert_true(*fault_family_name(row->family));
		for (size_t k = 0; (p = fault_kind_param((enum fault_kind)i, k)); k++) {
			assert_int_equal(p->kind, i);
			assert_true(*p->word && *p->what);
			assert_false(p->needed && p->otherwise);
			has_bare |= row->bare && !strcmp(row->bare, p->word);
		}
		/* The short form is one of the parameters. */
		if (!has_bare)
			fail_msg("%s: %s", row->word, row->bare);
	}
}

static void a_default_is_a_value_that_its_parameter_takes(UNUSED void **state)
{
	for (int i = 0; i < FAULT_KIND_COUNT; i++) {
		const struct fault_kind_row *row = fault_kind_row((enum fault_kind)i);
		const struct fault_param *p;

		for (size_t k = 0; (p = fault_kind_param((enum fault_kind)i, k)); k++) {
			AUTO_MEM char *text = NULL;
			AUTO(cJSON_Delete) cJSON *json = NULL;
			struct fault_action a;
			struct err e = { 0 };
			struct fault_refuse r = { .e = &e };

			if (!p->otherwise)
				continue;
			text = mem_printf(JSON({"%s":{"%s":%s}}), row->word, p->word,
			                       p->otherwise);
			json = parsed(text);
			/* Others may be missing; this one is not what is wrong. */
			if (fault_action_read(json, fault_kind_sort((enum fault_kind)i),
			                      &a, &r) < 0 &&
			    r.at == json->child->child)
				fail_msg("%s: %s", text, e.text);
		}
	}
}

static void the_table_is_shown_whole(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *shown = fault_kinds_show();
	const cJSON *kinds = json_get(shown, "kinds"), *one;
	int i = 0;

	assert_string_equal(fault_kind_param(FAULT_STATUS, 1)->word, "retryAfter");
	assert_null(fault_kind_param(FAULT_EMPTY, 0));
	assert_int_equal(cJSON_GetArraySize(kinds), FAULT_KIND_COUNT);
	cJSON_ArrayForEach(one, kinds) {
		const struct fault_kind_row *row = fault_kind_row((enum fault_kind)i);
		size_t count = 0;

		while (fault_kind_param((enum fault_kind)i, count))
			count++;
		assert_string_equal(json_str(one, "name"), row->word);
		assert_string_equal(json_str(one, "what"), row->what);
		assert_int_equal(cJSON_GetArraySize(json_get(one, "parameters")), count);
		assert_int_equal(cJSON_IsNull(json_get(one, "times")), row->times == 0);
		assert_int_equal(cJSON_IsNull(json_get(one, "short")), row->bare == NULL);
		i++;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kind_is_found_by_its_word_and_no_two_share_one),
		cmocka_unit_test(every_row_says_what_it_does_and_what_curl_sees),
		cmocka_unit_test(a_default_is_a_value_that_its_parameter_takes),
		cmocka_unit_test(the_table_is_shown_whole),
	};

	return cmocka_run_group_tests_name("faults/kind", tests, NULL, NULL);
}
