/*
 * cmd_help.c - flowcheck help: what a scenario can say, made of the tables that read it
 *
 * A topic is a row; it reads the rows of a table one by one.  harness/README.md has the
 * same texts as tables of Markdown (harness/tables.py).
 */
#include "harness/command.h"
#include "harness/files/expected.h"
#include "harness/files/template.h"
#include "harness/report/report.h"
#include "harness/scenario/expr.h"
#include "harness/scenario/step.h"
#include "lib/match/formats.h"
#include "lib/match/matchers.h"
#include "lib/mem.h"
#include "lib/nearest.h"

#define LINE_WIDTH 80
#define INDENT     6

/* One row of a topic: how it is written, which other keys it takes, what it means. */
struct entry {
	struct buf forms, others;
	const char *help;
};

static void entry_release(struct entry *e)
{
	buf_release(&e->forms);
	buf_release(&e->others);
}

/* Adds a text in backquotes. */
static void add_code(struct buf *out, const char *text)
{
	buf_printf(out, "%s`%s`", out->size ? ", " : "", text);
}

/* ---------------------------------------------------------------- topics */

static void add_forms(const struct step_kind *kind, struct entry *out)
{
	for (size_t i = 0; i < ARRAY_LEN(kind->forms) && kind->forms[i]; i++)
		add_code(&out->forms, kind->forms[i]);
}

/* Reads a step and those after it that have no help of their own: they share its help. */
static bool read_step(size_t *at, struct entry *out)
{
	const struct step_kind *kind = step_kind_at(*at);

	if (!kind)
		return false;
	for (const struct key *key = kind->keys; key->name; key++) {
		if (strcmp(key->name, kind->name) != 0)
			add_code(&out->others, key->name);
	}
	out->help = kind->help;
	do {
		add_forms(kind, out);
		kind = step_kind_at(++*at);
	} while (kind && !kind->help);
	return true;
}

static bool read_matcher(size_t *at, struct entry *out)
{
	const struct matcher *matcher = matchers_at((*at)++);

	if (!matcher)
		return false;
	buf_printf(&out->forms, "`%s: %s`", matcher->name, matcher->example);
	out->help = matcher->help;
	return true;
}

static bool read_format(size_t *at, struct entry *out)
{
	const struct match_format *format = formats_at((*at)++);

	if (!format)
		return false;
	add_code(&out->forms, format->name);
	out->help = format->help;
	return true;
}

static bool read_expectation(size_t *at, struct entry *out)
{
	const char *name;

	if (!expected_at((*at)++, &name, &out->help))
		return false;
	add_code(&out->forms, name);
	return true;
}

static bool read_layout(size_t *at, struct entry *out)
{
	const char *name;

	if (!template_name_at((*at)++, &name, &out->help))
		return false;
	buf_printf(&out->forms, "`{%s}`", name);
	return true;
}

static bool read_report(size_t *at, struct entry *out)
{
	const struct report_form *form = report_form_at((*at)++);

	if (!form)
		return false;
	buf_printf(&out->forms, "`--report %s=FILE`", form->name);
	out->help = form->kind->help;
	return true;
}

static bool read_expression(size_t *at, struct entry *out)
{
	const struct expr_form *form = expr_form_at((*at)++);

	if (!form)
		return false;
	buf_printf(&out->forms, "`${%s}`", form->form);
	out->help = form->help;
	return true;
}

static const struct topic {
	const char *name, *help;
	const char *heads[3]; /* titles of the columns; the middle one may be NULL */
	bool (*read)(size_t *at, struct entry *out);
} topics[] = {
	{ .name = "steps",
	  .help = "what a scenario does, a step each",
	  .heads = { "step", "its other keys", "what it does" },
	  .read = read_step },
	{ .name = "matchers",
	  .help = "what a pattern asks of a value",
	  .heads = { "matcher", NULL, "fits" },
	  .read = read_matcher },
	{ .name = "formats",
	  .help = "what `$is` knows",
	  .heads = { "format", NULL, "fits" },
	  .read = read_format },
	{ .name = "files",
	  .help = "what a `files` step may expect",
	  .heads = { "key", NULL, "" },
	  .read = read_expectation },
	{ .name = "layouts",
	  .help = "what may stand in braces in the `layout` of files",
	  .heads = { "name", NULL, "stands for" },
	  .read = read_layout },
	{ .name = "expressions",
	  .help = "what may stand between `${` and `}`",
	  .heads = { "form", NULL, "becomes" },
	  .read = read_expression },
	{ .name = "reports",
	  .help = "what a run can be written as",
	  .heads = { "option", NULL, "writes" },
	  .read = read_report },
};

