/*
 * curl_options.c - the options of curl, a row each
 *
 * What each does to the request is documented in curl's manual.
 */
#include "harness/curl/curl_options.h"

#include "lib/mem.h"
#include "lib/nearest.h"
#include "lib/str.h"
#include "lib/uri.h"

/* ---------------------------------------------------------------- method, URL */

static int take_method(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	static const char *const methods[] = { "GET",    "POST", "PUT",    "PATCH",
		                               "DELETE", "HEAD", "OPTIONS" };

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (!strcmp(methods[i], value)) {
			a->method = methods[i];
			return 0;
		}
		if (str_same_nocase(methods[i], value))
			return curl_request_refuse(
				a->request, at, e,
				"curl sends a method as it is written: "
				"write %s",
				methods[i]);
	}
	return curl_request_refuse(
		a->request, at, e,
		"only these methods are sent: GET, POST, PUT, PATCH, DELETE, "
		"HEAD, OPTIONS");
}

static int take_get(struct curl_asked *a, const char *value UNUSED, size_t at UNUSED,
                    struct err *e UNUSED)
{
	a->get = true;
	return 0;
}

static int take_head(struct curl_asked *a, const char *value UNUSED, size_t at UNUSED,
                     struct err *e UNUSED)
{
	a->head = true;
	return 0;
}

static int take_globoff(struct curl_asked *a, const char *value UNUSED, size_t at UNUSED,
                        struct err *e UNUSED)
{
	a->request->glob_off = true;
	return 0;
}

static int take_url(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	if (a->request->url)
		return curl_request_refuse(a->request, at, e,
		                           "this is a second URL: one request is sent; "
		                           "quote what belongs to an option before it");
	a->request->url = value;
	a->request->url_at = at;
	return 0;
}

/* ---------------------------------------------------------------- headers */

static int take_header(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	struct str rest = str_of(value), name;
	const struct curl_header *before;
	AUTO_MEM char *named = NULL, *text = NULL;
	size_t n = strcspn(value, ":;");
	struct str after;

	if (*value == '@')
		return curl_request_refuse(a->request, at, e,
		                           "no file is read: write the headers here");
	name = str_trim((struct str){ rest.at, n }, STR_BLANKS);
	after = str_trim(str_of(value + n + (value[n] != '\0')), STR_BLANKS "\r\n");
	if (!name.size || !value[n] || (value[n] == ';' && after.size) ||
	    strpbrk(value, "\r\n"))
		return curl_request_refuse(a->request, at, e,
		                           "a header is written 'Name: value'");
	named = mem_printf("%.*s", (int)name.size, name.at);
	before = curl_request_header(a->request, named);
	if (before)
		return curl_request_refuse(a->request, at, e,
		                           "the header %s stands here twice: remove one",
		                           named);
	text = mem_printf("%.*s", (int)after.size, after.at);
	curl_request_set(a->request, at, named,
	                 after.size || value[n] == ';' ? text : NULL);
	return 0;
}

static int take_named(struct curl_asked *a, const char *name, const char *value,
                      size_t at, struct err *e)
{
	AUTO_MEM char *header = mem_printf("%s: %s", name, value);

	return take_header(a, header, at, e);
}

static int take_agent(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	return take_named(a, "User-Agent", value, at, e);
}

static int take_referer(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	return take_named(a, "Referer", value, at, e);
}

static int take_cookie(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	if (!strchr(value, '='))
		return curl_request_refuse(
			a->request, at, e,
			"no file of cookies is read: write NAME=VALUE");
	return take_named(a, "Cookie", value, at, e);
}

/* ---------------------------------------------------------------- data */

static void add_data(struct curl_asked *a, const char *text, size_t at)
{
	struct curl_request *r = a->request;

	if (r->has_data)
		buf_add_char(&r->data, '&');
	else
		r->data_at = at;
	r->has_data = true;
	buf_add_str(&r->data, text);
}

