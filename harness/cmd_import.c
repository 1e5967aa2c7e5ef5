/*
 * cmd_import.c - flowcheck import: scenarios made of what others write
 */
#include "harness/command.h"

#include "harness/curl/curl_scenario.h"
#include "lib/file/file.h"

#define FILE_BYTES (16u << 20)

static int complain(const char *text, int code)
{
	fprintf(stderr, "flowcheck import: %s\n", text);
	return code;
}

static int read_input(const char *path, struct buf *out, struct err *e)
{
	char bytes[4096];
	size_t n;

	if (strcmp(path, "-") != 0)
		return file_read(path, FILE_BYTES, out, e);
	while ((n = fread(bytes, 1, sizeof(bytes), stdin)) > 0)
		buf_add(out, bytes, n);
	return ferror(stdin) ? err_set(e, ERR_IO, "stdin can't be read") : 0;
}

static int run_import(const struct args *args)
{
	AUTO(buf_release) struct buf text = { .cap = FILE_BYTES };
	AUTO(buf_release) struct buf scenario = { 0 };
	struct err e = { 0 };
	const char *file;

	if (args->rest_count != 2 || strcmp(args->rest[0], "curl") != 0)
		return complain(
			"which commands? flowcheck import curl FILE, or - for stdin",
			EXIT_USAGE);
	file = args->rest[1];
	if (read_input(file, &text, &e) < 0)
		return complain(e.text, EXIT_BAD_INPUT);
	if (curl_scenario_write(strcmp(file, "-") ? file : "stdin", buf_str(&text),
	                        text.size, &scenario, &e) < 0)
		return complain(e.text, EXIT_BAD_INPUT);
	fputs(buf_str(&scenario), stdout);
	return EXIT_PASSED;
}

static const struct option import_options[] = { { 0 } };

const struct command command_import = {
	.name = "import",
	.usage = "import curl FILE",
	.help = "prints a scenario of the curl commands in a file (- is stdin)",
	.about = "Each command becomes a step; what it creates is captured under the\n"
		 "name that documents give its id: {FLOW_ID}. The names that nothing\n"
		 "gives are listed in the first line. Tokens and keys are not written:\n"
		 "flowcheck sends its own.",
	.options = import_options,
	.takes_words = true,
	.run = run_import,
};
