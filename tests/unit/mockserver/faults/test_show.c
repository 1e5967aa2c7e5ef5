/*
 * test_show.c - armed faults as JSON: as they were declared, with what came of them
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/show.h"
#include "tests/support/armed.h"
#include "tests/support/quoted.h"

static struct armed armed;

static int setup(UNUSED void **state)
{
	armed_open(&armed, 1);
	return 0;
}

static int teardown(UNUSED void **state)
{
	armed_close(&armed);
	return 0;
}

static void assert_at(const cJSON *root, const char *path, const char *text)
{
	const cJSON *v = json_at(root, path);
	AUTO_MEM char *found = v ? json_text(v) : mem_strdup("nothing");
	AUTO_MEM char *expected = quoted(text);

	if (strcmp(found, expected) != 0)
		fail_msg("%s: %s, not %s", path, found, expected);
}

static cJSON *shown(const char *name)
{
	struct err e = { 0 };
	cJSON *out = NULL;

	if (fault_show(&armed.faults, faults_find(&armed.faults, name), &out, &e) < 0)
		fail_msg("%s", e.text);
	return out;
}

static void a_fault_is_shown_as_declared_with_its_counts(UNUSED void **state)
{
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);
	AUTO(cJSON_Delete) cJSON *before = NULL, *after = NULL;

	armed_add(&armed, "{'fault':'a','on':'FLOW_LIST','every':2,'times':3,"
	                  "'do':{'status':503}}");
	before = shown("a");
	assert_at(before, "do", JSON({"status":503}));
	assert_at(before, "expect", "\"fired\"");
	assert_at(before, "atStart", "false");
	assert_at(before, "matched", "0");
	assert_at(before, "left", "3");
	assert_at(before, "nearest", "null");
	assert_at(before, "keys", "nothing");
	assert_at(before, "receipts", "[]");
	for (int i = 0; i < 5; i++)
		(void)armed_judge(&armed, &s);
	after = shown("a");
	assert_at(after, "matched", "5");
	assert_at(after, "fired", "2");
	assert_at(after, "left", "1");
	assert_at(after, "receipts[1]",
	          "{'request':4,'operation':'FLOW_LIST','at':'1970-01-01T00:00:00Z',"
	          "'occurrence':4,'did':'status','done':null,'effective':false}");
	assert_at(after, "receipts[2]", "nothing");
}

static void keys_have_their_own_counts(UNUSED void **state)
{
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);
	AUTO(cJSON_Delete) cJSON *json = NULL;

	armed_add(&armed, "{'fault':'a','on':'FLOW_LIST','per':'client','times':1,"
	                  "'do':{'status':503}}");
	s.client = "one";
	(void)armed_judge(&armed, &s);
	(void)armed_judge(&armed, &s);
	json = shown("a");
	assert_at(json, "left", "null");
	assert_at(json, "keys", JSON([{"key":"one","matched":2,"fired":1,"left":0}]));
	assert_at(json, "receipts[0].key", "\"one\"");
}

static void an_effect_says_what_was_done(UNUSED void **state)
{
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct fault_strike strike;
	struct err e = { 0 };

	armed_add(&armed, "{'fault':'a','on':'FLOW_LIST','do':[{'delay':'1ms'},"
	                  "{'status':503}]}");
	strike = armed_judge(&armed, &s);
	assert_int_equal(strike.count, 2);
	assert_int_equal(faults_save_effect(&armed.faults, strike.hits[1].receipt,
	                                    "answered 503", NULL, &e),
	                 0);
	json = shown("a");
	assert_at(json, "effective", "1");
	assert_at(json, "receipts[0].did", "\"delay\"");
	assert_at(json, "receipts[0].effective", "false");
	assert_at(json, "receipts[1].did", "\"status\"");
	assert_at(json, "receipts[1].done", "\"answered 503\"");
	assert_at(json, "receipts[1].effective", "true");
}

static void the_request_that_came_nearest_is_shown_until_one_matches(UNUSED void **state)
{
	struct fault_subject s = armed_subject(&armed, OP_FLOW_CREATE);
	AUTO(cJSON_Delete) cJSON *before = NULL, *after = NULL;

	armed_add(&armed, "{'fault':'a','on':'FLOW_CREATE','when':{'body':{'n':1}},"
	                  "'do':{'status':503}}");
	armed_part(&armed, FAULT_PART_BODY, "{'n':2}");
	(void)armed_judge(&armed, &s);
	before = shown("a");
	assert_at(before, "nearest",
	          JSON({"request":1,"why":"body.n was 2, expected 1"}));
	armed_part(&armed, FAULT_PART_BODY, "{'n':1}");
	(void)armed_judge(&armed, &s);
	after = shown("a");
	assert_at(after, "nearest", "null");
	assert_at(after, "matched", "1");
}

static void all_faults_come_in_the_order_of_their_declaration(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *json = NULL, *none = faults_show(&armed.faults);

	assert_at(none, "", JSON({"faults":[]}));
	armed_add(&armed, "[{'fault':'z','on':'reads','do':{'status':503}},"
	                  "{'fault':'a','on':'reads','do':{'status':503}}]");
	json = faults_show(&armed.faults);
	assert_at(json, "faults[0].fault", "\"z\"");
	assert_at(json, "faults[1].fault", "\"a\"");
	assert_at(json, "faults[0].receipts", "nothing");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fault_is_shown_as_declared_with_its_counts),
		TEST(keys_have_their_own_counts),
		TEST(an_effect_says_what_was_done),
		TEST(the_request_that_came_nearest_is_shown_until_one_matches),
		TEST(all_faults_come_in_the_order_of_their_declaration),
	};

	return cmocka_run_group_tests_name("faults/show", tests, NULL, NULL);
}
