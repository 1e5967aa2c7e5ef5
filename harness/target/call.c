/*
 * call.c - one request of a scenario and its answer, as they are shown
 */
#include "harness/target/call.h"

#include "lib/mem.h"
#include "lib/str.h"

#define CURL_BODY_MAX 8192 /* bytes that are worth printing in a command */

#define SHOWN_BYTES 4000 /* of a body; the rest is cut */

void call_release(struct call *c)
{
	free(c->url);
	for (size_t i = 0; i < c->header_count; i++) {
		free(c->headers[i].name);
		free(c->headers[i].value);
	}
	free(c->headers);
	free(c->body);
	exchange_release(&c->x);
	cJSON_Delete(c->json);
	free(c->json_problem);
	*c = (struct call){ 0 };
}

static size_t header_index(const struct call *c, const char *name)
{
	size_t i = 0;

	while (i < c->header_count && !str_same_nocase(c->headers[i].name, name))
		i++;
	return i;
}

const char *call_header_value(const struct call *c, const char *name)
{
	size_t i = header_index(c, name);

	return i < c->header_count ? c->headers[i].value : NULL;
}

static void remove_header(struct call *c, size_t i)
{
	free(c->headers[i].name);
	free(c->headers[i].value);
	memmove(c->headers + i, c->headers + i + 1,
	        (--c->header_count - i) * sizeof(*c->headers));
}

void call_header(struct call *c, const char *name, const char *value)
{
	size_t i = header_index(c, name);

	assert(name && *name);
	if (i < c->header_count)
		remove_header(c, i);
	if (!value)
		return;
	c->headers = mem_grow(c->headers, c->header_count + 1, sizeof(*c->headers));
	c->headers[c->header_count++] = (struct header){
		.name = mem_strdup(name),
		.value = mem_strdup(value),
	};
}

void call_body(struct call *c, char *text, const char *type)
{
	assert(!c->body && text);
	c->body = text;
	c->body_size = strlen(text);
	call_header(c, "Content-Type", type);
}

static void read_json(struct call *c)
{
	const char *text = buf_str(&c->x.answer);
	struct err why = { 0 };

	cJSON_Delete(TAKE(c->json));
	free(TAKE(c->json_problem));
	if (c->x.answer.size == 0)
		return;
	if (json_parse(text, c->x.answer.size, &c->json, &why) < 0)
		c->json_problem = mem_strdup(why.text);
}

static void set_exchange(struct call *c)
{
	assert(c->method && c->url);
	c->x.method = c->method;
	c->x.url = c->url;
	c->x.headers = c->headers;
	c->x.header_count = c->header_count;
	c->x.body = c->body;
	c->x.body_size = c->body_size;
}

int call_send_plain(struct call *c, struct plain_socket *p, struct err *e)
{
	set_exchange(c);
	c->is_plain = true;
	return plain_send(p, &c->x, e);
}

void call_receive_plain(struct call *c, struct plain_socket *p)
{
	plain_receive(p, &c->x, &c->plain);
	read_json(c);
}

int call_send(struct call *c, struct fetch *f, struct err *e)
{
	set_exchange(c);
	if (fetch_do(f, &c->x, e) < 0)
		return -1;
	read_json(c);
	return 0;
}

void call_set_answer(struct call *c, struct buf *text)
{
	buf_release(&c->x.answer);
	c->x.answer = *text;
	*text = (struct buf){ 0 };
	read_json(c);
}

/* ---------------------------------------------------------------- secrets */

static void note_body(const char *body, size_t size, struct mask_seen *seen)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct err e = { 0 };

	if (!body)
		return;
	if (json_parse(body, size, &json, &e) == 0)
		mask_seen_add_json(seen, json);
	else
		mask_seen_add_form(seen, body);
}

static bool is_default(const struct header *h, const char *last,
                       const struct identity *who)
{
	return !strcmp(h->value, who->key) ||
	       (last && !who->token_given && !strcmp(last + 1, who->token));
}

/*
 * "Bearer x" holds two of them.  A token that was given is noted, too: the one that
 * follows it must not uncover it.
 */
static void note_header(const struct header *h, const struct identity *who,
                        struct mask_seen *seen)
{
	const char *last = strrchr(h->value, ' ');

	if (!mask_names(str_of(h->name)) || is_default(h, last, who))
		return;
	mask_seen_add(seen, h->value);
	if (last)
		mask_seen_add(seen, last + 1);
}

static void note_headers(const struct header *all, size_t count,
                         const struct identity *who, struct mask_seen *seen)
{
	for (size_t i = 0; i < count; i++)
		note_header(&all[i], who, seen);
}

void call_note_request(const struct call *c, const struct identity *who,
                       struct mask_seen *seen)
{
	const char *query = strchr(c->url, '?');

	if (query)
		mask_seen_add_form(seen, query + 1);
	note_headers(c->headers, c->header_count, who, seen);
	note_body(c->body, c->body_size, seen);
}

void call_note_answer(const struct call *c, const struct identity *who,
                      struct mask_seen *seen)
{
	note_headers(c->headers, c->header_count, who, seen);
	note_headers(c->x.answer_headers, c->x.answer_header_count, who, seen);
	if (c->json)
		mask_seen_add_json(seen, c->json);
}

/* ---------------------------------------------------------------- printing */

