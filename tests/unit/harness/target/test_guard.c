/*
 * test_guard.c - harness/target/guard.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/target/guard.h"
#include "lib/mem.h"

#define URL "https://there"

/* A guard that lets the sandbox dev be written to. */
static struct target_guard open_guard(void)
{
	return (struct target_guard){
		.on = true, .writes = true, .sandbox = "dev", .org = "o", .url = URL
	};
}

/* One flow of ours, "mine". */
static struct ledger a_ledger(struct creation *one)
{
	*one = (struct creation){ .resource = &resources[0], .state = CREATION_MADE };
	one->id = mem_strdup("mine");
	return (struct ledger){ .all = one, .count = 1, .fd = -1 };
}

static int judge(const struct target_guard *g, const char *method, const char *url,
                 const char *sandbox, const char *body, struct err *e)
{
	AUTO(call_release) struct call c = { .method = method, .url = mem_strdup(url) };
	struct creation one;
	struct ledger l = a_ledger(&one);
	const char *path = strncmp(url, URL, strlen(URL)) ? url : url + strlen(URL);
	struct impact f = impact_of(method, path);
	int rc;

	call_header(&c, "x-gw-ims-org-id", "o");
	if (sandbox)
		call_header(&c, "x-sandbox-name", sandbox);
	if (body)
		call_body(&c, mem_strdup(body), "application/json");
	rc = guard_check(g, &l, &c, &f, e);
	free(one.id);
	return rc;
}

static void writes_go_to_the_named_sandbox_and_touch_what_is_ours(void **state UNUSED)
{
	static const struct {
		const char *method, *url, *sandbox, *body;
		const char *says; /* NULL: it may be sent */
	} cases[] = {
		/* clang-format off */
		{ "GET", URL "/flows", "prod", NULL, NULL },
		{ "GET", "https://elsewhere/flows", "prod", NULL, NULL },
		{ "POST", URL "/flows/search", "prod", "{}", NULL },
		{ "POST", URL "/flows", "dev", "{}", NULL },
		{ "POST", URL "/flows", "prod", "{}", "not for the sandbox of --sandbox" },
		{ "POST", URL "/flows", NULL, "{}", "not for the sandbox of --sandbox" },
		{ "POST", URL ".evil/flows", "dev", "{}", "another host" },
		{ "POST", URL "@evil/flows", "dev", "{}", "another host" },
		{ "POST", "http://there/flows", "dev", "{}", "another host" },
		{ "PATCH", URL "/flows/mine", "dev", "[]", NULL },
		{ "PATCH", URL "/flows/other", "dev", "[]", "this run has made no flows with the id 'other'" },
		{ "PATCH", URL "/connections/mine", "dev", "[]", "this run has made no connections" },
		{ "DELETE", URL "/flows/mine", "dev", NULL, NULL },
		{ "DELETE", URL "/flows/mine2", "dev", NULL, "this run has made no flows" },
		{ "POST", URL "/flows/other/action?op=disable", "dev", NULL, "this run has made no flows" },
		{ "POST", URL "/runs", "dev", JSON({"flowId":"mine"}), NULL },
		{ "POST", URL "/runs", "dev", JSON({"flowId":"other"}), "this run has made no flows" },
		{ "PUT", URL "/runs/r", "dev", "{}", "this run has made no runs" },
		{ "POST", URL "/data/core/activation/disflowprovider/adhocrun", "dev",
		  JSON({"a":[{"flowId":"mine"},{"flowId":"other"}]}), "id 'other'" },
		{ "POST", URL "/flowSpecs", "dev", "{}", "nothing deletes a flow spec" },
		{ "POST", URL "/__admin/reset", "dev", "{}", "those of a mock" },
		{ "GET", URL "/__admin/health", "dev", NULL, "those of a mock" },
		{ "POST", URL "/flows/../flows", "dev", "{}", "nobody knows what it would change" },
	};
	/* clang-format on */
	struct target_guard g = open_guard();

	for_each_row(i, cases) {
		struct err e = { 0 };
		int rc = judge(&g, cases[i].method, cases[i].url, cases[i].sandbox,
		               cases[i].body, &e);

		row_int_equal(i, rc, cases[i].says ? -1 : 0);
		if (cases[i].says &&
		    (!strstr(e.text, cases[i].says) || e.code != ERR_FORBIDDEN))
			fail_msg("row %zu: '%s'", i, e.text);
	}
}

static void without_leave_nothing_is_written(void **state UNUSED)
{
	struct target_guard g = open_guard();
	struct err e = { 0 }, other = { 0 };

	assert_null(guard_read_only(&g));
	g.writes = false;
	assert_string_equal(guard_read_only(&g),
	                    "the target is not our mock: it is only read without "
	                    "--allow-writes and --sandbox NAME");
	assert_int_equal(judge(&g, "POST", URL "/flows", "dev", "{}", &e), -1);
	g = open_guard();
	g.sandbox = NULL;
	assert_int_equal(judge(&g, "POST", URL "/flows", "dev", "{}", &other), -1);
}

static void a_mock_that_is_left_as_it_is_keeps_what_others_have_made(void **state UNUSED)
{
	const struct target_guard g = { .known_only = true, .url = URL, .org = "o" };
	struct err e = { 0 };

	assert_int_equal(judge(&g, "DELETE", URL "/flows/mine", "any", NULL, &e), 0);
	assert_int_equal(judge(&g, "POST", URL "/flows", "any", "{}", &e), 0);
	assert_int_equal(judge(&g, "POST", URL "/__admin/clock", "any", "{}", &e), 0);
	assert_int_equal(judge(&g, "DELETE", URL "/flows/other", "any", NULL, &e), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_go_to_the_named_sandbox_and_touch_what_is_ours),
		cmocka_unit_test(without_leave_nothing_is_written),
		cmocka_unit_test(
			a_mock_that_is_left_as_it_is_keeps_what_others_have_made),
	};

	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
