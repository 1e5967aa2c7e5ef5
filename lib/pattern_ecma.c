/*
 * pattern_ecma.c - ECMA 262 patterns, rewritten for PCRE2
 *
 * One pass over the pattern, token by token.  What is the same in both dialects
 * is copied; the rest is written anew.
 */
#include "lib/pattern_ecma.h"

#include <ctype.h>

#include "lib/str.h"

#define SHOWN      200 /* most bytes of a pattern in a message */
#define HIGH_FIRST 0xd800U
#define LOW_FIRST  0xdc00U
#define LOW_LAST   0xdfffU
#define CODE_LAST  0x10ffffU

struct pattern_reader {
	const char *start, *at;
	struct buf *out;
	struct pattern_shape *shape;
	struct err *e;
	bool in_class;
	bool repeatable; /* may a quantifier follow here? */
};

#define SPACES \
	"\\s\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
#define NOT_SPACES                                                                    \
	"\\u0000-\\u0008\\u000e-\\u001f\\u0021-\\u009f\\u00a1-\\u167f\\u1681-\\u1fff" \
	"\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe" \
	"\\uff00-\\u{10ffff}"
#define NOT_LINE_END "[^\\n\\r\\u2028\\u2029]"

static const struct letter {
	char letter;
	bool repeatable;
	const char *outside, *inside; /* of a class; NULL where it has no meaning */
} letters[] = {
	{ 'd', true, "\\d", "\\d" },           { 'D', true, "\\D", "\\D" },
	{ 'w', true, "\\w", "\\w" },           { 'W', true, "\\W", "\\W" },
	{ 's', true, "[" SPACES "]", SPACES }, { 'S', true, "[^" SPACES "]", NOT_SPACES },
	{ 'b', false, "\\b", "\\u0008" },      { 'B', false, "\\B", NULL },
	{ 'f', true, "\\f", "\\f" },           { 'n', true, "\\n", "\\n" },
	{ 'r', true, "\\r", "\\r" },           { 't', true, "\\t", "\\t" },
	{ 'v', true, "\\u000b", "\\u000b" },
};

/* The names of general categories, for PCRE2 knows the short ones alone. */
static const struct category {
	const char *name, *code;
} categories[] = {
	{ "Letter", "L" },
	{ "Cased_Letter", "L&" },
	{ "LC", "L&" },
	{ "Uppercase_Letter", "Lu" },
	{ "Lowercase_Letter", "Ll" },
	{ "Titlecase_Letter", "Lt" },
	{ "Modifier_Letter", "Lm" },
	{ "Other_Letter", "Lo" },
	{ "Mark", "M" },
	{ "Combining_Mark", "M" },
	{ "Nonspacing_Mark", "Mn" },
	{ "Spacing_Mark", "Mc" },
	{ "Enclosing_Mark", "Me" },
	{ "Number", "N" },
	{ "Decimal_Number", "Nd" },
	{ "digit", "Nd" },
	{ "Letter_Number", "Nl" },
	{ "Other_Number", "No" },
	{ "Punctuation", "P" },
	{ "punct", "P" },
	{ "Connector_Punctuation", "Pc" },
	{ "Dash_Punctuation", "Pd" },
	{ "Open_Punctuation", "Ps" },
	{ "Close_Punctuation", "Pe" },
	{ "Initial_Punctuation", "Pi" },
	{ "Final_Punctuation", "Pf" },
	{ "Other_Punctuation", "Po" },
	{ "Symbol", "S" },
	{ "Math_Symbol", "Sm" },
	{ "Currency_Symbol", "Sc" },
	{ "Modifier_Symbol", "Sk" },
	{ "Other_Symbol", "So" },
	{ "Separator", "Z" },
	{ "Space_Separator", "Zs" },
	{ "Line_Separator", "Zl" },
	{ "Paragraph_Separator", "Zp" },
	{ "Other", "C" },
	{ "Control", "Cc" },
	{ "cntrl", "Cc" },
	{ "Format", "Cf" },
	{ "Surrogate", "Cs" },
	{ "Private_Use", "Co" },
	{ "Unassigned", "Cn" },
};

static int refuse(const struct pattern_reader *r, const char *at, const char *why)
{
	return err_set(r->e, ERR_INVALID,
	               "the pattern %.*s is no ECMA 262 pattern: %s at byte %zu",
	               (int)str_cut(r->start, SHOWN), r->start, why,
	               (size_t)(at - r->start));
}

static void put_code(struct pattern_reader *r, unsigned code)
{
	buf_printf(r->out, "\\u{%x}", code);
}

/* Reads exactly n hex digits. */
static bool hex(const char *at, size_t n, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		int digit = str_hex(at[i]);

		if (digit < 0)
			return false;
		*out = *out * 16 + (unsigned)digit;
	}
	return true;
}

