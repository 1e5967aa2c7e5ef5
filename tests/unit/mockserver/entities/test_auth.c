/*
 * test_auth.c - the credentials of a base connection: checked, dated, sound or not
 */
#include "tests/unit/unit.h"

#include "lib/json/write.h"
#include "lib/mem.h"
#include "mockserver/entities/auth.h"
#include "mockserver/specs/specs.h"
#include "tests/support/chain.h"
#include "tests/support/quoted.h"

#define S3   "4fce964d-3f37-408f-9778-e597338a21ee"
#define SFTP "36965a81-b1c6-401b-99f8-22508f1e6a26"
#define DLZ  "10440537-2a7b-4583-ac39-ed38d4b848e8"

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

static const struct spec *spec_of(const char *id)
{
	const struct spec *spec =
		specs_find(chain.world.specs, chain_caller.org, SPEC_CONNECTION, id);

	assert_non_null(spec);
	return spec;
}

static void credentials_are_those_that_the_spec_publishes(UNUSED void **state)
{
	static const struct {
		const char *spec, *body,
			*pointer; /* of the first violation; "-" for none */
	} rows[] = {
		{ S3, "{}", "/auth" },
		{ S3, "{'auth':null}", "/auth" },
		{ S3, "{'auth':'Access Key'}", "/auth" },
		{ S3, "{'auth':{}}", "/auth/specName" },
		{ S3, "{'auth':{'specName':1}}", "/auth/specName" },
		{ S3, "{'auth':{'specName':'access key'}}", "/auth/specName" },
		{ S3, "{'auth':{'specName':'Access Key'}}", "/auth/params/s3SecretKey" },
		{ S3, "{'auth':{'specName':'Access Key','params':[]}}", "/auth/params" },
		{ S3, "{'auth':{'specName':'Access Key','params':{'s3AccessKey':'k'}}}",
		  "/auth/params/s3SecretKey" },
		{ S3,
		  "{'auth':{'specName':'Access Key','params':{'s3AccessKey':'k',"
		  "'s3SecretKey':'s'}}}",
		  "-" },
		/* Nothing is asked of a landing zone. */
		{ DLZ, "{}", "-" },
		{ DLZ, "{'auth':{}}", "-" },
		/* In the samples host stands for domain. */
		{ SFTP,
		  "{'auth':{'specName':'SFTP with "
		  "Password','params':{'host':'h','username':"
		  "'u','password':'p'}}}",
		  "-" },
		{ SFTP,
		  "{'auth':{'specName':'SFTP with Password','params':{'username':'u',"
		  "'password':'p'}}}",
		  "/auth/params/domain" },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *body = quoted_json(rows[i].body);
		AUTO(refusal_release) struct refusal rf = { 0 };

		auth_check(&chain.world, spec_of(rows[i].spec), body, &rf);
		if (*rows[i].pointer == '-') {
			if (rf.violations.count)
				fail_msg("row %zu: %s %s", i,
				         rf.violations.all[0].pointer,
				         rf.violations.all[0].message);
			continue;
		}
		assert_true(rf.violations.count > 0);
		row_string_equal(i, rf.violations.all[0].pointer, rows[i].pointer);
	}
}

static char *written(const char *auth)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(auth);
	struct buf out = { 0 };

	if (!auth_write(&chain.world, NULL, json, &out))
		buf_add_str(&out, "nothing");
	return buf_take(&out);
}

static void what_is_stored_has_the_date_of_the_mocks_clock(UNUSED void **state)
{
	static const char *const rows[][2] = {
		{ "{'specName':'x','params':{'k':'v'}}",
		  "{'specName':'x','params':{'authorizedDate':'2026-01-01','k':'v'}}" },
		{ "{'specName':'x'}",
		  "{'specName':'x','params':{'authorizedDate':'2026-01-01'}}" },
		/* A date that was sent stays, and is there once. */
		{ "{'params':{'k':1,'authorizedDate':'1999-01-01'},'specName':'x'}",
		  "{'params':{'authorizedDate':'1999-01-01','k':1},'specName':'x'}" },
		{ "{}", "nothing" },
		{ "null", "nothing" },
		{ "'x'", "nothing" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO_MEM char *found = written(rows[i][0]);
		AUTO_MEM char *want = quoted(rows[i][1]);

		row_string_equal(i, found, want);
	}
}

static void credentials_that_break_the_specs_patterns_are_unsound(UNUSED void **state)
{
	static const struct {
		const char *spec, *auth;
		enum soundness sound;
	} rows[] = {
		{ S3,
		  "{'specName':'Access "
		  "Key','params':{'s3AccessKey':'ABCDEFGHIJKLMNOPQ234',"
		  "'s3SecretKey':'0123456789abcdefghij/+ABCDEFGHIJKLMNOPQR'}}",
		  SOUND },
		{ S3,
		  "{'specName':'Access "
		  "Key','params':{'s3AccessKey':'k','s3SecretKey':'s'}}",
		  UNSOUND },
		{ S3, "{'specName':'Nobody','params':{}}", UNSOUND },
		{ S3, "{}", UNSOUND },
		{ DLZ, "{}", SOUND },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *auth = quoted_json(rows[i].auth);

		row_int_equal(i,
		              auth_soundness(&chain.world, spec_of(rows[i].spec), auth),
		              rows[i].sound);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(credentials_are_those_that_the_spec_publishes),
		cmocka_unit_test(what_is_stored_has_the_date_of_the_mocks_clock),
		cmocka_unit_test(credentials_that_break_the_specs_patterns_are_unsound),
	};

	return cmocka_run_group_tests_name("entities/auth", tests, setup, teardown);
}
