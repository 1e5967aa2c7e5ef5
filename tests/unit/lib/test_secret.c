/*
 * test_secret.c - lib/secret.c: names that give away secrets
 */
#include "tests/unit/unit.h"

#include "lib/secret.h"

static void a_names_last_word_tells_a_secret(void **state UNUSED)
{
	static const char *const secret[] = {
		"password",      "apiPassword", "api_password",  "api-password",
		"PASSWORD",      "dbPASSWORD",  "passphrase",    "keyPassphrase",
		"passPhrase",    "pass_phrase", "secret",        "clientSecret",
		"CLIENT_SECRET", "token",       "SASToken",      "sas_token",
		"x-auth-token",  "credential",  "awsCredential", "accessKey",
		"s3AccessKey",   "ACCESS_KEY",  "access-key",    "accesskey",
		"accountKey",    "secretKey",   "sharedKey",     "privateKey",
		"sasKey",        "SASKey",      "mySharedKEY",   "api.token",
		"token_",
	};
	static const char *const open[] = {
		"",       "tokenUrl",      "tokens",     "passwordPolicy",
		"key",    "publicKey",     "primaryKey", "accessKeyId",
		"monkey", "secretary",     "keyAccess",  "sshKeyPath",
		"bucket", "mytoken",       "apiKey",     "keySecretName",
		"_",      "accessRoleKey",
	};

	for_each_row(i, secret) {
		if (!secret_in_name(str_of(secret[i])))
			fail_msg("'%s' is no secret", secret[i]);
	}
	for_each_row(i, open) {
		if (secret_in_name(str_of(open[i])))
			fail_msg("'%s' is a secret", open[i]);
	}
}

/* What follows the name in its text does not count. */
static void a_name_is_read_to_its_end(void **state UNUSED)
{
	static const char text[] = "passToken";

	assert_false(secret_in_name((struct str){ text, 4 }));
	assert_false(secret_in_name((struct str){ text, 5 }));
	assert_true(secret_in_name((struct str){ text, 9 }));
	assert_false(secret_in_name((struct str){ text, 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_names_last_word_tells_a_secret),
		cmocka_unit_test(a_name_is_read_to_its_end),
	};

	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
