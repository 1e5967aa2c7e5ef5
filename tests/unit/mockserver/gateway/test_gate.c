/*
 * test_gate.c - mockserver/gateway/gate.c
 */
#include "tests/unit/unit.h"

#include "mockserver/gateway/gate.h"
#include "mockserver/gateway/guard.h"

#define KEY                        \
	{                          \
		"x-api-key", "key" \
	}
#define AUTH                                    \
	{                                       \
		"Authorization", "Bearer token" \
	}
#define ORG                                     \
	{                                       \
		"x-gw-ims-org-id", "O@AdobeOrg" \
	}
#define JSON                                                      \
	{                                                         \
		"Content-Type", "application/json; charset=utf-8" \
	}

/* A request, and what the gate refuses it with. */
struct gate_case {
	struct request_header headers[5];
	const char *body;
	enum error error;
};

static void assert_error_by(const struct gate_case *c, const struct contract *contract)
{
	struct request rq = { .method = c->body ? POST : GET, .contract = contract };

	while (rq.header_count < 5 && c->headers[rq.header_count].name) {
		rq.headers[rq.header_count] = c->headers[rq.header_count];
		rq.header_count++;
	}
	if (c->body)
		buf_add_str(&rq.raw, c->body);
	assert_int_equal(gate_check(&rq), c->error ? -1 : 0);
	assert_int_equal(rq.refusal.error, c->error);
	request_release(&rq);
}

static void assert_error(const struct gate_case *c, enum contract_mode mode)
{
	const struct contract contract = { .mode = mode };

	assert_error_by(c, &contract);
}

static void asks_in_the_order_of_the_gateway(void **state UNUSED)
{
	static const struct gate_case cases[] = {
		/* clang-format off */
		{ { { 0 } },                                         NULL, E_API_KEY_MISSING },
		{ { KEY },                                           NULL, E_TOKEN_MISSING },
		{ { AUTH, ORG },                                     NULL, E_API_KEY_MISSING },
		{ { KEY, { "authorization", "" } },                  NULL, E_TOKEN_MISSING },
		{ { KEY, { "authorization", "Bearer " } },           NULL, E_TOKEN_MISSING },
		{ { KEY, { "authorization", "Basic abc" }, ORG },    NULL, E_TOKEN_INVALID },
		{ { KEY, { "authorization", "Bearer a b" }, ORG },   NULL, E_TOKEN_INVALID },
		{ { KEY, { "authorization", "bearer abc" }, ORG },   NULL, E_NONE },
		{ { KEY, AUTH },                                     NULL, E_ORG_MISSING },
		{ { KEY, AUTH, { "x-gw-ims-org-id", "  " } },        NULL, E_ORG_MISSING },
		{ { KEY, AUTH, ORG },                                NULL, E_NONE },
		{ { KEY, AUTH, ORG, JSON },                          "{}", E_NONE },
		{ { KEY, AUTH, ORG },                                " [1]", E_NONE },
		{ { KEY, AUTH, ORG },                                "<a/>", E_CONTENT_TYPE },
		{ { KEY, AUTH, ORG, { "content-type", "text/xml" } }, "<a/>", E_CONTENT_TYPE },
		{ { KEY, AUTH, ORG, { "content-type", "application/jsonx" } }, "x", E_CONTENT_TYPE },
		{ { KEY, AUTH, ORG, JSON },                          "nonsense", E_NONE },
		/* clang-format on */
	};

	for_each_row(i, cases)
		assert_error(&cases[i], CONTRACT_LENIENT);
}

static void a_missing_sandbox_is_prod(void **state UNUSED)
{
	const struct contract contract = { 0 };
	struct request rq = { .headers = { KEY, AUTH, ORG },
		              .header_count = 3,
		              .contract = &contract };

	assert_int_equal(gate_check(&rq), 0);
	assert_string_equal(rq.caller.sandbox, "prod");
	assert_string_equal(rq.caller.client, "key");
	assert_string_equal(rq.caller.org, "O@AdobeOrg");
	request_release(&rq);
}

static void strict_asks_for_the_sandbox_and_the_content_type(void **state UNUSED)
{
	static const struct gate_case cases[] = {
		/* clang-format off */
		{ { KEY, AUTH, ORG },                                       NULL, E_SANDBOX_MISSING },
		{ { KEY, AUTH, ORG, { "x-sandbox-name", " " } },            NULL, E_SANDBOX_MISSING },
		{ { KEY, AUTH, ORG, { "x-sandbox-name", "dev" } },          NULL, E_NONE },
		{ { KEY, AUTH, ORG, { "x-sandbox-name", "dev" } },          "{}", E_CONTENT_TYPE },
		{ { KEY, AUTH, ORG, JSON },                                 "{}", E_SANDBOX_MISSING },
		{ { KEY, AUTH, ORG, { "x-sandbox-name", "dev" }, JSON },    "{}", E_NONE },
		/* clang-format on */
	};

	for_each_row(i, cases)
		assert_error(&cases[i], CONTRACT_STRICT);
}

static void the_service_refuses_by_choice(void **state UNUSED)
{
	static const struct gate_case cases[] = {
		/* clang-format off */
		{ { KEY, AUTH },                                      NULL, E_ORG_ABSENT },
		{ { KEY, AUTH, { "x-gw-ims-org-id", " " } },          NULL, E_ORG_EMPTY },
		{ { KEY, { "authorization", "Bearer " }, ORG },       NULL, E_TOKEN_EMPTY },
		{ { KEY, { "authorization", "Basic abc" }, ORG },     NULL, E_TOKEN_UNREADABLE },
		{ { KEY },                                            NULL, E_TOKEN_MISSING },
		{ { AUTH, ORG },                                      NULL, E_API_KEY_MISSING },
		{ { KEY, AUTH, ORG },                                 NULL, E_NONE },
		/* clang-format on */
	};
	struct contract contract = { 0 };
	struct err e = { 0 };

	assert_int_equal(contract_choose(&contract, "C60=errors", &e), 0);
	for_each_row(i, cases)
		assert_error_by(&cases[i], &contract);
}

/* The mock has the sandbox "dev" alone. */
static void a_default_sandbox_that_is_not_there_has_its_own_error(void **state UNUSED)
{
	char sandboxes[] = "dev";
	const struct guard guard = { .sandboxes = sandboxes };
	static const struct {
		const char *name;
		enum error error;
	} cases[] = {
		{ NULL, E_SANDBOX_NO_DEFAULT },
		{ "prod", E_SANDBOX_UNKNOWN },
		{ "dev", E_NONE },
	};
	const struct contract contract = { 0 };

	for_each_row(i, cases) {
		struct request rq = { .headers = { KEY, AUTH, ORG },
			              .header_count = 3,
			              .guard = &guard,
			              .contract = &contract };

		if (cases[i].name)
			rq.headers[rq.header_count++] =
				(struct request_header){ "x-sandbox-name",
				                         cases[i].name };
		assert_int_equal(gate_check(&rq), cases[i].error ? -1 : 0);
		assert_int_equal(rq.refusal.error, cases[i].error);
		request_release(&rq);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_asks_for_the_sandbox_and_the_content_type),
		cmocka_unit_test(asks_in_the_order_of_the_gateway),
		cmocka_unit_test(a_missing_sandbox_is_prod),
		cmocka_unit_test(the_service_refuses_by_choice),
		cmocka_unit_test(a_default_sandbox_that_is_not_there_has_its_own_error),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