static int take_raw(struct curl_asked *a, const char *value, size_t at,
                    struct err *e UNUSED)
{
	add_data(a, value, at);
	return 0;
}

static int refuse_file(struct curl_asked *a, size_t at, struct err *e)
{
	return curl_request_refuse(a->request, at, e,
	                           "no file is read: write its text here");
}

static int take_data(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	if (*value == '@')
		return refuse_file(a, at, e);
	add_data(a, value, at);
	return 0;
}

static int take_json(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	struct curl_request *r = a->request;

	if (*value == '@')
		return refuse_file(a, at, e);
	if (!r->has_data)
		r->data_at = at;
	r->has_data = a->json = true;
	buf_add_str(&r->data, value);
	return 0;
}

#define NAME_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.[]"

/* A name at the start of the text, "{NAME}" or "${NAME}": how long it is; 0: none. */
static size_t name_at(const char *text, struct str *name)
{
	bool dollar = *text == '$';

	if (text[dollar] != '{')
		return 0;
	name->at = text + dollar + 1;
	name->size = strspn(name->at, NAME_CHARACTERS);
	if (!name->size || name->at[name->size] != '}')
		return 0;
	return (size_t)(name->at - text) + name->size + 1;
}

/* Escapes the text; of names, what they will stand for: "${url(NAME)}". */
static void escape_text(const char *text, struct buf *out)
{
	while (*text) {
		size_t plain = strcspn(text, "${"), size;
		AUTO_MEM char *part = NULL;
		struct str name;

		plain += !plain && !name_at(text, &name);
		part = mem_printf("%.*s", (int)plain, text);
		uri_escape(part, out);
		text += plain;
		if (*text && (size = name_at(text, &name))) {
			buf_printf(out, "${url(%.*s)}", (int)name.size, name.at);
			text += size;
		}
	}
}

/* "text", "=text", "name=text"; "@file" and "name@file" are files. */
static void escape_pair(const char *value, struct buf *out)
{
	const char *equals = strchr(value, '=');

	if (equals && equals > value)
		buf_printf(out, "%.*s=", (int)(equals - value), value);
	escape_text(equals ? equals + 1 : value, out);
}

static bool names_file(const char *value)
{
	return value[strcspn(value, "=@")] == '@';
}

static int take_urlencode(struct curl_asked *a, const char *value, size_t at,
                          struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };

	if (names_file(value))
		return refuse_file(a, at, e);
	escape_pair(value, &text);
	add_data(a, buf_str(&text), at);
	return 0;
}

static int take_query(struct curl_asked *a, const char *value, size_t at, struct err *e)
{
	struct buf *query = &a->request->query;

	if (names_file(value) && *value != '+')
		return refuse_file(a, at, e);
	if (query->size)
		buf_add_char(query, '&');
	if (*value == '+')
		buf_add_str(query, value + 1);
	else
		escape_pair(value, query);
	return 0;
}

/* ---------------------------------------------------------------- the rows */

#define FORM "no form is sent: write the step as a POST with `raw`"
#define LOGIN \
	"the service takes no password: write -H 'Authorization: Bearer {ACCESS_TOKEN}'"
#define HOST  "the request goes to the target: remove it"
#define NEXT  "one request is sent: write the next as a step of its own"
#define FILES "no file is read or written: remove it"

