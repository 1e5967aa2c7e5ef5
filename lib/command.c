/*
 * command.c - a program of commands: a row a command
 */
#include "lib/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#define WIDEST 34 /* a longer usage has a line of its own */

static int usage(const struct commands *set, FILE *to, int status)
{
	size_t width = 0;

	fprintf(to, "%s %s - %s\n\n", set->program, set->version, set->help);
	for (const struct command **c = set->all; *c; c++) {
		size_t taken = strlen((*c)->usage);

		if (taken > width && taken <= WIDEST)
			width = taken;
	}
	for (const struct command **c = set->all; *c; c++) {
		fprintf(to, "  %s %-*s", set->program, (int)width, (*c)->usage);
		if (strlen((*c)->usage) > width)
			fprintf(to, "\n  %*s", (int)(strlen(set->program) + 1 + width),
			        "");
		fprintf(to, "  %s\n", (*c)->help);
	}
	fprintf(to, "\n`%s COMMAND --help` lists a command's options.\n", set->program);
	if (set->about)
		fprintf(to, "%s\n", set->about);
	return status;
}

static int help(const struct commands *set, const struct command *c)
{
	AUTO(buf_release) struct buf text = { 0 };

	args_help(c->options, &text);
	printf("%s %s\n\n%s\n\n", set->program, c->usage, c->help);
	if (c->about)
		printf("%s\n\n", c->about);
	printf("%s", buf_str(&text));
	return 0;
}

static int version(const struct commands *set)
{
	printf("%s %s\n", set->program, set->version);
	return 0;
}

static int run(const struct commands *set, const struct command *c, int argc, char **argv)
{
	AUTO(args_release) struct args args = { 0 };
	struct err e = { 0 };

	if (args_parse(c->options, argc, argv, &args, &e) < 0) {
		fprintf(stderr, "%s %s: %s\nTry '%s %s --help'.\n", set->program, c->name,
		        e.text, set->program, c->name);
		return STATUS_USAGE;
	}
	if (args.help)
		return help(set, c);
	if (args.version)
		return version(set);
	if (args.rest_count && !c->takes_words) {
		fprintf(stderr, "%s %s: '%s' is no option\n", set->program, c->name,
		        args.rest[0]);
		return STATUS_USAGE;
	}
	return c->run(&args);
}

static int pick(const struct commands *set, int argc, char **argv)
{
	if (argc < 2)
		return usage(set, stderr, STATUS_USAGE);
	if (!strcmp(argv[1], "--version"))
		return version(set);
	if (!strcmp(argv[1], "--tables")) {
		commands_table(set);
		return 0;
	}
	/* a program may have more to say by a command "help" of its own */
	if (!strcmp(argv[1], "--help") || (!strcmp(argv[1], "help") && argc == 2))
		return usage(set, stdout, 0);
	for (const struct command **c = set->all; *c; c++) {
		if (!strcmp(argv[1], (*c)->name))
			return (*c)->start ? (*c)->start(argv + 2)
			                   : run(set, *c, argc - 2, argv + 2);
	}
	if (!strcmp(argv[1], "help"))
		return usage(set, stdout, 0);
	fprintf(stderr, "%s: there is no command '%s'\n\n", set->program, argv[1]);
	return usage(set, stderr, STATUS_USAGE);
}

/*
 * A standard descriptor that is closed would be the next file's: what is printed would
 * go there.  In its place is one that can be neither read nor written.
 */
static void hold_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/", O_RDONLY | O_DIRECTORY) != fd)
			exit(STATUS_USAGE);
	}
}

int commands_main(const struct commands *set, int argc, char **argv)
{
	const char *why = "";
	int status;

	hold_descriptors();
	signal(SIGPIPE, SIG_IGN); /* no reader is reported like a full disk */
	status = pick(set, argc, argv);

	errno = 0;
	if (fflush(stdout))
		why = strerror(errno);
	else if (!ferror(stdout))
		return status;
	fprintf(stderr, "%s: cannot write to stdout%s%s\n", set->program,
	        *why ? ": " : "", why);
	return status > set->unwritten ? status : set->unwritten;
}
