/*
 * test_ims.c - tokens for clients: what is asked for, whom it is given, what is refused
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/world_state.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	routed_header(&mock, "Content-Type", "application/x-www-form-urlencoded");
	routed_header(&mock, "Authorization", NULL);
	return 0;
}

static int setup_strict(void **state)
{
	struct guard *g = &mock.chain.app.guard;
	struct err e = { 0 };

	setup(state);
	g->auth = AUTH_STRICT;
	if (clients_add(&g->clients, "short:s:TEST@AdobeOrg:PT1H", &e) < 0)
		fail_msg("%s", e.text);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

#define TOKEN "POST /ims/token/v3"
#define JWT   "POST /ims/exchange/jwt"
#define GRANT "grant_type=client_credentials"
#define ASKED GRANT "&client_id=c&client_secret=s"
#define OWN   GRANT "&client_id=flowmock&client_secret=flowmock-secret&scope=openid"

/* ---------------------------------------------------------------- given */

static void a_token_is_a_bearers_and_lives_a_day_but_a_second(void **state UNUSED)
{
	static const char *const whats[] = { "POST /ims/token", "POST /ims/token/v2",
		                             TOKEN, "POST /ims/token/v4" };

	for_each_row(i, whats) {
		routed_expect(&mock, whats[i], ASKED, 200);
		routed_has(&mock, "token_type", "'bearer'");
		routed_has(&mock, "expires_in", "86399");
		assert_true(strlen(json_str(mock.body, "access_token")) > 100);
		assert_string_equal(mock.rq.reply.debug_id, mock.rq.id);
	}
}

static void the_older_way_counts_milliseconds(void **state UNUSED)
{
	routed_expect(&mock, JWT, "client_id=c&client_secret=s&jwt_token=x", 200);
	routed_has(&mock, "expires_in", "86399992");
}

static void parameters_come_in_the_body_or_in_the_query_and_the_bodys_win(
	void **state UNUSED)
{
	AUTO_MEM char *first = NULL;

	routed_expect(&mock, TOKEN "?" ASKED, NULL, 200);
	routed_expect(&mock, TOKEN "?client_id=q&client_secret=s", GRANT, 200);
	routed_expect(&mock, TOKEN "?grant_type=other", ASKED, 200);
	routed_expect(&mock, TOKEN "?" GRANT, "grant_type=other", 400);
	first = mem_strdup(routed_refused(&mock));
	assert_string_equal(first, "IMS_GRANT");
}

static void basic_credentials_are_taken_where_the_form_has_none(void **state UNUSED)
{
	/* "a%2Bb:p+q:r" and, strictly, "flowmock:flowmock-secret" */
	routed_header(&mock, "Authorization", "Basic YSUyQmI6cCtxOnI=");
	routed_expect(&mock, TOKEN, GRANT, 200);
	routed_header(&mock, "Authorization", "Basic ???");
	routed_expect(&mock, TOKEN, GRANT, 400);
	assert_string_equal(routed_refused(&mock), "IMS_PARAM");
	routed_header(&mock, "Authorization", "Bearer YTpi");
	routed_expect(&mock, TOKEN, GRANT, 400);
}

static void basic_credentials_are_judged_as_the_forms_are(void **state UNUSED)
{
	routed_header(&mock, "Authorization", "basic Zmxvd21vY2s6Zmxvd21vY2stc2VjcmV0");
	routed_expect(&mock, TOKEN, GRANT "&scope=openid", 200);
	routed_header(&mock, "Authorization", "basic Zmxvd21vY2s6d3Jvbmc=");
	routed_expect(&mock, TOKEN, GRANT "&scope=openid", 400);
	assert_string_equal(routed_refused(&mock), "IMS_SECRET");
}

/* RFC 6749, 2.3 */
static void a_request_has_one_way_to_authenticate(void **state UNUSED)
{
	static const struct {
		const char *form;
		int status;
	} rows[] = {
		{ GRANT, 200 },
		{ GRANT "&client_id=flowmock", 200 },
		{ GRANT "&client_id=another", 400 },
		{ GRANT "&client_secret=flowmock-secret", 400 },
		{ GRANT "&client_secret=another", 400 },
		{ GRANT "&client_id=another&client_secret=another", 400 },
	};

	for_each_row(i, rows) {
		routed_header(&mock, "Authorization",
		              "Basic Zmxvd21vY2s6Zmxvd21vY2stc2VjcmV0");
		routed_expect(&mock, TOKEN, rows[i].form, rows[i].status);
		if (rows[i].status == 400)
			assert_string_equal(routed_refused(&mock), "IMS_TWO_WAYS");
	}
}

static void a_token_is_let_in_until_it_expires(void **state UNUSED)
{
	AUTO_MEM char *bearer = NULL;

	routed_expect(&mock, TOKEN, GRANT "&client_id=short&client_secret=s&scope=x",
	              200);
	routed_has(&mock, "expires_in", "3599");
	bearer = mem_printf("Bearer %s", json_str(mock.body, "access_token"));
	routed_header(&mock, "Authorization", bearer);
	routed_header(&mock, "x-api-key", "short");
	routed_expect(&mock, "GET /flows", NULL, 200);
	mock.chain.world.clock.at += MS_PER_HOUR;
	routed_expect(&mock, "GET /flows", NULL, 401);
}

