/*
 * test_spec.c - one spec, and the rules that it publishes
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/specs/spec.h"
#include "tests/support/quoted.h"

static const char whole[] =
	"{'id':'i','name':'n','attributes':{'isSourceFlow':true},"
	"'authSpec':[{'name':'Key','spec':{'required':['key'],'properties':{'key':{"
	"'format':'password','pattern':'^[A-Z]+$'},'deep':{'properties':{'pin':{'format':"
	"'password'}}}}}}],"
	"'sourceSpec':{'spec':{'required':['path']}},"
	"'targetSpec':{'spec':{'properties':{'type':{'enum':['JSON']},'secret':{'format':"
	"'password'}}}},"
	"'scheduleSpec':{'spec':{'properties':{'interval':{'minimum':3}}}},"
	"'sourceConnectionSpecIds':['s1','s2'],'targetConnectionSpecIds':['t1']}";

typedef int new_fn(enum spec_kind kind, cJSON *tree, struct spec **out, struct err *e);

/* The tree's text, as if it were built in; one at a time. */
static int new_shipped(enum spec_kind kind, cJSON *tree, struct spec **out, struct err *e)
{
	static char *text;

	free(text);
	text = json_text(tree);
	cJSON_Delete(tree);
	return spec_new_shipped(kind, str_of(text), out, e);
}

static new_fn *const makers[] = { spec_new, spec_new_stored, new_shipped };

static struct spec *make(new_fn *how, const char *text)
{
	struct spec *spec = NULL;
	struct err e = { 0 };

	if (how(SPEC_CONNECTION, quoted_json(text), &spec, &e) < 0)
		fail_msg("%s", e.text);
	return spec;
}

static bool holds(bool (*check)(const struct spec *, const cJSON *, const char *,
                                struct violations *),
                  const struct spec *spec, const char *params)
{
	AUTO(cJSON_Delete) cJSON *json = *params ? quoted_json(params) : NULL;
	AUTO(violations_release) struct violations all = { 0 };
	bool ok = check(spec, json, "/params", &all);

	assert_int_equal(ok, all.count == 0);
	return ok;
}

static bool target_fits(const struct spec *spec, enum contract_mode mode,
                        const char *params)
{
	const struct contract contract = { .mode = mode };
	AUTO(cJSON_Delete) cJSON *json = quoted_json(params);

	return spec_check_target(spec, json, &contract, "/params", NULL);
}

static void however_it_was_made_it_judges_by_what_it_publishes(UNUSED void **state)
{
	for_each_row(i, makers) {
		AUTO(spec_free) struct spec *spec = make(makers[i], whole);

		assert_string_equal(spec_id(spec), "i");
		assert_string_equal(spec_name(spec), "n");
		assert_int_equal(spec_kind(spec), SPEC_CONNECTION);
		assert_true(spec_has_auth(spec));
		assert_true(spec_has_schedule(spec));
		assert_true(holds(spec_check_source, spec, "{'path':1}"));
		assert_false(holds(spec_check_source, spec, "{}"));
		assert_false(holds(spec_check_source, spec, "")); /* as an empty object */
		assert_false(holds(spec_check_schedule, spec, "{'interval':2}"));
		assert_true(target_fits(spec, CONTRACT_STRICT, "{'type':'JSON'}"));
		assert_false(target_fits(spec, CONTRACT_STRICT, "{'type':'json'}"));
		assert_true(target_fits(spec, CONTRACT_LENIENT, "{'type':'json'}"));
		assert_true(spec_takes_source(spec, "s2"));
		assert_false(spec_takes_source(spec, "t1"));
		assert_true(spec_takes_target(spec, "t1"));
		assert_true(spec_ingests(spec));
	}
}

static void a_shipped_text_begins_with_its_id(UNUSED void **state)
{
	static const struct {
		const char *text, *id; /* NULL: it is refused */
	} rows[] = {
		/* clang-format off */
		{ JSON({"id":"i","name":"n"}), "i" },
		{ "\n{ \"id\"\t:\r\n \"\"}", "" },
		{ JSON({"name":"n","id":"i"}), NULL },
		{ JSON({"id":1}), NULL },
		{ JSON({"id"}), NULL },
		{ "{}", NULL },
		{ "", NULL },
	};
	/* clang-format on */

	for_each_row(i, rows) {
		AUTO(spec_free) struct spec *spec = NULL;
		struct err e = { 0 };
		int made = spec_new_shipped(SPEC_FLOW, str_of(rows[i].text), &spec, &e);

		row_int_equal(i, made, rows[i].id ? 0 : -1);
		if (rows[i].id)
			row_string_equal(i, spec_id(spec), rows[i].id);
	}
}

static void credentials_are_judged_with_patterns_or_without(UNUSED void **state)
{
	static const struct {
		const char *name, *params;
		bool strict, lenient, sound;
	} rows[] = {
		{ "Key", "{'key':'ABC'}", true, true, true },
		{ "Key", "{'key':'abc'}", false, true, false },
		{ "Key", "{}", false, false, false },
	};
	AUTO(spec_free) struct spec *spec = make(spec_new, whole);
	const struct contract strict = { .mode = CONTRACT_STRICT }, lenient = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *json = quoted_json(rows[i].params);

		row_int_equal(i,
		              jsonschema_check(spec_auth(spec, rows[i].name, &strict),
		                               json, "", NULL),
		              rows[i].strict);
		row_int_equal(i,
		              jsonschema_check(spec_auth(spec, rows[i].name, &lenient),
		                               json, "", NULL),
		              rows[i].lenient);
		row_int_equal(i, spec_auth_is_sound(spec, rows[i].name, json),
		              rows[i].sound);
	}
	assert_null(spec_auth(spec, "key", &strict));
	assert_false(spec_auth_is_sound(spec, "key", NULL));
}

