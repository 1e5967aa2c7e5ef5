/*
 * curl_node.c - a curl command as the step of a scenario
 */
#include "harness/curl/curl_node.h"

#include "lib/mem.h"
#include "lib/str.h"

#define SERVICE "/data/foundation/flowservice"
#define JSON    "application/json"

/* ---------------------------------------------------------------- placeholders */

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Names of the documents that are others' here; NULL: flowcheck's own secret. */
static const struct placeholder {
	const char *name, *becomes;
	const char *header; /* where the secret may stand, */
	const char *before; /* and what stands before it there */
} placeholders[] = {
	{ "ORG_ID", "org" },
	{ "IMS_ORG", "org" },
	{ "IMS_ORG_ID", "org" },
	{ "ORGANIZATION_ID", "org" },
	{ "FLOWCHECK_ORG_ID", "org" },
	{ "SANDBOX_NAME", "sandbox" },
	{ "FLOWCHECK_SANDBOX", "sandbox" },
	{ "ACCESS_TOKEN", NULL, "Authorization", "Bearer " },
	{ "FLOWCHECK_ACCESS_TOKEN", NULL, "Authorization", "Bearer " },
	{ "API_KEY", NULL, "x-api-key", "" },
	{ "FLOWCHECK_API_KEY", NULL, "x-api-key", "" },
};

static const struct placeholder *find_placeholder(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		if (str_is(name, placeholders[i].name))
			return &placeholders[i];
	}
	return NULL;
}

/*
 * A name at the start of the text: the whole of "{NAME}", "${NAME}", "${NAME ?? x}" and
 * "${url(NAME)}".
 */
struct use {
	struct str before, name, rest; /* "url(", "NAME", ")" or " ?? x" */
	size_t size;                   /* of all of it */
};

static bool use_at(const char *text, struct use *out)
{
	bool dollar = *text == '$', url = str_starts(text, "${url(");
	const char *open = text + dollar + 1, *name = open + (url ? 4 : 0), *close;
	size_t n;

	if (text[dollar] != '{' || !(close = strchr(open, '}')))
		return false;
	n = strspn(name, CAPITALS "0123456789_");
	if (n < 2 || !strchr(CAPITALS, *name) ||
	    (url ? !str_starts(name + n, ")}")
	         : name + n != close && !(dollar && str_starts(name + n, " ?? "))))
		return false;
	out->before = (struct str){ open, (size_t)(name - open) };
	out->name = (struct str){ name, n };
	out->rest = (struct str){ name + n, (size_t)(close - name) - n };
	out->size = (size_t)(close + 1 - text);
	return true;
}

static int add_use(struct curl_request *r, size_t at, const struct use *u,
                   struct buf *out, struct err *e)
{
	const struct placeholder *p = find_placeholder(u->name);

	if (p && !p->becomes)
		return curl_request_refuse(r, at, e,
		                           "{%s} is a secret: it stands in the header "
		                           "'%s: %s{%s}', and nowhere else",
		                           p->name, p->header, p->before, p->name);
	buf_printf(out, "${%.*s", (int)u->before.size, u->before.at);
	if (p)
		buf_add_str(out, p->becomes);
	else
		buf_add(out, u->name.at, u->name.size);
	buf_printf(out, "%.*s}", (int)u->rest.size, u->rest.at);
	return 0;
}

/* The text with its placeholders as names; what stands at the offset is refused. */
static int fill(struct curl_request *r, size_t at, const char *text, struct buf *out,
                struct err *e)
{
	while (*text) {
		size_t plain = strcspn(text, "${");
		struct use u;

		buf_add(out, text, plain);
		text += plain;
		if (str_starts(text, "$${")) {
			buf_add_str(out, "$${");
			text += 3;
		} else if (*text && use_at(text, &u)) {
			if (add_use(r, at, &u, out, e) < 0)
				return -1;
			text += u.size;
		} else if (str_starts(text, "${")) {
			size_t name = strcspn(text, "}");

			buf_add(out, text, name + (text[name] == '}'));
			text += name + (text[name] == '}');
		} else if (*text) {
			buf_add_char(out, *text++);
		}
	}
	return 0;
}

/* ---------------------------------------------------------------- the URL */

