/*
 * test_type.c - lib/json/type.c
 */
#include "tests/unit/unit.h"

#include "lib/json/type.h"

static cJSON *json(const char *text)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	assert_int_equal(json_parse(text, strlen(text), &v, &e), 0);
	return v;
}

static void every_type_has_its_bit_and_name(void **state UNUSED)
{
	static const struct {
		const char *json;
		unsigned type;
		const char *name;
	} cases[] = {
		{ "\"x\"", JSON_TEXT, "text" }, { "1", JSON_NUMBER, "a number" },
		{ "[]", JSON_LIST, "a list" },  { "{}", JSON_MAP, "a map" },
		{ "null", JSON_NULL, "null" },  { "true", JSON_BOOL, "true or false" },
	};
	char room[64];

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *value = json(cases[i].json);

		if (json_type(value) != cases[i].type ||
		    strcmp(json_type_names(cases[i].type, room, sizeof(room)),
		           cases[i].name) != 0)
			fail_msg("%s: type %u, '%s'", cases[i].json, json_type(value),
			         room);
	}
	assert_string_equal(json_type_names(JSON_ANY, room, 8), "text");
}

static void schemas_have_names_of_their_own_for_the_types(void **state UNUSED)
{
	static const struct {
		const char *name;
		unsigned type;
	} cases[] = {
		{ "string", JSON_TEXT },
		{ "number", JSON_NUMBER },
		{ "boolean", JSON_BOOL },
		{ "array", JSON_LIST },
		{ "object", JSON_MAP },
		{ "null", JSON_NULL },
		{ "integer", JSON_INTEGER },
		{ "text", 0 },
		{ "", 0 },
	};

	for_each_row(i, cases) {
		if (json_type_named(cases[i].name) != cases[i].type)
			fail_msg("'%s' is type %u", cases[i].name,
			         json_type_named(cases[i].name));
	}
}

static void a_value_of_another_type_is_refused_by_both_names(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *list = json("[]");
	struct err e = { 0 };

	assert_int_equal(json_type_check(list, JSON_LIST | JSON_MAP, "it", &e), 0);
	assert_int_equal(json_type_check(list, JSON_TEXT | JSON_MAP, "it", &e), -1);
	assert_string_equal(e.text, "it must be text or a map, not a list");
	e = (struct err){ 0 };
	assert_int_equal(json_type_check(NULL, JSON_MAP, "it", &e), -1);
	assert_string_equal(e.text, "it must be a map, not null");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_its_bit_and_name),
		cmocka_unit_test(schemas_have_names_of_their_own_for_the_types),
		cmocka_unit_test(a_value_of_another_type_is_refused_by_both_names),
	};

	return cmocka_run_group_tests_name("type", tests, NULL, NULL);
}
