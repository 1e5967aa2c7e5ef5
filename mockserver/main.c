/*
 * main.c - the program `flowmock`: its commands
 */
#include "mockserver/cli.h"
#include "mockserver/contract/version.h"

int main(int argc, char **argv)
{
	static const struct command *all[] = { &command_serve, &command_ctl,
		                               &command_timeline, &command_tables, NULL };
	static const struct commands set = {
		.program = "flowmock",
		.version = FLOWMOCK_VERSION,
		.help = "a mock of the Adobe Experience Platform Flow Service",
		.all = all,
		.unwritten = 1,
	};

	return commands_main(&set, argc, argv);
}
