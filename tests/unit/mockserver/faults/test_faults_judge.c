/*
 * test_faults_judge.c - mockserver/faults/faults_judge.c, without a store
 */
#include "tests/unit/unit.h"

#include "mockserver/faults/faults.h"
#include "tests/support/quoted.h"

static cJSON *query; /* of the request that is judged */

static const cJSON *part(void *ctx UNUSED, enum fault_part which)
{
	return which == FAULT_PART_QUERY ? query : NULL;
}

static void arm(struct faults *fs, const char *list)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(list);
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };
	struct fault_batch b = { 0 };

	if (faults_read(fs, json, &b, &r) < 0)
		fail_msg("%s: %s", list, e.text);
	faults_take(fs, &b);
}

/* Judges GET /flows with that query; the names of what struck, "a b ". */
static const char *judge(struct faults *fs, const char *asked)
{
	static char names[100];
	const struct fault_subject s = { .point = fault_point_of(OP_FLOW_LIST),
		                         .method = "GET",
		                         .path = "/flows",
		                         .client = "",
		                         .flow = "",
		                         .entity = "",
		                         .part = part,
		                         .token = "" };
	struct fault_strike strike;
	struct arena arena = { 0 };
	size_t n = 0;

	query = quoted_json(asked);
	faults_judge(fs, &s, &arena, &strike);
	*names = '\0';
	for (size_t i = 0; i < strike.count; i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s ",
		                      strike.hits[i].fault->name);
	cJSON_Delete(query);
	arena_release(&arena);
	return names;
}

static void the_first_ending_wins_and_modifiers_add_up(void **state UNUSED)
{
	struct faults fs = { 0 };

	arm(&fs, "[{'fault':'m','on':'reads','do':{'empty':{}}},"
	         "{'fault':'a','on':'FLOW_LIST','when':{'query':{'x':'1'}},"
	         "'do':{'status':503}},"
	         "{'fault':'b','on':'service','times':1,'do':{'status':500}},"
	         "{'fault':'n','on':'FLOW_GET','do':{'empty':{}}}]");
	assert_string_equal(judge(&fs, "{'x':'1'}"), "m a ");
	assert_string_equal(judge(&fs, "{'x':'2'}"), "m b ");
	assert_string_equal(judge(&fs, "{}"), "m ");
	assert_int_equal(faults_find(&fs, "b")->counts.shadowed, 1);
	assert_int_equal(faults_find(&fs, "a")->counts.matched, 1);
	faults_release(&fs);
}

/* The set is another after each change, and the index with it. */
static void what_was_armed_or_cleared_counts_at_once(void **state UNUSED)
{
	struct faults fs = { 0 };

	arm(&fs, "{'fault':'a','on':'FLOW_LIST','do':{'empty':{}}}");
	assert_string_equal(judge(&fs, "{}"), "a ");
	arm(&fs, "{'fault':'b','on':'FLOW_LIST','do':{'empty':{}}}");
	assert_string_equal(judge(&fs, "{}"), "a b ");
	faults_forget(&fs, faults_find(&fs, "a"));
	assert_string_equal(judge(&fs, "{}"), "b ");
	faults_release(&fs);
}

/* However many have lacked its first text, one that has it is compared in full. */
static void the_nearest_is_found_behind_many_that_are_further(void **state UNUSED)
{
	struct faults fs = { 0 };
	const struct fault *f;

	arm(&fs, "{'fault':'a','on':'FLOW_LIST','when':{'query':{'x':'1','y':'2'}},"
	         "'do':{'empty':{}}}");
	f = faults_find(&fs, "a");
	for (int i = 0; i < 200; i++)
		assert_string_equal(judge(&fs, "{'x':'7'}"), "");
	assert_int_equal(f->nearest.request, 1);
	assert_int_equal(f->nearest.differences, 2);
	assert_true(f->missed < 100);
	assert_string_equal(judge(&fs, "{'x':'1','y':'3'}"), "");
	assert_int_equal(f->nearest.request, 201);
	assert_string_equal(f->nearest.why, "query.y was 3, expected 2");
	faults_release(&fs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_ending_wins_and_modifiers_add_up),
		cmocka_unit_test(what_was_armed_or_cleared_counts_at_once),
		cmocka_unit_test(the_nearest_is_found_behind_many_that_are_further),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