/* A body without its secrets: JSON where it is some, else a form or plain text. */
static void add_body(const char *body, size_t size, const struct identity *who,
                     struct buf *out)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	AUTO(buf_release) struct buf masked = { 0 };
	struct err e = { 0 };

	if (json_parse(body, size, &json, &e) == 0) {
		mask_json(json);
		json_print(json, &masked);
	} else {
		AUTO_MEM char *text = mem_printf("%.*s", (int)size, body);

		mask_form(text, &masked);
	}
	mask_text(buf_str(&masked), who->token_given ? who->token : NULL, MASK, out);
}

/* May the header be shown?  The default API key is no secret. */
static bool is_open(const struct header *h, const struct identity *who)
{
	if (str_same_nocase(h->name, "x-api-key") && !strcmp(h->value, who->key))
		return !who->key_given;
	return !mask_names(str_of(h->name));
}

/* The header's value as it may be seen; in a shell's double quotes with `shell`. */
static void add_header_value(const struct header *h, const struct identity *who,
                             bool shell, struct buf *out)
{
	AUTO_MEM char *bearer = mem_printf("Bearer %s", who->token);

	if (str_same_nocase(h->name, "authorization")) {
		if (strcmp(h->value, bearer) != 0)
			buf_add_str(out, MASK);
		else if (!shell || who->token_given)
			buf_add_str(out, "Bearer $FLOWCHECK_ACCESS_TOKEN");
		else
			buf_printf(out, "Bearer ${FLOWCHECK_ACCESS_TOKEN:-%s}",
			           who->token);
	} else if (str_same_nocase(h->name, "x-api-key") && who->key_given &&
	           !strcmp(h->value, who->key)) {
		buf_add_str(out, "$FLOWCHECK_API_KEY");
	} else {
		buf_add_str(out, is_open(h, who) ? h->value : MASK);
	}
}

/* Each line of the text with the prefix in front; long texts are cut. */
static void add_lines(const char *prefix, const char *text, struct buf *out)
{
	AUTO_MEM char *shown = mem_printf("%.*s", SHOWN_BYTES, text);
	struct str rest = str_of(shown), line;

	while (str_split(&rest, '\n', &line))
		buf_printf(out, "%s%.*s\n", prefix, (int)line.size, line.at);
	if (strlen(text) > SHOWN_BYTES)
		buf_printf(out, "%s... (%zu bytes in all)\n", prefix, strlen(text));
}

void call_print(const struct call *c, const struct identity *who, struct buf *out)
{
	AUTO(buf_release) struct buf body = { 0 };
	AUTO(buf_release) struct buf url = { 0 };

	mask_pairs(c->url, &url);
	buf_printf(out, "> %s %s\n", c->method, buf_str(&url));
	for (size_t i = 0; i < c->header_count; i++) {
		buf_printf(out, "> %s: ", c->headers[i].name);
		add_header_value(&c->headers[i], who, false, out);
		buf_add_char(out, '\n');
	}
	if (c->body) {
		add_body(c->body, c->body_size, who, &body);
		add_lines("> ", buf_str(&body), out);
	}
	if (c->is_plain && c->plain.end != PLAIN_WHOLE)
		buf_printf(out, "< (%s after %lld bytes)\n", plain_end_name(c->plain.end),
		           (long long)c->plain.received);
	if (!c->x.status)
		return;
	buf_printf(out, "< %d\n", c->x.status);
	for (size_t i = 0; i < c->x.answer_header_count; i++)
		buf_printf(out, "< %s: %s\n", c->x.answer_headers[i].name,
		           is_open(&c->x.answer_headers[i], who)
		                   ? c->x.answer_headers[i].value
		                   : MASK);
	buf_clear(&body);
	add_body(buf_str(&c->x.answer), c->x.answer.size, who, &body);
	if (body.size)
		add_lines("< ", buf_str(&body), out);
}

/* The text in a shell's single quotes. */
static void add_quoted(const char *text, struct buf *out)
{
	buf_add_char(out, '\'');
	mask_text(text, "'", "'\\''", out);
	buf_add_char(out, '\'');
}

static void add_curl_header(const struct header *h, const struct identity *who,
                            struct buf *out)
{
	AUTO(buf_release) struct buf value = { 0 };
	AUTO_MEM char *whole = NULL;

	add_header_value(h, who, true, &value);
	whole = mem_printf("%s: %s", h->name, buf_str(&value));
	buf_add_str(out, " -H ");
	if (strstr(whole, "$FLOWCHECK_") || strstr(whole, "${FLOWCHECK_"))
		buf_printf(out, "\"%s\"", whole);
	else
		add_quoted(whole, out);
}

void call_print_curl(const struct call *c, const struct identity *who, struct buf *out)
{
	AUTO(buf_release) struct buf body = { 0 };
	AUTO(buf_release) struct buf url = { 0 };

	mask_pairs(c->url, &url);
	buf_printf(out, "curl -i -X %s ", c->method);
	add_quoted(buf_str(&url), out);
	for (size_t i = 0; i < c->header_count; i++)
		add_curl_header(&c->headers[i], who, out);
	if (!c->body)
		return;
	if (c->body_size > CURL_BODY_MAX) {
		buf_printf(out, " --data-binary @FILE # %zu bytes, by the scenario",
		           c->body_size);
		return;
	}
	add_body(c->body, c->body_size, who, &body);
	buf_add_str(out, " --data-raw ");
	add_quoted(buf_str(&body), out);
}
