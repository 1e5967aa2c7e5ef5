/*
 * log.c - one line an event
 *
 * The format is read here and not by printf, a `key=value` at a time, because a
 * value has to be known apart from its neighbours: it is quoted and escaped where
 * it needs to be, and in JSON it is a member.  A value of one number alone is a
 * number in JSON; quotes around a value in the format only say that it is a text.
 */
#include "lib/log/log.h"

#include <stdarg.h>

#include "lib/json/json.h"
#include "lib/str.h"

/* An argument is fetched by its real type: one row for each that is understood. */
enum conversion {
	CONV_TEXT,
	CONV_INT,
	CONV_LONG,
	CONV_LLONG,
	CONV_UINT,
	CONV_ULONG,
	CONV_ULLONG,
	CONV_DOUBLE
};

static const struct spelling {
	const char *text; /* what follows "%" */
	enum conversion conversion;
} spellings[] = {
	{ "s", CONV_TEXT },   { "d", CONV_INT },     { "i", CONV_INT },
	{ "u", CONV_UINT },   { "zu", CONV_ULONG },  { "ld", CONV_LONG },
	{ "lu", CONV_ULONG }, { "lld", CONV_LLONG }, { "llu", CONV_ULLONG },
	{ "f", CONV_DOUBLE },
};

static_assert(_Generic((size_t)0, unsigned long : 1), "%zu is fetched as %lu");

static const struct level {
	char letter;
	const char *name;
} levels[] = {
	[LOG_ERROR] = { 'E', "error" },
	[LOG_WARN] = { 'W', "warn" },
	[LOG_INFO] = { 'I', "info" },
	[LOG_DEBUG] = { 'D', "debug" },
};
static_assert(ARRAY_LEN(levels) == LOG_LEVELS, "every level has a name");

/* One key=value of an event. */
struct field {
	struct str key;
	struct buf value;
	size_t numbers, others; /* what the value was put together from */
};

static const struct spelling *find_spelling(const char *at)
{
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		if (str_starts(at, spellings[i].text))
			return &spellings[i];
	}
	return NULL;
}

static void add_unsigned(struct buf *out, uint64_t v)
{
	buf_printf(out, "%llu", (unsigned long long)v);
}

/* Adds the next argument; `precision` is -1 for none. */
static void add_argument(struct field *f, enum conversion c, int precision, va_list *ap)
{
	const char *text;

	f->numbers += c != CONV_TEXT;
	f->others += c == CONV_TEXT;
	switch (c) {
	case CONV_TEXT:
		text = va_arg(*ap, const char *);
		text = text ? text : "(null)";
		buf_add(&f->value, text,
		        precision < 0 ? strlen(text) : strnlen(text, precision));
		break;
	case CONV_INT:
		buf_add_int(&f->value, va_arg(*ap, int));
		break;
	case CONV_LONG:
		buf_add_int(&f->value, va_arg(*ap, long));
		break;
	case CONV_LLONG:
		buf_add_int(&f->value, va_arg(*ap, long long));
		break;
	case CONV_UINT:
		add_unsigned(&f->value, va_arg(*ap, unsigned int));
		break;
	case CONV_ULONG:
		add_unsigned(&f->value, va_arg(*ap, unsigned long));
		break;
	case CONV_ULLONG:
		add_unsigned(&f->value, va_arg(*ap, unsigned long long));
		break;
	case CONV_DOUBLE:
		buf_printf(&f->value, "%.*f", precision < 0 ? 6 : precision,
		           va_arg(*ap, double));
		break;
	}
}

/* ".3", ".*" or nothing. */
static int read_precision(const char **at, va_list *ap)
{
	int precision = 0;

	if (**at != '.')
		return -1;
	(*at)++;
	if (**at == '*') {
		(*at)++;
		return va_arg(*ap, int);
	}
	for (; **at >= '0' && **at <= '9'; (*at)++)
		precision = precision * 10 + (**at - '0');
	return precision;
}

/* Reads one conversion, from behind its "%". */
static const char *add_conversion(struct field *f, const char *at, va_list *ap)
{
	const struct spelling *s;
	int precision;

	if (*at == '%') {
		buf_add_char(&f->value, '%');
		f->others++;
		return at + 1;
	}
	precision = read_precision(&at, ap);
	s = find_spelling(at);
	assert(s && "a conversion that log_event() does not know");
	add_argument(f, s->conversion, precision, ap);
	return at + strlen(s->text);
}

