/*
 * test_curl_scenario.c - harness/curl/curl_scenario.c
 */
#include "tests/unit/unit.h"

#include "harness/curl/curl_scenario.h"
#include "tests/support/quoted.h"

#define OWN                                                                    \
	" -H 'Authorization: Bearer {ACCESS_TOKEN}' -H 'x-api-key: {API_KEY}'" \
	" -H 'x-gw-ims-org-id: {ORG_ID}' -H \"x-sandbox-name: $SANDBOX_NAME\"" \
	" -H 'Accept: application/json'"

static void commands_become_steps_that_know_one_anothers_ids(void **state UNUSED)
{
	static const char text[] =
		"# a document's\n"
		"curl -X POST h/data/foundation/flowservice/flows " OWN
		"  -H 'Content-Type: application/json' \\\n"
		"  -d '" JSON({ "name": "{NAME}", "at": "${now}" }) "'\n"
	                                          "\n"
	                                          "curl "
	                                          "h/data/foundation/flowservice/flows/"
	                                          "{FLOW_ID}?x=${y ?? z} " OWN "\n";
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };

	assert_int_equal(curl_scenario_write("d.sh", text, strlen(text), &out, &e), 0);
	assert_string_equal(buf_str(&out),
	                    "# Needs --var NAME=…\n"
	                    "scenario: The requests of d.sh succeed\n"
	                    "steps:\n"
	                    "  - POST: /flows\n"
	                    "    body:\n"
	                    "      name: \"${NAME}\"\n"
	                    "      at: \"${now}\"\n"
	                    "    capture:\n"
	                    "      FLOW_ID: id\n"
	                    "  - GET: \"/flows/${FLOW_ID}?x=${y ?? z}\"\n");
}

#define QUOTED(...) "'" #__VA_ARGS__ "'"
#define SECRETS \
	JSON({ "a": [ { "s3SecretKey": "k", "apiToken": "<add>" } ], \
	       "password": "p", "clientSecret": "{SECRET}", "name": "n" })

static void secrets_that_are_written_out_are_named(void **state UNUSED)
{
	static const char text[] =
		"curl -X POST h/data/foundation/flowservice/connections " OWN
		"  -H 'Content-Type: application/json' -d '" SECRETS "'";
	static const char head[] = "# Needs --var SECRET=…\n"
				   "# Holds secrets: s3SecretKey password; write "
				   "\"${name}\" in their place, "
				   "and give it by --var or FLOWCHECK_VAR_name\n"
				   "scenario: ";
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };

	assert_int_equal(curl_scenario_write("d.sh", text, strlen(text), &out, &e), 0);
	assert_memory_equal(buf_str(&out), head, strlen(head));
}

/* Wherever it stands: in the URL, in a header, in a form, in JSON that is sent raw. */
static void a_secret_is_named_wherever_it_stands(void **state UNUSED)
{
	static const struct {
		const char *command, *names; /* NULL: none */
	} cases[] = {
		/* clang-format off */
		{ "curl 'h/x?a=b&access_token=k'", "access_token" },
		{ "curl 'h/x?access_token={TOKEN}'", NULL },
		{ "curl 'h/x?sig=k' -G -d client_secret=k", "sig client_secret" },
		{ "curl h/x -H 'X-Auth-Token: k'", "X-Auth-Token" },
		{ "curl h/x -H 'Cookie: k'", "Cookie" },
		{ "curl h/x -H 'Authorization: Bearer k' -H 'x-api-key: k'", NULL },
		{ "curl h/x -d 'password=k&grant=x'", "password" },
		{ "curl h/x -d 'password=&b=c'", NULL },
		{ "curl h/x -d 'password=<add>'", NULL },
		{ "curl h/x -d 'password=%3Cadd%3E'", NULL },
		{ "curl h/x -d " QUOTED({ "apiToken": "k", "at": {AT} }), "apiToken" },
		{ "curl h/x --json " QUOTED({ "password": 12345678 }), "password" },
		{ "curl h/x --json " QUOTED({ "credential": { "user": [ "k" ] } }), "user" },
		{ "curl h/x --json " QUOTED({ "connectionString": "k" }), "connectionString" },
		{ "curl h/x --json " QUOTED({ "s3AccessKey": "k" }), NULL },
		{ "curl h/x --json " QUOTED({ "url": "sftp://me:k@host" }), "password" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		const char *text = cases[i].command;
		AUTO(buf_release) struct buf out = { 0 };
		AUTO_MEM char *line = mem_printf("# Holds secrets: %s; ",
		                                 cases[i].names ? cases[i].names : "");
		struct err e = { 0 };

		if (curl_scenario_write("d.sh", text, strlen(text), &out, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		if (cases[i].names ? !strstr(buf_str(&out), line)
		                   : strstr(buf_str(&out), "# Holds") != NULL)
			fail_msg("row %zu: '%s'", i, buf_str(&out));
	}
}

static void a_problem_has_its_line_and_column(void **state UNUSED)
{
	static const struct {
		const char *text, *reason;
		enum err_code code;
	} cases[] = {
		{ "curl h/x\ncurl h/x \\\n  --reqest GET\n",
		  "f:3:3: the option --reqest is not taken here; did you mean --request",
		  ERR_INVALID },
		{ "curl h/x\n  curl ftp://h\n",
		  "f:2:8: the URL is neither http nor https", ERR_INVALID },
		{ "\n# nothing\n", "f: there is no curl command", ERR_NOT_FOUND },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };
		struct err e = { 0 };

		row_int_equal(i,
		              curl_scenario_write("f", cases[i].text,
		                                  strlen(cases[i].text), &out, &e),
		              -1);
		row_string_equal(i, e.text, cases[i].reason);
		row_int_equal(i, e.code, cases[i].code);
		row_int_equal(i, out.size, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_become_steps_that_know_one_anothers_ids),
		cmocka_unit_test(secrets_that_are_written_out_are_named),
		cmocka_unit_test(a_secret_is_named_wherever_it_stands),
		cmocka_unit_test(a_problem_has_its_line_and_column),
	};

	return cmocka_run_group_tests_name("curl/curl_scenario", tests, NULL, NULL);
}
