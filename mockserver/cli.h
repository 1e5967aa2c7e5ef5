/*
 * cli.h - what the program `flowmock` can do, a file a command
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CLI_H
#define MOCKSERVER_CLI_H

#include "lib/command.h"

/* Of `ctl`, which is a program of its own. */
#define CTL_USAGE                                                                      \
	"ctl health|clock|advance DURATION|set TIME|until [STATUS]|fired|life [LIFE]|" \
	"partitions [NUMBER]|datasets|batch DATASET FILE|timeline|reset|"              \
	"faults list|arm FILE|clear [NAME]|release NAME|runs|kinds|freeze"
#define CTL_HELP "asks a running mock, moves its clock, arms its faults"

/* Each gives 0, 1 (it failed) or 2 (usage). */
extern const struct command command_serve;
extern const struct command command_ctl;
extern const struct command command_tables;
extern const struct command command_timeline;

#endif
