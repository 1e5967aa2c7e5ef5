/*
 * test_patch.c - PATCH of an entity: which operations, on which paths, and what they
 * leave
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/patch.h"
#include "tests/support/chain.h"
#include "tests/support/quoted.h"

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

/* Patches the newest entity of the kind, by the etag that it has. */
static int patch(enum kind kind, const char *body, struct refusal *rf)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(body);
	struct created *made = &chain.made[kind];
	const struct change change = { kind, made->id, made->etag };
	struct err e = { 0 };
	struct created out;
	int rc;

	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	rc = entity_patch(&chain.world, &chain_caller, &change, json, &out, rf);
	if (rc < 0) {
		store_rollback(&chain.world.store);
		return -1;
	}
	assert_int_equal(store_commit(&chain.world.store, &e), 0);
	assert_string_not_equal(out.etag, made->etag);
	assert_string_equal(out.id, made->id);
	*made = out;
	return 0;
}

static void expect_refused(size_t row, enum kind kind, const char *body, const char *name)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(cJSON_Delete) cJSON *before = chain_tree(&chain, kind);
	AUTO(cJSON_Delete) cJSON *after = NULL;

	if (patch(kind, body, &rf) == 0)
		fail_msg("row %zu: %s is taken", row, body);
	row_string_equal(row, chain_refused(&rf), name);
	after = chain_tree(&chain, kind);
	assert_true(json_equal(before, after)); /* nothing of it stays */
}

