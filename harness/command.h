/*
 * command.h - what the program `flowcheck` can do, a file a command
 *
 * Owns: nothing.
 */
#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include "lib/command.h"

/* What a program says by ending; DESIGN.md fixes the numbers. */
enum exit_code {
	EXIT_PASSED = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = STATUS_USAGE,
	EXIT_BAD_INPUT = 3,
	EXIT_UNREACHABLE = 4,
	EXIT_NOTHING_RAN = 5,
	EXIT_INTERNAL = 70,
};

extern const struct command command_run;
extern const struct command command_whoami;
extern const struct command command_cleanup;
extern const struct command command_check;
extern const struct command command_schema;
extern const struct command command_import;
extern const struct command command_lint;
extern const struct command command_verify;
extern const struct command command_help;

#endif
