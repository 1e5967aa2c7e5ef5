/*
 * cli_timeline.c - flowmock timeline: a state's past and coming runs, as a picture
 */
#include "mockserver/cli.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/file/out.h"
#include "lib/str.h"
#include "mockserver/timeline/json.h"
#include "mockserver/timeline/svg.h"
#include "mockserver/timeline/text.h"

/* clang-format off */
static const struct option options[] = {
	{ "state", OPTION_TEXT, .env = "FLOWMOCK_STATE", .value = "FILE",
	  .help = "the state of a mock, running or not" },
	{ "from", OPTION_TEXT, .value = "TIME",
	  .help = "where the picture begins, as 2026-01-01T00:00:00Z" },
	{ "until", OPTION_TEXT, .value = "TIME", .help = "where it ends" },
	{ "now", OPTION_TEXT, .value = "TIME",
	  .help = "what is past and what is to come; by default the state's clock" },
	{ "width", OPTION_INT, .value = "COLUMNS", .min = TIMELINE_WIDTH_MIN,
	  .max = TIMELINE_WIDTH_MAX,
	  .help = "of text; by default the terminal's, COLUMNS or 80" },
	{ "svg", OPTION_SWITCH, .help = "prints an SVG document instead of text" },
	{ "json", OPTION_SWITCH, .help = "prints the runs, gaps and ticks themselves" },
	{ "output", OPTION_TEXT, .value = "FILE",
	  .help = "writes to this file, whole or not at all; - is stdout" },
	{ 0 },
};
/* clang-format on */

enum format { FORMAT_TEXT, FORMAT_SVG, FORMAT_JSON };

static enum format format_of(const struct args *args)
{
	if (args_switch(args, "svg"))
		return FORMAT_SVG;
	return args_switch(args, "json") ? FORMAT_JSON : FORMAT_TEXT;
}

static bool to_terminal(const struct args *args)
{
	const char *path = args_text(args, "output");

	return (!path || file_out_is_stdout(path)) && isatty(STDOUT_FILENO);
}

/* The option, else the terminal's, else COLUMNS; invalid values are ignored. */
static size_t width_of(const struct args *args)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { 0 };
	int64_t width = 0;

	if (args_given(args, "width"))
		return (size_t)args_int(args, "width");
	if (to_terminal(args) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (!width && (!columns || !str_to_int(columns, &width)))
		width = 0;
	if (width <= 0)
		return TIMELINE_WIDTH;
	if (width < TIMELINE_WIDTH_MIN)
		return TIMELINE_WIDTH_MIN;
	return width > TIMELINE_WIDTH_MAX ? TIMELINE_WIDTH_MAX : (size_t)width;
}

/* By the locale's name: LC_ALL, LC_CTYPE or LANG, the first that is set. */
static enum charset charset_of(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		const char *value = getenv(variables[i]);

		if (!value || !*value)
			continue;
		return strcasestr(value, "UTF-8") || strcasestr(value, "UTF8")
		               ? CHARSET_UTF8
		               : CHARSET_ASCII;
	}
	return CHARSET_ASCII;
}

static enum colours colours_of(const struct args *args)
{
	const char *no_colour = getenv("NO_COLOR");

	return to_terminal(args) && (!no_colour || !*no_colour) ? COLOURS_ON
	                                                        : COLOURS_OFF;
}

static int read_time(const struct args *args, const char *name, vtime *out, struct err *e)
{
	const char *text = args_text(args, name);
	struct err why = { 0 };

	*out = VTIME_NEVER;
	if (!text || vtime_parse(text, out, &why) == 0)
		return 0;
	return err_set(e, ERR_INVALID, "--%s: %s", name, why.text);
}

/* Before anything is read: what is missing was named by mistake. */
static int check_output(const struct args *args, struct err *e)
{
	const char *path = args_text(args, "output");
	struct err why = { 0 };

	if (path && state_files_has(args_text(args, "state"), path))
		return err_set(e, ERR_INVALID, "--output: '%s' is the state's file",
		               path);
	if (!path || file_out_check(path, &why) == 0)
		return 0;
	return err_set(e, why.code == ERR_NOT_FOUND ? ERR_INVALID : why.code,
	               "--output: %s", why.text);
}

