/*
 * curl_command.c - the request that a curl command sends
 */
#include "harness/curl/curl_command.h"

#include "harness/curl/curl_options.h"
#include "lib/str.h"

/* Characters of an unknown option that are shown: what follows may be a secret. */
#define NAME_SHOWN 30

/* ---------------------------------------------------------------- options */

/* The words that are still to be read. */
struct reader {
	struct curl_asked asked;
	struct shell_words *words;
	size_t next;
};

static int take(struct reader *r, const struct curl_option *o, const char *value,
                size_t at, struct err *e)
{
	if (o->refused)
		return curl_request_refuse(r->asked.request, at, e, "--%s: %s", o->name,
		                           o->refused);
	return o->take ? o->take(&r->asked, value, at, e) : 0;
}

/* The value is what is attached to the option, or the next word. */
static int take_valued(struct reader *r, const struct curl_option *o,
                       const char *attached, size_t at, struct err *e)
{
	const struct shell_word *w;

	if (*attached)
		return take(r, o, attached, at, e);
	if (r->next == r->words->count)
		return curl_request_refuse(r->asked.request, at, e,
		                           "--%s needs a value: write it behind it",
		                           o->name);
	w = &r->words->all[r->next++];
	return take(r, o, w->text, o->refused ? at : w->at, e);
}

static int refuse_unknown(struct reader *r, const char *name, size_t at, struct err *e)
{
	size_t size = strcspn(name, "=");
	int shown = (int)(size < NAME_SHOWN ? size : NAME_SHOWN);
	const char *near = curl_options_nearest(name, size);

	if (name[size] && curl_options_find(name, size))
		return curl_request_refuse(r->asked.request, at, e,
		                           "curl takes no '=' behind --%.*s: write a "
		                           "blank",
		                           shown, name);
	return curl_request_refuse(r->asked.request, at, e,
	                           "the option --%.*s is not taken here; %s%s", shown,
	                           name, near ? "did you mean --" : "remove it",
	                           near ? near : "");
}

static int take_long(struct reader *r, const struct shell_word *w, struct err *e)
{
	const char *name = w->text + 2;
	const struct curl_option *o = curl_options_find(name, strlen(name));

	if (!o)
		return refuse_unknown(r, name, w->at, e);
	return o->takes_value ? take_valued(r, o, "", w->at, e)
	                      : take(r, o, "", w->at, e);
}

/* "-sSL", "-XPOST", "-d@file", "-sXPOST". */
static int take_letters(struct reader *r, const struct shell_word *w, struct err *e)
{
	for (const char *at = w->text + 1; *at; at++) {
		const struct curl_option *o = curl_options_letter(*at);

		if (!o)
			return curl_request_refuse(r->asked.request, w->at, e,
			                           "the option -%c is not taken here; "
			                           "remove it",
			                           *at >= '!' && *at <= '~' ? *at : '?');
		if (o->takes_value)
			return take_valued(r, o, at + 1, w->at, e);
		if (take(r, o, "", w->at, e) < 0)
			return -1;
	}
	return 0;
}

static int read_words(struct reader *r, struct err *e)
{
	bool only_urls = false;

	while (r->next < r->words->count) {
		const struct shell_word *w = &r->words->all[r->next++];
		int rc;

		if (!only_urls && !strcmp(w->text, "--"))
			only_urls = true, rc = 0;
		else if (only_urls || w->text[0] != '-' || !w->text[1])
			rc = take(r, curl_options_find("url", 3), w->text, w->at, e);
		else
			rc = w->text[1] == '-' ? take_long(r, w, e)
			                       : take_letters(r, w, e);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* ---------------------------------------------------------------- the request */

static void set_method(const struct curl_asked *a)
{
	struct curl_request *r = a->request;

	r->method = a->method     ? a->method
	            : a->head     ? "HEAD"
	            : a->get      ? "GET"
	            : r->has_data ? "POST"
	                          : "GET";
}

/* What curl sends by itself, where the command gives no other. */
static void set_own_headers(const struct curl_asked *a, size_t at)
{
	struct curl_request *r = a->request;

	if (!curl_request_header(r, "Accept"))
		curl_request_set(r, at, "Accept", a->json ? "application/json" : "*/*");
	if (r->has_data && !curl_request_header(r, "Content-Type"))
		curl_request_set(r, at, "Content-Type",
		                 a->json ? "application/json"
		                         : "application/x-www-form-urlencoded");
}

/* With -G the data goes to the query. */
static void move_data(const struct curl_asked *a)
{
	struct curl_request *r = a->request;

	if (!a->get || !r->has_data)
		return;
	if (r->query.size)
		buf_add_char(&r->query, '&');
	buf_add_str(&r->query, buf_str(&r->data));
	buf_release(&r->data);
	r->has_data = false;
}

/* Is a byte of the set in the URL, outside of names ("${…}")? */
static bool has_any(const char *url, const char *set)
{
	while (*url) {
		const char *close = str_starts(url, "${") ? strchr(url, '}') : NULL;

		if (!close && strchr(set, *url))
			return true;
		url = close ? close + 1 : url + 1;
	}
	return false;
}

static int check_url(struct curl_request *r, struct err *e)
{
	if (!r->url || !*r->url)
		return curl_request_refuse(r, r->words.all[0].at, e,
		                           "the command has no URL: write one");
	if (has_any(r->url, " \t\r\n"))
		return curl_request_refuse(r, r->url_at, e,
		                           "curl takes no blank in a URL: write %%20");
	if (!r->glob_off && has_any(r->url, "[]"))
		return curl_request_refuse(
			r, r->url_at, e,
			"curl reads [ ] in a URL as a range: write %%5B "
			"and %%5D, or the option -g");
	return 0;
}

static int check_curl(struct curl_request *r, struct err *e)
{
	const struct shell_word *first = r->words.all;
	const char *name = strrchr(first->text, '/');

	name = name ? name + 1 : first->text;
	if (!strcmp(name, "curl") || !strcmp(name, "curl.exe"))
		return 0;
	return curl_request_refuse(r, first->at, e,
	                           "this is no curl command: it begins with curl");
}

int curl_command_read(const char *text, size_t n, size_t from, struct curl_request *out,
                      struct err *e)
{
	struct reader r = { .asked = { .request = out },
		            .words = &out->words,
		            .next = 1 };

	*out = (struct curl_request){ 0 };
	if (shell_words_read(text, n, from, &out->words, e) < 0)
		return -1;
	if (!out->words.count)
		return 0;
	if (check_curl(out, e) < 0 || read_words(&r, e) < 0 || check_url(out, e) < 0)
		return -1;
	move_data(&r.asked);
	set_method(&r.asked);
	set_own_headers(&r.asked, out->words.all[0].at);
	return 1;
}
