/*
 * log.c - one line an event
 *
 * A text is quoted and escaped where needed; in JSON it is always a string, and bytes
 * that are not UTF-8 are escaped there, too.
 */
#include "lib/log/log.h"

#include "lib/json/json.h"
#include "lib/str.h"

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

static void put_text(struct buf *line, const char *key, struct str value)
{
	buf_printf(line, " %s=", key);
	if (!needs_quotes(value)) {
		buf_add(line, value.at, value.size);
		return;
	}
	buf_add_char(line, '"');
	add_escaped(line, value, "\"\\");
	buf_add_char(line, '"');
}

/* ---------------------------------------------------------------- JSON */

static void put_json(struct buf *line, const char *key, struct str value, bool is_number)
{
	AUTO(buf_release) struct buf clean = { 0 };

	buf_add_char(line, ',');
	json_put_str(line, key, strlen(key));
	buf_add_char(line, ':');
	if (is_number) {
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

static void put_field(struct buf *line, enum log_format format, const struct log_field *f)
{
	AUTO(buf_release) struct buf value = { 0 };
	struct str text;

	if (f->type != FIELD_INT)
		buf_add_str(&value, f->text ? f->text : "(null)");
	if (f->type == FIELD_PLACE)
		buf_add_char(&value, ':');
	if (f->type != FIELD_TEXT)
		buf_add_int(&value, f->number);
	text = (struct str){ buf_str(&value), value.size };
	if (format == LOG_TEXT)
		put_text(line, f->key, text);
	else
		put_json(line, f->key, text, f->type == FIELD_INT);
}

void log_write(const struct logger *l, enum log_level level,
               const struct log_field *fields)
{
	AUTO(buf_release) struct buf line = { 0 };

	if (!log_writes(l, level))
		return;
	put_head(&line, l, level, fields->key);
	while ((++fields)->key)
		put_field(&line, l->format, fields);
	buf_add_str(&line, l->format == LOG_TEXT ? "\n" : "}\n");
	fwrite(line.data, 1, line.size, l->to);
}
