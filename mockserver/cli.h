/*
 * cli.h - what the program `flowmock` can do, a file a command
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CLI_H
#define MOCKSERVER_CLI_H

#include "lib/command.h"

/* Each gives 0, 1 (it failed) or 2 (usage). */
extern const struct command command_serve;
extern const struct command command_ctl;
extern const struct command command_tables;
extern const struct command command_timeline;

#endif
