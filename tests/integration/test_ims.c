/*
 * test_ims.c - tokens, and whom strict authentication lets in
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"

#define FORM  "application/x-www-form-urlencoded"
#define SCOPE "&scope=openid,AdobeID"
#define GRANT "grant_type=client_credentials"
#define ONE   GRANT "&client_id=one&client_secret=s1" SCOPE
#define TWO   GRANT "&client_id=two&client_secret=s2" SCOPE

static const char *const clients[] = { "one:s1:O1@AdobeOrg", "two:s2:O2@AdobeOrg:PT1H",
	                               NULL };
static struct mock mock;

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	return 0;
}

static int setup_strict(void **state UNUSED)
{
	mock_begin_with(&mock, NULL,
	                &(struct flowmock_options){ .auth = FLOWMOCK_CLIENTS,
	                                            .clients = clients,
	                                            .sandboxes = "prod,dev" });
	return 0;
}

static int setup_services_own_codes(void **state UNUSED)
{
	static const char *const choose[] = { "C60=errors", NULL };

	mock_begin_with(&mock, NULL,
	                &(struct flowmock_options){ .auth = FLOWMOCK_CLIENTS,
	                                            .clients = clients,
	                                            .choose = choose });
	return 0;
}

static int setup_strict_on_disk(void **state UNUSED)
{
	mock_begin_with(&mock, "state.db",
	                &(struct flowmock_options){ .auth = FLOWMOCK_CLIENTS,
	                                            .clients = clients });
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

/* One request with up to four headers, "name: value" each, NULL for none. */
static struct mock_reply ask(const char *method, const char *path,
                             const char *const headers[4], const char *body)
{
	AUTO(mem_free) char *url = mem_printf("%s%s", flowmock_url(mock.instance), path);
	struct header list[4];
	struct mock_reply r;
	size_t n = 0;

	for (; n < 4 && headers[n]; n++) {
		list[n].name = mem_strdup(headers[n]);
		list[n].value = strchr(list[n].name, ':') + 2;
		list[n].value[-2] = '\0';
	}
	r = mock_ask_with(&mock, &(struct exchange){
					 .method = method,
					 .url = url,
					 .headers = list,
					 .header_count = n,
					 .body = body,
					 .body_size = body ? strlen(body) : 0,
				 });
	while (n--)
		free(list[n].name);
	return r;
}

static struct mock_reply ask_ims(const char *path, const char *type, const char *body)
{
	AUTO(mem_free) char *header = mem_printf("Content-Type: %s", type ? type : "");
	const char *const headers[4] = { type ? header : NULL };

	return ask("POST", path, headers, body);
}

static char *token_for(const char *form)
{
	struct mock_reply r = ask_ims("/ims/token/v3", FORM, form);
	char *token;

	assert_int_equal(r.status, 200);
	token = mem_strdup(json_str(r.body, "access_token"));
	mock_reply_release(&r);
	return token;
}

/* GET /flows by that token, key, organisation and sandbox: the error code, or "". */
static void expect_gate(const char *token, const char *key, const char *org,
                        const char *sandbox, const char *code)
{
	AUTO_MEM char *authorization = mem_printf("Authorization: Bearer %s", token);
	AUTO(mem_free) char *api_key = mem_printf("x-api-key: %s", key);
	AUTO(mem_free) char *ims_org = mem_printf("x-gw-ims-org-id: %s", org);
	AUTO(mem_free) char *name = mem_printf("x-sandbox-name: %s", sandbox);
	const char *const headers[4] = { authorization, api_key, ims_org, name };
	struct mock_reply r =
		ask("GET", "/data/foundation/flowservice/runs", headers, NULL);
	const char *have = json_str(r.body, "error_code");

	if (!have && json_str(r.body, "type"))
		have = json_str(r.body, "type") +
		       strlen("https://ns.adobe.com/aep/errors/FLOW-");
	assert_string_equal(have ? have : "", code);
	assert_int_equal(r.status == 200, !*code);
	if (*code && strlen(code) == 6)
		assert_int_equal(r.status, (code[0] - '0') * 100 + (code[1] - '0') * 10 +
		                                   (code[2] - '0'));
	mock_reply_release(&r);
}

