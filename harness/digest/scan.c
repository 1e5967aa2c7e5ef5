/*
 * scan.c - reads a JSON record without building it
 *
 * Of the names of an object only hashes are kept, to find one that is there twice.
 */
#include "harness/digest/scan.h"

#include <stdarg.h>

#include "lib/hash.h"
#include "lib/json/json.h"
#include "lib/json/run.h"
#include "lib/mem.h"

#define FEW_NAMES 16 /* as many are compared one by one; more are sorted */

static int fail(struct scanner *s, const char *at, const char *why)
{
	return err_set(s->e, ERR_INVALID, "%s (byte %zu of the line)", why,
	               (size_t)(at - s->line));
}

static void skip_space(struct scanner *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r'))
		s->at++;
}

static bool take(struct scanner *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

/* ---------------------------------------------------------------- strings */

static int hex4(struct scanner *s, unsigned *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, s->at++) {
		int digit = s->at < s->end ? str_hex(*s->at) : -1;

		if (digit < 0)
			return fail(s, s->at, "\\u needs four hexadecimal digits");
		*out = *out * 16 + (unsigned)digit;
	}
	return 0;
}

static void add_utf8(struct buf *out, unsigned c)
{
	char bytes[4];
	size_t n = 0;

	if (c < 0x80) {
		bytes[n++] = (char)c;
	} else if (c < 0x800) {
		bytes[n++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		bytes[n++] = (char)(0xe0 | c >> 12);
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		bytes[n++] = (char)(0xf0 | c >> 18);
		bytes[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	buf_add(out, bytes, n);
}

static int unicode_escape(struct scanner *s)
{
	const char *start = s->at - 2;
	unsigned c, low;

	if (hex4(s, &c) < 0)
		return -1;
	if (c >= 0xdc00 && c <= 0xdfff)
		return fail(s, start, "a low surrogate stands alone");
	if (c >= 0xd800 && c <= 0xdbff) {
		if (!take(s, '\\') || !take(s, 'u'))
			return fail(s, start, "a high surrogate stands alone");
		if (hex4(s, &low) < 0)
			return -1;
		if (low < 0xdc00 || low > 0xdfff)
			return fail(s, start, "a high surrogate stands alone");
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	add_utf8(&s->text, c);
	return 0;
}

static int escape(struct scanner *s)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	char c = (char)(s->at < s->end ? *s->at : 0);
	const char *name = c ? strchr(names, c) : NULL;

	if (c != 'u' && !name)
		return fail(s, s->at - 1, "there is no such escape");
	s->at++;
	if (c == 'u')
		return unicode_escape(s);
	buf_add_char(&s->text, values[name - names]);
	return 0;
}

static int read_run(struct scanner *s)
{
	const char *run = s->at;
	size_t size, fine;

	s->at = json_run_end(run, s->end);
	size = (size_t)(s->at - run);
	fine = str_utf8_size(run, size);
	return fine < size ? fail(s, run + fine,
	                          "a string holds bytes that are not "
	                          "UTF-8")
	                   : 0;
}

/* The string whose opening quote was taken; *out lies in the line or in s->text. */
static int read_string(struct scanner *s, struct str *out)
{
	const char *open = s->at - 1, *run;
	bool escaped = false;

	for (;;) {
		run = s->at;
		if (read_run(s) < 0)
			return -1;
		if (s->at == s->end)
			return fail(s, open, "a string does not end");
		if (*s->at == '"')
			break;
		if (!escaped)
			buf_clear(&s->text);
		escaped = true;
		buf_add(&s->text, run, (size_t)(s->at - run));
		if (!take(s, '\\'))
			return fail(s, s->at, "a control character stands in a string");
		if (escape(s) < 0)
			return -1;
	}
	*out = (struct str){ run, (size_t)(s->at - run) };
	s->at++;
	if (!escaped)
		return 0;
	buf_add(&s->text, out->at, out->size);
	*out = (struct str){ buf_str(&s->text), s->text.size };
	return 0;
}

/* ---------------------------------------------------------------- values */

static size_t digits(struct scanner *s)
{
	const char *start = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return (size_t)(s->at - start);
}

static int read_number(struct scanner *s)
{
	const char *start = s->at;
	size_t whole;
	bool fine;

	(void)take(s, '-');
	whole = digits(s);
	fine = whole == 1 || (whole > 1 && s->at[-(ptrdiff_t)whole] != '0');
	if (take(s, '.'))
		fine &= digits(s) > 0;
	if (s->at < s->end && (*s->at | 0x20) == 'e') {
		s->at++;
		if (!take(s, '+'))
			(void)take(s, '-');
		fine &= digits(s) > 0;
	}
	if (!fine)
		return fail(s, start, "a number is malformed");
	if (s->digest)
		digest_number(s->digest, start);
	return 0;
}

static bool take_word(struct scanner *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
		return false;
	s->at += n;
	return true;
}

static int read_word(struct scanner *s)
{
	bool yes = take_word(s, "true");

	if (yes || take_word(s, "false")) {
		if (s->digest)
			digest_bool(s->digest, yes);
		return 0;
	}
	if (!take_word(s, "null"))
		return fail(s, s->at, "a value is expected");
	if (s->digest)
		digest_null(s->digest);
	return 0;
}

static int read_value(struct scanner *s);

static int read_array(struct scanner *s)
{
	skip_space(s);
	if (take(s, ']'))
		return 0;
	for (;;) {
		if (read_value(s) < 0)
			return -1;
		skip_space(s);
		if (take(s, ']'))
			return 0;
		if (!take(s, ','))
			return fail(s, s->at, "expected ',' or ']'");
	}
}

static void push_name(struct scanner *s, uint64_t hash)
{
	if (s->name_count == s->name_room) {
		s->name_room = s->name_room * 2 + 64;
		s->names = mem_grow(s->names, s->name_room, sizeof(*s->names));
	}
	s->names[s->name_count++] = hash;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Takes the names from `first` off, if no two of them are the same. */
static int pop_names(struct scanner *s, size_t first)
{
	uint64_t *own = s->names + first;
	size_t count = s->name_count - first;
	bool twin = false;

	s->name_count = first;
	if (count > FEW_NAMES) {
		qsort(own, count, sizeof(*own), by_number);
		for (size_t i = 1; i < count; i++)
			twin |= own[i - 1] == own[i];
	} else {
		for (size_t i = 1; i < count; i++) {
			for (size_t k = 0; k < i; k++)
				twin |= own[i] == own[k];
		}
	}
	return twin ? fail(s, s->at,
	                   "a member is there twice in the object that ends "
	                   "here")
	            : 0;
}

static bool is_wanted(const struct scanner *s, struct str name)
{
	return s->wanted.at && s->depth == 1 && name.size == s->wanted.size &&
	       !memcmp(name.at, s->wanted.at, name.size);
}

static int read_member(struct scanner *s)
{
	struct str name;
	const char *start;
	bool wanted;

	skip_space(s);
	start = s->at;
	if (!take(s, '"'))
		return fail(s, s->at, "expected a member's name in double quotes");
	if (read_string(s, &name) < 0)
		return -1;
	wanted = is_wanted(s, name);
	push_name(s, hash_bytes(0, name.at, name.size));
	if (s->digest)
		digest_name(s->digest, name.at, name.size);
	skip_space(s);
	if (!take(s, ':'))
		return fail(s, s->at, "expected ':'");
	if (read_value(s) < 0)
		return -1;
	if (wanted)
		s->member = (struct str){ start, (size_t)(s->at - start) };
	return 0;
}

static int read_object(struct scanner *s)
{
	size_t first = s->name_count;

	skip_space(s);
	if (take(s, '}'))
		return 0;
	for (;;) {
		if (read_member(s) < 0)
			return -1;
		skip_space(s);
		if (take(s, '}'))
			return pop_names(s, first);
		if (!take(s, ','))
			return fail(s, s->at, "expected ',' or '}'");
	}
}

static int read_nested(struct scanner *s, enum digest_shape shape)
{
	int rc;

	if (++s->depth > JSON_DEPTH_MAX)
		return fail(s, s->at - 1, "it is nested too deep");
	if (s->digest)
		digest_begin(s->digest, shape);
	rc = shape == DIGEST_OBJECT ? read_object(s) : read_array(s);
	s->depth--;
	if (rc == 0 && s->digest)
		digest_end(s->digest);
	return rc;
}

static int read_value(struct scanner *s)
{
	struct str text;

	skip_space(s);
	if (take(s, '"')) {
		if (read_string(s, &text) < 0)
			return -1;
		if (s->digest)
			digest_text(s->digest, text.at, text.size);
		return 0;
	}
	if (take(s, '{'))
		return read_nested(s, DIGEST_OBJECT);
	if (take(s, '['))
		return read_nested(s, DIGEST_ARRAY);
	if (s->at < s->end && (*s->at == '-' || (*s->at >= '0' && *s->at <= '9')))
		return read_number(s);
	return read_word(s);
}

int scan_record(struct scanner *s, const char *line, size_t n, struct err *e)
{
	s->line = s->at = line;
	s->end = line + n;
	s->depth = 0;
	s->name_count = 0;
	s->member = (struct str){ 0 };
	s->e = e;
	skip_space(s);
	if (s->at == s->end || *s->at != '{')
		return fail(s, s->at, "a record must be a JSON object");
	if (read_value(s) < 0)
		return -1;
	skip_space(s);
	return s->at == s->end ? 0 : fail(s, s->at, "something follows the record");
}

void scan_release(struct scanner *s)
{
	buf_release(&s->text);
	free(s->names);
	*s = (struct scanner){ 0 };
}
