/*
 * test_identity.c - harness/target/identity.c
 */
#include "tests/unit/unit.h"

#include "harness/target/identity.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

static const char *const names[] = {
	"FLOWCHECK_ACCESS_TOKEN",
	"FLOWCHECK_API_KEY",
	"FLOWCHECK_ORG_ID",
	"FLOWCHECK_SANDBOX",
	"FLOWCHECK_CLIENT_ID",
	"FLOWCHECK_CLIENT_SECRET",
	"FLOWCHECK_CLIENT_SECRET_FILE",
	"FLOWCHECK_SCOPES",
};

static void clear(void)
{
	for_each_row(i, names)
		unsetenv(names[i]);
}

static int setup(void **state)
{
	clear();
	return scratch_open(state);
}

static void without_variables_a_lenient_mock_accepts_it(void **state UNUSED)
{
	struct identity who;
	struct err e = { 0 };

	setenv("FLOWCHECK_ACCESS_TOKEN", "", 1);
	assert_int_equal(identity_read(NULL, &who, &e), 0);
	assert_string_equal(who.token, "flowcheck-token");
	assert_string_equal(who.key, "flowcheck");
	assert_string_equal(who.org, "FLOWCHECK@AdobeOrg");
	assert_string_equal(who.sandbox, "prod");
	assert_false(who.token_given || who.key_given);
	assert_null(who.client_id);
	identity_release(&who);
}

static void a_clients_id_is_its_key_unless_another_is_given(void **state UNUSED)
{
	struct identity who;
	struct err e = { 0 };

	setenv("FLOWCHECK_CLIENT_ID", "me", 1);
	setenv("FLOWCHECK_CLIENT_SECRET", "hush", 1);
	assert_int_equal(identity_read(NULL, &who, &e), 0);
	assert_string_equal(who.client_secret, "hush");
	assert_string_equal(who.key, "me");
	assert_true(who.key_given);
	assert_true(strstr(who.scopes, "openid,AdobeID,") == who.scopes);
	identity_release(&who);

	setenv("FLOWCHECK_API_KEY", "other", 1);
	setenv("FLOWCHECK_SCOPES", "one", 1);
	assert_int_equal(identity_read(NULL, &who, &e), 0);
	assert_string_equal(who.key, "other");
	assert_string_equal(who.scopes, "one");
	identity_release(&who);
}

static void a_secret_may_lie_in_a_file(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "secret");
	struct identity who;
	struct err e = { 0 };

	scratch_write(state, "secret", " hu sh\r\n");
	setenv("FLOWCHECK_CLIENT_ID", "me", 1);
	setenv("FLOWCHECK_CLIENT_SECRET_FILE", path, 1);
	assert_int_equal(identity_read(NULL, &who, &e), 0);
	assert_string_equal(who.client_secret, "hu sh");
	identity_release(&who);

	scratch_write(state, "secret", "\n");
	assert_int_equal(identity_read(NULL, &who, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "FLOWCHECK_CLIENT_SECRET_FILE: "));

	scratch_write_bytes(state, "secret", "hu\0sh", 5);
	e = (struct err){ 0 };
	assert_int_equal(identity_read(NULL, &who, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "a NUL stands in "));
}

static void half_a_client_and_two_secrets_are_refused(void **state UNUSED)
{
	static const struct {
		const char *id, *secret, *file, *says;
	} cases[] = {
		{ "me", NULL, NULL, "FLOWCHECK_CLIENT_ID is set without a secret" },
		{ NULL, "hush", NULL, "FLOWCHECK_CLIENT_SECRET is set without" },
		{ NULL, NULL, "f", "FLOWCHECK_CLIENT_SECRET_FILE is set without" },
		{ "me", "hush", "f", "are both set: unset one" },
		{ "me", NULL, "/no/such", "FLOWCHECK_CLIENT_SECRET_FILE: " },
	};

	for_each_row(i, cases) {
		struct identity who;
		struct err e = { 0 };

		clear();
		if (cases[i].id)
			setenv("FLOWCHECK_CLIENT_ID", cases[i].id, 1);
		if (cases[i].secret)
			setenv("FLOWCHECK_CLIENT_SECRET", cases[i].secret, 1);
		if (cases[i].file)
			setenv("FLOWCHECK_CLIENT_SECRET_FILE", cases[i].file, 1);
		if (!identity_read(NULL, &who, &e) || !strstr(e.text, cases[i].says) ||
		    strstr(e.text, "hush"))
			fail_msg("row %zu: '%s'", i, e.text);
	}
}

#define CLEAR(name) cmocka_unit_test_setup_teardown(name, setup, scratch_close)

static void what_was_given_is_masked_in_any_text(void **state UNUSED)
{
	const struct identity who = {
		.token = "tok", .key = "key", .token_given = true, .client_secret = "s3c"
	};
	AUTO_MEM char *given = quoted("tok key s3c 'password':'hidden' "
	                              "a?client_secret=x&y=tok");
	AUTO_MEM char *text = identity_masked(&who, given);

	assert_quoted_equal(text, "*** key *** 'password':'***' "
	                          "a?client_secret=***&y=***");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLEAR(without_variables_a_lenient_mock_accepts_it),
		CLEAR(a_clients_id_is_its_key_unless_another_is_given),
		CLEAR(a_secret_may_lie_in_a_file),
		CLEAR(half_a_client_and_two_secrets_are_refused),
		cmocka_unit_test(what_was_given_is_masked_in_any_text),
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