/* clang-format off */
static const struct curl_option curl_options[] = {
	{ "request",         'X', true,  take_method,    NULL },
	{ "url",              0,  true,  take_url,       NULL },
	{ "url-query",        0,  true,  take_query,     NULL },
	{ "get",             'G', false, take_get,       NULL },
	{ "head",            'I', false, take_head,      NULL },
	{ "globoff",         'g', false, take_globoff,   NULL },
	{ "header",          'H', true,  take_header,    NULL },
	{ "user-agent",      'A', true,  take_agent,     NULL },
	{ "referer",         'e', true,  take_referer,   NULL },
	{ "cookie",          'b', true,  take_cookie,    NULL },
	{ "data",            'd', true,  take_data,      NULL },
	{ "data-ascii",       0,  true,  take_data,      NULL },
	{ "data-binary",      0,  true,  take_data,      NULL },
	{ "data-raw",         0,  true,  take_raw,       NULL },
	{ "data-urlencode",   0,  true,  take_urlencode, NULL },
	{ "json",             0,  true,  take_json,      NULL },

	/* How curl reports, waits and connects: nothing of the request. */
	{ "location",        'L', false, NULL,           NULL },
	{ "include",         'i', false, NULL,           NULL },
	{ "show-headers",     0,  false, NULL,           NULL },
	{ "silent",          's', false, NULL,           NULL },
	{ "show-error",      'S', false, NULL,           NULL },
	{ "verbose",         'v', false, NULL,           NULL },
	{ "fail",            'f', false, NULL,           NULL },
	{ "fail-with-body",   0,  false, NULL,           NULL },
	{ "insecure",        'k', false, NULL,           NULL },
	{ "compressed",       0,  false, NULL,           NULL },
	{ "no-buffer",       'N', false, NULL,           NULL },
	{ "progress-bar",    '#', false, NULL,           NULL },
	{ "no-progress-meter", 0, false, NULL,           NULL },
	{ "http1.0",         '0', false, NULL,           NULL },
	{ "http1.1",          0,  false, NULL,           NULL },
	{ "http2",            0,  false, NULL,           NULL },
	{ "ipv4",            '4', false, NULL,           NULL },
	{ "ipv6",            '6', false, NULL,           NULL },
	{ "tlsv1.2",          0,  false, NULL,           NULL },
	{ "disable",         'q', false, NULL,           NULL },
	{ "max-time",        'm', true,  NULL,           NULL },
	{ "connect-timeout",  0,  true,  NULL,           NULL },
	{ "retry",            0,  true,  NULL,           NULL },
	{ "retry-delay",      0,  true,  NULL,           NULL },
	{ "write-out",       'w', true,  NULL,           NULL },

	{ "form",            'F', true,  NULL,           FORM },
	{ "form-string",      0,  true,  NULL,           FORM },
	{ "user",            'u', true,  NULL,           LOGIN },
	{ "oauth2-bearer",    0,  true,  NULL,           LOGIN },
	{ "proxy",           'x', true,  NULL,           HOST },
	{ "connect-to",       0,  true,  NULL,           HOST },
	{ "resolve",          0,  true,  NULL,           HOST },
	{ "unix-socket",      0,  true,  NULL,           HOST },
	{ "output",          'o', true,  NULL,           FILES },
	{ "remote-name",     'O', false, NULL,           FILES },
	{ "dump-header",     'D', true,  NULL,           FILES },
	{ "cookie-jar",      'c', true,  NULL,           FILES },
	{ "upload-file",     'T', true,  NULL,           FILES },
	{ "config",          'K', true,  NULL,           FILES },
	{ "cert",            'E', true,  NULL,           FILES },
	{ "next",            ':', false, NULL,           NEXT },
};
/* clang-format on */

const struct curl_option *curl_options_find(const char *name, size_t size)
{
	for (size_t i = 0; i < ARRAY_LEN(curl_options); i++) {
		if (str_is((struct str){ name, size }, curl_options[i].name))
			return &curl_options[i];
	}
	return NULL;
}

const struct curl_option *curl_options_letter(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(curl_options); i++) {
		if (letter && curl_options[i].letter == letter)
			return &curl_options[i];
	}
	return NULL;
}

const char *curl_options_nearest(const char *name, size_t size)
{
	struct nearest near = { .name = { name, size } };

	for (size_t i = 0; i < ARRAY_LEN(curl_options); i++)
		nearest_offer(&near, curl_options[i].name);
	return near.best;
}
