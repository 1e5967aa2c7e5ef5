/*
 * command.c - a program of commands: a row a command
 */
#include "lib/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "lib/nearest.h"
#include "lib/str.h"

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
	if (set->statuses)
		fprintf(to, "\nExit status: %s.\n", set->statuses);
	return status;
}

static void print_variables(const struct variable *all)
{
	size_t width = 0;

	for (const struct variable *v = all; v && v->name; v++) {
		if (v->help && strlen(v->name) > width)
			width = strlen(v->name);
	}
	if (width)
		printf("\nEnvironment:\n");
	for (const struct variable *v = all; v && v->name; v++) {
		if (v->help)
			printf("  %-*s  %s\n", (int)width, v->name, v->help);
	}
}

static int help(const struct commands *set, const struct command *c)
{
	static char help_flag[] = "--help";
	char *line[] = { NULL, help_flag, NULL };
	AUTO(buf_release) struct buf text = { 0 };
	const char *statuses = c->statuses ? c->statuses : set->statuses;

	if (c->start)
		return c->start(line + 1);
	args_help(c->options, &text);
	printf("%s %s\n\n%s\n\n", set->program, c->usage, c->help);
	if (c->about)
		printf("%s\n\n", c->about);
	printf("%s", buf_str(&text));
	print_variables(set->variables);
	if (statuses)
		printf("\nExit status: %s.\n", statuses);
	return 0;
}

static int version(const struct commands *set)
{
	printf("%s %s\n", set->program, set->version);
	return 0;
}

/* ---------------------------------------------------------------- the environment */

static void offer_variables(const struct commands *set, struct nearest *n)
{
	for (const struct command **c = set->all; *c; c++) {
		for (const struct option *o = (*c)->options; o && o->name; o++) {
			if (o->env)
				nearest_offer(n, o->env);
		}
	}
	for (const struct variable *v = set->variables; v && v->name; v++)
		nearest_offer(n, v->name);
}

static bool is_variable(const struct commands *set, const char *entry)
{
	for (const struct variable *v = set->variables; v && v->name; v++) {
		if (str_ends(v->name, "_") && str_starts(entry, v->name))
			return true;
	}
	return false;
}

/* Reports what was probably meant for us and is read by nobody: a misspelt name. */
static void check_environment(const struct commands *set)
{
	for (char **entry = environ; set->prefix && *entry; entry++) {
		struct str rest = str_of(*entry), name;
		struct nearest n = { 0 };

		if (!str_starts(*entry, set->prefix) || is_variable(set, *entry) ||
		    !str_split(&rest, '=', &name))
			continue;
		n.name = name;
		offer_variables(set, &n);
		if (n.best && str_is(name, n.best))
			continue;
		fprintf(stderr, "%s: %.*s in the environment is unknown%s%s%s\n",
		        set->program, (int)name.size, name.at,
		        n.best ? "; did you mean " : "", n.best ? n.best : "",
		        n.best ? "?" : "");
	}
}

/* ---------------------------------------------------------------- commands */

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
	check_environment(set);
	return c->run(&args);
}

static const struct command *find_command(const struct commands *set, const char *name)
{
	const struct command **c = set->all;

	while (*c && strcmp((*c)->name, name) != 0)
		c++;
	return *c;
}

static int refuse_command(const struct commands *set, const char *name)
{
	struct nearest n = { .name = str_of(name) };

	for (const struct command **c = set->all; *c; c++)
		nearest_offer(&n, (*c)->name);
	nearest_offer(&n, "help");
	fprintf(stderr, "%s: there is no command '%s'%s%s%s\n\n", set->program, name,
	        n.best ? "; did you mean " : "", n.best ? n.best : "", n.best ? "?" : "");
	return usage(set, stderr, STATUS_USAGE);
}

/* "help COMMAND"; for other words the program's own command "help", where it has one. */
static int show_help(const struct commands *set, int argc, char **argv)
{
	const struct command *own = find_command(set, "help");
	const struct command *about = argc == 3 ? find_command(set, argv[2]) : NULL;

	if (argc > 3 && !own) {
		fprintf(stderr, "%s help: '%s' is a word too many\n", set->program,
		        argv[3]);
		return STATUS_USAGE;
	}
	if (about)
		return help(set, about);
	if (own && argc > 2)
		return run(set, own, argc - 2, argv + 2);
	return argc > 2 ? refuse_command(set, argv[2]) : usage(set, stdout, 0);
}

static int pick(const struct commands *set, int argc, char **argv)
{
	const struct command *c;

	if (argc < 2)
		return usage(set, stderr, STATUS_USAGE);
	if (!strcmp(argv[1], "--version"))
		return version(set);
	if (!strcmp(argv[1], "--tables")) {
		commands_table(set);
		return 0;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return usage(set, stdout, 0);
	if (!strcmp(argv[1], "help"))
		return show_help(set, argc, argv);
	c = find_command(set, argv[1]);
	if (!c)
		return refuse_command(set, argv[1]);
	return c->start ? c->start(argv + 2) : run(set, c, argc - 2, argv + 2);
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
	signal(SIGPIPE, SIG_IGN); /* no reader is reported like a full disk, */
	signal(SIGXFSZ, SIG_IGN); /* and so is a file that may not grow */
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
