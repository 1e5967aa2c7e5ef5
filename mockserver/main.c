/*
 * main.c - the program `flowmock`: picks the command, reads its options
 */
#include "mockserver/cli.h"
#include "mockserver/version.h"

static const struct command *const commands[] = {
	&command_serve,
	&command_ctl,
	&command_timeline,
	&command_tables,
};

static int usage(FILE *to, int status)
{
	fprintf(to, "flowmock " FLOWMOCK_VERSION
	            " - a mock of the Adobe Experience Platform Flow Service\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(to, "  flowmock %-24s %s\n", commands[i]->usage,
		        commands[i]->help);
	fprintf(to, "\n`flowmock COMMAND --help` lists a command's options.\n");
	return status;
}

static int help(const struct command *c)
{
	struct buf text = { 0 };

	args_help(c->options, &text);
	printf("flowmock %s\n\n%s\n\n", c->usage, c->help);
	if (c->about)
		printf("%s\n\n", c->about);
	printf("%s", buf_str(&text));
	buf_release(&text);
	return 0;
}

static int version(void)
{
	printf("flowmock " FLOWMOCK_VERSION "\n");
	return 0;
}

static int run(const struct command *c, int argc, char **argv)
{
	AUTO(args_release) struct args args = { 0 };
	struct err e = { 0 };

	if (args_parse(c->options, argc, argv, &args, &e) < 0) {
		fprintf(stderr, "flowmock %s: %s\nTry 'flowmock %s --help'.\n", c->name,
		        e.text, c->name);
		return 2;
	}
	if (args.help)
		return help(c);
	if (args.version)
		return version();
	if (args.rest_count && !c->takes_words) {
		fprintf(stderr, "flowmock %s: '%s' is no option\n", c->name,
		        args.rest[0]);
		return 2;
	}
	return c->run(&args);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr, 2);
	if (!strcmp(argv[1], "--version"))
		return version();
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return usage(stdout, 0);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (!strcmp(argv[1], commands[i]->name))
			return run(commands[i], argc - 2, argv + 2);
	}
	fprintf(stderr, "flowmock: there is no command '%s'\n\n", argv[1]);
	return usage(stderr, 2);
}