static int skip_scheme(struct curl_request *r, const char **url, struct err *e)
{
	const char *colon = strstr(*url, "://");

	if (!colon)
		return 0;
	if (!str_is_nocase((struct str){ *url, (size_t)(colon - *url) }, "http") &&
	    !str_is_nocase((struct str){ *url, (size_t)(colon - *url) }, "https"))
		return curl_request_refuse(r, r->url_at, e,
		                           "the URL is neither http nor https");
	*url = colon + 3;
	return 0;
}

/* Behind scheme, login, host and port. */
static int skip_host(struct curl_request *r, const char **url, struct err *e)
{
	size_t host;

	if (skip_scheme(r, url, e) < 0)
		return -1;
	host = strcspn(*url, "/?#");
	if (memchr(*url, '@', host))
		return curl_request_refuse(r, r->url_at, e,
		                           "the URL holds a login: remove it");
	*url += host;
	return 0;
}

/* The path as steps write it: below the service; on the host; else below ${url}. */
static void add_path(const char *path, size_t n, struct buf *out)
{
	static const char *const roots[] = { "/data/", "/ims/", "/__admin/" };

	if (n > strlen(SERVICE) && str_starts(path, SERVICE "/")) {
		buf_add(out, path + strlen(SERVICE), n - strlen(SERVICE));
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		if (str_starts(path, roots[i])) {
			buf_add(out, path, n);
			return;
		}
	}
	buf_add_str(out, "${url}");
	buf_add(out, n ? path : "/", n ? n : 1);
}

/* Braces that name nothing are several URLs for curl. */
static int check_braces(struct curl_request *r, const char *url, struct err *e)
{
	for (const char *at = url; !r->glob_off && (at = strpbrk(at, "{}")); at++) {
		const char *close = *at == '{' ? strchr(at, '}') : NULL;

		if (!close || at == url || at[-1] != '$')
			return curl_request_refuse(
				r, r->url_at, e,
				"curl reads { } in a URL as a list: write a placeholder "
				"in capitals ({FLOW_ID}), %%7B and %%7D, or the option "
				"-g");
		at = close;
	}
	return 0;
}

static int make_path(struct curl_request *r, struct buf *out, struct err *e)
{
	AUTO(buf_release) struct buf url = { 0 };
	AUTO(buf_release) struct buf query = { 0 };
	const char *at;
	size_t n;

	if (fill(r, r->url_at, r->url, &url, e) < 0 ||
	    fill(r, r->url_at, buf_str(&r->query), &query, e) < 0 ||
	    check_braces(r, buf_str(&url), e) < 0)
		return -1;
	at = buf_str(&url);
	n = strcspn(at, "#");
	/* "$base/flows": a name that stands for the beginning of a URL. */
	if (str_starts(at, "${")) {
		buf_add(out, at, n);
	} else {
		if (skip_host(r, &at, e) < 0)
			return -1;
		add_path(at, strcspn(at, "#"), out);
	}
	if (query.size)
		buf_printf(out, "%c%s", strchr(buf_str(out), '?') ? '&' : '?',
		           buf_str(&query));
	return 0;
}

/* ---------------------------------------------------------------- headers */

/* What flowcheck sends by itself (target_call.c). */
static const struct own {
	const char *name;
	const char *value; /* NULL: who it is, from its identity */
	bool is_secret;
} own_headers[] = {
	{ "Accept", JSON },          { "Authorization", NULL, true },
	{ "x-api-key", NULL, true }, { "x-gw-ims-org-id", NULL },
	{ "x-sandbox-name", NULL },
};

static const struct own *find_own(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(own_headers); i++) {
		if (str_same_nocase(own_headers[i].name, name))
			return &own_headers[i];
	}
	return NULL;
}

/* "Bearer {ACCESS_TOKEN}" in Authorization, "{API_KEY}" in x-api-key. */
static bool is_own_secret(const struct curl_header *h)
{
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		const struct placeholder *p = &placeholders[i];
		struct use u;

		if (p->header && str_same_nocase(h->name, p->header) &&
		    str_starts(h->value, p->before) &&
		    use_at(h->value + strlen(p->before), &u) && str_is(u.name, p->name) &&
		    !h->value[strlen(p->before) + u.size])
			return true;
	}
	return false;
}

