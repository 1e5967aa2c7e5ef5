/*
 * command_table.c - what a program's tables hold, a row a line (lib/command.h)
 */
#include "lib/command.h"

/* Cells are separated by tabs; a newline within one becomes a vertical tab. */
static void cell(const char *text)
{
	putchar('\t');
	for (; text && *text; text++)
		putchar(*text == '\n' ? '\v' : *text);
}

static void option_row(const struct option *o)
{
	static const char *const kinds[] = {
		[OPTION_TEXT] = "text",     [OPTION_INT] = "int",
		[OPTION_CHOICE] = "choice", [OPTION_LIST] = "list",
		[OPTION_SWITCH] = "switch",
	};

	fputs("option", stdout);
	cell(o->name);
	cell(kinds[o->kind]);
	cell(o->value);
	cell(o->fallback);
	cell(o->env);
	putchar('\t');
	for (size_t i = 0; o->kind == OPTION_CHOICE && o->choices[i]; i++)
		printf("%s%s", i ? "|" : "", o->choices[i]);
	cell(o->help);
	putchar('\n');
}

void commands_table(const struct commands *set)
{
	fputs("program", stdout);
	cell(set->program);
	cell(set->version);
	cell(set->help);
	cell(set->statuses);
	putchar('\n');
	for (const struct variable *v = set->variables; v && v->name; v++) {
		if (!v->help)
			continue;
		fputs("variable", stdout);
		cell(v->name);
		cell(v->help);
		putchar('\n');
	}
	for (const struct command **c = set->all; *c; c++) {
		fputs("command", stdout);
		cell((*c)->name);
		cell((*c)->usage);
		cell((*c)->help);
		cell((*c)->about);
		cell((*c)->statuses);
		putchar('\n');
		for (const struct option *o = (*c)->options; o && o->name; o++)
			option_row(o);
	}
}
