/*
 * cmd_verify.c - flowcheck verify: judges a folder of exported files
 */
#include "harness/command.h"
#include "harness/verify/verify_print.h"

#define AT(member) OPTION_AT(struct verify_options, member)

/* clang-format off */
static const struct option options[] = {
	{ "unique", OPTION_TEXT, NULL, NULL, "PATH",
	  "no two records of a series share it: person.id, emails[0]", AT(unique) },
	{ "layout", OPTION_TEXT, NULL, NULL, "NAME",
	  "of folders: \"{dataset}_{yyyyMMdd}\" (flowcheck help layouts)", AT(layout) },
	{ "structure", OPTION_SWITCH, NULL, NULL, NULL,
	  "reads names, manifests, footers and page CRCs, no record", AT(structure) },
	{ "json", OPTION_SWITCH, NULL, NULL, NULL, "prints one JSON object" },
	{ 0 },
};
/* clang-format on */

static int status_of(const struct verified *v, const char *root)
{
	if (findings_total(&v->findings))
		return EXIT_FAILED;
	if (verify_count(v))
		return EXIT_PASSED;
	fprintf(stderr, "flowcheck verify: no exported file lies in '%s'\n", root);
	return EXIT_NOTHING_RAN;
}

static int run(const struct args *args)
{
	AUTO(verify_release) struct verified v = { .tree.fd = -1 };
	AUTO(buf_release) struct buf text = { 0 };
	struct verify_options o = { 0 };
	struct err e = { 0 };

	if (args->rest_count != 1) {
		fprintf(stderr, "flowcheck verify: name one folder: verify exports\n");
		return EXIT_USAGE;
	}
	if (args_bind(args, &o, &e) < 0 || verify_run(args->rest[0], &o, &v, &e) < 0) {
		fprintf(stderr, "flowcheck verify: %s\n", e.text);
		return EXIT_BAD_INPUT;
	}
	if (args_switch(args, "json"))
		verify_print_json(&v, args->rest[0], &text);
	else
		verify_print_text(&v, &text);
	fwrite(buf_str(&text), 1, text.size, stdout);
	return status_of(&v, args->rest[0]);
}

const struct command command_verify = {
	.name = "verify",
	.usage = "verify [--unique PATH] [--structure] [--json] DIR",
	.help = "judges a folder of exported files, of a cloud or of the mock",
	.about = "Compares names and folders, manifests with the files they list,\n"
		 "JSON with Parquet of one dataset and time; reads each file whole,\n"
		 "check sums included.  Says what it could not check.",
	.statuses = "0 nothing is wrong, 1 something is, 2 usage, 3 no such folder or a\n"
		    "bad option, 5 no exported file lies in it, 70 the output can't be\n"
		    "written",
	.options = options,
	.takes_words = true,
	.run = run,
};
