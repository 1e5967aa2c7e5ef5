/*
 * command.h - a subcommand of flowcheck, a file each
 *
 * Owns: nothing.
 */
#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include "lib/argv.h"

/* What a program says by ending; DESIGN.md fixes the numbers. */
enum exit_code {
	EXIT_PASSED = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_BAD_INPUT = 3,
	EXIT_UNREACHABLE = 4,
	EXIT_NOTHING_RAN = 5,
	EXIT_INTERNAL = 70,
};

struct command {
	const char *name, *usage, *help;
	const struct option *options;
	int (*run)(const struct args *args); /* gives the exit code */
};

extern const struct command command_run;
extern const struct command command_lint;

#endif
