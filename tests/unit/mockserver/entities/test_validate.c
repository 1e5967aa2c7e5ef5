/*
 * test_validate.c - which error a body's violations make, and what it shows of the body
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/validate.h"
#include "tests/support/chain.h"
#include "tests/support/quoted.h"

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

/* Judges the body by its schema alone: "NAME: text", "" where nothing is wrong. */
static char *judged(const char *schema, const char *text)
{
	AUTO(cJSON_Delete) cJSON *body = quoted_json(text);
	AUTO(refusal_release) struct refusal rf = { 0 };

	validate_body(&chain.world, schema, body, &rf);
	validate_policy(body, &rf);
	if (validate_end(&chain.world, &chain_caller, body, &rf) == 0)
		return mem_strdup("");
	return mem_printf("%s: %s", chain_refused(&rf), rf.text);
}

static void the_first_violation_makes_the_error(UNUSED void **state)
{
	static const struct {
		const char *schema, *body, *starts, *has;
	} rows[] = {
		{ "create-source-connection", "{'params':{}," CHAIN_LAKE "}",
		  "FIELD_MISSING: ", "name" },
		{ "create-source-connection", "{'name':''," CHAIN_LAKE "}",
		  "FIELD_INVALID: ", "name" },
		{ "create-source-connection", "{'name':7," CHAIN_LAKE "}",
		  "FIELD_INVALID: ", "7" },
		{ "create-source-connection", "{'name':{'a':1}," CHAIN_LAKE "}",
		  "FIELD_INVALID: ", "{…}" },
		{ "create-source-connection", "{'name':[]," CHAIN_LAKE "}",
		  "FIELD_INVALID: ", "[…]" },
		{ "create-source-connection", "[]",
		  "FIELD_INVALID: ", "the request body" },
		{ "create-flow",
		  "{'name':'f','sourceConnectionIds':['a','b'],'targetConnectionIds':['c'"
		  "]"
		  "," CHAIN_EXPORT "}",
		  "IDS_NOT_ONE: ", "2" },
		{ "create-flow",
		  "{'name':'f','sourceConnectionIds':['a'],'targetConnectionIds':[]"
		  "," CHAIN_EXPORT "}",
		  "IDS_NOT_ONE: ", "targetConnectionIds" },
		{ "create-flow",
		  "{'name':'f','sourceConnectionIds':['a'],'targetConnectionIds':['b'],"
		  "'policy':{'fields':[]}," CHAIN_EXPORT "}",
		  "POLICY_FIELDS: ", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO_MEM char *said = judged(rows[i].schema, rows[i].body);

		if (strncmp(said, rows[i].starts, strlen(rows[i].starts)) != 0 ||
		    !strstr(said, rows[i].has))
			fail_msg("row %zu: %s", i, said);
	}
}

static void an_interval_that_its_unit_does_not_have_is_named_with_the_unit(
	UNUSED void **state)
{
	static const struct {
		const char *body, *unit;
	} rows[] = {
		{ "{'scheduleParams':{'timeUnit':'hour','interval':4}}", "hour" },
		{ "{'scheduleParams':{'frequency':'day','interval':4}}", "day" },
		{ "{'scheduleParams':{'interval':4}}", "none" },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *body = quoted_json(rows[i].body);
		AUTO(refusal_release) struct refusal rf = { 0 };

		violations_add(&rf.violations, "/scheduleParams/interval", "enum",
		               "must be one of 3, 6, 8, 12");
		row_int_equal(i, validate_end(&chain.world, &chain_caller, body, &rf),
		              -1);
		row_string_equal(i, chain_refused(&rf), "INTERVAL");
		assert_non_null(strstr(rf.text, rows[i].unit));
		assert_non_null(strstr(rf.text, "4"));
	}
}

static void no_error_shows_a_secret(UNUSED void **state)
{
	static const char *const pointers[] = {
		"/auth/params/s3SecretKey", "/auth/params",         "/auth",
		"/auth/params/password/0",  "/auth/params/nothing", "",
	};
	AUTO(cJSON_Delete) cJSON *body = NULL;

	body = quoted_json(
		"{'auth':{'specName':'x','params':{'s3SecretKey':'hunter2','password':"
		"['hunter2']}}," CHAIN_S3 "}");
	for (size_t i = 0; i < ARRAY_LEN(pointers); i++) {
		AUTO(refusal_release) struct refusal rf = { 0 };

		violations_add(&rf.violations, pointers[i], "type", "must be a number");
		row_int_equal(i, validate_end(&chain.world, &chain_caller, body, &rf),
		              -1);
		row_string_equal(i, chain_refused(&rf), "FIELD_INVALID");
		if (strstr(rf.text, "hunter2"))
			fail_msg("row %zu: %s", i, rf.text);
	}
}

static void a_long_value_is_cut_between_characters(UNUSED void **state)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO_MEM char *said = NULL;

	buf_add_str(&text, "{'sourceConnectionIds':'");
	for (int i = 0; i < 1000; i++)
		buf_add_str(&text, "\xc3\xa9");
	buf_add_str(&text, "','targetConnectionIds':['b'],'name':'n'," CHAIN_EXPORT "}");
	said = judged("create-flow", buf_str(&text));
	assert_int_equal(strncmp(said, "FIELD_INVALID: ", 15), 0);
	assert_non_null(strstr(said, "\xc3\xa9…"));
	assert_true(strlen(said) < 300);
}

static void an_error_of_its_own_goes_before_the_others(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *body = quoted_json("{}");
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(refusal_release) struct refusal alone = { 0 };

	violations_add(&rf.violations, "/name", "required",
	               "the member 'name' is missing");
	validate_error(&rf, "/state", "is not the client's to set", E_STATE_GIVEN);
	validate_error(&rf, "/x", "comes too late", E_SPEC_INVALID);
	assert_int_equal(validate_end(&chain.world, &chain_caller, body, &rf), -1);
	assert_string_equal(chain_refused(&rf), "STATE_GIVEN");
	assert_int_equal(rf.violations.count, 3); /* all of them are listed */
	/* One that stands alone says it all by its error. */
	validate_error(&alone, "/state", "is not the client's to set", E_STATE_GIVEN);
	assert_int_equal(validate_end(&chain.world, &chain_caller, body, &alone), -1);
	assert_int_equal(alone.violations.count, 0);
}

static void checks_that_gave_up_are_refused_as_such(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *body = quoted_json("{}");
	AUTO(refusal_release) struct refusal rf = { 0 };

	violations_add(&rf.violations, "/name", "required",
	               "the member 'name' is missing");
	rf.violations.gave_up = true;
	assert_int_equal(validate_end(&chain.world, &chain_caller, body, &rf), -1);
	assert_string_equal(chain_refused(&rf), "BODY_STEPS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_violation_makes_the_error),
		cmocka_unit_test(
			an_interval_that_its_unit_does_not_have_is_named_with_the_unit),
		cmocka_unit_test(no_error_shows_a_secret),
		cmocka_unit_test(a_long_value_is_cut_between_characters),
		cmocka_unit_test(an_error_of_its_own_goes_before_the_others),
		cmocka_unit_test(checks_that_gave_up_are_refused_as_such),
	};

	return cmocka_run_group_tests_name("entities/validate", tests, setup, teardown);
}