static const struct topic *find_topic(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(topics); i++) {
		if (!strcmp(topics[i].name, name))
			return &topics[i];
	}
	return NULL;
}

/* ---------------------------------------------------------------- printing */

/* The length of the word at the text's start; text in backquotes is never split. */
static size_t word_size(const char *text)
{
	bool code = false;
	size_t n = 0;

	for (; text[n] && (code || text[n] != ' '); n++)
		code ^= text[n] == '`';
	return n;
}

/* How many columns the bytes take: UTF-8 continuation bytes take none. */
static size_t columns(const char *text, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* Prints the text wrapped into indented lines. */
static void print_wrapped(const char *text, int indent)
{
	size_t column = 0;

	while (*text) {
		size_t n = word_size(text), width = columns(text, n);

		if (column && column + 1 + width > LINE_WIDTH) {
			printf("\n");
			column = 0;
		}
		printf("%*s%.*s", column ? 1 : indent, "", (int)n, text);
		column += width + (column ? 1 : (size_t)indent);
		text += n + (text[n] == ' ');
	}
	printf("\n");
}

static void print_others(const struct entry *entry)
{
	AUTO_MEM char *text = mem_printf("with: %s", buf_str(&entry->others));

	if (entry->others.size)
		print_wrapped(text, INDENT);
}

static void print_plain(const struct topic *topic)
{
	struct entry entry = { 0 };

	printf("%s\n", topic->help);
	for (size_t at = 0; topic->read(&at, &entry); entry = (struct entry){ 0 }) {
		printf("\n");
		print_wrapped(buf_str(&entry.forms), 2);
		print_wrapped(entry.help, INDENT);
		print_others(&entry);
		entry_release(&entry);
	}
}

/* Prints a cell; a "|" in it would begin the next one. */
static void print_cell(const char *text)
{
	printf("| ");
	for (const char *c = text; *c; c++)
		printf("%s%c", *c == '|' ? "\\" : "", *c);
	printf("%s", *text ? " " : "");
}

static void print_markdown(const struct topic *topic)
{
	struct entry entry = { 0 };
	const bool three = topic->heads[1];

	printf("| %s |%s%s%s %s |\n", topic->heads[0], three ? " " : "",
	       three ? topic->heads[1] : "", three ? " |" : "", topic->heads[2]);
	printf("|---|---|%s\n", three ? "---|" : "");
	for (size_t at = 0; topic->read(&at, &entry); entry = (struct entry){ 0 }) {
		print_cell(buf_str(&entry.forms));
		if (three)
			print_cell(buf_str(&entry.others));
		print_cell(entry.help);
		printf("|\n");
		entry_release(&entry);
	}
}

/* ---------------------------------------------------------------- the command */

static const struct option help_options[] = {
	{ "markdown", OPTION_SWITCH, .help = "prints a table of Markdown" },
	{ 0 },
};

static int unknown_topic(const char *name)
{
	struct nearest near = { .name = str_of(name) };

	for (size_t i = 0; i < ARRAY_LEN(topics); i++)
		nearest_offer(&near, topics[i].name);
	fprintf(stderr, "flowcheck help: there is no topic '%s'", name);
	if (near.best)
		fprintf(stderr, "; did you mean %s?", near.best);
	fprintf(stderr, "; the topics are");
	for (size_t i = 0; i < ARRAY_LEN(topics); i++)
		fprintf(stderr, "%s %s", i ? "," : "", topics[i].name);
	fprintf(stderr, "\n");
	return EXIT_USAGE;
}

static void list_topics(void)
{
	for (size_t i = 0; i < ARRAY_LEN(topics); i++)
		printf("  flowcheck help %-11s  %s\n", topics[i].name, topics[i].help);
}

static int run(const struct args *args)
{
	const struct topic *topic;

	if (!args->rest_count) {
		list_topics();
		return EXIT_PASSED;
	}
	topic = find_topic(args->rest[0]);
	if (!topic)
		return unknown_topic(args->rest[0]);
	if (args->rest_count > 1) {
		fprintf(stderr, "flowcheck help: one topic at a time: '%s' is too much\n",
		        args->rest[1]);
		return EXIT_USAGE;
	}
	if (args_switch(args, "markdown"))
		print_markdown(topic);
	else
		print_plain(topic);
	return EXIT_PASSED;
}

const struct command command_help = {
	.name = "help",
	.usage = "help [TOPIC]",
	.help = "what a scenario can say: steps, matchers, formats, files, layouts, "
		"expressions, reports",
	.options = help_options,
	.takes_words = true,
	.run = run,
};
