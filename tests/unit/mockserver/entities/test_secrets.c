/*
 * test_secrets.c - what of a connection is masked
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/secrets.h"
#include "mockserver/specs/specs.h"
#include "tests/support/quoted.h"

#define ORG "ACME@AdobeOrg"

#define SFTP "'connectionSpec':{'id':'36965a81-b1c6-401b-99f8-22508f1e6a26'}"

static void expect_masked(const struct world *w, const char *tree, const char *want)
{
	AUTO(cJSON_Delete) cJSON *value = quoted_json(tree);
	AUTO(cJSON_Delete) cJSON *masked = quoted_json(want);

	secrets_mask(w, ORG, value);
	if (!json_equal(value, masked)) {
		AUTO(mem_free) char *text = json_text(value);

		fail_msg("%s became %s", tree, text);
	}
	secrets_mask(w, ORG, value);
	assert_true(json_equal(value, masked)); /* once more changes nothing */
}

static void every_member_that_holds_credentials_is_masked(void **state UNUSED)
{
	static const struct {
		const char *tree, *masked;
	} cases[] = {
		/* clang-format off */
		{ "{" SFTP ",'auth':{'specName':'x','params':{'password':'s','domain':'d'}}}",
		  "{" SFTP ",'auth':{'specName':'x','params':{'password':'****','domain':'d'}}}" },
		{ "{" SFTP ",'auth':{'params':{'more':[{'deepToken':'s','port':1}]}}}",
		  "{" SFTP ",'auth':{'params':{'more':[{'deepToken':'****','port':1}]}}}" },
		{ "{'auth':{'params':{'s3SecretKey':'s'},'sessionToken':'t','specName':'Token'}}",
		  "{'auth':{'params':{'s3SecretKey':'****'},'sessionToken':'****','specName':'Token'}}" },
		{ "{'auth':'s','params':['s']}", "{'auth':'****','params':'****'}" },
		{ "{'auth':null,'params':null}", "{'auth':null,'params':null}" },
		{ "{'auth':{'params':'s'}}", "{'auth':{'params':'****'}}" },
		{ "{'params':{'connectionString':'s','a':{'accessKey':'t'},'path':'p'}}",
		  "{'params':{'connectionString':'****','a':{'accessKey':'****'},'path':'p'}}" },
		{ "{'encryption':{'privateKey':'s','publicKey':'p'}}",
		  "{'encryption':{'privateKey':'****','publicKey':'p'}}" },
		{ "{'encryptionSpecs':{'params':{'keyPassphrase':'s'}},'note':{'password':'p'}}",
		  "{'encryptionSpecs':{'params':{'keyPassphrase':'****'}},'note':{'password':'****'}}" },
		{ "{'password':'s','credentials':{'s3SecretKey':'t','user':'u'},'name':'n'}",
		  "{'password':'****','credentials':{'s3SecretKey':'****','user':'u'},'name':'n'}" },
		/* clang-format on */
	};
	struct world w = { .now.contract.mode = CONTRACT_LENIENT };
	struct err e = { 0 };

	assert_int_equal(specs_open(&w.specs, &e), 0);
	for_each_row(i, cases)
		expect_masked(&w, cases[i].tree, cases[i].masked);
	specs_close(w.specs);
}

static void the_strict_contract_goes_by_the_specs_alone(void **state UNUSED)
{
	struct world w = { .now.contract.mode = CONTRACT_STRICT };
	struct err e = { 0 };

	assert_int_equal(specs_open(&w.specs, &e), 0);
	expect_masked(&w, "{'auth':{'params':{'apiToken':'t','sshKey':'s'}}}",
	              "{'auth':{'params':{'apiToken':'t','sshKey':'****'}}}");
	specs_close(w.specs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_member_that_holds_credentials_is_masked),
		cmocka_unit_test(the_strict_contract_goes_by_the_specs_alone),
	};

	return cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
}
