/*
 * test_connections.c - base, source and target connections as they are created
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/connections.h"
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

#define AUTH                                                                         \
	"'auth':{'specName':'Access Key','params':{'s3AccessKey':'ABCDEFGHIJKLMNOPQ" \
	"234','s3SecretKey':'0123456789abcdefghij/+ABCDEFGHIJKLMNOPQR'}}"
#define PARAMS                                                                  \
	"'params':{'mode':'Server-to-server','bucketName':'bucket','path':'p'," \
	"'compression':'NONE','datasetFileType':'JSON'}"
#define UNKNOWN \
	"'connectionSpec':{'id':'00000000-0000-0000-0000-000000000000','version':'1.0'}"

struct row {
	enum kind kind;
	const char *body, *name, *pointer; /* of the refusal; "" and NULL for none */
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		AUTO(refusal_release) struct refusal rf = { 0 };
		int rc = chain_try(&chain, rows[i].kind, CREATE_LIVE, rows[i].body, &rf);

		row_int_equal(i, rc, *rows[i].name ? -1 : 0);
		row_string_equal(i, chain_refused(&rf), rows[i].name);
		if (rows[i].pointer)
			row_string_equal(i, rf.violations.all[0].pointer,
			                 rows[i].pointer);
	}
}

static void what_a_body_must_have_is_said_by_kind(UNUSED void **state)
{
	static const struct row rows[] = {
		{ KIND_CONNECTION, "{'name':'n'," AUTH "}", "FIELD_MISSING",
		  "/connectionSpec" },
		{ KIND_CONNECTION, "{'name':'n'," AUTH "," UNKNOWN "}", "SPEC_INVALID",
		  NULL },
		{ KIND_CONNECTION,
		  "{'name':'n'," AUTH
		  ",'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee'}}",
		  "SPEC_VERSION", NULL },
		{ KIND_CONNECTION, "{'name':'n'," CHAIN_S3 "}", "FIELD_MISSING",
		  "/auth" },
		{ KIND_CONNECTION,
		  "{'name':'n','auth':{'specName':'Nobody'}," CHAIN_S3 "}", "AUTH_SPEC",
		  NULL },
		{ KIND_SOURCE,
		  "{'name':'n','params':{'datasets':[{'dataSetId':1}]}," CHAIN_LAKE "}",
		  "FIELD_INVALID", "/params/datasets/0/dataSetId" },
		{ KIND_SOURCE,
		  "{'name':'n','baseConnectionId':'none','params':{'datasets':[{"
		  "'dataSetId':'" CHAIN_DATASET "'}]}," CHAIN_LAKE "}",
		  "FIELD_INVALID", "/baseConnectionId" },
		{ KIND_TARGET, "{'name':'n'," PARAMS "," CHAIN_S3 "}", "FIELD_MISSING",
		  "/baseConnectionId" },
		{ KIND_TARGET,
		  "{'name':'n','baseConnectionId':'%s','params':{'bucketName':'b'}"
		  "," CHAIN_S3 "}",
		  "FIELD_MISSING", NULL },
		{ KIND_TARGET,
		  "{'name':'n','baseConnectionId':'%s'," PARAMS "," CHAIN_LAKE "}",
		  "FIELD_INVALID", NULL },
	};

	chain_make(&chain, KIND_CONNECTION, chain_bodies[KIND_CONNECTION]);
	check_rows(rows, ARRAY_LEN(rows));
}

static void what_is_stored_is_what_was_sent_and_the_servers_own(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *base = NULL, *target = NULL;

	chain_make(&chain, KIND_CONNECTION,
	           "{'name':'n','mine':{'x':1.50},'id':'forged','createdBy':'forged',"
	           "'nothing':null," AUTH "," CHAIN_S3 "}");
	base = chain_tree(&chain, KIND_CONNECTION);
	assert_string_equal(json_str(base, "id"), chain.made[KIND_CONNECTION].id);
	assert_string_equal(json_str(base, "state"), "enabled");
	assert_string_not_equal(json_str(base, "createdBy"), "forged");
	assert_string_equal(json_at(base, "mine.x")->valuestring, "1.50");
	assert_null(json_get(base, "nothing"));
	assert_string_equal(json_str(base, "auth.params.authorizedDate"), "2026-01-01");
	assert_string_equal(json_str(base, "auth.params.s3SecretKey"), "****");
	chain_make(&chain, KIND_TARGET, chain_bodies[KIND_TARGET]);
	target = chain_tree(&chain, KIND_TARGET);
	assert_string_equal(json_str(target, "data.format"), "json");
	assert_string_equal(json_str(target, "data.outputType"), "DATASET_EXPORT");
	assert_true(cJSON_IsNull(json_at(target, "data.schema")));
	assert_string_equal(json_str(target, "inheritedAttributes.baseConnection.id"),
	                    chain.made[KIND_CONNECTION].id);
}

static void a_target_and_the_base_have_the_same_spec(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };

	chain_make(&chain, KIND_CONNECTION, chain_ingestion[KIND_CONNECTION]);
	assert_int_equal(chain_try(&chain, KIND_TARGET, CREATE_LIVE,
	                           chain_bodies[KIND_TARGET], &rf),
	                 -1);
	assert_string_equal(rf.violations.all[0].pointer, "/connectionSpec/id");
	assert_non_null(strstr(rf.violations.all[0].message, "be5ec48c-5b78"));
}