/* ---------------------------------------------------------------- refused */

static void what_is_missing_or_malformed_is_named(void **state UNUSED)
{
	static const struct {
		const char *what, *body, *refusal;
	} cases[] = {
		{ TOKEN, NULL, "IMS_GRANT" },
		{ TOKEN, "grant_type=password", "IMS_GRANT" },
		{ TOKEN, GRANT, "IMS_PARAM" },
		{ TOKEN, GRANT "&client_id=c", "IMS_PARAM" },
		{ TOKEN, GRANT "&client_id=c&client_secret=", "IMS_PARAM" },
		{ TOKEN, ASKED "&scope=a%22b", "IMS_SCOPE" },
		{ TOKEN, ASKED "&scope=a%5Cb", "IMS_SCOPE" },
		{ TOKEN, ASKED "&scope=%C3%A4", "IMS_SCOPE" },
		{ TOKEN, ASKED "&scope=a,b+c", "" },
		{ JWT, "client_id=c&client_secret=s", "IMS_PARAM" },
		{ JWT, "client_id=c&jwt_token=x", "IMS_PARAM" },
	};

	for_each_row(i, cases) {
		int status = routed_ask(&mock, cases[i].what, cases[i].body);

		assert_int_equal(status, *cases[i].refusal ? 400 : 200);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
	}
}

static void a_body_that_is_no_form_is_refused(void **state UNUSED)
{
	routed_header(&mock, "Content-Type", "application/json");
	routed_expect(&mock, TOKEN, "{}", 400);
	assert_string_equal(routed_refused(&mock), "IMS_FORM");
	routed_expect(&mock, TOKEN "?" ASKED, NULL, 200); /* no body, no form */
}

static void strictly_only_its_clients_get_a_token(void **state UNUSED)
{
	static const struct {
		const char *what, *body, *refusal;
	} cases[] = {
		{ TOKEN, OWN, "" },
		{ TOKEN, OWN "&org_id=FLOWMOCK@AdobeOrg", "" },
		{ TOKEN, OWN "&org_id=OTHER@AdobeOrg", "IMS_ORG" },
		{ TOKEN, ASKED "&scope=openid", "IMS_CLIENT" },
		{ TOKEN, GRANT "&client_id=flowmock&client_secret=x&scope=a",
		  "IMS_SECRET" },
		{ TOKEN, GRANT "&client_id=flowmock&client_secret=flowmock-secret",
		  "IMS_PARAM" },
		{ JWT, "client_id=flowmock&client_secret=flowmock-secret&jwt_token=x",
		  "IMS_JWT" },
	};

	for_each_row(i, cases) {
		int status = routed_ask(&mock, cases[i].what, cases[i].body);

		assert_true((status == 200) == !*cases[i].refusal);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
	}
}

/* A refused one is not drawn: the next token is the one that it would have been. */
static void a_refusal_draws_no_token(void **state UNUSED)
{
	AUTO_MEM char *first = NULL;
	struct err e = { 0 };

	routed_expect(&mock, TOKEN, OWN, 200);
	first = mem_strdup(json_str(mock.body, "access_token"));
	assert_int_equal(world_reset(&mock.chain.world, &e), 0);
	routed_expect(&mock, TOKEN, OWN "&org_id=OTHER@AdobeOrg", 400);
	routed_expect(&mock, TOKEN, OWN, 200);
	assert_string_equal(json_str(mock.body, "access_token"), first);
	routed_expect(&mock, TOKEN, OWN, 200);
	assert_string_not_equal(json_str(mock.body, "access_token"), first);
}

/* ---------------------------------------------------------------- openid */

static void the_configuration_points_at_the_mock_itself(void **state UNUSED)
{
	routed_expect(&mock, "GET /ims/.well-known/openid-configuration", NULL, 200);
	routed_has(&mock, "issuer", "'http://mock.example:8085'");
	routed_has(&mock, "token_endpoint", "'http://mock.example:8085/ims/token/v3'");
	routed_has(&mock, "token_endpoint_auth_methods_supported",
	           "['client_secret_basic','client_secret_post']");
}

#define TEST(f)   cmocka_unit_test_setup_teardown(f, setup, teardown)
#define STRICT(f) cmocka_unit_test_setup_teardown(f, setup_strict, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_token_is_a_bearers_and_lives_a_day_but_a_second),
		TEST(the_older_way_counts_milliseconds),
		TEST(parameters_come_in_the_body_or_in_the_query_and_the_bodys_win),
		TEST(basic_credentials_are_taken_where_the_form_has_none),
		STRICT(basic_credentials_are_judged_as_the_forms_are),
		TEST(a_request_has_one_way_to_authenticate),
		STRICT(a_token_is_let_in_until_it_expires),
		TEST(what_is_missing_or_malformed_is_named),
		TEST(a_body_that_is_no_form_is_refused),
		STRICT(strictly_only_its_clients_get_a_token),
		STRICT(a_refusal_draws_no_token),
		TEST(the_configuration_points_at_the_mock_itself),
	};

	return cmocka_run_group_tests_name("ims", tests, NULL, NULL);
}