/* \u{1f600}, after the brace. */
static int unicode_braced(struct pattern_reader *r, const char *escape)
{
	size_t n = strspn(r->at, "0123456789abcdefABCDEF");
	size_t zeros = strspn(r->at, "0");
	unsigned code;

	if (!n || r->at[n] != '}' || n - zeros > 6 ||
	    !hex(r->at + zeros, n - zeros, &code) || code > CODE_LAST ||
	    (code >= HIGH_FIRST && code <= LOW_LAST))
		return refuse(r, escape, "\\u{…} names no character");
	put_code(r, code);
	r->at += n + 1;
	return 0;
}

/* \u0041 or a pair of surrogates, after the u. */
static int unicode(struct pattern_reader *r, const char *escape)
{
	unsigned code, low;

	if (*r->at == '{') {
		r->at++;
		return unicode_braced(r, escape);
	}
	if (!hex(r->at, 4, &code))
		return refuse(r, escape, "\\u without four hex digits");
	r->at += 4;
	if (code >= HIGH_FIRST && code < LOW_FIRST && r->at[0] == '\\' &&
	    r->at[1] == 'u' && hex(r->at + 2, 4, &low) && low >= LOW_FIRST &&
	    low <= LOW_LAST) {
		code = 0x10000U + ((code - HIGH_FIRST) << 10) + (low - LOW_FIRST);
		r->at += 6;
	}
	if (code >= HIGH_FIRST && code <= LOW_LAST)
		return refuse(r, escape, "half a pair of surrogates");
	put_code(r, code);
	return 0;
}

static const char *strip(const char *name, const char *const *prefixes)
{
	for (; *prefixes; prefixes++) {
		if (!strncmp(name, *prefixes, strlen(*prefixes)))
			return name + strlen(*prefixes);
	}
	return name;
}

/* \p{Lu}, \p{Script=Greek}, after the letter. */
static int property(struct pattern_reader *r, const char *escape)
{
	static const char *const words[] = { "General_Category=", "gc=", NULL };
	char text[64], *name = text;
	size_t n = *r->at == '{' ? strcspn(r->at + 1, "}") : 0;

	if (!n || r->at[n + 1] != '}' || n >= sizeof(text))
		return refuse(r, escape, "\\p without a {property}");
	memcpy(text, r->at + 1, n);
	text[n] = '\0';
	if (strspn(text,
	           "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_=") !=
	    n)
		return refuse(r, escape, "\\p without a {property}");
	name += strip(text, words) - text;
	for (size_t i = 0; i < ARRAY_LEN(categories); i++) {
		if (!strcmp(name, categories[i].name)) {
			buf_printf(r->out, "\\%c{%s}", escape[1], categories[i].code);
			r->at += n + 2;
			return 0;
		}
	}
	buf_printf(r->out, "\\%c{%s}", escape[1], name);
	r->at += n + 2;
	return 0;
}

/* \0 is a character, \1 and on a group, after the backslash. */
static int digits(struct pattern_reader *r, const char *escape)
{
	size_t n = strspn(r->at, "0123456789");

	if (*r->at == '0' && n == 1)
		buf_add_str(r->out, "\\u0000");
	else if (*r->at == '0' || r->in_class || n > 4)
		return refuse(r, escape, "an octal escape");
	else
		buf_printf(r->out, "\\g{%.*s}", (int)n, r->at);
	r->shape->references |= *r->at != '0';
	r->at += n;
	return 0;
}

/* \k<name>, after the k. */
static int named_reference(struct pattern_reader *r, const char *escape)
{
	size_t n = *r->at == '<' ? strcspn(r->at, ">") : 0;

	if (r->in_class || n < 2 || r->at[n] != '>')
		return refuse(r, escape, "\\k without a <name>");
	r->shape->references = true;
	buf_add_str(r->out, "\\k");
	buf_add(r->out, r->at, n + 1);
	r->at += n + 1;
	return 0;
}

/* The escapes that take more than their letter; r->at is behind the letter. */
static int long_escape(struct pattern_reader *r, const char *escape)
{
	unsigned code;

	switch (escape[1]) {
	case 'u':
		return unicode(r, escape);
	case 'x':
		if (!hex(r->at, 2, &code))
			return refuse(r, escape, "\\x without two hex digits");
		put_code(r, code);
		r->at += 2;
		return 0;
	case 'c':
		if (!isalpha((unsigned char)*r->at))
			return refuse(r, escape, "\\c without a letter");
		put_code(r, (unsigned char)*r->at & 31U);
		r->at++;
		return 0;
	case 'p':
	case 'P':
		return property(r, escape);
	case 'k':
		return named_reference(r, escape);
	default:
		return refuse(r, escape, "an escape that is not known");
	}
}

