/*
 * test_tables.c - mockserver/contract/tables.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "mockserver/contract/tables.h"

#include "lib/mem.h"
#include "mockserver/contract/effect.h"
#include "mockserver/contract/filter.h"
#include "mockserver/contract/operation.h"
#include "mockserver/contract/refusal.h"

static const cJSON *named(const cJSON *list, const char *name)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list) {
		if (!strcmp(json_str(one, "name"), name))
			return one;
	}
	fail_msg("there is no '%s'", name);
	return NULL;
}

static void every_operation_is_listed_with_what_it_stands_on(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = tables_operations();
	const cJSON *list = json_get(body, "operations"), *one;

	assert_int_equal(cJSON_GetArraySize(list), OPERATION_COUNT);
	cJSON_ArrayForEach(one, list) {
		const char *path = json_str(one, "path");

		assert_non_null(json_str(one, "provenance"));
		assert_true(*path == '/');
		assert_true(cJSON_IsArray(json_get(one, "query")));
	}
}

static void parameters_lose_their_marks(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = tables_operations();
	const cJSON *configs =
		named(json_get(body, "operations"), "CONNECTION_SPEC_CONFIGS");
	const cJSON *query = json_get(configs, "query");

	assert_true(cJSON_IsTrue(json_get(named(query, "outputType"), "required")));
	assert_true(cJSON_IsFalse(json_get(named(query, "start"), "required")));
	assert_string_equal(json_str(named(query, "properties"), "provenance"),
	                    "example");
	assert_string_equal(json_str(named(query, "start"), "provenance"), "documented");
	assert_string_equal(json_str(configs, "operations[1]"), "F16");
}

static void every_operator_of_filters_is_listed(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = tables_operations();
	const cJSON *list = json_get(body, "operators"), *last;
	AUTO(mem_free) char *first = json_text(cJSON_GetArrayItem(list, 0));

	assert_int_equal(cJSON_GetArraySize(list), FILTER_OP_COUNT);
	assert_string_equal(first, JSON({"signs":["==","="],"passes":["same"]}));
	last = cJSON_GetArrayItem(list, FILTER_LE);
	assert_string_equal(json_str(last, "signs[0]"), "<=");
	assert_string_equal(json_str(last, "passes[0]"), "below");
	assert_string_equal(json_str(last, "passes[1]"), "same");
}

static void every_error_is_listed_with_its_source(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = tables_errors();
	const cJSON *list = json_get(body, "errors"), *one;

	assert_int_equal(cJSON_GetArraySize(list), E_COUNT - 1);
	cJSON_ArrayForEach(one, list) {
		assert_non_null(json_str(one, "family"));
		assert_non_null(json_str(one, "source"));
		assert_non_null(json_str(one, "provenance"));
	}
	one = named(list, "NOT_FOUND");
	assert_string_equal(json_str(one, "code"), "1439-404");
	assert_string_equal(json_str(one, "family"), "flow");
	assert_string_equal(json_str(named(list, "ROUTE_UNKNOWN"), "family"), "edge");
}

/* A code's last three digits are its status; a gateway's first three are. */
static void codes_agree_with_their_statuses(void **state UNUSED)
{
	for (int i = E_NONE + 1; i < E_COUNT; i++) {
		const struct error_row *row = error_row((enum error)i);
		char status[8];

		snprintf(status, sizeof(status), "%d", row->status);
		if (row->family == FAMILY_FLOW)
			assert_string_equal(strrchr(row->code, '-') + 1, status);
		else if (row->family == FAMILY_GATEWAY)
			assert_memory_equal(row->code, status, 3);
	}
}

static void every_member_is_listed_with_what_it_does(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = tables_effects();
	const cJSON *list = json_get(body, "effects"), *one;
	size_t i = 0;

	cJSON_ArrayForEach(one, list) {
		const struct effect_row *row = effect_at(i++);

		assert_non_null(row);
		assert_string_equal(json_str(one, "member"), row->member);
		assert_string_equal(json_str(one, "part"), effect_part_name(row->part));
		assert_string_equal(json_str(one, "effect"), effect_name(row->effect));
		assert_true(row->note ? !strcmp(json_str(one, "note"), row->note)
		                      : cJSON_IsNull(json_get(one, "note")));
	}
	assert_true(i > 20);
	assert_null(effect_at(i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_operation_is_listed_with_what_it_stands_on),
		cmocka_unit_test(parameters_lose_their_marks),
		cmocka_unit_test(every_operator_of_filters_is_listed),
		cmocka_unit_test(every_error_is_listed_with_its_source),
		cmocka_unit_test(every_member_is_listed_with_what_it_does),
		cmocka_unit_test(codes_agree_with_their_statuses),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