static void sources_without_a_base_share_the_servers_until_it_is_deleted(
	UNUSED void **state)
{
	char bases[3][UUID_TEXT];
	struct err e = { 0 };

	for (size_t i = 0; i < 3; i++) {
		AUTO(cJSON_Delete) cJSON *source = NULL, *base = NULL;

		chain_make(&chain, KIND_SOURCE, chain_bodies[KIND_SOURCE]);
		source = chain_tree(&chain, KIND_SOURCE);
		snprintf(bases[i], UUID_TEXT, "%s", json_str(source, "baseConnectionId"));
		assert_int_equal(entity_tree(&chain.world.store, KIND_CONNECTION,
		                             &chain_caller, bases[i], &base, &e),
		                 0);
		assert_string_equal(json_str(base, "connectionSpec.id"),
		                    json_str(source, "connectionSpec.id"));
		if (i == 1) {
			assert_int_equal(store_begin(&chain.world.store, &e), 0);
			assert_int_equal(entity_delete(&chain.world.store,
			                               KIND_CONNECTION, bases[1], &e),
			                 0);
			assert_int_equal(store_commit(&chain.world.store, &e), 0);
		}
	}
	assert_string_equal(bases[0], bases[1]);
	assert_string_not_equal(bases[1], bases[2]); /* no id is given twice */
}

/* A target whose params are the usual ones but for the bucket and the path. */
static char *target_to(const char *bucket, const char *path)
{
	return mem_printf(
		"{'name':'n','baseConnectionId':'%%s','params':{'mode':"
		"'Server-to-server','bucketName':'%s','path':'%s','compression':"
		"'NONE','datasetFileType':'JSON'}," CHAIN_S3 "}",
		bucket, path);
}

static void a_folder_that_no_disk_takes_is_refused(UNUSED void **state)
{
	static const struct {
		const char *path, *message;
	} rows[] = {
		{ "a/b", NULL },
		{ "a/.tmp", NULL },
		{ ".tmp-", "a folder's name can't begin with .tmp-" },
		{ "a/.tmp-b/c", "a folder's name can't begin with .tmp-" },
		{ "a.tmp-/b", NULL },
	};
	AUTO_MEM char *longest = mem_alloc(256), *longer = mem_alloc(257);
	AUTO_MEM char *fits = NULL, *breaks = NULL;
	AUTO(refusal_release) struct refusal long_rf = { 0 };

	chain_make(&chain, KIND_CONNECTION, chain_bodies[KIND_CONNECTION]);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO_MEM char *body = target_to("bucket", rows[i].path);
		AUTO(refusal_release) struct refusal rf = { 0 };
		int rc = chain_try(&chain, KIND_TARGET, CREATE_LIVE, body, &rf);

		row_int_equal(i, rc, rows[i].message ? -1 : 0);
		if (rows[i].message &&
		    !strstr(rf.violations.all[0].message, rows[i].message))
			fail_msg("row %zu: %s", i, rf.violations.all[0].message);
	}
	memset(longest, 'd', 255);
	memset(longer, 'd', 256);
	fits = target_to("bucket", longest);
	breaks = target_to("bucket", longer);
	chain_make(&chain, KIND_TARGET, fits);
	assert_int_equal(chain_try(&chain, KIND_TARGET, CREATE_LIVE, breaks, &long_rf),
	                 -1);
	assert_string_equal(long_rf.violations.all[0].pointer, "/params/path");
}

static void capitals_of_a_bucket_are_the_ledgers(UNUSED void **state)
{
	AUTO_MEM char *body = target_to("My-Bucket", "p");
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO(refusal_release) struct refusal rf = { 0 };

	chain_make(&chain, KIND_CONNECTION, chain_bodies[KIND_CONNECTION]);
	chain_make(&chain, KIND_TARGET, body);
	tree = chain_tree(&chain, KIND_TARGET);
	assert_string_equal(json_str(tree, "params.bucketName"),
	                    "My-Bucket"); /* as sent */
	chain.world.now.contract.mode = CONTRACT_STRICT;
	assert_int_equal(chain_try(&chain, KIND_TARGET, CREATE_LIVE, body, &rf), -1);
	assert_string_equal(rf.violations.all[0].pointer, "/params/bucketName");
	chain.world.now.contract.mode = CONTRACT_LENIENT;
}

static void a_refused_one_leaves_nothing_and_takes_no_number(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct chain other;
	char with[UUID_TEXT];

	assert_int_equal(chain_try(&chain, KIND_CONNECTION, CREATE_LIVE, "{'name':'n'}",
	                           &rf),
	                 -1);
	chain_make(&chain, KIND_CONNECTION, chain_bodies[KIND_CONNECTION]);
	memcpy(with, chain.made[KIND_CONNECTION].id, UUID_TEXT);
	chain_open(&other);
	chain_make(&other, KIND_CONNECTION, chain_bodies[KIND_CONNECTION]);
	assert_string_equal(other.made[KIND_CONNECTION].id, with);
	chain_close(&other);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_body_must_have_is_said_by_kind),
		TEST(what_is_stored_is_what_was_sent_and_the_servers_own),
		TEST(a_target_and_the_base_have_the_same_spec),
		TEST(sources_without_a_base_share_the_servers_until_it_is_deleted),
		TEST(a_folder_that_no_disk_takes_is_refused),
		TEST(capitals_of_a_bucket_are_the_ledgers),
		TEST(a_refused_one_leaves_nothing_and_takes_no_number),
	};

	return cmocka_run_group_tests_name("entities/connections", tests, NULL, NULL);
}