/* Is it what the step sends without being asked? */
static bool is_sent_anyway(const struct curl_request *r, const struct own *own,
                           const struct curl_header *h, const char *value)
{
	if (!own)
		return r->has_data && str_same_nocase(h->name, "Content-Type") &&
		       !strcmp(value, JSON);
	if (own->value)
		return !strcmp(value, own->value);
	return (!strcmp(value, "${org}") && !strcmp(own->name, "x-gw-ims-org-id")) ||
	       (!strcmp(value, "${sandbox}") && !strcmp(own->name, "x-sandbox-name"));
}

static int add_header(struct curl_request *r, const struct curl_header *h,
                      enum curl_node_form form, cJSON *into, struct err *e)
{
	const struct own *own = find_own(h->name);
	AUTO(buf_release) struct buf value = { 0 };

	if (!h->value) {
		if (own || str_same_nocase(h->name, "Content-Type"))
			json_set(into, h->name, json_new_null());
		return 0;
	}
	if (is_own_secret(h) || (own && own->is_secret && form == CURL_NODE_WRITTEN))
		return 0;
	if (fill(r, h->at, h->value, &value, e) < 0)
		return -1;
	if (!is_sent_anyway(r, own, h, buf_str(&value)))
		json_set(into, h->name, json_new_str(buf_str(&value)));
	return 0;
}

/* Those of our own that the command does not have; an IMS is sent none of them. */
static void drop_absent(const struct curl_request *r, const char *path, cJSON *into)
{
	if (str_starts(path, "/ims/"))
		return;
	for (size_t i = 0; i < ARRAY_LEN(own_headers); i++) {
		if (!curl_request_header(r, own_headers[i].name))
			json_set(into, own_headers[i].name, json_new_null());
	}
}

static int add_headers(struct curl_request *r, const char *path, enum curl_node_form form,
                       cJSON *node, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *headers = json_new_object();

	for (size_t i = 0; i < r->header_count; i++) {
		if (add_header(r, &r->headers[i], form, headers, e) < 0)
			return -1;
	}
	drop_absent(r, path, headers);
	if (headers->child)
		json_set(node, "headers", TAKE(headers));
	return 0;
}

/* ---------------------------------------------------------------- data */

/* The text without what stands between "//" and the line's end, outside of strings. */
static void strip_comments(const char *text, struct buf *out)
{
	bool in_string = false;

	for (; *text; text++) {
		if (!in_string && str_starts(text, "//")) {
			text += strcspn(text, "\n");
			if (!*text)
				return;
		}
		if (in_string && *text == '\\' && text[1])
			buf_add_char(out, *text++);
		else if (*text == '"')
			in_string = !in_string;
		buf_add_char(out, *text);
	}
}

static bool is_json(const struct buf *text, cJSON **out)
{
	struct err why = { 0 };

	cJSON_Delete(TAKE(*out));
	return json_parse(buf_str(text), text->size, out, &why) == 0;
}

static bool says_json(const struct curl_request *r)
{
	const struct curl_header *type = curl_request_header(r, "Content-Type");

	return type && type->value && str_starts(type->value, JSON);
}

static int add_data(struct curl_request *r, enum curl_node_form form, cJSON *node,
                    struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(buf_release) struct buf bare = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;
	const struct buf *sent = &text;

	if (!r->has_data)
		return 0;
	if (fill(r, r->data_at, buf_str(&r->data), &text, e) < 0)
		return -1;
	if (says_json(r) && !is_json(&text, &json)) {
		strip_comments(buf_str(&text), &bare);
		/* A name may stand for a number, where JSON has none. */
		if (is_json(&bare, &json) || strstr(buf_str(&text), "${"))
			sent = &bare;
	}
	if (json && form == CURL_NODE_WRITTEN && !cJSON_IsNull(json))
		json_set(node, "body", TAKE(json));
	else
		json_set(node, "raw", json_new_str(buf_str(sent)));
	return 0;
}

int curl_node_make(struct curl_request *r, enum curl_node_form form, cJSON **out,
                   struct err *e)
{
	AUTO(cJSON_Delete) cJSON *node = json_new_object();
	AUTO(buf_release) struct buf path = { 0 };

	if (make_path(r, &path, e) < 0)
		return -1;
	json_set(node, r->method, json_new_str(buf_str(&path)));
	if (add_headers(r, buf_str(&path), form, node, e) < 0 ||
	    add_data(r, form, node, e) < 0)
		return -1;
	*out = TAKE(node);
	return 0;
}
