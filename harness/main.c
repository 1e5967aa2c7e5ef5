/*
 * main.c - the program `flowcheck`: picks the command, reads its options
 */
#include "harness/command.h"
#include "mockserver/flowmock.h"

static const struct command *const commands[] = {
	&command_run,
	&command_lint,
};

static int usage(FILE *to, int status)
{
	fprintf(to,
	        "flowcheck %s - runs scenarios against a Flow Service, or our mock of "
	        "it\n\n",
	        flowmock_version());
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(to, "  flowcheck %-34s %s\n", commands[i]->usage,
		        commands[i]->help);
	fprintf(to, "\n`flowcheck COMMAND --help` lists a command's options.\n"
	            "Exit status: 0 passed, 1 failed, 2 usage, 3 bad scenario, 4 target\n"
	            "unreachable, 5 nothing ran, 70 internal, 124 time-out, 130/143 "
	            "signal.\n");
	return status;
}

static int help(const struct command *c)
{
	struct buf text = { 0 };

	args_help(c->options, &text);
	printf("flowcheck %s\n\n%s\n\n%s", c->usage, c->help, buf_str(&text));
	buf_release(&text);
	return 0;
}

static int version(void)
{
	printf("flowcheck %s\n", flowmock_version());
	return EXIT_PASSED;
}

static int run(const struct command *c, int argc, char **argv)
{
	AUTO(args_release) struct args args = { 0 };
	struct err e = { 0 };

	if (args_parse(c->options, argc, argv, &args, &e) < 0) {
		fprintf(stderr, "flowcheck %s: %s\nTry 'flowcheck %s --help'.\n", c->name,
		        e.text, c->name);
		return EXIT_USAGE;
	}
	if (args.help)
		return help(c);
	return args.version ? version() : c->run(&args);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr, EXIT_USAGE);
	if (!strcmp(argv[1], "--version"))
		return version();
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return usage(stdout, 0);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (!strcmp(argv[1], commands[i]->name))
			return run(commands[i], argc - 2, argv + 2);
	}
	fprintf(stderr, "flowcheck: there is no command '%s'\n\n", argv[1]);
	return usage(stderr, EXIT_USAGE);
}
