/*
 * expr.c - what may stand between "${" and "}"
 */
#include "harness/scenario/expr.h"

#include "lib/base64.h"
#include "lib/json/path.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "lib/uri.h"

#include <ctype.h>

/* Numbers up to here count seconds, greater ones milliseconds. */
#define SECONDS_MAX INT64_C(99999999999)

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* ---------------------------------------------------------------- functions */

/* A text as it is, any other value as JSON.  The caller frees it. */
static char *text_of(const cJSON *value)
{
	return cJSON_IsString(value) ? mem_strdup(value->valuestring) : json_text(value);
}

static bool time_of(const cJSON *value, vtime *out)
{
	struct err none = { 0 };
	int64_t n;

	if (cJSON_IsString(value))
		return vtime_parse(value->valuestring, out, &none) == 0;
	if (!json_to_int(value, &n) || n < 0 || n > VTIME_MAX)
		return false;
	*out = n > SECONDS_MAX ? n : n * MS_PER_SECOND;
	return true;
}

static int no_time(const cJSON *value, struct err *e)
{
	AUTO(mem_free) char *text = text_of(value);

	return err_set(e, ERR_INVALID, "'%.60s' is not a point in time", text);
}

/* With padding, as HTTP's basic authentication has it (RFC 4648, 4). */
static cJSON *call_base64(const cJSON *value, struct err *e UNUSED)
{
	AUTO(mem_free) char *text = text_of(value);
	AUTO(buf_release) struct buf out = { 0 };

	base64_put(&out, text, strlen(text));
	for (size_t i = 0; i < out.size; i++)
		out.data[i] = out.data[i] == '-'   ? '+'
		              : out.data[i] == '_' ? '/'
		                                   : out.data[i];
	while (out.size % 4)
		buf_add_char(&out, '=');
	return json_new_str(buf_str(&out));
}

static cJSON *call_date(const cJSON *value, struct err *e)
{
	char text[VTIME_TEXT];
	vtime at;

	if (time_of(value, &at))
		return json_new_str(vtime_format(at, text));
	no_time(value, e);
	return NULL;
}

static cJSON *call_json(const cJSON *value, struct err *e UNUSED)
{
	AUTO(mem_free) char *text = json_text(value);

	return json_new_str(text);
}

static cJSON *call_length(const cJSON *value, struct err *e)
{
	if (cJSON_IsArray(value) || cJSON_IsObject(value))
		return json_new_int(cJSON_GetArraySize(value));
	if (cJSON_IsString(value))
		return json_new_int((int64_t)str_length(value->valuestring));
	err_set(e, ERR_INVALID, "length() is of a text, a list or a map");
	return NULL;
}

static cJSON *in_case(const cJSON *value, int (*to)(int))
{
	AUTO(mem_free) char *text = text_of(value);

	for (char *c = text; *c; c++) {
		if ((unsigned char)*c < 0x80)
			*c = (char)to((unsigned char)*c);
	}
	return json_new_str(text);
}

static cJSON *call_lower(const cJSON *value, struct err *e UNUSED)
{
	return in_case(value, tolower);
}

static cJSON *call_upper(const cJSON *value, struct err *e UNUSED)
{
	return in_case(value, toupper);
}

static cJSON *call_unquoted(const cJSON *value, struct err *e UNUSED)
{
	AUTO(mem_free) char *text = text_of(value);
	size_t n = strlen(text);

	if (n < 2 || text[0] != '"' || text[n - 1] != '"')
		return json_new_str(text);
	text[n - 1] = '\0';
	return json_new_str(text + 1);
}

static cJSON *call_url(const cJSON *value, struct err *e UNUSED)
{
	AUTO(mem_free) char *text = text_of(value);
	AUTO(buf_release) struct buf out = { 0 };

	uri_escape(text, &out);
	return json_new_str(buf_str(&out));
}

struct expr_function {
	const char *name;
	cJSON *(*call)(const cJSON *value, struct err *e);
	struct expr_form shown;
};

static const struct expr_function functions[] = {
	{ "base64", call_base64, { "base64(x)", "its bytes in base64, with padding" } },
	{ "date",
	  call_date,
	  { "date(x)", "seconds or milliseconds as `2026-01-01T00:00:00Z`" } },
	{ "json", call_json, { "json(x)", "its JSON as text" } },
	{ "length",
	  call_length,
	  { "length(x)", "its number of characters, elements or members" } },
	{ "lower", call_lower, { "lower(x)", "its text in small letters" } },
	{ "unquoted",
	  call_unquoted,
	  { "unquoted(x)", "its text without the double quotes around it" } },
	{ "upper", call_upper, { "upper(x)", "its text in capital letters" } },
	{ "url", call_url, { "url(x)", "its bytes as URLs have them: `a%20b`" } },
};

static const struct expr_form others[] = {
	{ "x", "the value; within more text, its text" },
	{ "x.path[0]", "what the path leads to" },
	{ "x + 1d",
	  "a point in time, moved by a length (`3h`, `PT5M`, `P1M`): RFC 3339 text, "
	  "or seconds (milliseconds, if the number has more than eleven digits)" },
	{ "x - 1d", "the same, back" },
	{ "x ?? text", "the value; `text`, where nothing is called `x`" },
};

const struct expr_form *expr_form_at(size_t i)
{
	if (i < ARRAY_LEN(others))
		return &others[i];
	i -= ARRAY_LEN(others);
	return i < ARRAY_LEN(functions) ? &functions[i].shown : NULL;
}

