/*
 * cli.h - what the program `flowmock` can do: a row a command
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CLI_H
#define MOCKSERVER_CLI_H

#include "lib/argv.h"

struct command {
	const char *name, *usage, *help;
	const char *about; /* more of --help; NULL for none */
	const struct option *options;
	bool takes_words; /* arguments that are no options */
	/* Answers the program's exit status: 0, 1 (it failed) or 2 (usage). */
	int (*run)(const struct args *args);
};

extern const struct command command_serve;
extern const struct command command_ctl;
extern const struct command command_tables;
extern const struct command command_timeline;

#endif
