/*
 * argv_help.c - the table of options as --help prints it (lib/argv.h)
 *
 *   --port PORT            the port to listen on; 0 takes a free one
 *                          (default 8085, FLOWMOCK_PORT)
 *
 * What stands in brackets goes to the help's line where it fits.
 */
#include "lib/argv.h"
#include "lib/str.h"

#define MARGIN    2
#define GAP       2
#define WIDEST    30 /* characters; a longer left column has a line of its own */
#define LINE_SIZE 80

/* "--port PORT", "-j, --jobs NUMBER"; choices as they are: "--clock real|virtual". */
static void put_left(const struct option *o, struct buf *out)
{
	if (o->letter)
		buf_printf(out, "-%c, ", o->letter);
	buf_printf(out, "--%s", o->name);
	if (o->kind == OPTION_SWITCH)
		return;
	buf_add_char(out, ' ');
	if (o->kind != OPTION_CHOICE) {
		buf_add_str(out, o->value ? o->value : "VALUE");
		return;
	}
	for (size_t i = 0; o->choices[i]; i++)
		buf_printf(out, "%s%s", i ? "|" : "", o->choices[i]);
}

/* "(default 8085, FLOWMOCK_PORT)", or nothing. */
static void put_origins(const struct option *o, struct buf *out)
{
	const char *lead = "(";

	if (o->fallback) {
		buf_printf(out, "(default %s", o->fallback);
		lead = ", ";
	}
	if (o->env)
		buf_printf(out, "%s%s", lead, o->env);
	if (o->fallback || o->env)
		buf_add_char(out, ')');
}

static void put_row(const struct option *o, size_t width, struct buf *out)
{
	AUTO(buf_release) struct buf left = { 0 }, origins = { 0 };
	int column = (int)(MARGIN + width + GAP);
	size_t used = (size_t)column + str_length(o->help), taken;

	put_left(o, &left);
	taken = str_length(buf_str(&left));
	put_origins(o, &origins);
	buf_printf(out, "%*s%s", MARGIN, "", buf_str(&left));
	if (taken > width)
		buf_printf(out, "\n%*s", column, "");
	else
		buf_printf(out, "%*s", (int)(width - taken) + GAP, "");
	buf_add_str(out, o->help);
	if (origins.size && used + 1 + origins.size <= LINE_SIZE)
		buf_printf(out, " %s", buf_str(&origins));
	else if (origins.size)
		buf_printf(out, "\n%*s%s", column, "", buf_str(&origins));
	buf_add_char(out, '\n');
}

/* The widest left column of all that fit. */
static size_t width_of(const struct option *table, size_t least)
{
	size_t width = least;

	for (const struct option *o = table; o->name; o++) {
		AUTO(buf_release) struct buf left = { 0 };
		size_t taken;

		put_left(o, &left);
		taken = str_length(buf_str(&left));
		if (taken > width && taken <= WIDEST)
			width = taken;
	}
	return width;
}

void args_help(const struct option *table, struct buf *out)
{
	static const struct option common[] = {
		{ "help", OPTION_SWITCH, .help = "shows this and ends" },
		{ "version", OPTION_SWITCH, .help = "shows the version and ends" },
		{ 0 },
	};
	size_t width = width_of(table, width_of(common, 0));

	for (const struct option *o = table; o->name; o++)
		put_row(o, width, out);
	for (const struct option *o = common; o->name; o++)
		put_row(o, width, out);
}
