/*
 * shell_words.c - a command line cut into words, as a POSIX shell cuts it
 */
#include "harness/curl/shell_words.h"

#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/str.h"

#define NAME_FIRST "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define NAME_REST  NAME_FIRST "0123456789"

/* The place in the text, and the word that is being read. */
struct cutter {
	const char *text, *at, *end;
	struct buf word;
	bool in_word;
	struct shell_words *out;
};

static int refuse(struct cutter *c, const char *at, const char *reason, struct err *e)
{
	c->out->wrong_at = (size_t)(at - c->text);
	return err_set(e, ERR_INVALID, "%s", reason);
}

static bool starts(const struct cutter *c, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(c->end - c->at) >= n && !memcmp(c->at, with, n);
}

static bool is_of(const struct cutter *c, const char *set)
{
	return c->at < c->end && *c->at && strchr(set, *c->at);
}

/* ---------------------------------------------------------------- names */

/* "$NAME", "${…}", or a dollar sign that is one. */
static int read_dollar(struct cutter *c, struct err *e)
{
	const char *start = c->at++, *close, *fallback;

	if (is_of(c, NAME_FIRST)) {
		const char *name = c->at;

		while (is_of(c, NAME_REST))
			c->at++;
		buf_printf(&c->word, "${%.*s}", (int)(c->at - name), name);
		return 0;
	}
	if (is_of(c, "(0123456789?#@*!$"))
		return refuse(c, start,
		              *c->at == '(' ? "a command inside the command is not run: "
		                              "write its output here"
		                            : "the shell would replace this: write its "
		                              "value, or '\\$'",
		              e);
	if (!is_of(c, "{")) {
		buf_add_char(&c->word, '$');
		return 0;
	}
	close = memchr(c->at, '}', (size_t)(c->end - c->at));
	if (!close)
		return refuse(c, start, "'${' without '}'", e);
	c->at++;
	fallback = memmem(c->at, (size_t)(close - c->at), ":-", 2);
	if (fallback)
		buf_printf(&c->word, "${%.*s ?? %.*s}", (int)(fallback - c->at), c->at,
		           (int)(close - fallback - 2), fallback + 2);
	else
		buf_printf(&c->word, "${%.*s}", (int)(close - c->at), c->at);
	c->at = close + 1;
	return 0;
}

/* ---------------------------------------------------------------- quotes */

static int read_single(struct cutter *c, struct err *e)
{
	const char *start = c->at++;
	const char *close = memchr(c->at, '\'', (size_t)(c->end - c->at));

	if (!close)
		return refuse(c, start, "this quote is not closed: a ' is missing", e);
	buf_add(&c->word, c->at, (size_t)(close - c->at));
	c->at = close + 1;
	return 0;
}

/* A backslash within double quotes, which escapes few characters. */
static void read_double_escape(struct cutter *c)
{
	c->at++;
	if (is_of(c, "\n"))
		c->at++;
	else if (is_of(c, "\"\\`$"))
		buf_add_char(&c->word, *c->at++);
	else
		buf_add_char(&c->word, '\\');
}

static int read_double(struct cutter *c, struct err *e)
{
	const char *start = c->at++;

	while (c->at < c->end && *c->at != '"') {
		if (*c->at == '`')
			return refuse(
				c, c->at,
				"a command inside the command is not run: write its "
				"output here",
				e);
		if (starts(c, "\\${")) {
			buf_add_str(&c->word, "$${");
			c->at += 3;
		} else if (*c->at == '\\') {
			read_double_escape(c);
		} else if (*c->at == '$') {
			if (read_dollar(c, e) < 0)
				return -1;
		} else {
			buf_add_char(&c->word, *c->at++);
		}
	}
	if (c->at == c->end)
		return refuse(c, start, "this quote is not closed: a \" is missing", e);
	c->at++;
	return 0;
}