static int escape(struct pattern_reader *r)
{
	const char *escape = r->at;
	unsigned char c = (unsigned char)escape[1];

	r->repeatable = true;
	r->at += 2;
	for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
		const char *put = r->in_class ? letters[i].inside : letters[i].outside;

		if (escape[1] == letters[i].letter && put) {
			r->repeatable = letters[i].repeatable;
			r->shape->edges += !r->repeatable && !r->in_class;
			buf_add_str(r->out, put);
			return 0;
		}
	}
	if (!c)
		return refuse(r, escape, "a backslash with nothing behind it");
	if (isdigit(c)) {
		r->at--;
		return digits(r, escape);
	}
	if (isalpha(c))
		return long_escape(r, escape);
	if (c < 0x80)
		buf_add_char(r->out, '\\');
	buf_add_char(r->out, (char)c);
	return 0;
}

/* Is it an escape for many characters, which begins and ends no range? */
static bool is_set(const char *at)
{
	return at[0] == '\\' && at[1] && strchr("dDwWsSpP", at[1]);
}

/*
 * One part of a class.  An opening bracket is a character like any other, and so
 * is a hyphen next to a set: [\w-.].
 */
static int class_part(struct pattern_reader *r, bool after_set)
{
	if (*r->at == '\\')
		return escape(r);
	if (*r->at == '[' || (*r->at == '-' && (after_set || is_set(r->at + 1))))
		buf_add_char(r->out, '\\');
	buf_add_char(r->out, *r->at++);
	return 0;
}

static int class(struct pattern_reader *r)
{
	const char *open = r->at;
	const size_t start = r->out->size;
	bool after_set = false;

	buf_add_char(r->out, *r->at++);
	if (*r->at == '^')
		buf_add_char(r->out, *r->at++);
	r->in_class = true;
	while (*r->at != ']') {
		bool set = is_set(r->at);

		if (!*r->at)
			return refuse(r, open, "a class that does not end");
		if (class_part(r, after_set) < 0)
			return -1;
		after_set = set;
	}
	buf_add_char(r->out, *r->at++);
	if (r->out->size - start > r->shape->class_size)
		r->shape->class_size = r->out->size - start;
	r->in_class = false;
	r->repeatable = true;
	return 0;
}

static int group(struct pattern_reader *r)
{
	static const char *const openings[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!" };
	size_t n = 1;

	if (r->at[1] == '?') {
		for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
			if (!strncmp(r->at, openings[i], strlen(openings[i])))
				n = strlen(openings[i]);
		}
		if (n == 1 && r->at[2] == '<')
			n = 3; /* a name: what PCRE2 takes and refuses will do */
		if (n == 1)
			return refuse(r, r->at, "a group that is not known");
	}
	buf_add(r->out, r->at, n);
	r->at += n;
	r->repeatable = false;
	return 0;
}

/* The bytes of {n}, {n,} or {n,m}; 0 where the brace is only a brace. */
static size_t count_size(const char *at)
{
	size_t n = 1 + strspn(at + 1, "0123456789");

	if (n == 1)
		return 0;
	if (at[n] == ',')
		n += 1 + strspn(at + n + 1, "0123456789");
	return at[n] == '}' ? n + 1 : 0;
}

/* A quantifier of n bytes, with the question mark that makes it lazy. */
static int quantifier(struct pattern_reader *r, size_t n)
{
	if (!r->repeatable)
		return refuse(r, r->at, "a quantifier with nothing to repeat");
	if (r->at[n] == '?')
		n++;
	buf_add(r->out, r->at, n);
	r->at += n;
	r->repeatable = false;
	return 0;
}

static int brace(struct pattern_reader *r)
{
	size_t n = count_size(r->at), least = n ? strtoul(r->at + 1, NULL, 10) : 0;

	if (least > r->shape->repeat)
		r->shape->repeat = least;
	if (n)
		return quantifier(r, n);
	buf_add_str(r->out, "\\{");
	r->at++;
	r->repeatable = true;
	return 0;
}

static int token(struct pattern_reader *r)
{
	switch (*r->at) {
	case '\\':
		return escape(r);
	case '[':
		return class(r);
	case '(':
		return group(r);
	case '*':
	case '+':
	case '?':
		return quantifier(r, 1);
	case '{':
		return brace(r);
	case '.':
		buf_add_str(r->out, NOT_LINE_END);
		break;
	default:
		buf_add_char(r->out, *r->at);
		break;
	}
	r->repeatable = !strchr("^$|", *r->at);
	r->shape->edges += !r->repeatable;
	r->at++;
	return 0;
}

int pattern_ecma(const char *ecma, struct buf *out, struct pattern_shape *shape,
                 struct err *e)
{
	struct pattern_reader r = {
		.start = ecma, .at = ecma, .out = out, .shape = shape, .e = e
	};

	while (*r.at) {
		if (token(&r) < 0)
			return -1;
	}
	return 0;
}
