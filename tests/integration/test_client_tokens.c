/*
 * test_client_tokens.c - the harness's client and its tokens, against a strict mock
 */
#include "tests/unit/unit.h"

#include "harness/target/target.h"
#include "harness/target/token.h"
#include "lib/mem.h"
#include "tests/support/mock.h"

static struct mock mock;

static int setup(void **state UNUSED)
{
	static const char *const clients[] = { "me:hu&sh+:O@AdobeOrg:PT1H", NULL };
	const struct flowmock_options o = { .auth = FLOWMOCK_CLIENTS,
		                            .clients = clients };

	mock_begin_with(&mock, NULL, &o);
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

static const struct identity me = {
	.token = "none",
	.key = "me",
	.org = "O@AdobeOrg",
	.sandbox = "prod",
	.client_id = "me",
	.client_secret = "hu&sh+",
	.scopes = "openid,AdobeID",
};

static struct target *opened(const struct identity *who)
{
	const struct target_options o = { .kind = TARGET_URL,
		                          .url = flowmock_url(mock.instance),
		                          .who = *who };
	struct target *t = NULL;
	struct err e = { 0 };

	if (target_open(&o, &t, &e) < 0)
		fail_msg("%s", e.text);
	return t;
}

static int status_of(struct target *t, const char *method, const char *path,
                     const char *token)
{
	struct err e = { 0 };
	struct call c;
	int status;

	target_call(t, method, path, &c);
	if (token)
		call_header(&c, "Authorization", token);
	if (target_send(t, &c, &e) < 0)
		fail_msg("%s", e.text);
	status = c.x.status;
	call_release(&c);
	return status;
}

static void a_client_gets_a_token_and_another_when_it_has_expired(void **state UNUSED)
{
	AUTO(target_close) struct target *t = opened(&me);
	AUTO(mem_free) char *first = mem_strdup(target_identity(t)->token);
	struct err e = { 0 };

	assert_int_equal(status_of(t, "GET", "/flows", NULL), 200);
	assert_string_equal(target_identity(t)->token, first);
	assert_int_equal(target_advance(t, 2 * MS_PER_HOUR, &e), 0);
	assert_int_equal(status_of(t, "GET", "/flows", NULL), 200);
	assert_string_not_equal(target_identity(t)->token, first);
	assert_true(
		target_identity(t)->token_given); /* a secret, like one that was given */
}

static void a_token_of_the_scenarios_own_is_not_renewed(void **state UNUSED)
{
	AUTO(target_close) struct target *t = opened(&me);
	AUTO(mem_free) char *first = mem_strdup(target_identity(t)->token);

	assert_int_equal(status_of(t, "GET", "/flows", "Bearer other"), 401);
	assert_string_equal(target_identity(t)->token, first);
}

static void a_ready_token_wins_and_a_401_stands(void **state UNUSED)
{
	struct identity who = me;
	struct target *t;

	who.token_given = true;
	t = opened(&who);
	assert_string_equal(target_identity(t)->token, "none");
	assert_int_equal(status_of(t, "GET", "/flows", NULL), 401);
	target_close(t);
}

static void what_the_ims_says_is_told_without_the_secret(void **state UNUSED)
{
	static const struct {
		const char *id, *secret, *ims;
		enum err_code code;
		const char *says;
	} cases[] = {
		{ "me", "wrong!!", NULL, ERR_INVALID,
		  "/ims/token/v3 gives client 'me' no token: 400 invalid_client, invalid "
		  "client_secret parameter" },
		{ "you", "wrong!!", NULL, ERR_INVALID, "invalid client_id parameter" },
		{ "me", "wrong!!", "http://127.0.0.1:1", ERR_UNAVAILABLE, "127.0.0.1:1" },
	};
	AUTO(fetch_free) struct fetch *f = fetch_new();

	for_each_row(i, cases) {
		struct identity who = me;
		struct access_token token = { 0 };
		struct err e = { 0 };

		who.client_id = cases[i].id;
		who.client_secret = cases[i].secret;
		if (access_token_fetch(cases[i].ims ? cases[i].ims
		                                    : flowmock_url(mock.instance),
		                       &who, f, &token, &e) == 0 ||
		    e.code != cases[i].code || !strstr(e.text, cases[i].says) ||
		    strstr(e.text, "wrong!!"))
			fail_msg("row %zu: %s '%s'", i, err_name(e.code), e.text);
	}
}

#define STRICT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STRICT(a_client_gets_a_token_and_another_when_it_has_expired),
		STRICT(a_token_of_the_scenarios_own_is_not_renewed),
		STRICT(a_ready_token_wins_and_a_401_stands),
		STRICT(what_the_ims_says_is_told_without_the_secret),
	};

	return cmocka_run_group_tests_name("client_tokens", tests, NULL, NULL);
}
