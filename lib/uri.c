/*
 * uri.c - references resolved against a base (RFC 3986, section 5.2)
 */
#include "lib/uri.h"

#include <ctype.h>

#include "lib/str.h"

/* The parts of a URI, with their marks: "//host", "?query", "#fragment". */
struct uri_parts {
	struct str scheme, authority, path, query, fragment;
};

static struct str cut(const char **at, size_t n)
{
	struct str part = { *at, n };

	*at += n;
	return part;
}

/* The bytes of "scheme:"; 0 if it has none. */
static size_t scheme_size(const char *uri)
{
	size_t n = 0;

	if (!isalpha((unsigned char)*uri))
		return 0;
	while (isalnum((unsigned char)uri[n]) || (uri[n] && strchr("+-.", uri[n])))
		n++;
	return uri[n] == ':' ? n + 1 : 0;
}

static struct uri_parts split(const char *uri)
{
	struct uri_parts p;

	p.scheme = cut(&uri, scheme_size(uri));
	p.authority =
		cut(&uri, strncmp(uri, "//", 2) != 0 ? 0 : 2 + strcspn(uri + 2, "/?#"));
	p.path = cut(&uri, strcspn(uri, "?#"));
	p.query = cut(&uri, strcspn(uri, "#"));
	p.fragment = cut(&uri, strlen(uri));
	return p;
}

bool uri_is_absolute(const char *uri)
{
	return scheme_size(uri) > 0;
}

static void add(struct buf *out, struct str part)
{
	buf_add(out, part.at, part.size);
}

/* Appends the path without its "." and ".." (section 5.2.4). */
static void add_path(struct buf *out, struct str path)
{
	const size_t start = out->size;
	bool rooted = path.size && *path.at == '/';
	struct str part;

	if (rooted) {
		path = (struct str){ path.at + 1, path.size - 1 };
		buf_add_char(out, '/');
	}
	while (str_split(&path, '/', &part)) {
		bool up = str_is(part, "..");

		if (!up && !str_is(part, ".")) {
			add(out, part);
			if (path.at)
				buf_add_char(out, '/');
			continue;
		}
		if (!up || out->size <= start + rooted)
			continue;
		do
			out->data[--out->size] = '\0';
		while (out->size > start + rooted && out->data[out->size - 1] != '/');
	}
}

/* Appends the reference's path below the folder of the base's (section 5.2.3). */
static void add_merged(struct buf *out, const struct uri_parts *base, struct str path)
{
	AUTO(buf_release) struct buf merged = { 0 };
	size_t folder = base->path.size;

	while (folder && base->path.at[folder - 1] != '/')
		folder--;
	if (!folder && base->authority.size)
		buf_add_char(&merged, '/');
	buf_add(&merged, base->path.at, folder);
	add(&merged, path);
	add_path(out, str_of(buf_str(&merged)));
}

void uri_resolve(const char *base, const char *reference, struct buf *out)
{
	struct uri_parts b = split(base), r = split(reference);
	bool other = r.scheme.size || r.authority.size;

	add(out, r.scheme.size ? r.scheme : b.scheme);
	add(out, other ? r.authority : b.authority);
	if (other || (r.path.size && *r.path.at == '/'))
		add_path(out, r.path);
	else if (r.path.size)
		add_merged(out, &b, r.path);
	else
		add(out, b.path);
	add(out, other || r.path.size || r.query.size ? r.query : b.query);
	add(out, r.fragment);
}

void uri_escape(const char *text, struct buf *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~";

	for (; *text; text++) {
		if (strchr(plain, *text))
			buf_add_char(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

void uri_decode(const char *text, struct buf *out)
{
	const char *end = text + strlen(text);

	for (; *text; text++) {
		int byte = str_percent(text, end);

		if (byte < 0) {
			buf_add_char(out, *text);
			continue;
		}
		buf_add(out, &(uint8_t){ (uint8_t)byte }, 1);
		text += 2;
	}
}