static void what_it_calls_passwords_is_known_by_name_and_masked(UNUSED void **state)
{
	static const char params[] =
		"{'key':'K','deep':{'pin':1,'other':2},'secret':'S'}";
	const struct jsonschema_mask how = { .instead = "****" };
	AUTO(spec_free) struct spec *spec = make(new_shipped, whole);
	AUTO(cJSON_Delete) cJSON *auth = quoted_json(params);
	AUTO(cJSON_Delete) cJSON *end = json_copy(auth);
	AUTO(cJSON_Delete) cJSON *none = json_copy(auth);
	AUTO_MEM char *masked = NULL, *masked_end = NULL, *masked_none = NULL;

	assert_string_equal(spec_password(spec, 0), "key");
	assert_string_equal(spec_password(spec, 1), "pin");
	assert_null(spec_password(spec, 2)); /* of authSpecs alone */
	spec_mask(spec, SPEC_AUTH_PARAMS, auth, &how);
	masked = json_text(auth);
	assert_quoted_equal(masked, "{'key':'****','deep':{'pin':'****','other':"
	                            "2},'secret':'S'}");
	spec_mask(spec, SPEC_END_PARAMS, end, &how);
	masked_end = json_text(end);
	assert_string_equal(masked_end,
	                    JSON({"key":"K","deep":{"pin":1,"other":2},"secret":"****"}));
	spec_mask(NULL, SPEC_AUTH_PARAMS, none, &how);
	masked_none = json_text(none);
	assert_non_null(strstr(masked_none, JSON("key":"K")));
}

static void a_spec_that_says_nothing_demands_nothing(UNUSED void **state)
{
	AUTO(spec_free) struct spec *spec = make(spec_new, "{'id':'i','name':'n'}");
	size_t size;

	assert_false(spec_has_auth(spec));
	assert_false(spec_has_schedule(spec));
	assert_false(spec_ingests(spec));
	assert_false(spec_ingests(NULL));
	assert_true(holds(spec_check_source, spec, ""));
	assert_true(holds(spec_check_schedule, spec, "7"));
	assert_true(target_fits(spec, CONTRACT_STRICT, "{'any':'thing'}"));
	assert_false(spec_takes_source(spec, "s1"));
	assert_string_equal(spec_text(spec, &size), JSON({"id":"i","name":"n"}));
	assert_int_equal(size, 21);
}

static void a_spec_whose_rules_are_no_schemas_is_refused(UNUSED void **state)
{
	static const char *const rows[] = {
		"{'name':'n'}",
		"{'id':'i'}",
		"{'id':1,'name':'n'}",
		"[]",
		"{'id':'i','name':'n','authSpec':[{}]}",
		"{'id':'i','name':'n','authSpec':[{'name':'x'}]}",
		"{'id':'i','name':'n','authSpec':[{'name':'x','spec':{'type':'y'}}]}",
		"{'id':'i','name':'n','sourceSpec':{'spec':{'minItems':-1}}}",
		"{'id':'i','name':'n','targetSpec':{'spec':{'properties':{'a':{'"
		"conditional':"
		"{}}}}}}",
		"{'id':'i','name':'n','scheduleSpec':{'spec':{'pattern':'('}}}",
	};

	for_each_row(i, rows) {
		struct spec *spec = NULL;
		struct err e = { 0 };

		row_int_equal(i, spec_new(SPEC_FLOW, quoted_json(rows[i]), &spec, &e),
		              -1);
		row_int_equal(i, e.code, ERR_INVALID);
		assert_null(spec);
	}
}

static void schemas_of_a_spec_share_a_budget_unless_it_was_stored(UNUSED void **state)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(spec_free) struct spec *stored = NULL;
	struct spec *spec = NULL;
	struct err e = { 0 };

	buf_add_str(&text, "{'id':'i','name':'n','authSpec':[{'name':'x','spec':{}}");
	for (int i = 0; i < 120; i++) {
		buf_printf(&text, ",{'name':'%d','spec':{'properties':{'a':true", i);
		for (int j = 0; j < 100; j++)
			buf_printf(&text, ",'p%d':{'minimum':%d}", j, j);
		buf_add_str(&text, "}}}");
	}
	buf_add_str(&text, "]}");
	assert_int_equal(spec_new(SPEC_CONNECTION, quoted_json(buf_str(&text)), &spec,
	                          &e),
	                 -1);
	assert_non_null(strstr(e.text, "too many steps"));
	stored = make(spec_new_stored, buf_str(&text));
	assert_true(spec_has_auth(stored));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(however_it_was_made_it_judges_by_what_it_publishes),
		cmocka_unit_test(a_shipped_text_begins_with_its_id),
		cmocka_unit_test(credentials_are_judged_with_patterns_or_without),
		cmocka_unit_test(what_it_calls_passwords_is_known_by_name_and_masked),
		cmocka_unit_test(a_spec_that_says_nothing_demands_nothing),
		cmocka_unit_test(a_spec_whose_rules_are_no_schemas_is_refused),
		cmocka_unit_test(schemas_of_a_spec_share_a_budget_unless_it_was_stored),
	};

	return cmocka_run_group_tests_name("specs/spec", tests, NULL, NULL);
}
