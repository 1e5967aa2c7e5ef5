/*
 * read.c - text into nodes, by RFC 8259 and nothing more
 *
 * Recursive descent, bounded by JSON_DEPTH_MAX.  `at` is the next byte; each function
 * takes what it reads and leaves `at` behind it, or sets the error with the place of what
 * is wrong, from which line and column are counted only then.
 *
 * The names of all open objects stand on one stack, with their places; an object
 * looks for twins among its own when it ends.  To sort them then costs n log n, where
 * asking at each member whether its name was there would cost n^2.
 */
#include "lib/json/json.h"

#include <stdarg.h>

#include "lib/json/run.h"

#include "lib/mem.h"
#include "lib/str.h"

#define NAME_SHOWN 80 /* bytes of a name in an error */
#define NAMES_FEW  6  /* that are compared each with each, and not sorted */

struct name {
	const char *text;
	const char *at; /* its quote in the source */
};

struct json_reader {
	const char *text, *at, *end;
	unsigned depth;
	struct name *names;
	size_t name_count, name_room;
	struct err *e;
};

static int fail(struct json_reader *r, const char *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Columns count characters. */
static int fail(struct json_reader *r, const char *at, const char *fmt, ...)
{
	char reason[160];
	size_t line = 1, column = 1;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	for (const char *s = r->text; s < at; s++) {
		column += ((unsigned char)*s & 0xc0) != 0x80;
		if (*s == '\n') {
			line++;
			column = 1;
		}
	}
	return err_set(r->e, ERR_INVALID, "line %zu, column %zu: %s (byte %zu)", line,
	               column, reason, (size_t)(at - r->text));
}

static void skip_space(struct json_reader *r)
{
	while (r->at < r->end &&
	       (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
		r->at++;
}

static bool take(struct json_reader *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

/* The four digits behind \u. */
static int hex4(struct json_reader *r, unsigned *out)
{
	const char *start = r->at;

	*out = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		int digit = r->at < r->end ? str_hex(*r->at) : -1;

		if (digit < 0)
			return fail(r, start, "\\u needs four hexadecimal digits");
		*out = *out * 16 + (unsigned)digit;
	}
	return 0;
}

/* 1 to 4 bytes: 7, 5 + 6, 4 + 6 + 6 or 3 + 6 + 6 + 6 bits of the code point. */
static void add_utf8(struct buf *out, unsigned c)
{
	if (c < 0x80) {
		buf_add_char(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_add_char(out, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_add_char(out, (char)(0xe0 | c >> 12));
		} else {
			buf_add_char(out, (char)(0xf0 | c >> 18));
			buf_add_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_add_char(out, (char)(0x80 | (c & 0x3f)));
}

/*
 * Code points above U+FFFF are written as two escapes, a high surrogate and a low one,
 * with 10 bits each of what exceeds 0x10000.  A lone one has no UTF-8, and U+0000 would
 * end a C string.
 */
static int unicode_escape(struct json_reader *r, struct buf *out)
{
	const char *start = r->at - 2;
	unsigned c, low;

	if (hex4(r, &c) < 0)
		return -1;
	if (!c)
		return fail(r, start, "\\u0000 can't be kept");
	if (c >= 0xdc00 && c <= 0xdfff)
		return fail(r, start, "a low surrogate stands alone");
	if (c >= 0xd800 && c <= 0xdbff) {
		if (!take(r, '\\') || !take(r, 'u'))
			return fail(r, start, "a high surrogate stands alone");
		if (hex4(r, &low) < 0)
			return -1;
		if (low < 0xdc00 || low > 0xdfff)
			return fail(r, start, "a high surrogate stands alone");
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	add_utf8(out, c);
	return 0;
}

/* What follows a backslash. */
static int escape(struct json_reader *r, struct buf *out)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	char c = (char)(r->at < r->end ? *r->at : 0);
	const char *name = c ? strchr(names, c) : NULL;

	if (c != 'u' && !name)
		return fail(r, r->at - 1, "there is no such escape");
	r->at++;
	if (c == 'u')
		return unicode_escape(r, out);
	buf_add_char(out, values[name - names]);
	return 0;
}

/* Steps over what needs no escape, eight bytes at a time, then checks its UTF-8. */
static int read_run(struct json_reader *r)
{
	const char *run = r->at;
	size_t size, fine;

	r->at = json_run_end(run, r->end);
	size = (size_t)(r->at - run);
	fine = str_utf8_size(run, size);
	if (fine < size)
		return fail(r, run + fine, "a string holds bytes that are not UTF-8");
	return 0;
}

/*
 * The string whose opening quote was taken; the caller frees it.  One without escapes,
 * as nearly all are, is copied once from the source; the buffer is for the others.
 */
static int read_string(struct json_reader *r, char **out)
{
	AUTO(buf_release) struct buf text = { 0 };
	const char *open = r->at - 1, *run;

	for (;;) {
		run = r->at;
		if (read_run(r) < 0)
			return -1;
		if (r->at == r->end)
			return fail(r, open, "a string does not end");
		if (*r->at == '"')
			break;
		buf_add(&text, run, (size_t)(r->at - run));
		if (!take(r, '\\'))
			return fail(r, r->at, "a control character stands in a string");
		if (escape(r, &text) < 0)
			return -1;
	}
	if (text.size) {
		buf_add(&text, run, (size_t)(r->at - run));
		*out = buf_take(&text);
	} else {
		*out = mem_strndup(run, (size_t)(r->at - run));
	}
	r->at++;
	return 0;
}

static size_t digits(struct json_reader *r)
{
	const char *start = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return (size_t)(r->at - start);
}

/*
 * A number keeps its text, digit for digit: only the grammar is checked here.  A 0 in
 * front of other digits is refused; `whole` is how many there are before the point.
 */
static int read_number(struct json_reader *r, cJSON **out)
{
	const char *start = r->at;
	size_t whole;
	bool fine;

	(void)take(r, '-');
	whole = digits(r);
	fine = whole == 1 || (whole > 1 && r->at[-(ptrdiff_t)whole] != '0');
	if (take(r, '.'))
		fine &= digits(r) > 0;
	if (r->at < r->end && (*r->at | 0x20) == 'e') {
		r->at++;
		if (!take(r, '+'))
			(void)take(r, '-');
		fine &= digits(r) > 0;
	}
	if (!fine)
		return fail(r, start, "a number is malformed");
	*out = json_take_number(mem_strndup(start, (size_t)(r->at - start)));
	return 0;
}

static int read_value(struct json_reader *r, cJSON **out);

static int read_array(struct json_reader *r, cJSON *array)
{
	skip_space(r);
	if (take(r, ']'))
		return 0;
	for (;;) {
		cJSON *v;

		if (read_value(r, &v) < 0)
			return -1;
		json_push(array, v);
		skip_space(r);
		if (take(r, ']'))
			return 0;
		if (!take(r, ','))
			return fail(r, r->at, "expected ',' or ']'");
	}
}

static void push_name(struct json_reader *r, const char *text, const char *at)
{
	if (r->name_count == r->name_room) {
		r->name_room = r->name_room * 2 + 32;
		r->names = mem_grow(r->names, r->name_room, sizeof(*r->names));
	}
	r->names[r->name_count++] = (struct name){ text, at };
}

/* By text, equal ones in the order of their places. */
static int compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The first of a few names, in the order of their places, that was there before. */
static const struct name *find_twin_of_few(const struct name *own, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (!strcmp(own[j].text, own[i].text))
				return &own[i];
		}
	}
	return NULL;
}

/* The same of any number: the order of the names changes. */
static const struct name *find_twin(struct name *own, size_t count)
{
	const struct name *twin = NULL;

	qsort(own, count, sizeof(*own), compare_names);
	for (size_t i = 1; i < count; i++) {
		if (!strcmp(own[i - 1].text, own[i].text) &&
		    (!twin || own[i].at < twin->at))
			twin = &own[i];
	}
	return twin;
}

/* Takes the names from `first` off the stack, if no two of them are the same. */
static int pop_names(struct json_reader *r, size_t first)
{
	const size_t count = r->name_count - first;
	const struct name *twin = count <= NAMES_FEW
	                                  ? find_twin_of_few(r->names + first, count)
	                                  : find_twin(r->names + first, count);

	r->name_count = first;
	if (!twin)
		return 0;
	return fail(r, twin->at, "the member '%.*s' is there twice",
	            (int)str_cut(twin->text, NAME_SHOWN), twin->text);
}

static int read_member(struct json_reader *r, cJSON *object)
{
	AUTO(mem_free) char *name = NULL;
	const char *start;
	cJSON *v;

	skip_space(r);
	start = r->at;
	if (!take(r, '"'))
		return fail(r, start, "expected a member's name in double quotes");
	if (read_string(r, &name) < 0)
		return -1;
	skip_space(r);
	if (!take(r, ':'))
		return fail(r, r->at, "expected ':'");
	if (read_value(r, &v) < 0)
		return -1;
	push_name(r, name, start);
	v->string = TAKE(name);
	json_push(object, v);
	return 0;
}

static int read_object(struct json_reader *r, cJSON *object)
{
	size_t first = r->name_count;

	skip_space(r);
	if (take(r, '}'))
		return 0;
	for (;;) {
		if (read_member(r, object) < 0)
			return -1;
		skip_space(r);
		if (take(r, '}'))
			return pop_names(r, first);
		if (!take(r, ','))
			return fail(r, r->at, "expected ',' or '}'");
	}
}

/* One level down.  Whatever was read before an error is freed with `made`. */
static int read_nested(struct json_reader *r, cJSON *v,
                       int (*fill)(struct json_reader *, cJSON *), cJSON **out)
{
	AUTO(cJSON_Delete) cJSON *made = v;

	if (++r->depth > JSON_DEPTH_MAX)
		return fail(r, r->at - 1, "it is nested deeper than %d", JSON_DEPTH_MAX);
	if (fill(r, made) < 0)
		return -1;
	r->depth--;
	*out = TAKE(made);
	return 0;
}

static bool take_word(struct json_reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

static int read_word(struct json_reader *r, cJSON **out)
{
	if (take_word(r, "null"))
		*out = json_new_null();
	else if (take_word(r, "true"))
		*out = json_new_bool(true);
	else if (take_word(r, "false"))
		*out = json_new_bool(false);
	else
		return fail(r, r->at,
		            r->at == r->end ? "it ends where a value is expected"
		                            : "expected a value");
	return 0;
}

static int read_value(struct json_reader *r, cJSON **out)
{
	char *text = NULL;

	skip_space(r);
	if (take(r, '{'))
		return read_nested(r, json_new_object(), read_object, out);
	if (take(r, '['))
		return read_nested(r, json_new_array(), read_array, out);
	if (take(r, '"')) {
		if (read_string(r, &text) < 0)
			return -1;
		*out = json_take_str(text);
		return 0;
	}
	if (r->at < r->end && (*r->at == '-' || (*r->at >= '0' && *r->at <= '9')))
		return read_number(r, out);
	return read_word(r, out);
}

static int read_document(struct json_reader *r, cJSON **out)
{
	AUTO(cJSON_Delete) cJSON *v = NULL;

	if (read_value(r, &v) < 0)
		return -1;
	skip_space(r);
	if (r->at != r->end)
		return fail(r, r->at, "something follows the value");
	*out = TAKE(v);
	return 0;
}

int json_parse(const char *text, size_t n, cJSON **out, struct err *e)
{
	struct json_reader r = { .text = text, .at = text, .end = text + n, .e = e };
	int rc = read_document(&r, out);

	free(r.names);
	return rc;
}
