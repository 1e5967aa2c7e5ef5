/*
 * main.c - the program `flowmock`: its commands
 */
#include "mockserver/cli.h"
#include "mockserver/contract/version.h"

int main(int argc, char **argv)
{
	static const struct command *all[] = { &command_serve, &command_ctl,
		                               &command_timeline, &command_tables, NULL };
	static const struct variable variables[] = {
		{ "FLOWMOCK_URL", "where the mock listens that `flowmock ctl` asks" },
		{ "COLUMNS", "the timeline's width where there is no terminal" },
		{ "NO_COLOR", "set to anything: no colours" },
		{ "FLOWMOCK_REFERENCE", NULL }, /* of the checks (CONTRIBUTING.md) */
		{ 0 },
	};
	static const struct commands set = {
		.program = "flowmock",
		.version = FLOWMOCK_VERSION,
		.help = "a mock of the Adobe Experience Platform Flow Service",
		.statuses = "0 when all went well, 1 when something failed, 2 on a wrong "
			    "usage",
		.all = all,
		.variables = variables,
		.prefix = "FLOWMOCK_",
		.unwritten = 1,
	};

	return commands_main(&set, argc, argv);
}
