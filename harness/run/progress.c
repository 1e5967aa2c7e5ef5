/*
 * progress.c - how far a run is, on a terminal's last line
 */
#include "harness/run/progress.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/str.h"
#include "lib/vtime.h"

#define COLUMNS_DEFAULT 80

#define TAKE_AWAY "\r\033[K"

static bool is_terminal(FILE *to)
{
	const char *term = getenv("TERM");

	return isatty(fileno(to)) && term && *term && strcmp(term, "dumb") != 0;
}

void progress_init(struct progress_line *p, FILE *to, size_t all)
{
	*p = (struct progress_line){ .to = is_terminal(to) ? to : NULL, .all = all };
}

static size_t columns(FILE *to)
{
	struct winsize size;

	if (ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return COLUMNS_DEFAULT;
}

/* How many bytes of the text have at most so many characters. */
static size_t bytes_of(const char *text, size_t characters)
{
	const char *at = text;

	while (*at && characters) {
		at++;
		while (((unsigned char)*at & 0xc0) == 0x80)
			at++;
		characters--;
	}
	return (size_t)(at - text);
}

/* A line that is wrapped can't be taken away: it is cut before the last column. */
static void show(struct progress_line *p, struct buf *line)
{
	size_t n = bytes_of(buf_str(line), columns(p->to) - 1);

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)line->data[i];

		if (c < ' ' || c == 0x7f)
			line->data[i] = '?';
	}
	fprintf(p->to, TAKE_AWAY "%.*s", (int)n, buf_str(line));
	fflush(p->to);
	p->is_shown = true;
}

void progress_play(struct progress_line *p, size_t done, const char *sentence)
{
	AUTO(buf_release) struct buf line = { 0 };

	if (!p->to)
		return;
	p->done = done;
	snprintf(p->playing, sizeof(p->playing), "%.*s",
	         (int)str_cut(sentence, sizeof(p->playing) - 1), sentence);
	buf_printf(&line, "%zu of %zu: %s", done + 1, p->all, p->playing);
	show(p, &line);
}

void progress_wait(struct progress_line *p, const char *what, int64_t waited_ms,
                   int64_t most_ms)
{
	char waited[PROGRESS_LENGTH_TEXT], most[PROGRESS_LENGTH_TEXT], end[80];
	AUTO(buf_release) struct buf line = { 0 };
	size_t room;

	if (!p->to)
		return;
	snprintf(end, sizeof(end), ", %s of %s", progress_length(waited_ms, waited),
	         progress_length(most_ms, most));
	buf_printf(&line, "%zu of %zu: ", p->done + 1, p->all);
	room = columns(p->to) - 1;
	room = room > line.size + strlen(end) ? room - line.size - strlen(end) : 0;
	/* The end is what changes: what is waited for is cut. */
	if (bytes_of(what, room) < strlen(what))
		buf_printf(&line, "%.*s…", (int)bytes_of(what, room ? room - 1 : 0),
		           what);
	else
		buf_add_str(&line, what);
	buf_add_str(&line, end);
	show(p, &line);
}

void progress_clear(struct progress_line *p)
{
	if (!p->to || !p->is_shown)
		return;
	fputs(TAKE_AWAY, p->to);
	fflush(p->to);
	p->is_shown = false;
}

char *progress_length(int64_t ms, char out[PROGRESS_LENGTH_TEXT])
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = {
		{ MS_PER_DAY, "d" },
		{ MS_PER_HOUR, "h" },
		{ MS_PER_MINUTE, "min" },
		{ MS_PER_SECOND, "s" },
	};
	size_t i = 0;

	/* "90 min" says more than "1 h". */
	while (i + 1 < ARRAY_LEN(units) &&
	       (ms < units[i].ms || (ms < 2 * units[i].ms && ms % units[i].ms)))
		i++;
	snprintf(out, PROGRESS_LENGTH_TEXT, "%lld %s", (long long)(ms / units[i].ms),
	         units[i].name);
	return out;
}