/* A code point as UTF-8; false for a value that is not one. */
static bool add_code_point(struct buf *out, uint32_t code)
{
	if (code < 0x80) {
		buf_add_char(out, (char)code);
	} else if (code < 0x800) {
		buf_add_char(out, (char)(0xc0 | code >> 6));
		buf_add_char(out, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		buf_add_char(out, (char)(0xe0 | code >> 12));
		buf_add_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buf_add_char(out, (char)(0x80 | (code & 0x3f)));
	} else {
		buf_add_char(out, (char)(0xf0 | code >> 18));
		buf_add_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
		buf_add_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buf_add_char(out, (char)(0x80 | (code & 0x3f)));
	}
	return code && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/* The digits after \x, \u, \U and \0, as many as there are and may be. */
static const struct code_digits {
	char letter;
	unsigned base_bits, most;
	bool is_byte;
} digits[] = {
	{ 'x', 4, 2, true },
	{ 'u', 4, 4, false },
	{ 'U', 4, 8, false },
};

static const struct code_digits octal = { '0', 3, 3, true };

static bool read_digits(struct cutter *c, const struct code_digits *d)
{
	uint32_t code = 0;
	unsigned count = 0;

	for (; count < d->most && c->at < c->end; count++) {
		int digit = str_hex(*c->at);

		if (digit < 0 || digit >= 1 << d->base_bits)
			break;
		code = code << d->base_bits | (uint32_t)digit;
		c->at++;
	}
	if (!d->is_byte)
		return count && add_code_point(&c->word, code);
	buf_add_char(&c->word, (char)code);
	return count && (code & 0xff);
}

/* What follows a backslash within $'…' (POSIX.1-2024, 2.2.4). */
static bool read_ansi_escape(struct cutter *c)
{
	static const char from[] = "abefnrtv\\'\"?", to[] = "\a\b\033\f\n\r\t\v\\'\"?";
	const char *plain = memchr(from, *c->at, sizeof(from) - 1);

	if (plain) {
		buf_add_char(&c->word, to[plain - from]);
		c->at++;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(digits); i++) {
		if (*c->at == digits[i].letter) {
			c->at++;
			return read_digits(c, &digits[i]);
		}
	}
	return read_digits(c, &octal);
}

static int read_ansi(struct cutter *c, struct err *e)
{
	const char *start = c->at;

	c->at += 2;
	while (c->at < c->end && *c->at != '\'') {
		const char *escape = c->at;

		if (*c->at != '\\') {
			buf_add_char(&c->word, *c->at++);
			continue;
		}
		c->at++;
		if (c->at < c->end && !read_ansi_escape(c))
			return refuse(c, escape,
			              "this escape stands for no character in $'…'", e);
	}
	if (c->at == c->end)
		return refuse(c, start, "this quote is not closed: a ' is missing", e);
	c->at++;
	return 0;
}

/* ---------------------------------------------------------------- outside quotes */

#define OF_CMD                                                                           \
	"the command was copied for Windows' cmd: copy it for bash, or write \\ in the " \
	"place of each ^ at the end of a line and remove the other ^"
#define OF_POWERSHELL                                                                  \
	"the command was copied for PowerShell: copy it for bash, or write \\ in the " \
	"place of each ` at the end of a line"

static const struct {
	const char *text;
	const char *reason;
} refused[] = {
	{ "^\n", OF_CMD },
	{ "^\r\n", OF_CMD },
	{ "^\"", OF_CMD },
	{ "`\n", OF_POWERSHELL },
	{ "`\r\n", OF_POWERSHELL },
	{ "`", "a command inside the command is not run: write its output here" },
	{ "|", "one command is understood, and no pipe: remove it and what follows" },
	{ "&", "one command is understood: remove this, or quote the URL it stands in" },
	{ ";", "one command is understood: remove this and what follows, or quote it" },
	{ "<", "no file is read: remove this, or quote it" },
	{ ">", "no file is written: remove this, or quote it" },
	{ "(", "the shell would not take this: quote it" },
	{ ")", "the shell would not take this: quote it" },
	{ "\xe2\x80\x98", "a typographic quote: write ' in its place" },
	{ "\xe2\x80\x99", "a typographic quote: write ' in its place" },
	{ "\xe2\x80\x9c", "a typographic quote: write \" in its place" },
	{ "\xe2\x80\x9d", "a typographic quote: write \" in its place" },
};

/* How many bytes of blanks and a line's end follow the backslash; 0: none of that. */
static size_t continuation(const struct cutter *c)
{
	const char *at = c->at + 1;

	while (at < c->end && (*at == ' ' || *at == '\t' || *at == '\r'))
		at++;
	return at < c->end && *at == '\n' ? (size_t)(at - c->at) : 0;
}

static int read_backslash(struct cutter *c, struct err *e)
{
	size_t blanks = continuation(c);

	if (blanks > 1 && !(blanks == 2 && c->at[1] == '\r'))
		return refuse(c, c->at,
		              "blanks follow the backslash, so that it does not continue "
		              "the line: remove them",
		              e);
	if (blanks) {
		c->at += blanks + 1;
		return 0;
	}
	c->in_word = true;
	if (c->at + 1 == c->end) {
		c->at++;
		return 0;
	}
	if (c->end - c->at > 2 && c->at[1] == '$' && c->at[2] == '{')
		buf_add_char(&c->word, '$');
	buf_add_char(&c->word, c->at[1]);
	c->at += 2;
	return 0;
}

static int read_quoted(struct cutter *c, struct err *e)
{
	if (starts(c, "$'"))
		return read_ansi(c, e);
	if (starts(c, "$\""))
		c->at++;
	if (*c->at == '\'')
		return read_single(c, e);
	return *c->at == '"' ? read_double(c, e) : read_dollar(c, e);
}

static int read_piece(struct cutter *c, struct err *e)
{
	if (*c->at == '\\')
		return read_backslash(c, e);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		if (starts(c, refused[i].text))
			return refuse(c, c->at, refused[i].reason, e);
	}
	c->in_word = true;
	if (is_of(c, "'\"$"))
		return read_quoted(c, e);
	buf_add_char(&c->word, *c->at++);
	return 0;
}

static void end_word(struct cutter *c, const char *start)
{
	struct shell_words *w = c->out;

	if (!c->in_word)
		return;
	w->all = mem_grow(w->all, w->count + 1, sizeof(*w->all));
	w->all[w->count++] = (struct shell_word){
		.text = buf_take(&c->word),
		.at = (size_t)(start - c->text),
	};
	c->in_word = false;
}

/* Blanks, and comments; lines without words before the first one, too. */
static void skip_blanks(struct cutter *c)
{
	const char *between = c->out->count ? " \t\r" : " \t\r\n";

	while (is_of(c, between) || is_of(c, "#")) {
		if (*c->at != '#') {
			c->at++;
			continue;
		}
		while (c->at < c->end && *c->at != '\n')
			c->at++;
	}
}

/* One word, or the continuation of a line that stands by itself. */
static int read_word(struct cutter *c, struct err *e)
{
	const char *start = c->at;

	while (c->at < c->end && !is_of(c, " \t\r\n")) {
		if (read_piece(c, e) < 0)
			return -1;
		if (!c->in_word)
			start = c->at;
	}
	if (c->word.size && memchr(c->word.data, '\0', c->word.size))
		return refuse(c, start, "a byte of 0 stands in no command", e);
	if (!str_is_utf8(buf_str(&c->word), c->word.size))
		return refuse(c, start, "this is not UTF-8", e);
	end_word(c, start);
	return 0;
}

/* A prompt that was copied with the command. */
static int check_prompt(struct cutter *c, struct err *e)
{
	const struct shell_word *first = c->out->count ? c->out->all : NULL;

	if (first && (!strcmp(first->text, "$") || !strcmp(first->text, "%")))
		return refuse(c, c->text + first->at,
		              "this is a prompt, and no part of the command: remove it",
		              e);
	return 0;
}

int shell_words_read(const char *text, size_t n, size_t from, struct shell_words *out,
                     struct err *e)
{
	struct cutter c = {
		.text = text, .at = text + from, .end = text + n, .out = out
	};
	int rc = 0;

	assert(from <= n);
	*out = (struct shell_words){ 0 };
	for (skip_blanks(&c); rc == 0 && c.at < c.end && *c.at != '\n'; skip_blanks(&c))
		rc = read_word(&c, e);
	buf_release(&c.word);
	if (rc < 0 || check_prompt(&c, e) < 0)
		return -1;
	out->end = (size_t)(c.at - text) + (c.at < c.end);
	return 0;
}

void shell_words_release(struct shell_words *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->all[i].text);
	free(w->all);
	*w = (struct shell_words){ 0 };
}

void shell_words_place(const char *text, size_t at, int *line, int *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < at; i++) {
		(*column)++;
		if (text[i] == '\n') {
			(*line)++;
			*column = 1;
		}
	}
}
