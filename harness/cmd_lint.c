/*
 * cmd_lint.c - flowcheck lint: examples of descriptions that break their own schemas
 *
 * --known FILE lists findings that are explained, each with the ledger's entry:
 *   - { file: NAME, pointer: POINTER, breaks: COUNT, ledger: ID }
 * `breaks` is how many violations it has: one more or less is another finding.
 */
#include "harness/command.h"
#include "harness/openapi/openapi.h"
#include "harness/scenario/node.h"
#include "lib/file/file.h"
#include "lib/mem.h"

/* clang-format off */
static const struct option lint_options[] = {
	{ "known", OPTION_TEXT, .value = "FILE",
	  .help = "findings that are explained, by ledger entry" },
	{ 0 },
};

static const struct key known_keys[] = {
	{ "file",    JSON_TEXT,   KEY_NEEDED },
	{ "pointer", JSON_TEXT,   KEY_NEEDED },
	{ "breaks",  JSON_NUMBER, KEY_NEEDED },
	{ "ledger",  JSON_TEXT,   KEY_NEEDED },
	{ 0 },
};
/* clang-format on */

struct lint {
	struct yaml known; /* root NULL: none was given */
	bool *met;         /* for each entry of it: was it found? */
	size_t examples, explained, fresh, gone;
};

static int read_known(struct lint *l, const char *path, struct err *e)
{
	const cJSON *one;

	if (!path)
		return 0;
	if (yaml_load(path, &l->known, e) < 0)
		return -1;
	if (!cJSON_IsArray(l->known.root))
		return node_err(&l->known, l->known.root, e,
		                "a list of findings is expected");
	cJSON_ArrayForEach(one, l->known.root) {
		if (node_keys(&l->known, one, known_keys, "a known finding", e) < 0)
			return -1;
	}
	l->met = mem_alloc((size_t)cJSON_GetArraySize(l->known.root) * sizeof(*l->met));
	return 0;
}

static bool is_same(const cJSON *known, const char *file, const struct openapi_finding *f)
{
	int64_t breaks = 0;

	return !strcmp(json_str(known, "file"), file_name(file)) &&
	       !strcmp(json_str(known, "pointer"), f->pointer) &&
	       json_int(known, "breaks", &breaks) && breaks == (int64_t)f->broken.count;
}

/* The ledger entry that explains it, or NULL. */
static const char *explanation(struct lint *l, const char *file,
                               const struct openapi_finding *f)
{
	const cJSON *one;
	size_t i = 0;

	cJSON_ArrayForEach(one, l->known.root) {
		if (is_same(one, file, f)) {
			l->met[i] = true;
			return json_str(one, "ledger");
		}
		i++;
	}
	return NULL;
}

static void print_finding(struct lint *l, const char *file,
                          const struct openapi_finding *f)
{
	const char *entry = explanation(l, file, f);

	printf("%s:%d:%d: %s%s%s\n", file, f->at.line, f->at.column, f->pointer,
	       entry ? ": known, ledger entry " : "", entry ? entry : "");
	for (size_t i = 0; i < f->broken.count; i++)
		printf("    %s: %s (%s)\n",
		       *f->broken.all[i].pointer ? f->broken.all[i].pointer : "it",
		       f->broken.all[i].message, f->broken.all[i].keyword);
	l->explained += entry != NULL;
	l->fresh += entry == NULL;
}

static int lint_file(struct lint *l, const char *path, struct err *e)
{
	AUTO(yaml_release) struct yaml y = { 0 };
	AUTO(openapi_findings_release) struct openapi_findings found = { 0 };

	if (yaml_load(path, &y, e) < 0 || openapi_lint(&y, &found, e) < 0)
		return -1;
	for (size_t i = 0; i < found.count; i++)
		print_finding(l, path, &found.all[i]);
	l->examples += found.examples;
	return 0;
}

static bool was_read(const struct args *args, const char *file)
{
	for (size_t i = 0; i < args->rest_count; i++) {
		if (!strcmp(file_name(args->rest[i]), file))
			return true;
	}
	return false;
}

/* Prints known findings that are no longer found in the files that were read. */
static void print_gone(struct lint *l, const struct args *args)
{
	const cJSON *one;
	size_t i = 0;

	cJSON_ArrayForEach(one, l->known.root) {
		if (!l->met[i++] && was_read(args, json_str(one, "file"))) {
			printf("%s: %s: gone, ledger entry %s\n", json_str(one, "file"),
			       json_str(one, "pointer"), json_str(one, "ledger"));
			l->gone++;
		}
	}
}

static int lint_all(struct lint *l, const struct args *args, struct err *e)
{
	if (read_known(l, args_text(args, "known"), e) < 0)
		return -1;
	for (size_t i = 0; i < args->rest_count; i++) {
		if (lint_file(l, args->rest[i], e) < 0)
			return -1;
	}
	print_gone(l, args);
	return 0;
}

static int run(const struct args *args)
{
	struct lint l = { 0 };
	struct err e = { 0 };
	int done;

	if (!args->rest_count) {
		fprintf(stderr, "flowcheck lint: no FILE was named\n");
		return EXIT_USAGE;
	}
	done = lint_all(&l, args, &e);
	yaml_release(&l.known);
	free(l.met);
	if (done < 0) {
		fprintf(stderr, "flowcheck lint: %s\n", e.text);
		return EXIT_BAD_INPUT;
	}
	printf("%zu examples: %zu new findings, %zu known, %zu gone\n", l.examples,
	       l.fresh, l.explained, l.gone);
	return l.fresh || l.gone ? EXIT_FAILED : EXIT_PASSED;
}

const struct command command_lint = {
	.name = "lint",
	.usage = "lint [--known FILE] FILE...",
	.help = "finds examples of an OpenAPI 3 description that break their own schemas",
	.options = lint_options,
	.takes_words = true,
	.run = run,
};
