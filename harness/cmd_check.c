/*
 * cmd_check.c - flowcheck check: reads scenarios as a run does, and plays none
 */
#include "harness/command.h"

#include "harness/scenario/suite.h"

static int run_check(const struct args *args)
{
	AUTO(buf_release) struct buf problems = { 0 };
	struct suite suite;
	struct err e = { 0 };
	size_t count;

	if (suite_load(args->rest, NULL, &suite, &problems, &e) < 0) {
		fputs(problems.size ? buf_str(&problems) : "", stderr);
		if (!problems.size)
			fprintf(stderr, "flowcheck check: %s\n", e.text);
		return EXIT_BAD_INPUT;
	}
	count = suite.count;
	suite_release(&suite);
	if (!count) {
		fputs("flowcheck check: there are no scenarios\n", stderr);
		return EXIT_NOTHING_RAN;
	}
	printf("%zu scenario%s, no problem\n", count, count == 1 ? "" : "s");
	return EXIT_PASSED;
}

static const struct option check_options[] = { { 0 } };

const struct command command_check = {
	.name = "check",
	.usage = "check FILE|FOLDER...",
	.help = "reads scenarios and all they include, and says what is wrong with them",
	.options = check_options,
	.takes_words = true,
	.run = run_check,
};
