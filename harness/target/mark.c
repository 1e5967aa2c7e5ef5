/*
 * mark.c - what tells our things on somebody's service from theirs: a mark in the name
 */
#include "harness/target/mark.h"

#include <unistd.h>

#include "lib/hash.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/uri.h"

#define OPENS  " (fc "
#define EXPIRY 14 /* "20261201T0304Z" */

/* ---------------------------------------------------------------- the mark */

void mark_of(const char *run, vtime expires, struct mark *out)
{
	struct vtime_parts t = vtime_split(expires);

	*out = (struct mark){ .expires = expires };
	snprintf(out->run, sizeof(out->run), "%s", run);
	snprintf(out->text, sizeof(out->text), OPENS "%s %04d%02d%02dT%02d%02dZ)",
	         out->run, t.year, t.month, t.day, t.hour, t.minute);
}

void mark_new(vtime expires, struct mark *out)
{
	char run[MARK_RUN];
	uint64_t chance;
	int rc = getentropy(&chance, sizeof(chance));

	assert(rc == 0);
	(void)rc;
	hash_hex(chance, MARK_RUN - 1, run);
	mark_of(run, expires - expires % MS_PER_MINUTE, out);
}

/* "20261201T0304Z" */
static bool read_expiry(const char *s, vtime *out)
{
	AUTO_MEM char *text = mem_printf("%.4s-%.2s-%.2sT%.2s:%.2s:00Z", s, s + 4, s + 6,
	                                 s + 9, s + 11);
	struct err why = { 0 };

	return s[8] == 'T' && s[13] == 'Z' && vtime_parse(text, out, &why) == 0;
}

bool mark_read(const char *name, struct mark *out)
{
	const size_t size = strlen(OPENS) + MARK_RUN - 1 + 1 + EXPIRY + 1;
	const char *at = name + strlen(name);
	char run[MARK_RUN] = "";
	vtime expires;

	if (strlen(name) < size)
		return false;
	at -= size;
	if (!str_starts(at, OPENS) || !str_ends(at, ")"))
		return false;
	memcpy(run, at + strlen(OPENS), MARK_RUN - 1);
	if (strspn(run, "0123456789abcdef") != MARK_RUN - 1 ||
	    !read_expiry(at + strlen(OPENS) + MARK_RUN, &expires))
		return false;
	mark_of(run, expires, out);
	return !strcmp(out->text, at);
}

/* ---------------------------------------------------------------- filters */

/* A list of names, "A,B" or "\"A\"", each with the mark behind it. */
static void add_names(const struct mark *m, struct str names, struct buf *out)
{
	struct str one;

	for (bool first = true; str_split(&names, ',', &one); first = false) {
		bool quoted =
			one.size > 1 && one.at[0] == '"' && one.at[one.size - 1] == '"';

		buf_add_str(out, first ? "" : ",");
		buf_add(out, one.at, one.size - quoted);
		if (one.size > (quoted ? 2U : 0U))
			buf_add_str(out, m->text);
		buf_add_str(out, quoted ? "\"" : "");
	}
}

/* "name==X", "name=X"; false, and nothing added, for a filter on something else. */
static bool add_filter(const struct mark *m, struct str filter, struct buf *out)
{
	static const char *const starts[] = { "name==", "name=" };

	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		size_t n = strlen(starts[i]);

		if (filter.size < n || memcmp(filter.at, starts[i], n) != 0)
			continue;
		buf_add_str(out, starts[i]);
		add_names(m, (struct str){ filter.at + n, filter.size - n }, out);
		return true;
	}
	return false;
}

/* One pair of a query as it was sent; one that filters by a name is encoded anew. */
static void add_pair(const struct mark *m, struct str pair, struct buf *out)
{
	AUTO_MEM char *raw = mem_printf("%.*s", (int)pair.size, pair.at);
	AUTO(buf_release) struct buf plain = { 0 };
	AUTO(buf_release) struct buf marked = { 0 };
	char *value = strchr(raw, '=');

	if (value) {
		for (char *plus = value; (plus = strchr(plus, '+'));)
			*plus = ' ';
		uri_decode(value + 1, &plain);
	}
	if (value && str_starts(raw, "property=") &&
	    add_filter(m, str_of(buf_str(&plain)), &marked)) {
		buf_add_str(out, "property=");
		uri_escape(buf_str(&marked), out);
	} else {
		buf_add(out, pair.at, pair.size);
	}
}

char *mark_url(const struct mark *m, const char *url)
{
	const char *query = strchr(url, '?');
	struct buf out = { 0 };
	struct str rest, pair;

	if (!query)
		return mem_strdup(url);
	buf_add(&out, url, (size_t)(query + 1 - url));
	rest = str_of(query + 1);
	for (bool first = true; str_split(&rest, '&', &pair); first = false) {
		buf_add_str(&out, first ? "" : "&");
		add_pair(m, pair, &out);
	}
	return buf_take(&out);
}

/* ---------------------------------------------------------------- bodies */

/* "property=state==enabled&name==X", as a search has it in its body. */
static cJSON *marked_query(const struct mark *m, const char *text)
{
	struct buf out = { 0 };
	struct str rest = str_of(text), part;

	for (bool first = true; str_split(&rest, '&', &part); first = false) {
		const size_t key = strlen("property=");
		bool has_key = part.size > key && !memcmp(part.at, "property=", key);
		struct str filter = { part.at + (has_key ? key : 0),
			              part.size - (has_key ? key : 0) };

		buf_add_str(&out, first ? "" : "&");
		buf_add_str(&out, has_key ? "property=" : "");
		if (!add_filter(m, filter, &out))
			buf_add(&out, filter.at, filter.size);
	}
	return json_take_str(buf_take(&out));
}

/* Puts the mark on the text; answers the name as it is then. */
static const char *mark_member(const struct mark *m, cJSON *object, const char *key)
{
	const cJSON *old = json_get(object, key);
	cJSON *now;

	if (!cJSON_IsString(old))
		return NULL;
	now = json_take_str(mem_printf("%s%s", old->valuestring, m->text));
	return json_set(object, key, now)->valuestring;
}

/* An operation of a JSON Patch that gives a name. */
static const char *mark_operation(const struct mark *m, cJSON *op)
{
	const char *path = json_str(op, "path");

	return path && !strcmp(path, "/name") ? mark_member(m, op, "value") : NULL;
}

char *mark_body(const struct mark *m, const char *body, size_t size, char **name)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	const char *found = NULL, *query;
	struct err e = { 0 };
	cJSON *op;

	if (name)
		*name = NULL;
	if (json_parse(body, size, &json, &e) < 0)
		return mem_printf("%.*s", (int)size, body);
	if (cJSON_IsArray(json)) {
		cJSON_ArrayForEach(op, json) {
			const char *one = mark_operation(m, op);

			found = one ? one : found;
		}
	} else if (cJSON_IsObject(json)) {
		found = mark_member(m, json, "name");
		query = json_str(json, "queryString");
		if (query)
			json_set(json, "queryString", marked_query(m, query));
	}
	if (name && found)
		*name = mem_strdup(found);
	return json_text(json);
}

void mark_strip(const struct mark *m, const char *text, size_t size, struct buf *out)
{
	const size_t n = strlen(m->text);
	const char *end = text + size, *at;

	while ((at = memmem(text, (size_t)(end - text), m->text, n))) {
		buf_add(out, text, (size_t)(at - text));
		text = at + n;
	}
	buf_add(out, text, (size_t)(end - text));
}
