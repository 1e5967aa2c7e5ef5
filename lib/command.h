/*
 * command.h - a program of commands: a row a command
 *
 * The rows give the help of the program and of each command, and what --version says;
 * options are read before a command runs (lib/argv.h).  Results go to stdout: where they
 * can't be written, the program says so on stderr and its exit status is not 0, whatever
 * the command returned.  A pipe without a reader is treated the same way, and so
 * is a file that may not grow: SIGPIPE and SIGXFSZ are ignored.
 *
 * Owns: nothing.  Borrows: the rows, which are static.
 */
#ifndef LIB_COMMAND_H
#define LIB_COMMAND_H

#include "lib/argv.h"

struct command {
	const char *name, *usage, *help;
	const char *about;    /* more of --help; NULL for none */
	const char *statuses; /* its exit statuses, for --help; NULL: the program's */
	const struct option *options;
	bool takes_words; /* arguments that are no options */
	/* Gives the program's exit status. */
	int (*run)(const struct args *args);
	/* In run's place: the command's arguments are another program's, which it starts;
	 * the exit status where it can't. */
	int (*start)(char **argv);
};

#define STATUS_USAGE 2

/* A variable of the environment that is no option's. */
struct variable {
	const char *name; /* "TOY_VAR_" stands for all that begin so */
	const char *help; /* one line; NULL: known, and not shown */
};

struct commands {
	const char *program, *version;
	const char *help;                 /* of the program, one line */
	const char *statuses;             /* its exit statuses: "0 passed, 1 failed" */
	const struct command **all;       /* NULL-ended */
	const struct variable *variables; /* ended by one without a name, or NULL */
	/* "TOY_": a variable that begins so and is neither an option's nor one of those
	 * above is reported on stderr.  NULL: none is. */
	const char *prefix;
	/* The status when output could not be written, unless a higher one is due. */
	int unwritten;
};

/* Runs the command that argv[1] names; the program's exit status. */
int commands_main(const struct commands *set, int argc, char **argv);

/*
 * What `PROGRAM --tables` prints, for docs/manual.py: the rows, one a line, their cells
 * behind tabs, a line's end in one as a vertical tab.
 *
 *	program NAME VERSION HELP STATUSES
 *	variable NAME HELP
 *	command NAME USAGE HELP ABOUT STATUSES	and below it its options:
 *	option NAME KIND VALUE DEFAULT ENV CHOICE|… HELP
 */
void commands_table(const struct commands *set);

#endif