/* Reads the next field of the format; NULL when there is none. */
static const char *read_field(const char *at, struct field *f, va_list *ap)
{
	char end = ' ';

	at += strspn(at, " ");
	if (!*at)
		return NULL;
	f->key = (struct str){ at, strcspn(at, "=") };
	assert(f->key.size && at[f->key.size] && "log_event() takes key=value");
	at += f->key.size + 1;
	buf_clear(&f->value);
	f->numbers = f->others = 0;
	if (*at == '"') {
		end = '"';
		f->others++;
		at++;
	}
	while (*at && *at != end) {
		if (*at == '%') {
			at = add_conversion(f, at + 1, ap);
			continue;
		}
		buf_add_char(&f->value, *at++);
		f->others++;
	}
	return *at == '"' ? at + 1 : at;
}

/* ---------------------------------------------------------------- text */

/*
 * Bytes to write as \xNN: the controls of ASCII, those that UTF-8 spells C2 80 to
 * C2 9F (a terminal may obey them too), and whatever is above 7F in a text that
 * is not UTF-8.  Returns how many bytes from i on are such.
 */
static size_t unsafe_bytes(struct str s, size_t i, bool is_utf8)
{
	unsigned char c = (unsigned char)s.at[i];

	if (c < 0x20 || c == 0x7f || (c >= 0x80 && !is_utf8))
		return 1;
	if (c == 0xc2 && i + 1 < s.size && (unsigned char)s.at[i + 1] < 0xa0)
		return 2;
	return 0;
}

/* The bytes of `quoted` get a backslash. */
static void add_escaped(struct buf *out, struct str s, const char *quoted)
{
	bool is_utf8 = str_is_utf8(s.at, s.size);

	for (size_t i = 0; i < s.size;) {
		size_t unsafe = unsafe_bytes(s, i, is_utf8);

		if (s.at[i] == '\n' || s.at[i] == '\r') {
			buf_add_str(out, s.at[i++] == '\n' ? "\\n" : "\\r");
			continue;
		}
		for (size_t n = 0; n < unsafe; n++)
			buf_printf(out, "\\x%02x", (unsigned char)s.at[i++]);
		if (unsafe)
			continue;
		if (strchr(quoted, s.at[i]))
			buf_add_char(out, '\\');
		buf_add_char(out, s.at[i++]);
	}
}

static bool needs_quotes(struct str s)
{
	bool is_utf8 = str_is_utf8(s.at, s.size);

	for (size_t i = 0; i < s.size; i++) {
		if (unsafe_bytes(s, i, is_utf8) || strchr(" \"\\=", s.at[i]))
			return true;
	}
	return s.size == 0;
}

static void put_text_field(struct buf *line, const struct field *f)
{
	struct str value = { buf_str(&f->value), f->value.size };

	buf_add_char(line, ' ');
	buf_add(line, f->key.at, f->key.size);
	buf_add_char(line, '=');
	if (!needs_quotes(value)) {
		buf_add(line, value.at, value.size);
		return;
	}
	buf_add_char(line, '"');
	add_escaped(line, value, "\"\\");
	buf_add_char(line, '"');
}

/* ---------------------------------------------------------------- JSON */

static void put_json_field(struct buf *line, const struct field *f)
{
	AUTO(buf_release) struct buf clean = { 0 };
	struct str value = { buf_str(&f->value), f->value.size };

	buf_add_char(line, ',');
	json_put_str(line, f->key.at, f->key.size);
	buf_add_char(line, ':');
	if (f->numbers == 1 && !f->others) {
		buf_add(line, value.at, value.size);
		return;
	}
	if (!str_is_utf8(value.at, value.size)) {
		add_escaped(&clean, value, "");
		value = (struct str){ clean.data, clean.size };
	}
	json_put_str(line, value.at, value.size);
}

/* ---------------------------------------------------------------- the line */

static void put_head(struct buf *line, const struct logger *l, enum log_level level,
                     const char *event)
{
	vtime at = l->now ? l->now(l->ctx) : vtime_wall_now();
	char when[VTIME_TEXT];

	vtime_format_ms(at, when);
	if (l->format == LOG_TEXT)
		buf_printf(line, "%s %c %s", when, levels[level].letter, event);
	else
		buf_printf(line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"",
		           when, levels[level].name, event);
}

void log_event(const struct logger *l, enum log_level level, const char *event,
               const char *fmt, ...)
{
	AUTO(buf_release) struct buf line = { 0 };
	struct field f = { 0 };
	va_list ap;

	if (!l->to || level > l->level)
		return;
	put_head(&line, l, level, event);
	va_start(ap, fmt);
	while (fmt && (fmt = read_field(fmt, &f, &ap))) {
		if (l->format == LOG_TEXT)
			put_text_field(&line, &f);
		else
			put_json_field(&line, &f);
	}
	va_end(ap);
	buf_release(&f.value);
	buf_add_str(&line, l->format == LOG_TEXT ? "\n" : "}\n");
	fwrite(line.data, 1, line.size, l->to);
}