static void what_is_no_operation_is_refused_by_name(UNUSED void **state)
{
	static const struct {
		const char *body, *name;
	} rows[] = {
		{ "[]", "BODY_EMPTY" },
		{ "'x'", "FIELD_INVALID" },
		{ "[{}]", "FIELD_MISSING" },
		{ "[{'op':'replace'}]", "FIELD_MISSING" },
		{ "[{'op':'replace','path':'/name'}]", "FIELD_MISSING" },
		{ "[{'op':1,'path':'/name','value':'x'}]", "FIELD_MISSING" },
		{ "[{'op':'move','from':'/name','path':'/description'}]",
		  "OP_UNSUPPORTED" },
		{ "[{'op':'test','path':'/name','value':'flow'}]", "OP_UNSUPPORTED" },
		{ "[{'op':'copy','path':'/name','value':'flow'}]", "OP_UNSUPPORTED" },
		/* The first is fine, and is undone with the others. */
		{ "[{'op':'replace','path':'/name','value':'x'},{'op':'replace'}]",
		  "FIELD_MISSING" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		expect_refused(i, KIND_FLOW, rows[i].body, rows[i].name);
}

static void a_kind_lets_its_own_paths_be_changed(UNUSED void **state)
{
	static const struct {
		enum kind kind;
		const char *op, *path, *value, *name;
	} rows[] = {
		{ KIND_CONNECTION, "replace", "/connectionSpec/id", "'x'",
		  "SPEC_CHANGED" },
		{ KIND_CONNECTION, "replace", "/state", "'draft'", "PATCH_PATH" },
		{ KIND_CONNECTION, "replace", "/id", "'x'", "PATCH_PATH" },
		{ KIND_SOURCE, "replace", "/params/datasets", "[]", "PATCH_PATH" },
		{ KIND_SOURCE, "replace", "/connectionSpec", "{}", "PATCH_PATH" },
		{ KIND_TARGET, "replace", "/baseConnectionId", "'x'", "PATCH_PATH" },
		{ KIND_FLOW, "replace", "/etag", "'x'", "PATCH_PATH" },
		{ KIND_FLOW, "replace", "/flowSpec/id", "'x'", "PATCH_PATH" },
		{ KIND_FLOW, "replace", "", "{}", "PATCH_PATH" },
		{ KIND_FLOW, "replace", "name", "'x'", "PATCH_PATH" },
		{ KIND_FLOW, "replace", "/names", "'x'", "PATCH_MISSING" },
		{ KIND_FLOW, "add", "/names", "'x'", "PATCH_PATH" },
		{ KIND_FLOW, "replace", "/description", "'x'", "PATCH_MISSING" },
		{ KIND_FLOW, "replace", "/scheduleParams/nothing", "1", "PATCH_MISSING" },
		{ KIND_FLOW, "add", "/sourceConnectionIds/7", "'x'", "PATCH_MISSING" },
		{ KIND_FLOW, "remove", "/name/deeper", "1", "PATCH_MISSING" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO_MEM char *body = mem_printf("[{'op':'%s','path':'%s','value':%s}]",
		                                 rows[i].op, rows[i].path, rows[i].value);

		expect_refused(i, rows[i].kind, body, rows[i].name);
	}
}

static void an_op_is_taken_in_any_case_and_alone_or_in_a_list(UNUSED void **state)
{
	static const char *const bodies[] = {
		"{'op':'replace','path':'/name','value':'n0'}",
		"[{'op':'Replace','path':'/name','value':'n1'}]",
		"[{'op':'ADD','path':'/name','value':'n2'}]",
		"[{'op':'add','path':'/description','value':'d'},"
		"{'op':'reMove','path':'/description','value':'not looked at'},"
		"{'op':'replace','path':'/name','value':'n3'}]",
	};

	for_each_row(i, bodies) {
		AUTO(refusal_release) struct refusal rf = { 0 };
		AUTO(cJSON_Delete) cJSON *tree = NULL;
		AUTO_MEM char *name = mem_printf("n%zu", i);

		if (patch(KIND_FLOW, bodies[i], &rf) < 0)
			fail_msg("row %zu: %s", i, chain_refused(&rf));
		tree = chain_tree(&chain, KIND_FLOW);
		row_string_equal(i, json_str(tree, "name"), name);
		assert_null(json_get(tree, "description"));
		assert_string_equal(json_str(tree, "etag"), chain.made[KIND_FLOW].etag);
		assert_string_equal(json_str(tree, "lastOperation.operation"), "update");
	}
}

static void what_replaces_an_object_keeps_the_members_that_it_lacks(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(refusal_release) struct refusal other = { 0 };
	AUTO(cJSON_Delete) cJSON *target = NULL, *flow = NULL;

	assert_int_equal(patch(KIND_TARGET,
	                       "[{'op':'replace','path':'/params','value':{'path':'q'}}]",
	                       &rf),
	                 0);
	target = chain_tree(&chain, KIND_TARGET);
	assert_string_equal(json_str(target, "params.path"), "q");
	assert_string_equal(json_str(target, "params.bucketName"), "bucket");
	assert_int_equal(patch(KIND_FLOW,
	                       "[{'op':'replace','path':'/scheduleParams','value':"
	                       "{'interval':6}}]",
	                       &other),
	                 0);
	flow = chain_tree(&chain, KIND_FLOW);
	assert_string_equal(json_str(flow, "scheduleParams.timeUnit"), "hour");
	assert_string_equal(json_at(flow, "scheduleParams.interval")->valuestring, "6");
}

static void the_result_is_judged_as_at_creation(UNUSED void **state)
{
	static const struct {
		enum kind kind;
		const char *body, *name;
	} rows[] = {
		{ KIND_FLOW, "[{'op':'remove','path':'/name'}]", "FIELD_MISSING" },
		{ KIND_FLOW, "[{'op':'replace','path':'/name','value':1}]",
		  "FIELD_INVALID" },
		{ KIND_FLOW,
		  "[{'op':'replace','path':'/scheduleParams/interval','value':4}]",
		  "INTERVAL" },
		{ KIND_FLOW,
		  "[{'op':'replace','path':'/sourceConnectionIds','value':[]}]",
		  "IDS_NOT_ONE" },
		{ KIND_FLOW,
		  "[{'op':'replace','path':'/targetConnectionIds/0','value':'nobody'}]",
		  "FIELD_INVALID" },
		{ KIND_TARGET,
		  "[{'op':'replace','path':'/params/datasetFileType','value':'CSV'}]",
		  "FIELD_INVALID" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		expect_refused(i, rows[i].kind, rows[i].body, rows[i].name);
}

static void new_credentials_are_masked_and_get_their_date(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO_MEM char *text = NULL;

	assert_int_equal(patch(KIND_CONNECTION,
	                       "[{'op':'replace','path':'/auth/params','value':{"
	                       "'s3AccessKey':'ABCDEFGHIJKLMNOPQ777','s3SecretKey':"
	                       "'9876543210abcdefghij/+ABCDEFGHIJKLMNOPQR'}}]",
	                       &rf),
	                 0);
	tree = chain_tree(&chain, KIND_CONNECTION);
	text = json_text(tree);
	assert_null(strstr(text, "9876543210abcdefghij"));
	assert_string_equal(json_str(tree, "auth.params.authorizedDate"), "2026-01-01");
	assert_string_equal(json_str(tree, "auth.specName"), "Access Key");
	/* The operation is noted without what it held. */
	assert_non_null(json_get(tree, "lastOperation"));
	assert_null(json_at(tree, "lastOperation.ops"));
}

static void flows_show_what_became_of_their_target(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(cJSON_Delete) cJSON *before = chain_tree(&chain, KIND_FLOW), *after = NULL;

	assert_int_equal(patch(KIND_TARGET,
	                       "[{'op':'replace','path':'/name','value':'renamed'}]",
	                       &rf),
	                 0);
	after = chain_tree(&chain, KIND_FLOW);
	assert_string_equal(json_str(after,
	                             "inheritedAttributes.targetConnections[0].id"),
	                    chain.made[KIND_TARGET].id);
	/* Its own version does not change with it. */
	assert_string_equal(json_str(after, "etag"), json_str(before, "etag"));
}

static void a_list_of_operations_has_an_end(UNUSED void **state)
{
	AUTO(buf_release) struct buf body = { 0 };

	buf_add_char(&body, '[');
	for (int i = 0; i < 20000; i++)
		buf_printf(&body, "%s{'op':'replace','path':'/name','value':'n'}",
		           i ? "," : "");
	buf_add_char(&body, ']');
	expect_refused(0, KIND_FLOW, buf_str(&body), "FIELD_INVALID");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_no_operation_is_refused_by_name),
		TEST(a_kind_lets_its_own_paths_be_changed),
		TEST(an_op_is_taken_in_any_case_and_alone_or_in_a_list),
		TEST(what_replaces_an_object_keeps_the_members_that_it_lacks),
		TEST(the_result_is_judged_as_at_creation),
		TEST(new_credentials_are_masked_and_get_their_date),
		TEST(flows_show_what_became_of_their_target),
		TEST(a_list_of_operations_has_an_end),
	};

	return cmocka_run_group_tests_name("entities/patch", tests, NULL, NULL);
}