static const struct expr_function *find_function(struct str name, struct err *e)
{
	struct nearest near = { .name = name };

	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		if (str_is(name, functions[i].name))
			return &functions[i];
		nearest_offer(&near, functions[i].name);
	}
	err_set(e, ERR_INVALID, "there is no function '%.*s'%s%s%s", (int)name.size,
	        name.at, near.best ? "; did you mean " : "", near.best ? near.best : "",
	        near.best ? "?" : "");
	return NULL;
}

/* ---------------------------------------------------------------- reading */

static struct str trimmed(struct str s)
{
	return str_trim(s, STR_BLANKS);
}

/* Where the text stands in s, or NULL. */
static const char *find(struct str s, const char *text)
{
	return s.size ? memmem(s.at, s.size, text, strlen(text)) : NULL;
}

/* Cuts s in front of `at`; what is behind it and n more bytes is the rest. */
static struct str cut(struct str *s, const char *at, size_t n)
{
	struct str rest = { at + n, (size_t)(s->at + s->size - at) - n };

	s->size = (size_t)(at - s->at);
	*s = trimmed(*s);
	return trimmed(rest);
}

static bool is_path(struct str s)
{
	static const char more[] = NAME_CHARACTERS ".[]";
	size_t name = 0;

	while (name < s.size && strchr(NAME_CHARACTERS, s.at[name]))
		name++;
	if (!name)
		return false;
	for (size_t i = name; i < s.size; i++) {
		if (!strchr(more, s.at[i]))
			return false;
	}
	return true;
}

static int read_length(struct str text, struct expr *out, struct err *e)
{
	AUTO(mem_free) char *copy = mem_printf("%.*s", (int)text.size, text.at);

	return duration_parse(copy, &out->by, e);
}

/* "path + 1d": a name may have a "-" in it, so blanks stand around the sign. */
static int read_move(struct expr *out, struct err *e)
{
	const char *plus = find(out->path, " + "), *minus = find(out->path, " - ");
	struct str length;

	if (!plus && !minus)
		return 0;
	out->moved = plus ? EXPR_LATER : EXPR_EARLIER;
	length = cut(&out->path, plus ? plus : minus, 3);
	return read_length(length, out, e);
}

/* "function(path)" */
static int read_call(struct expr *out, struct err *e)
{
	const char *open = out->path.size && out->path.at[out->path.size - 1] == ')'
	                           ? find(out->path, "(")
	                           : NULL;
	struct str inside;

	if (!open)
		return 0;
	inside = cut(&out->path, open, 1);
	out->function = find_function(out->path, e);
	if (!out->function)
		return -1;
	inside.size--;
	out->path = trimmed(inside);
	return 0;
}

int expr_parse(struct str text, struct expr *out, struct err *e)
{
	const char *other, *flaw;
	bool nested = false;

	*out = (struct expr){ .path = trimmed(text) };
	other = find(out->path, "??");
	if (other) {
		out->has_fallback = true;
		out->fallback = cut(&out->path, other, 2);
		nested = find(out->fallback, "${") != NULL;
	} else if (read_call(out, e) < 0 || (!out->function && read_move(out, e) < 0)) {
		return -1;
	}
	if (is_path(out->path) && !nested) {
		flaw = json_path_flaw(out->path);
		return !flaw ? 0
		             : err_set(e, ERR_INVALID, "'${%.*s}' is not understood: %s",
		                       (int)text.size, text.at, flaw);
	}
	return err_set(e, ERR_INVALID,
	               "'${%.*s}' is not understood: expected a name, a name + 1d, "
	               "a name ?? text, or function(name)",
	               (int)text.size, text.at);
}

/* ---------------------------------------------------------------- values */

static cJSON *text_value(struct str text)
{
	AUTO(mem_free) char *copy = mem_printf("%.*s", (int)text.size, text.at);

	return json_new_str(copy);
}

cJSON *expr_literal(struct str text)
{
	cJSON *value = NULL;
	struct err none = { 0 };

	if (json_parse(text.at, text.size, &value, &none) == 0 && !cJSON_IsArray(value) &&
	    !cJSON_IsObject(value))
		return value;
	cJSON_Delete(value);
	return text_value(text);
}

static vtime moved_by(const struct expr *x, vtime at)
{
	if (x->moved == EXPR_LATER)
		return duration_after(at, x->by);
	at = vtime_add_months(at, -x->by.months);
	return at - x->by.ms < VTIME_MIN ? VTIME_MIN : at - x->by.ms;
}

/* In the unit and form that the value had. */
static int move(const struct expr *x, const cJSON *value, cJSON **out, struct err *e)
{
	char text[VTIME_TEXT];
	int64_t n;
	vtime at;

	if (!time_of(value, &at))
		return no_time(value, e);
	at = moved_by(x, at);
	if (cJSON_IsString(value))
		*out = json_new_str(vtime_format(at, text));
	else
		*out = json_new_int(json_to_int(value, &n) && n > SECONDS_MAX
		                            ? at
		                            : at / MS_PER_SECOND);
	return 0;
}

int expr_value(const struct expr *x, const cJSON *value, cJSON **out, struct err *e)
{
	if (!value && x->has_fallback) {
		*out = expr_literal(x->fallback);
		return 0;
	}
	if (!value)
		return err_set(e, ERR_INVALID, "nothing is called '%.*s' here",
		               (int)x->path.size, x->path.at);
	if (x->moved)
		return move(x, value, out, e);
	*out = x->function ? x->function->call(value, e) : json_copy(value);
	return *out ? 0 : -1;
}
