/*
 * main.c - the program `flowcheck`: its commands
 */
#include "harness/command.h"
#include "mockserver/flowmock.h"

int main(int argc, char **argv)
{
	static const struct command *all[] = { &command_run,     &command_whoami,
		                               &command_cleanup, &command_check,
		                               &command_schema,  &command_lint,
		                               &command_help,    NULL };
	const struct commands set = {
		.program = "flowcheck",
		.version = flowmock_version(),
		.help = "runs scenarios against a Flow Service, or our mock of it",
		.about = "Exit status: 0 passed, 1 failed, 2 usage, 3 bad scenario, 4 "
			 "target\n"
			 "unreachable, 5 nothing ran, 70 internal, 124 time-out, 130/143 "
			 "signal.",
		.all = all,
		.unwritten = EXIT_INTERNAL,
	};

	return commands_main(&set, argc, argv);
}
