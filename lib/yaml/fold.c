/*
 * fold.c - folded block texts ("key: >"), decoded by ourselves
 */
#include "lib/yaml/fold.h"

#include "lib/buf.h"
#include "lib/str.h"

/* A text as it grows: breaks that are not yet decided, and how its last line was. */
struct folding {
	struct buf out;
	size_t breaks; /* empty lines since the last one with text */
	bool begun;    /* there was a line with text */
	bool more;     /* the last one was indented further */
};

/* What stands behind the '>': '\0', '-' or '+'; '?' for anything else. */
static char chomping(const char *text, size_t begin)
{
	size_t end = begin;
	char last;

	while (end && strchr(" \t\r\n", text[end - 1]))
		end--;
	if (!end)
		return '?';
	last = text[end - 1];
	if (last == '>')
		return '\0';
	if ((last == '-' || last == '+') && end > 1 && text[end - 2] == '>')
		return last;
	return '?';
}

static struct str next_line(struct str *rest)
{
	struct str line = { 0 };

	(void)str_split(rest, '\n', &line);
	if (line.size && line.at[line.size - 1] == '\r')
		line.size--;
	return line;
}

static size_t indent_of(struct str line)
{
	size_t n = 0;

	while (n < line.size && line.at[n] == ' ')
		n++;
	return n;
}

/* How far the first line with text is indented. */
static size_t indent_of_all(struct str rest)
{
	while (rest.size) {
		struct str line = next_line(&rest);

		if (indent_of(line) < line.size)
			return indent_of(line);
	}
	return 0;
}

static void add_breaks(struct folding *f, size_t n)
{
	while (n--)
		buf_add_char(&f->out, '\n');
}

/* One line with text; the breaks before it fold, but not next to an indented one. */
static void add_line(struct folding *f, struct str line)
{
	bool more = *line.at == ' ' || *line.at == '\t';
	bool kept = f->begun && (f->more || more); /* the break between the two */

	if (f->begun && !kept && !f->breaks)
		buf_add_char(&f->out, ' ');
	else
		add_breaks(f, f->breaks + kept);
	buf_add(&f->out, line.at, line.size);
	f->breaks = 0;
	f->begun = true;
	f->more = more;
}

char *yaml_fold(const char *text, size_t begin, size_t end, size_t *size)
{
	struct str rest = { text + begin, end - begin };
	size_t indent = indent_of_all(rest);
	char chomp = chomping(text, begin);
	struct folding f = { 0 };

	if (chomp == '?')
		return NULL;
	while (rest.size) {
		struct str line = next_line(&rest);

		if (line.size <= indent)
			f.breaks++;
		else
			add_line(&f,
			         (struct str){ line.at + indent, line.size - indent });
	}
	if (chomp == '+')
		add_breaks(&f, f.breaks + f.begun);
	else if (!chomp && f.begun)
		buf_add_char(&f.out, '\n');
	*size = f.out.size;
	return buf_take(&f.out);
}
