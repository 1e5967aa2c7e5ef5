/*
 * main.c - the program `flowcheck`: its commands
 */
#include "harness/command.h"
#include "mockserver/flowmock.h"

int main(int argc, char **argv)
{
	static const struct command *all[] = { &command_run,     &command_whoami,
		                               &command_cleanup, &command_check,
		                               &command_schema,  &command_import,
		                               &command_lint,    &command_verify,
		                               &command_help,    NULL };
	static const struct variable variables[] = {
		{ "FLOWCHECK_ACCESS_TOKEN", "the token of each request" },
		{ "FLOWCHECK_CLIENT_ID", "without a token: the client that asks the "
		                         "target's IMS for one" },
		{ "FLOWCHECK_CLIENT_SECRET", "the client's secret" },
		{ "FLOWCHECK_CLIENT_SECRET_FILE", "or a file that holds it" },
		{ "FLOWCHECK_SCOPES", "the scopes of the client's token" },
		{ "FLOWCHECK_API_KEY", "the key of each request; the client's id" },
		{ "FLOWCHECK_ORG_ID", "the organisation of each request" },
		{ "FLOWCHECK_SANDBOX", "the sandbox of each request" },
		{ "NO_COLOR", "set to anything: no colours" },
		{ "FLOWCHECK_API_URL", "--target real: the gateway" },
		{ "FLOWCHECK_IMS_URL", "--target real: its IMS" },
		{ "FLOWCHECK_VAR_", NULL },
		{ 0 },
	};
	const struct commands set = {
		.program = "flowcheck",
		.version = flowmock_version(),
		.help = "runs scenarios against a Flow Service, or our mock of it",
		.statuses = "0 passed, 1 failed, 2 usage, 3 bad scenario, 4 target\n"
			    "unreachable, 5 nothing ran, 70 internal, 124 time-out, "
			    "130/143 signal",
		.variables = variables,
		.prefix = "FLOWCHECK_",
		.all = all,
		.unwritten = EXIT_INTERNAL,
	};

	return commands_main(&set, argc, argv);
}
