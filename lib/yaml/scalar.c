/*
 * scalar.c - what a plain scalar of YAML's core schema stands for
 *
 * The schema (YAML 1.2.2, 10.3.2), tried in this order:
 *
 *	null     empty, ~, null, Null, NULL
 *	boolean  true, false, and so on: three spellings each
 *	integer  [-+]?[0-9]+   0o[0-7]+   0x[0-9a-fA-F]+
 *	float    [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
 *	         [-+]?\.(inf|Inf|INF)   \.(nan|NaN|NAN)
 *	text     anything else
 */
#include "lib/yaml/scalar.h"

#include "lib/str.h"

enum meaning { MEANS_NULL, MEANS_TRUE, MEANS_FALSE, MEANS_NO_NUMBER };

static const struct word {
	const char *text;
	enum meaning meaning;
} words[] = {
	{ "", MEANS_NULL },           { "~", MEANS_NULL },
	{ "null", MEANS_NULL },       { "Null", MEANS_NULL },
	{ "NULL", MEANS_NULL },       { "true", MEANS_TRUE },
	{ "True", MEANS_TRUE },       { "TRUE", MEANS_TRUE },
	{ "false", MEANS_FALSE },     { "False", MEANS_FALSE },
	{ "FALSE", MEANS_FALSE },     { ".inf", MEANS_NO_NUMBER },
	{ ".Inf", MEANS_NO_NUMBER },  { ".INF", MEANS_NO_NUMBER },
	{ "-.inf", MEANS_NO_NUMBER }, { "-.Inf", MEANS_NO_NUMBER },
	{ "-.INF", MEANS_NO_NUMBER }, { "+.inf", MEANS_NO_NUMBER },
	{ "+.Inf", MEANS_NO_NUMBER }, { "+.INF", MEANS_NO_NUMBER },
	{ ".nan", MEANS_NO_NUMBER },  { ".NaN", MEANS_NO_NUMBER },
	{ ".NAN", MEANS_NO_NUMBER },
};

static const char digits[] = "0123456789abcdefABCDEF";

static size_t decimal_digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* The parts of a decimal number; a part that is not there has at == NULL. */
struct number_text {
	bool negative;
	struct str whole, fraction, exponent; /* the exponent with its "e" */
};

/* False if the text is no number. */
static bool read_decimal(const char *s, struct number_text *out)
{
	*out = (struct number_text){ .negative = *s == '-' };
	s += *s == '-' || *s == '+';
	out->whole = (struct str){ s, decimal_digits(s) };
	s += out->whole.size;
	if (*s == '.') {
		out->fraction = (struct str){ s + 1, decimal_digits(s + 1) };
		s += 1 + out->fraction.size;
	}
	if (!out->whole.size && !out->fraction.size)
		return false;
	if (*s == 'e' || *s == 'E') {
		size_t sign = s[1] == '-' || s[1] == '+';
		size_t n = decimal_digits(s + 1 + sign);

		if (!n)
			return false;
		out->exponent = (struct str){ s, 1 + sign + n };
		s += out->exponent.size;
	}
	return !*s;
}

/* The number as JSON spells it; the same text where it is JSON already. */
static void put_decimal(const struct number_text *d, struct buf *out)
{
	struct str whole = d->whole;

	while (whole.size > 1 && *whole.at == '0') {
		whole.at++;
		whole.size--;
	}
	if (d->negative)
		buf_add_char(out, '-');
	if (whole.size)
		buf_add(out, whole.at, whole.size);
	else
		buf_add_char(out, '0');
	if (d->fraction.at) {
		buf_add_char(out, '.');
		if (d->fraction.size)
			buf_add(out, d->fraction.at, d->fraction.size);
		else
			buf_add_char(out, '0');
	}
	if (d->exponent.size)
		buf_add(out, d->exponent.at, d->exponent.size);
}

/* 1 with the number's decimal text in *out, 0 if it is no 0x or 0o number. */
static int read_based(const char *s, struct buf *out, struct err *e)
{
	uint64_t base = !strncmp(s, "0x", 2) ? 16 : !strncmp(s, "0o", 2) ? 8 : 0;
	uint64_t v = 0;

	if (!base || !s[2] || s[2 + strspn(s + 2, base == 16 ? digits : "01234567")])
		return 0;
	for (const char *at = s + 2; *at; at++) {
		uint64_t digit = (uint64_t)(strchr(digits, *at) - digits);

		if (__builtin_mul_overflow(v, base, &v))
			return err_set(e, ERR_INVALID,
			               "the number %.80s takes more than 64 bits", s);
		v += digit < 16 ? digit : digit - 6;
	}
	buf_printf(out, "%llu", (unsigned long long)v);
	return 1;
}

static const struct word *find_word(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (words[i].text[0] == text[0] && !strcmp(words[i].text, text))
			return &words[i];
	}
	return NULL;
}

static int from_word(const struct word *w, cJSON **out, struct err *e)
{
	if (w->meaning == MEANS_NO_NUMBER)
		return err_set(e, ERR_INVALID,
		               "JSON has no number %s; quote it to make it a text",
		               w->text);
	*out = w->meaning == MEANS_NULL ? json_new_null()
	                                : json_new_bool(w->meaning == MEANS_TRUE);
	return 0;
}

int yaml_scalar(const char *text, cJSON **out, struct err *e)
{
	AUTO(buf_release) struct buf number = { 0 };
	const struct word *w = find_word(text);
	struct number_text d;
	int is_number;

	if (w)
		return from_word(w, out, e);
	is_number = read_based(text, &number, e);
	if (is_number < 0)
		return -1;
	if (!is_number && read_decimal(text, &d)) {
		put_decimal(&d, &number);
		is_number = 1;
	}
	if (is_number)
		return json_parse(number.data, number.size, out, e);
	*out = json_new_str(text);
	return 0;
}