static void every_path_and_place_of_the_parameters_gives_a_token(void **state UNUSED)
{
	static const struct {
		const char *path, *type, *body;
	} cases[] = {
		/* clang-format off */
		{ "/ims/token", FORM, ONE },
		{ "/ims/token/v2?" ONE, NULL, "" },
		{ "/ims/token/v3", FORM, ONE },
		{ "/ims/token/v3", NULL, ONE },
		{ "/ims/token/v3/", FORM, ONE },
		{ "/ims/token/v4?client_id=one", "multipart/form-data; boundary=x",
		  "--x\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\ns1\r\n"
		  "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n"
		  "--x\r\nContent-Disposition: form-data; name=\"scope\"\r\n\r\nopenid AdobeID\r\n--x--\r\n" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct mock_reply r =
			ask_ims(cases[i].path, cases[i].type, cases[i].body);
		int64_t lives = 0;

		assert_int_equal(r.status, 200);
		assert_string_equal(json_str(r.body, "token_type"), "bearer");
		assert_true(json_int(r.body, "expires_in", &lives));
		assert_int_equal(lives, 86399);
		expect_gate(json_str(r.body, "access_token"), "one", "O1@AdobeOrg",
		            "prod", "");
		assert_non_null(r.debug_id);
		mock_reply_release(&r);
	}
}

static void the_older_exchange_counts_in_milliseconds(void **state UNUSED)
{
	static const char *const paths[] = { "/ims/exchange/jwt", "/ims/exchange/jwt/" };

	for_each_row(i, paths) {
		struct mock_reply r = ask_ims(paths[i], FORM,
		                              "client_id=one&client_secret=s1"
		                              "&jwt_token=e30.e30.sig");
		int64_t lives = 0;

		assert_int_equal(r.status, 200);
		assert_true(json_int(r.body, "expires_in", &lives));
		assert_int_equal(lives, 86399992);
		mock_reply_release(&r);
	}
}

static void what_ims_refuses_says_which_parameter(void **state UNUSED)
{
	static const struct {
		const char *path, *type, *body, *error, *text;
	} cases[] = {
		/* clang-format off */
		{ "/ims/token/v3", FORM, "", "unsupported_grant_type", "unsupported grant_type parameter" },
		{ "/ims/token/v3", FORM, "grant_type=password", "unsupported_grant_type", "unsupported grant_type parameter" },
		{ "/ims/token/v3", FORM, GRANT, "invalid_request", "missing client_id parameter" },
		{ "/ims/token/v3", FORM, GRANT "&client_id=one", "invalid_request", "missing client_secret parameter" },
		{ "/ims/token/v3", FORM, GRANT "&client_id=one&client_secret=s1", "invalid_request", "missing scope parameter" },
		{ "/ims/token/v3", FORM, GRANT "&client_id=no&client_secret=s1" SCOPE, "invalid_client", "invalid client_id parameter" },
		{ "/ims/token/v3", FORM, GRANT "&client_id=one&client_secret=s2" SCOPE, "invalid_client", "invalid client_secret parameter" },
		{ "/ims/token/v3", FORM, ONE "&org_id=O2@AdobeOrg", "invalid_request", "invalid org_id parameter" },
		{ "/ims/token/v3", FORM, GRANT "&client_id=one&client_secret=s1&scope=%22", "invalid_scope", "invalid scope parameter" },
		{ "/ims/token/v3", "application/json", "{}", "invalid_request", "the body is no form" },
		{ "/ims/exchange/jwt", FORM, "client_id=one&client_secret=s1", "invalid_request", "missing jwt_token parameter" },
		{ "/ims/exchange/jwt", FORM, "client_id=one&client_secret=s1&jwt_token=x", "invalid_token", "invalid jwt_token parameter" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct mock_reply r =
			ask_ims(cases[i].path, cases[i].type, cases[i].body);

		assert_int_equal(r.status, 400);
		assert_string_equal(json_str(r.body, "error"), cases[i].error);
		assert_string_equal(json_str(r.body, "error_description"), cases[i].text);
		assert_non_null(r.debug_id);
		mock_reply_release(&r);
	}
}

static void lenient_takes_any_client(void **state UNUSED)
{
	AUTO_MEM char *token =
		token_for(GRANT "&client_id=whoever&client_secret=whatever");

	expect_gate(token, "another", "Any@AdobeOrg", "any", "");
	expect_gate("any", "any", "any", "any", "");
}

static void strict_takes_the_clients_key_and_organisation_only(void **state UNUSED)
{
	AUTO(mem_free) char *one = token_for(ONE);
	AUTO(mem_free) char *two = token_for(TWO);

	expect_gate(one, "one", "O1@AdobeOrg", "dev", "");
	expect_gate(two, "two", "O2@AdobeOrg", "prod", "");
	expect_gate("any", "one", "O1@AdobeOrg", "prod", "401013");
	expect_gate(one, "no", "O1@AdobeOrg", "prod", "403003");
	expect_gate(one, "two", "O1@AdobeOrg", "prod", "403003");
	expect_gate(one, "one", "O2@AdobeOrg", "prod", "403025");
	expect_gate(one, "one", "nobody", "prod", "403027");
	expect_gate(one, "one", "O1@AdobeOrg", "test", "2100-404");
}

/* 2000-401 of the service, where its codes are chosen before the gateway's (C60). */
static void an_organisation_that_the_token_is_not_for_is_denied(void **state UNUSED)
{
	AUTO(mem_free) char *one = token_for(ONE);

	expect_gate(one, "one", "O1@AdobeOrg", "prod", "");
	expect_gate(one, "one", "O2@AdobeOrg", "prod", "2000-401");
}

static void tokens_expire_on_the_mocks_clock(void **state UNUSED)
{
	char why[FLOWMOCK_WHY];
	AUTO(mem_free) char *hour = token_for(TWO);
	AUTO(mem_free) char *day = token_for(ONE);
	AUTO(mem_free) char *again = NULL;

	assert_int_equal(flowmock_advance(mock.instance, 3599999, NULL, why), 0);
	expect_gate(hour, "two", "O2@AdobeOrg", "prod", "");
	assert_int_equal(flowmock_advance(mock.instance, 1, NULL, why), 0);
	expect_gate(hour, "two", "O2@AdobeOrg", "prod", "401013");
	expect_gate(day, "one", "O1@AdobeOrg", "prod", "");
	again = token_for(TWO);
	expect_gate(again, "two", "O2@AdobeOrg", "prod", "");
}

static void a_reset_keeps_tokens(void **state UNUSED)
{
	char why[FLOWMOCK_WHY];
	AUTO(mem_free) char *before = token_for(ONE);
	AUTO(mem_free) char *after = NULL;

	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	expect_gate(before, "one", "O1@AdobeOrg", "prod", "");
	after = token_for(ONE);
	assert_string_equal(after, before); /* the same steps, the same bytes */
	expect_gate(after, "one", "O1@AdobeOrg", "prod", "");
}

/* The clock goes back to its start. */
static void a_token_outlives_a_reset_to_before_it_was_issued(void **state UNUSED)
{
	char why[FLOWMOCK_WHY];
	AUTO(mem_free) char *token = NULL;

	assert_int_equal(flowmock_advance(mock.instance, 40 * 86400000LL, NULL, why), 0);
	token = token_for(TWO);
	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	expect_gate(token, "two", "O2@AdobeOrg", "prod", "");
	assert_int_equal(flowmock_advance(mock.instance, 41 * 86400000LL, NULL, why), 0);
	expect_gate(token, "two", "O2@AdobeOrg", "prod", "401013");
}

static void a_token_of_before_a_reset_is_no_one_elses_after_it(void **state UNUSED)
{
	char why[FLOWMOCK_WHY];
	AUTO(mem_free) char *before = token_for(ONE);
	AUTO(mem_free) char *after = NULL;

	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	after = token_for(TWO);
	expect_gate(after, "two", "O2@AdobeOrg", "prod", "");
	expect_gate(before, "two", "O2@AdobeOrg", "prod", "403003");
	expect_gate(before, "one", "O1@AdobeOrg", "prod", "");
}

static void a_token_outlives_a_restart_on_the_same_state(void **state UNUSED)
{
	AUTO(mem_free) char *token = token_for(ONE);

	mock_restart(&mock, "state.db");
	expect_gate(token, "one", "O1@AdobeOrg", "prod", "");
}

static void several_tokens_of_a_client_live_side_by_side(void **state UNUSED)
{
	AUTO(mem_free) char *first = token_for(ONE);
	AUTO(mem_free) char *second = token_for(ONE);

	assert_string_not_equal(first, second);
	expect_gate(first, "one", "O1@AdobeOrg", "prod", "");
	expect_gate(second, "one", "O1@AdobeOrg", "prod", "");
}

static void the_configuration_leads_to_the_mock(void **state UNUSED)
{
	const char *const none[4] = { NULL };
	AUTO_MEM char *token = mem_printf("%s/ims/token/v3", flowmock_url(mock.instance));
	struct mock_reply r =
		ask("GET", "/ims/.well-known/openid-configuration", none, NULL);

	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(r.body, "token_endpoint"), token);
	assert_string_equal(json_str(r.body, "issuer"), flowmock_url(mock.instance));
	mock_reply_release(&r);
}

static void bad_clients_keep_an_instance_from_starting(void **state UNUSED)
{
	static const char *const bad[] = { "one:s1:O", "one:s2:O", NULL };
	const struct flowmock_options o = { .clients = bad, .export_root = mock.exports };
	struct flowmock *m;
	char why[FLOWMOCK_WHY];

	assert_int_equal(flowmock_start(&o, &m, why), -1);
	assert_string_equal(why, "clients: client 'one' is given twice");
}

#define LENIENT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define STRICT(name)  cmocka_unit_test_setup_teardown(name, setup_strict, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STRICT(every_path_and_place_of_the_parameters_gives_a_token),
		STRICT(the_older_exchange_counts_in_milliseconds),
		STRICT(what_ims_refuses_says_which_parameter),
		LENIENT(lenient_takes_any_client),
		STRICT(strict_takes_the_clients_key_and_organisation_only),
		cmocka_unit_test_setup_teardown(
			an_organisation_that_the_token_is_not_for_is_denied,
			setup_services_own_codes, teardown),
		STRICT(tokens_expire_on_the_mocks_clock),
		STRICT(a_reset_keeps_tokens),
		STRICT(a_token_outlives_a_reset_to_before_it_was_issued),
		STRICT(a_token_of_before_a_reset_is_no_one_elses_after_it),
		cmocka_unit_test_setup_teardown(
			a_token_outlives_a_restart_on_the_same_state,
			setup_strict_on_disk, teardown),
		STRICT(several_tokens_of_a_client_live_side_by_side),
		LENIENT(the_configuration_leads_to_the_mock),
		LENIENT(bad_clients_keep_an_instance_from_starting),
	};

	return cmocka_run_group_tests_name("ims", tests, NULL, NULL);
}
