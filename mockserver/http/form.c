/*
 * form.c - the fields of a form, as browsers and command lines send them
 *
 * A multipart body; its content type names the boundary B:
 *
 *	--B CRLF
 *	Content-Disposition: form-data; name="client_id" CRLF
 *	(other headers, each with CRLF)
 *	CRLF
 *	value CRLF
 *	--B CRLF … or --B-- at the end
 */
#include "mockserver/http/form.h"

#include "mockserver/http/query.h"

#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */

/* Where the text stands in s, or NULL. */
static const char *find(struct str s, const char *text, size_t n)
{
	return s.size ? memmem(s.at, s.size, text, n) : NULL;
}

/* Does s start with the text?  If so, it is cut off. */
static bool skip(struct str *s, const char *text, size_t n)
{
	if (s->size < n || memcmp(s->at, text, n) != 0)
		return false;
	s->at += n;
	s->size -= n;
	return true;
}

/*
 * The attribute of a header's value: `form-data; name="x"`, or without the quotes; at
 * is NULL if it has no such attribute.  A ';' in quotes and escapes are not understood:
 * no field of ours needs them.
 */
static struct str attribute(struct str header, const char *name)
{
	struct str part;

	while (str_split(&header, ';', &part)) {
		const char *eq = part.size ? memchr(part.at, '=', part.size) : NULL;
		struct str value;

		if (!eq)
			continue;
		if (!str_is_nocase(str_trim((struct str){ part.at,
		                                          (size_t)(eq - part.at) },
		                            STR_BLANKS),
		                   name))
			continue;
		value = str_trim((struct str){ eq + 1,
		                               part.size - (size_t)(eq + 1 - part.at) },
		                 STR_BLANKS);
		if (value.size >= 2 && value.at[0] == '"' &&
		    value.at[value.size - 1] == '"')
			value = (struct str){ value.at + 1, value.size - 2 };
		return value;
	}
	return (struct str){ 0 };
}

/* The value of the header in a part's head, or a NULL at. */
static struct str part_header(struct str head, const char *name)
{
	struct str line;

	while (str_split(&head, '\n', &line)) {
		const char *colon = line.size ? memchr(line.at, ':', line.size) : NULL;
		size_t n = colon ? (size_t)(colon - line.at) : 0;

		if (!colon ||
		    !str_is_nocase(str_trim((struct str){ line.at, n }, STR_BLANKS),
		                   name))
			continue;
		line = (struct str){ colon + 1, line.size - n - 1 };
		if (line.size && line.at[line.size - 1] == '\r')
			line.size--;
		return str_trim(line, STR_BLANKS);
	}
	return (struct str){ 0 };
}

/* A text of its own; NULL when it holds a NUL or is no UTF-8. */
static const char *text_of(struct arena *a, struct str s)
{
	if (!s.at || memchr(s.at, '\0', s.size) || !str_is_utf8(s.at, s.size))
		return NULL;
	return arena_strndup(a, s.at, s.size);
}

/* Cuts one part off *rest, which starts after a delimiter and its CRLF. */
static bool read_part(struct arena *a, struct str *rest, const char *delimiter,
                      struct query_param *out)
{
	const char *blank = find(*rest, "\r\n\r\n", 4), *end;
	struct str head, value;
	size_t n = strlen(delimiter);

	if (!blank)
		return false;
	head = (struct str){ rest->at, (size_t)(blank - rest->at) };
	value = (struct str){ blank + 4, rest->size - head.size - 4 };
	end = find(value, delimiter, n);
	if (!end)
		return false;
	rest->at = end + n;
	rest->size = value.size - (size_t)(end - value.at) - n;
	value.size = (size_t)(end - value.at);
	out->name =
		text_of(a, attribute(part_header(head, "content-disposition"), "name"));
	out->value = text_of(a, value);
	return true;
}

static bool read_multipart(struct arena *a, struct str boundary, struct str body,
                           struct form *out)
{
	struct query_param *all = arena_alloc(a, FORM_FIELDS_MAX * sizeof(*all));
	const char *delimiter;
	struct str rest = body;

	if (!boundary.size || boundary.size > BOUNDARY_MAX)
		return false;
	delimiter = arena_printf(a, "\r\n--%.*s", (int)boundary.size, boundary.at);
	if (!skip(&rest, delimiter + 2, strlen(delimiter) - 2))
		return false;
	out->fields = all;
	while (!skip(&rest, "--", 2)) {
		struct query_param *one = &all[out->count];

		if (out->count == FORM_FIELDS_MAX || !skip(&rest, "\r\n", 2) ||
		    !read_part(a, &rest, delimiter, one))
			return false;
		if (one->name && one->value)
			out->count++;
	}
	return true;
}

/* Counted before they are decoded: a body may be all ampersands. */
static bool read_pairs(struct arena *a, struct str body, struct form *out)
{
	size_t count = 1;

	for (size_t i = 0; i < body.size; i++)
		count += body.at[i] == '&';
	if (count > FORM_FIELDS_MAX)
		return false;
	out->count = query_pairs(a, body, &out->fields);
	return true;
}

bool form_read(struct arena *a, const char *content_type, struct str body,
               struct form *out)
{
	struct str type = str_of(content_type ? content_type : ""), kind;

	*out = (struct form){ 0 };
	kind = str_trim((struct str){ type.at, strcspn(type.at, ";") }, STR_BLANKS);
	if (str_is_nocase(kind, "multipart/form-data"))
		return read_multipart(a, attribute(type, "boundary"), body, out);
	if (kind.size && !str_is_nocase(kind, "application/x-www-form-urlencoded"))
		return false;
	return read_pairs(a, body, out);
}

const char *form_field(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		if (!strcmp(form->fields[i].name, name) && *form->fields[i].value)
			return form->fields[i].value;
	}
	return NULL;
}