static int read_view(const struct args *args, struct timeline_view *view, struct err *e)
{
	if (!args_text(args, "state"))
		return err_set(e, ERR_INVALID, "--state names the file to look at");
	if (args_switch(args, "svg") && args_switch(args, "json"))
		return err_set(e, ERR_INVALID, "--svg and --json are two things");
	if (check_output(args, e) < 0)
		return -1;
	view->cell_count = format_of(args) == FORMAT_SVG
	                           ? TIMELINE_SVG_CELLS
	                           : timeline_text_cells(width_of(args));
	if (read_time(args, "from", &view->from_at, e) < 0 ||
	    read_time(args, "until", &view->until_at, e) < 0)
		return -1;
	return read_time(args, "now", &view->now, e);
}

static void render(const struct args *args, const struct timeline *t, struct buf *out)
{
	cJSON *tree;

	switch (format_of(args)) {
	case FORMAT_SVG:
		timeline_svg(t, out);
		break;
	case FORMAT_JSON:
		tree = timeline_json(t);
		json_print_pretty(tree, out);
		buf_add_char(out, '\n');
		cJSON_Delete(tree);
		break;
	case FORMAT_TEXT:
		timeline_text(t, charset_of(), colours_of(args), out);
		break;
	}
}

static int write_out(const struct args *args, const struct buf *text, struct err *e)
{
	const char *path = args_text(args, "output");

	if (path)
		return file_out_write(path, text, NULL, e);
	fwrite(buf_str(text), 1, text->size, stdout);
	return 0;
}

static int show(const struct args *args, struct err *e)
{
	AUTO(timeline_release) struct timeline t = { 0 };
	AUTO(buf_release) struct buf text = { 0 };
	struct timeline_view view = { 0 };
	struct store store;
	int got;

	if (read_view(args, &view, e) < 0 ||
	    store_open_copy(args_text(args, "state"), &store, e) < 0)
		return -1;
	got = timeline_gather(&store, &view, &t, e);
	store_close(&store);
	if (got < 0)
		return -1;
	render(args, &t, &text);
	return write_out(args, &text, e);
}

static int timeline_run(const struct args *args)
{
	struct err e = { 0 };

	if (show(args, &e) == 0)
		return 0;
	fprintf(stderr, "flowmock timeline: %s\n", e.text);
	return e.code == ERR_INVALID ? 2 : 1;
}

/* clang-format off */
static const char about[] =
	"Reads a copy of the state in memory: no file is made or changed, no clock\n"
	"moves, and a server may have it open.  Without --from and --until the picture\n"
	"shows twenty steps of the slowest flow before and after now, or less where\n"
	"nothing is.\n"
	"\n"
	"A flow has a line of cells, each of which shows the gravest thing in it:\n"
	"\n"
	"  X  ✗  failed\n"
	"  %  ◐  partial success\n"
	"  >  ▶  in progress        q  …  queued\n"
	"  -  ╌  gap: a tick at which no run was due, for the flow was disabled, a run\n"
	"        was still going on, or the mock stood still\n"
	"  a  ◆  success of a run on demand\n"
	"  *  ●  success\n"
	"  .  ○  a tick to come     ]  ┃  the end of the schedule     |  │  now\n"
	"\n"
	"Below a cell with several of them stands how many, + for ten and more.  The\n"
	"second signs are for a locale with UTF-8; colours are for terminals, without\n"
	"NO_COLOR.";
/* clang-format on */

const struct command command_timeline = {
	.name = "timeline",
	.usage = "timeline --state FILE [OPTION]...",
	.help = "draws past and coming runs of each flow",
	.about = about,
	.statuses =
		"0; 1, the state can't be read or the output not be written; 2, usage,\n"
		"no state of this version, or no folder to write to",
	.options = options,
	.run = timeline_run,
};
